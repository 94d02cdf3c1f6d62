#include "study/precision.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "study/variance_reduction.hpp"

namespace plimsoll {
namespace {

constexpr double kLeastGrowth = 1.5, kMostGrowth = 3;

/// The longer side of the interval over the value. A share of errors is held against its promise if it is
/// below it: whether one in a million fails need not be known to 2 % where one in a thousand may.
double share_of(const spec::Objective& measure, const Estimate& estimate) {
  constexpr double unknown = std::numeric_limits<double>::infinity();
  if (!estimate.exists || !estimate.has_interval) return unknown;
  const double half = std::max(estimate.high - estimate.value, estimate.value - estimate.low);
  if (half == 0) return 0;
  double size = std::abs(estimate.value);
  if (measure.metric == spec::Objective::Metric::errors) size = std::max(size, measure.limit);
  return size > 0 ? half / size : unknown;
}

}  // namespace

PrecisionFigures how_precise(const spec::RunSettings& run, const std::vector<Estimate>& estimates) {
  PrecisionFigures figures;
  if (!run.precision) return figures;
  figures.is_wanted = true;
  figures.wanted = run.precision->value;
  figures.freedom_max = confidence_of(run).freedom_max;
  figures.is_reached = !estimates.empty();
  for (std::size_t i = 0; i < estimates.size(); ++i) {
    const double share = share_of(run.precision_of[i], estimates[i]);
    figures.measures.push_back({run.precision_of[i].name, share});
    figures.is_reached = figures.is_reached && share <= figures.wanted;
  }
  return figures;
}

std::int64_t first_round(const spec::RunSettings& run) {
  if (run.first_round > 0) return run.first_round;
  if (!run.precision) return whole_observations(run, run.replications);
  return whole_observations(run, std::min(std::max(run.replications, kFirstRound), run.replications_max));
}

Confidence confidence_of(const spec::RunSettings& run) {
  if (!run.precision) return {};
  return {0.95, std::max<std::int64_t>(first_round(run) / replications_together(run) - 1, 1)};
}

std::int64_t next_round(const spec::RunSettings& run, const PrecisionFigures& precision, std::int64_t now) {
  if (!precision.is_wanted || precision.is_reached) return now;
  double growth = kLeastGrowth;
  for (const PrecisionFigures::Measure& measure : precision.measures) {
    const double excess = measure.share / precision.wanted;
    growth = std::max(growth, excess * excess);
  }
  const double next = static_cast<double>(now) * std::min(growth, kMostGrowth);
  return std::clamp(whole_observations(run, static_cast<std::int64_t>(std::ceil(next))), now,
                    std::max(now, run.replications_max));
}

}  // namespace plimsoll
