#include "study/twin.hpp"

#include "study/never_happens.hpp"
#include "study/twin_network.hpp"

namespace plimsoll {
namespace {

bool moves_traffic_only(const spec::Event& event) {
  for (const spec::Change& change : event.changes) {
    if (change.address.rfind("traffic.", 0) != 0) return false;
  }
  return true;
}

}  // namespace

const char* name_of(TheoryMeasure measure) {
  switch (measure) {
    case TheoryMeasure::throughput:
      return "throughput_per_second";
    case TheoryMeasure::latency_mean:
      return "latency_seconds.mean";
    case TheoryMeasure::latency_p50:
      return "latency_seconds.p50";
    case TheoryMeasure::latency_p95:
      return "latency_seconds.p95";
    case TheoryMeasure::latency_p99:
      return "latency_seconds.p99";
    case TheoryMeasure::refused_share:
      return "refused_share";
    case TheoryMeasure::cpu_utilisation:
      break;
  }
  return "cpu_utilisation";
}

Twin twin_of(const spec::Spec& spec) {
  Twin twin;
  twin.has_steady_load = spec.run.kind == spec::RunSettings::Kind::steady;
  for (const spec::Event& event : spec.events) {
    if (never_happens(spec, event)) continue;
    twin.has_steady_load = false;
    twin.has_steady_capacity = twin.has_steady_capacity && moves_traffic_only(event);
  }
  const TwinNetwork network = network_of(spec);
  solve_network(spec, network, twin);
  bound_network(spec, network, twin);
  return twin;
}

}  // namespace plimsoll
