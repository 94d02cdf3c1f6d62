#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/check.hpp"
#include "sim/int128.hpp"
#include "sim/measure/exponential_buckets.hpp"
#include "sim/time.hpp"

namespace plimsoll {

/// How often each length of time was seen: latencies, waits, times in service.
///
/// Count, sum, least and greatest are exact. Everything between is known to within one bucket of
/// OpenTelemetry's exponential histogram at scale 7, which is 0.54 % wide; zero has a bucket of its own.
/// Counters are whole numbers, so histograms merged in any order are equal.
///
/// Holds no memory until the first positive duration, then 1 KiB for every octave between the least and
/// the greatest (at most 64 KiB). Once that range has been seen, nothing is allocated any more.
class Histogram {
 public:
  /// Counts of one bucket: durations above `lower` up to and including `upper`. The bucket of zero has
  /// both bounds zero.
  struct Bucket {
    Duration lower;
    Duration upper;
    std::uint64_t count = 0;
    bool operator==(const Bucket&) const = default;
  };

  /// Counts one duration, which must not be negative.
  void record(Duration value) {
    const std::int64_t nanoseconds = value.count();
    if (nanoseconds > 0) {
      const std::size_t slot = exponential_buckets::slot_of(nanoseconds);
      std::size_t position = slot - first_slot_;  // wraps to a large number below the range
      if (position >= counters_.size()) [[unlikely]] {
        cover(slot, slot);
        position = slot - first_slot_;
      }
      ++counters_[position];
    } else {
      PLIMSOLL_CHECK(nanoseconds == 0);
      ++zeros_;
    }
    ++count_;
    sum_ += static_cast<std::uint64_t>(nanoseconds);
    min_ = std::min(min_, nanoseconds);
    max_ = std::max(max_, nanoseconds);
  }

  /// Adds everything that `other` has counted, exactly.
  void merge(const Histogram& other);

  /// What was counted since this histogram stood as `earlier` did. Counts and sum are exact; the least and
  /// the greatest are the bounds of their buckets, no further out than those of this histogram. Merging all
  /// pieces that a histogram is cut into gives it back, but for a least or greatest counted before the first.
  Histogram since(const Histogram& earlier) const;

  /// Forgets everything counted; keeps the memory.
  void clear();

  std::uint64_t count() const { return count_; }
  bool empty() const { return count_ == 0; }

  /// The exact least and greatest. There must be one: check empty() first.
  Duration min() const;
  Duration max() const;

  /// The exact sum in nanoseconds.
  uint128 sum_nanoseconds() const { return sum_; }

  /// The exact sum divided by the count, in seconds; NaN if nothing was counted.
  double mean_seconds() const;

  /// The p-quantile for p in [0, 1]: the k-th least duration with k = ceil(p * count), at least 1.
  ///
  /// The first and the last are exact. Any other is placed linearly among the whole nanoseconds of its
  /// bucket, so it is off by less than 0.55 %, and lies in [min, max]. A p * count within one part in
  /// 10^12 above a whole number counts as that number, so that p = 0.07 of 100 is the 7th.
  /// The histogram must not be empty.
  Duration quantile(double p) const;

  /// The same in seconds; NaN if nothing was counted.
  double quantile_seconds(double p) const;

  /// How many durations were longer than `limit`. Exact at a bucket's bound and outside [min, max);
  /// otherwise the share of the limit's own bucket is taken linearly and rounded down.
  std::uint64_t count_above(Duration limit) const;

  /// The buckets that hold something, in ascending order.
  std::vector<Bucket> buckets() const;

  /// Calls `visitor` with all that it consists of, to be written down or read back as it stands.
  template <typename Visitor>
  void pass_to(const Visitor& visitor) {
    visitor(counters_, first_slot_, zeros_, count_, sum_, min_, max_);
  }

 private:
  void cover(std::size_t first, std::size_t last);
  std::int64_t kth_least(std::uint64_t k) const;

  std::vector<std::uint64_t> counters_;  // whole octaves of slots, from first_slot_ on
  std::size_t first_slot_ = 0;
  std::uint64_t zeros_ = 0;
  std::uint64_t count_ = 0;
  uint128 sum_ = 0;  // nanoseconds
  std::int64_t min_ = INT64_MAX;
  std::int64_t max_ = 0;
};

}  // namespace plimsoll
