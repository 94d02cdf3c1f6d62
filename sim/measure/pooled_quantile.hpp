#pragma once

#include <span>
#include <vector>

#include "sim/measure/control_variates.hpp"
#include "sim/measure/histogram.hpp"
#include "sim/measure/interval.hpp"

namespace plimsoll {

/// Percentiles of all durations of several independent runs together, with intervals that allow for whatever
/// goes on inside a run.
///
/// The value is the percentile of everything counted: that of one short run, averaged over many, would lean
/// to one side (the p99.9 of 1,000 requests is its second largest, 6 % too low on average if times are
/// exponential). The interval is Woodruff's. In run r, c_r of n_r durations are no longer than the value. F =
/// Σ c_r / Σ n_r is a ratio of sums over independent runs, so its half width is
///
///     h = t(R - 1) · s / (√R · n̄),     s² = Σ (c_r - F n_r)² / (R - 1),
///
/// and the interval holds what lies between the percentiles p - h and p + h. Durations in one run may depend
/// on one another in any way; runs may not.
///
/// Far out in the tail a few bursts make up all that is above the value, and a sample that misses one also
/// underestimates s. So durations are taken to clump no less there than above the percentile with five times
/// as much beyond it: s² is at least that one's, scaled by F (1 - F). Without this the interval of a p99 from
/// ten runs of 4,000 requests each of M/M/1 at 80 % holds 91 times in 100, with it 96.
///
/// Where p + h reaches beyond what was counted, the upper end is that of the interval of the runs' own
/// percentiles, provided that each run has at least 30 durations beyond its own: then those lean little.
/// Controls (sim/measure/control_variates.hpp) take out luck: the surplus c_r - F n_r above the value is
/// regressed on them, residuals take its place in s, and the percentile is moved by what the regression says
/// of the mean surplus. They are used where five durations or more lie beyond the value in each run on
/// average; with fewer, counts are too lumpy for a straight line.
///
/// Source: Woodruff, Confidence intervals for medians and other position measures, Journal of the American
/// Statistical Association 47 (1952); the variance of a ratio: Cochran, Sampling Techniques, section 2.11.
class PooledQuantile {
 public:
  /// The histograms must outlive this. An empty one is a run in which nothing was counted. Each `together`
  /// that follow one another (a pair) are one independent observation; `controls` are of these.
  explicit PooledQuantile(std::vector<const Histogram*> runs, std::size_t together = 1,
                          ControlVariates controls = {});

  std::uint64_t count() const { return pooled_.count(); }

  /// The p-quantile for p in (0, 1) in seconds; NaN if nothing was counted. Where neither rule gives an upper
  /// end, `high` is infinite: the sample does not say how far up it goes. Without an interval
  /// (Interval::has_interval) from fewer than two runs, or if nothing lies above the value by chance.
  Interval at(double p, const Confidence& confidence = {}) const;

 private:
  /// The upper end of Student's interval of the runs' own p-quantiles, infinite where a run has too few
  /// beyond it.
  double high_of_own(double p, double value, const Confidence& confidence) const;
  /// The regression of what is above `value` in surplus of its share.
  ControlVariates::Fit surplus_above(Duration value, const ControlVariates& controls) const;
  /// Σ (c_r - F n_r)² over F (1 - F): how much more the runs differ in what is above `value` than one by one
  /// would make them, times the number of all.
  double clumping_above(Duration value, const ControlVariates& controls) const;
  double share_above(Duration value) const;

  std::vector<const Histogram*> runs_;
  std::size_t together_;
  std::size_t observations_;
  ControlVariates controls_;
  Histogram pooled_;
};

}  // namespace plimsoll
