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
constexpr double kLargeShare = 0.25;   // of the p99 latency, for a wait to be what makes it

/// The part with the longest p99 wait, if that makes a large share of the p99 latency of some request.
const PartFigures* longest_wait(const std::vector<PartFigures>& parts,
                                const std::vector<RequestFigures>& requests) {
  double slowest = 0;
  for (const RequestFigures& request : requests) {
    if (request.latency_seconds.p99.exists) slowest = std::max(slowest, request.latency_seconds.p99.value);
  }
  const PartFigures* longest = nullptr;
  double wait = kLargeShare * slowest;
  for (const PartFigures& part : parts) {
    const Estimate& p99 = part.wait_seconds.p99;
    if (!part.has_wait || !part.has_utilisation || !p99.exists || p99.value <= wait) continue;
    longest = &part;
    wait = p99.value;
  }
  return longest;
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

std::string waits_for(const PartFigures& part) {
  if (!part.has_wait || !part.wait_seconds.mean.exists || part.wait_seconds.mean.value <= 0) return "";
  return fmt::format(", and requests wait {} for it on average", milliseconds(part.wait_seconds.mean.value));
}

std::string percent(double share) { return fmt::format("{:.0f} %", share * 100); }

}  // namespace

Bottleneck find_bottleneck(const std::vector<PartFigures>& parts,
                           const std::vector<RequestFigures>& requests) {
  const PartFigures* working = most(parts, own_utilisation);
  if (working != nullptr && own_utilisation(*working) >= kFull) {
    return {working->name, fmt::format("{} gives way first: it works {} of the time{}", working->name,
                                       percent(own_utilisation(*working)), waits_for(*working))};
  }
  const PartFigures* refusing = most(parts, refused_by);
  const double arrived = requests.empty() ? 0 : requests.back().arrived.value;  // "all", or the only one
  if (refusing != nullptr && refused_by(*refusing) > kManyRefused * arrived) {
    return {refusing->name, fmt::format("{} gives way first: it refuses {:.0f} times, at {:.0f} requests",
                                        refusing->name, refused_by(*refusing), arrived)};
  }
  const PartFigures* busiest = most(parts, utilisation_of);
  if (busiest == nullptr) return {"", "no part of this model has a capacity that could run out"};
  if (utilisation_of(*busiest) >= kNearItsLimit) {
    return {busiest->name, fmt::format("{} gives way first: it is {} in use{}", busiest->name,
                                       percent(utilisation_of(*busiest)), waits_for(*busiest))};
  }
  if (const PartFigures* waited_for = longest_wait(parts, requests)) {
    return {waited_for->name,
            fmt::format("{} gives way first: it is {} in use on average, but at its busiest one request in a "
                        "hundred waits longer than {} for it",
                        waited_for->name, percent(utilisation_of(*waited_for)),
                        milliseconds(waited_for->wait_seconds.p99.value))};
  }
  return {"", fmt::format("nothing is near its limit: the busiest part is {}, {} in use{}", busiest->name,
                          percent(utilisation_of(*busiest)), waits_for(*busiest))};
}

}  // namespace plimsoll
