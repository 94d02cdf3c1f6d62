#include "study/bottleneck.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace plimsoll {
namespace {

std::string milliseconds(double seconds) {
  return seconds >= 1 ? fmt::format("{:.2f} s", seconds) : fmt::format("{:.3g} ms", seconds * 1e3);
}

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

}  // namespace

Bottleneck find_bottleneck(const std::vector<PartFigures>& parts,
                           const std::vector<RequestFigures>& requests) {
  const PartFigures* busiest = nullptr;
  for (const PartFigures& part : parts) {
    if (!part.has_utilisation) continue;
    if (busiest == nullptr || part.utilisation.value > busiest->utilisation.value) busiest = &part;
  }
  if (busiest == nullptr) return {"", "no part of this model has a capacity that could run out"};
  const PartFigures* waited_for = longest_wait(parts, requests);
  if (busiest->utilisation.value < kNearItsLimit && waited_for != nullptr) {
    return {waited_for->name,
            fmt::format(
                "{} gives way first: it is {:.0f} % in use on average, but at its busiest one request in a "
                "hundred waits longer than {} for it",
                waited_for->name, waited_for->utilisation.value * 100,
                milliseconds(waited_for->wait_seconds.p99.value))};
  }
  const double percent = busiest->utilisation.value * 100;
  std::string sentence =
      busiest->utilisation.value < kNearItsLimit
          ? fmt::format("nothing is near its limit: the busiest part is {}, {:.0f} % in use", busiest->name,
                        percent)
          : fmt::format("{} gives way first: it is {:.0f} % in use", busiest->name, percent);
  if (busiest->has_wait && busiest->wait_seconds.mean.exists && busiest->wait_seconds.mean.value > 0) {
    sentence += fmt::format(", and requests wait {} for it on average",
                            milliseconds(busiest->wait_seconds.mean.value));
  }
  return {busiest->name, sentence};
}

}  // namespace plimsoll
