#include <algorithm>
#include <limits>

#include "models/theory/bounds.hpp"
#include "study/never_happens.hpp"
#include "study/twin_network.hpp"

namespace plimsoll {
namespace {

constexpr double kNoLimit = std::numeric_limits<double>::infinity();

/// The most that a traffic asks, events included.
double most_of(const spec::Spec& spec, const std::string& address, double value) {
  for (const spec::Event& event : spec.events) {
    if (never_happens(spec, event)) continue;
    for (const spec::Change& change : event.changes) {
      if (change.address == address) value = std::max(value, change.value);
    }
  }
  return value;
}

/// Means over the mix of one traffic of what its successes surely take.
struct TrafficLeast {
  double seconds = 0;
  std::vector<theory::Demand> demands;  // by station
};

TrafficLeast least_of(const spec::Traffic& traffic, const TwinNetwork& network) {
  TrafficLeast least;
  for (const ProcessorStation& station : network.stations) {
    theory::Demand& demand = least.demands.emplace_back();
    demand.servers = static_cast<double>(station.instances * station.cores);
    for (const RequestStream& stream : network.streams) {
      const auto work = stream.route.least_work_seconds.find(station.part->name);
      if (stream.traffic != &traffic || work == stream.route.least_work_seconds.end()) continue;
      demand.seconds += stream.share * work->second;
    }
  }
  for (const RequestStream& stream : network.streams) {
    if (stream.traffic == &traffic) least.seconds += stream.share * stream.route.least_seconds;
  }
  return least;
}

/// The most requests a second of one traffic, with nobody else there.
double most_throughput(const spec::Spec& spec, const spec::Traffic& traffic, const TwinNetwork& network,
                       Twin& twin) {
  const TrafficLeast least = least_of(traffic, network);
  const double through = theory::bottleneck(least.demands).throughput_per_second;
  if (traffic.kind == spec::Traffic::Kind::burst) return kNoLimit;
  if (traffic.kind == spec::Traffic::Kind::open) {
    double rate = most_of(spec, "traffic." + traffic.name + ".rate", traffic.rate.per_second);
    for (const spec::ProfilePoint& point : traffic.profile) rate = std::max(rate, point.rate.per_second);
    return std::min(rate, through);
  }
  const double users =
      most_of(spec, "traffic." + traffic.name + ".users", static_cast<double>(traffic.users));
  const theory::AsymptoticBounds bounds =
      theory::asymptotic_bounds(users, traffic.think.law.mean(), least.seconds, least.demands);
  if (spec.traffic.size() == 1 && bounds.saturation_users < kNoLimit) {
    twin.saturation_users = bounds.saturation_users;
  }
  return bounds.throughput_max_per_second;
}

void add_certain_work(const spec::Spec& spec, const TwinNetwork& network, Twin& twin) {
  for (const ProcessorStation& station : network.stations) {
    CertainWork work;
    work.part = station.part->name;
    work.cores = static_cast<double>(station.instances * station.cores);
    for (const spec::Routine& request : spec.requests) {
      double least = kNoLimit;  // of those traffics that ask for it: they may enter differently
      for (const RequestStream& stream : network.streams) {
        if (stream.request != request.name) continue;
        const auto found = stream.route.least_work_seconds.find(work.part);
        least = std::min(least, found == stream.route.least_work_seconds.end() ? 0 : found->second);
      }
      if (least > 0 && least < kNoLimit) work.by_request.emplace_back(request.name, least);
    }
    if (!work.by_request.empty()) twin.certain_work.push_back(std::move(work));
  }
}

}  // namespace

void bound_network(const spec::Spec& spec, const TwinNetwork& network, Twin& twin) {
  add_certain_work(spec, network, twin);
  std::vector<double> most(spec.traffic.size());
  for (std::size_t t = 0; t < spec.traffic.size(); ++t) {
    most[t] = most_throughput(spec, spec.traffic[t], network, twin);
  }
  if (!twin.figures.empty()) return;  // exact values or approximations say more
  for (const RequestStream& stream : network.streams) {
    twin.memory_seconds =
        std::max(twin.memory_seconds, stream.traffic->think.law.mean() + stream.route.least_seconds);
  }
  twin.warm_up_needed_seconds = 3 * twin.memory_seconds;
  twin.duration_needed_seconds = 10 * twin.memory_seconds;
  const bool is_closed = std::all_of(spec.traffic.begin(), spec.traffic.end(), [](const auto& traffic) {
    return traffic.kind == spec::Traffic::Kind::closed;
  });
  for (const spec::Routine& request : spec.requests) {
    double throughput = 0, least = kNoLimit;
    for (const RequestStream& stream : network.streams) {
      if (stream.request != request.name) continue;
      const auto t = static_cast<std::size_t>(stream.traffic - spec.traffic.data());
      throughput += stream.share * most[t];
      least = std::min(least, stream.route.least_seconds);
    }
    if (throughput < kNoLimit) {
      twin.figures.push_back({request.name, TheoryMeasure::throughput, TheoryKind::at_most, throughput,
                              is_closed ? "users / (think + work), cores / work" : "arrivals, cores / work"});
    }
    if (least > 0 && least < kNoLimit) {
      twin.figures.push_back(
          {request.name, TheoryMeasure::latency_mean, TheoryKind::at_least, least, "work and waits outside"});
    }
  }
}

}  // namespace plimsoll
