#include "study/distribution.hpp"

#include <map>

#include "sim/measure/exponential_buckets.hpp"

namespace plimsoll {
namespace {

constexpr std::size_t kJoined = std::size_t{1} << (exponential_buckets::scale - LatencyDistribution::kScale);

/// The greatest duration that the coarse bucket of `upper` may hold.
Duration coarse_upper(Duration upper) {
  if (upper.count() <= 0) return Duration{};
  const std::size_t slot = exponential_buckets::slot_of(upper.count());
  // Slot 0 is bucket -1, the last of its eight: coarse buckets end at slots that are multiples of eight.
  return Duration::ns(exponential_buckets::greatest_in((slot + kJoined - 1) / kJoined * kJoined));
}

}  // namespace

LatencyDistribution distribution_of(const std::vector<const Histogram*>& histograms) {
  std::map<Duration, std::uint64_t> counts;
  for (const Histogram* histogram : histograms) {
    for (const Histogram::Bucket& bucket : histogram->buckets()) {
      counts[coarse_upper(bucket.upper)] += bucket.count;
    }
  }
  LatencyDistribution distribution;
  for (const auto& [upper, count] : counts) distribution.buckets.push_back({upper.to_seconds(), count});
  return distribution;
}

}  // namespace plimsoll
