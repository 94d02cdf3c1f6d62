#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "models/spec/spec.hpp"
#include "study/replication.hpp"
#include "study/results.hpp"

/// Where a measure that rises with load meets its limit, from replications at a few loads around that place.
namespace plimsoll {

/// What replications say of one objective at one load: values that are independent and whose mean is the
/// measure, and the value that must not be reached.
///
/// A percentile of a steady run is looked at the other way round: p99 < 900 ms says the same as "less than
/// 1 % take longer than 900 ms", and the share of what takes longer is a ratio of sums over replications
/// (Cochran, Sampling Techniques, section 2.11), smooth in load and free of the lean that percentiles of short
/// runs have. For replication r with x of n above the limit the value is p + (x - p n) / mean n. Far out in the
/// tail a few bursts make up all that is above, and a sample that misses one also underestimates its spread:
/// what is above is taken to clump no less than what is above the percentile with five times as much beyond
/// it, as in sim/measure/pooled_quantile.hpp.
struct EdgeSample {
  std::vector<double> values;  // by replication; empty: the measure does not exist in all of them
  double limit = 0;
  double spread = 1;  // the standard error of the mean is at least so many times that of the values

  double mean() const;
  /// Whether the objective holds by the mean alone.
  bool holds() const { return !values.empty() && mean() < limit; }
};

/// Objectives that load breaks: all but those that promise throughput, which load keeps.
bool is_broken_by_load(const spec::Objective& objective);

/// The sample of objective number `objective`, one that load breaks.
EdgeSample edge_sample(const spec::Spec& spec, const std::vector<Replication>& replications,
                       std::size_t objective);

/// Three loads around the edge: `middle` with all replications, its neighbours with the first ones of the
/// same luck.
struct EdgeWindow {
  double below = 0, middle = 0, above = 0;  // loads, in ascending order
  EdgeSample at_below, at_middle, at_above;
};

/// A root and its 95 % interval.
struct EdgeFit {
  double root = 0, low = 0, high = 0;
  /// How far the measure is from a straight line inside the window: its bend over its rise. From about 1/2 on
  /// it is a step or a kink, and the window must be narrower.
  double bend = 0;
};

/// Where the measure meets its limit, by a parabola through the window. Nothing where it does not rise beyond
/// noise.
///
/// Slope and bend are those of the common first replications, which see the same users and the same work at
/// all three loads, so little but the change of load is in their differences. The level is that of all
/// replications at the middle. With a the mean excess there, b the slope and c the bend, the root x solves a +
/// b x + c x² = 0, and its ends the same with a ± t(n - 1) s, where s is the standard error of a + b x: the delta
/// method, with the spread of the slope counted where the root lies off the middle. Where all means are positive, the
/// logarithm of the measure takes its place: that of a queue is nearer to a straight line.
std::optional<EdgeFit> fit_edge(const EdgeWindow& window);

}  // namespace plimsoll
