#pragma once

#include <cstdint>
#include <limits>
#include <span>

namespace plimsoll {

/// How sure an interval is to be, as the number of standard errors on either side.
///
/// Where how many values there are was decided by looking at them (run.precision), one is more likely to stop
/// at values that vary little by luck. Then as few degrees of freedom are granted as the first look had, as if
/// the rest of the values had told the mean and nothing of its spread: Stein, A two-sample test for a linear
/// hypothesis whose power is independent of the variance, Annals of Mathematical Statistics 16 (1945).
struct Confidence {
  double level = 0.95;  // in (0, 1)
  std::int64_t freedom_max = std::numeric_limits<std::int64_t>::max();

  // NOLINTNEXTLINE(google-explicit-constructor): a level is a confidence
  Confidence(double level_wanted = 0.95,
             std::int64_t most_freedom = std::numeric_limits<std::int64_t>::max())
      : level(level_wanted), freedom_max(most_freedom) {}

  /// Student's t for so many degrees of freedom, of which freedom_max count at the most.
  double t(std::int64_t freedom) const;
};

/// A figure and how sure it is: the mean over replications and a confidence interval around it.
///
/// From fewer than two replications nothing can be said about the spread: the interval is then
/// everything, from -infinity to +infinity, so that a comparison with it is inconclusive by itself.
/// From none at all, `value` is NaN.
struct Interval {
  double value;
  double low;
  double high;
  std::int64_t replications = 0;  ///< how many had this measure
  std::int64_t left_out = 0;      ///< how many did not (NaN)

  /// Whether `low` and `high` say anything.
  bool has_interval() const { return replications >= 2; }

  /// Half the width: the ± of the figure; +infinity if there is no interval.
  double half_width() const { return (high - low) / 2; }

  bool contains(double x) const { return low <= x && x <= high; }
};

/// The mean of independent replications with its Student-t interval,
///
///     mean ± t(n - 1) · s / √n,     s² = Σ (x - mean)² / (n - 1).
///
/// A NaN is a replication in which the measure does not exist (no request failed, so failures had no
/// latency); it is left out and counted. No replication may be infinite.
/// Sums run in the order given, so equal input gives equal bits.
/// Source: Law, Simulation Modeling and Analysis, "fixed-sample-size procedure".
Interval interval_of(std::span<const double> replications, const Confidence& confidence = {});

}  // namespace plimsoll
