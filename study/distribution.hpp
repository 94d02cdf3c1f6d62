#pragma once

#include <vector>

#include "sim/measure/histogram.hpp"
#include "study/results.hpp"

namespace plimsoll {

/// All that the histograms have counted, in the coarser buckets that results carry. Exact: the bounds of a
/// coarse bucket are bounds of fine ones.
LatencyDistribution distribution_of(const std::vector<const Histogram*>& histograms);

}  // namespace plimsoll
