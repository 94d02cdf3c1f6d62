#pragma once

#include <cstdint>
#include <span>

namespace plimsoll {

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
/// latency); it is left out and counted. No replication may be infinite; `confidence` lies in (0, 1).
/// Sums run in the order given, so equal input gives equal bits.
/// Source: Law, Simulation Modeling and Analysis, "fixed-sample-size procedure".
Interval interval_of(std::span<const double> replications, double confidence = 0.95);

}  // namespace plimsoll
