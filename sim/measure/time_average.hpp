#pragma once

#include <algorithm>
#include <cstdint>

#include "sim/check.hpp"
#include "sim/int128.hpp"
#include "sim/time.hpp"

namespace plimsoll {

/// The average over time of a whole number that changes in steps: requests waiting, workers in use.
///
/// The integral is exact, so neither the number of steps nor the length of a run costs precision.
/// Calls must come in order of `now`.
class TimeAverage {
 public:
  /// Observes from `start` on, with `level` in force.
  explicit TimeAverage(SimTime start = {}, std::int64_t level = 0)
      : start_(start), last_(start), level_(level), max_level_(level) {}

  /// The level is `level` from `now` on.
  void set(SimTime now, std::int64_t level) {
    PLIMSOLL_CHECK(now >= last_);
    integral_ += int128{level_} * (now - last_).count();
    last_ = now;
    level_ = level;
    max_level_ = std::max(max_level_, level);
  }

  /// The level is higher by `delta` from `now` on.
  void add(SimTime now, std::int64_t delta) { set(now, level_ + delta); }

  /// Forgets what was seen before `now` but keeps the level: the end of a warm-up.
  void reset(SimTime now) {
    PLIMSOLL_CHECK(now >= last_);
    *this = TimeAverage(now, level_);
  }

  std::int64_t level() const { return level_; }

  /// The highest level since the start or the last reset, even if it lasted no time.
  std::int64_t max_level() const { return max_level_; }

  /// The integral from the start or the last reset up to `now`, in units of level times nanoseconds.
  int128 integral(SimTime now) const;

  /// The integral divided by its length of time, or NaN over no time at all.
  double mean(SimTime now) const;

 private:
  SimTime start_;
  SimTime last_;
  std::int64_t level_;
  std::int64_t max_level_;
  int128 integral_ = 0;  // from start_ to last_
};

}  // namespace plimsoll
