#pragma once

#include <span>
#include <string>

#include "models/spec/spec.hpp"
#include "sim/measure/interval.hpp"
#include "sim/measure/pooled_quantile.hpp"
#include "study/results.hpp"

namespace plimsoll {

/// What an interval says; nothing where its value is NaN.
Estimate estimate_of(const Interval& interval);

/// The mean over replications with its 95 % interval. NaN is a replication that lacks the measure.
Estimate estimate_of(std::span<const double> replications);

/// Fewest durations expected beyond a percentile (and below it), over all replications, for it to be told.
inline constexpr double kFewestBeyond = 10;

/// The p-quantile of a steady run, over all of its replications together. Refused, with a sentence that says
/// how long a run would be needed, where too few durations lie beyond it; `whose` is what it is of:
/// "checkout".
Estimate quantile_of(const PooledQuantile& pooled, double p, const std::string& whose,
                     const spec::RunSettings& run, const Confidence& confidence = {});

/// An estimate that is not told, and why.
Estimate refused(std::string why);

}  // namespace plimsoll
