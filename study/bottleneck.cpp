#include "study/bottleneck.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace plimsoll {
namespace {

std::string milliseconds(double seconds) {
  return seconds >= 1 ? fmt::format("{:.2f} s", seconds) : fmt::format("{:.3g} ms", seconds * 1e3);
}

constexpr double kFull = 0.9;          // of the time at work: nothing else can be the cause
constexpr double kManyRefused = 0.01;  // of all requests
constexpr double kNearItsLimit = 0.6;  // utilisation from which waiting grows steeply
constexpr double kLargeShare = 0.5;    // of the latency of slow requests, for a wait to be what makes it
constexpr double kWorthNaming = 0.01;  // of the same

/// What of the latency around the p99 of a request goes to waiting for a part.
double waiting_share(const RequestFigures& request, const std::string& part) {
  double share = 0;
  for (const AttributionFigures& one : request.attribution) {
    if (one.part == part && (one.what == "waiting" || one.what == "cpu_waiting")) share += one.p99_share;
  }
  return share;
}

/// What slow requests of some kind wait for.
struct SlowestWait {
  const PartFigures* part = nullptr;
  const RequestFigures* request = nullptr;
  double share = 0;
};

SlowestWait slowest_wait(const std::vector<PartFigures>& parts, const std::vector<RequestFigures>& requests) {
  SlowestWait found;
  for (const PartFigures& part : parts) {
    for (const RequestFigures& request : requests) {
      const double share = waiting_share(request, part.name);
      if (share > found.share) found = {&part, &request, share};
    }
  }
  return found;
}

/// How busy the part is with work of its own: cores, or a lock. What is only held for others does not count.
double own_utilisation(const PartFigures& part) {
  for (const NamedFigure& figure : part.own) {
    if (figure.name == "cpu_utilisation") return figure.value.value;
  }
  const bool works_itself = part.kind == "database" || part.kind == "row_lock";
  return works_itself && part.has_utilisation ? part.utilisation.value : 0;
}

double utilisation_of(const PartFigures& part) { return part.has_utilisation ? part.utilisation.value : 0; }
double refused_by(const PartFigures& part) { return part.refused.value; }

/// The part with the most of something, or nullptr if none has any.
const PartFigures* most(const std::vector<PartFigures>& parts, double (*amount)(const PartFigures&)) {
  const PartFigures* found = nullptr;
  for (const PartFigures& part : parts) {
    if (amount(part) > (found == nullptr ? 0 : amount(*found))) found = &part;
  }
  return found;
}

std::string percent(double share) { return fmt::format("{:.0f} %", share * 100); }

/// How much of the latency of slow requests is waiting for the part.
std::string of_latency(double share, const RequestFigures& request,
                       const std::vector<RequestFigures>& requests) {
  const bool is_one_of_many = &request != &requests.back();
  return fmt::format("{} of the latency{} around the p99 is waiting for it", percent(share),
                     is_one_of_many ? " of " + request.name : "");
}

/// What waiting for the part does to requests, or else to those that wait: ", and ...".
std::string waits_for(const PartFigures& part, const std::vector<RequestFigures>& requests) {
  const double share = requests.empty() ? 0 : waiting_share(requests.back(), part.name);
  if (share >= kWorthNaming) return ", and " + of_latency(share, requests.back(), requests);
  if (!part.has_wait || !part.wait_seconds.mean.exists || part.wait_seconds.mean.value <= 0) return "";
  return fmt::format(", and requests wait {} for it on average", milliseconds(part.wait_seconds.mean.value));
}

}  // namespace

Bottleneck find_bottleneck(const std::vector<PartFigures>& parts,
                           const std::vector<RequestFigures>& requests) {
  const PartFigures* working = most(parts, own_utilisation);
  if (working != nullptr && own_utilisation(*working) >= kFull) {
    return {working->name, fmt::format("{} gives way first: it works {} of the time{}", working->name,
                                       percent(own_utilisation(*working)), waits_for(*working, requests))};
  }
  const PartFigures* refusing = most(parts, refused_by);
  const double arrived = requests.empty() ? 0 : requests.back().arrived.value;  // "all", or the only one
  if (refusing != nullptr && refused_by(*refusing) > kManyRefused * arrived) {
    return {refusing->name, fmt::format("{} gives way first: it refuses {:.0f} times, at {:.0f} requests",
                                        refusing->name, refused_by(*refusing), arrived)};
  }
  const SlowestWait slowest = slowest_wait(parts, requests);
  if (slowest.share >= kLargeShare) {
    const PartFigures& part = *slowest.part;
    const double used = utilisation_of(part);
    const std::string in_use = !part.has_utilisation
                                   ? ""
                                   : fmt::format("it is {} in use{} ", percent(used),
                                                 used < kNearItsLimit ? " on average, yet" : ", and");
    return {part.name, part.name + " gives way first: " + in_use +
                           of_latency(slowest.share, *slowest.request, requests)};
  }
  const PartFigures* busiest = most(parts, utilisation_of);
  if (busiest == nullptr) return {"", "no part of this model has a capacity that could run out"};
  if (utilisation_of(*busiest) >= kNearItsLimit) {
    return {busiest->name, fmt::format("{} gives way first: it is {} in use{}", busiest->name,
                                       percent(utilisation_of(*busiest)), waits_for(*busiest, requests))};
  }
  return {"", fmt::format("nothing is near its limit: the busiest part is {}, {} in use{}", busiest->name,
                          percent(utilisation_of(*busiest)), waits_for(*busiest, requests))};
}

}  // namespace plimsoll
