#include "study/pilot.hpp"

#include <cmath>

#include "models/engine.hpp"
#include "sim/check.hpp"

namespace plimsoll {
namespace {

constexpr std::uint32_t kFirstPilot = 0x8000'0000;  // replications have smaller numbers
constexpr std::size_t kMostParts = 500;  // beyond, requests alone tell: they wait for what a part has in line

/// Reads the model at the end of each slice, and keeps what has changed since the one before.
class Watch {
 public:
  Watch(const spec::Spec& spec, Engine& engine, Pilot& pilot) : engine_(engine), pilot_(pilot) {
    for (const spec::Routine& request : spec.requests) {
      add("latency of " + request.name);
      add(request.name + " in flight");
      add("throughput of " + request.name);
    }
    if (spec.parts.size() <= kMostParts) {
      for (const spec::Part& part : spec.parts) {
        add("waiting at " + part.name);
        add("in use at " + part.name);
      }
    }
    before_.resize(pilot_.series.size());
  }

  void look() {
    next_ = 0;
    for (const KindRecord& kind : engine_.recorder().kinds()) {
      const auto count = static_cast<double>(kind.latency.count());
      change(static_cast<double>(kind.latency.sum_nanoseconds()) / 1e9, count);
      level(static_cast<double>(kind.arrived_ever - kind.ended_ever));
      change(static_cast<double>(kind.completed), engine_.now().to_seconds());
    }
    if (next_ == pilot_.series.size()) return;
    const double seconds = engine_.now().to_seconds();
    for (const auto& part : engine_.parts()) {
      const PartReading reading = part->read(engine_.now());
      change(reading.waiting * seconds, seconds);
      change(reading.in_use * seconds, seconds);
    }
  }

 private:
  struct Total {
    double amount = 0, weight = 0;
  };

  void add(std::string name) { pilot_.series.push_back({std::move(name), {}, {}}); }

  /// Totals since t = 0; NaN where the part has no such measure.
  void change(double amount, double weight) {
    Total& before = before_[next_];
    PilotSeries& series = pilot_.series[next_++];
    const bool exists = !std::isnan(amount);
    series.amount.push_back(exists ? amount - before.amount : 0);
    series.weight.push_back(exists ? weight - before.weight : 0);
    before = {amount, weight};
  }

  void level(double now) {
    PilotSeries& series = pilot_.series[next_++];
    series.amount.push_back(now);
    series.weight.push_back(1);
  }

  Engine& engine_;
  Pilot& pilot_;
  std::vector<Total> before_;
  std::size_t next_ = 0;
};

}  // namespace

Pilot run_pilot(const spec::Spec& spec, std::uint32_t number, Duration length, std::size_t request_limit,
                const Checkpoint& checkpoint) {
  Model model = build(spec, spec.run.seed, kFirstPilot + number);
  Engine& engine = *model.engine;
  const CheckContext context(&Engine::describe, &engine);
  engine.set_request_limit(request_limit);
  engine.start();
  Pilot pilot;
  Watch watch(spec, engine, pilot);
  const double step = length.to_seconds() / static_cast<double>(kPilotSlices);
  for (std::size_t slice = 1; slice <= kPilotSlices; ++slice) {
    const SimTime end = SimTime{} + Duration::from_seconds(step * static_cast<double>(slice));
    if (!run_to(engine, end, checkpoint)) return {};
    watch.look();
  }
  pilot.is_finished = true;
  return pilot;
}

}  // namespace plimsoll
