#pragma once

#include <vector>

#include "study/results.hpp"

namespace plimsoll {

/// Which part gives way first, in one sentence: the one most in use; or, where all have room on average, the
/// one that the slowest requests wait for, if that wait is a large share of their latency (a rush, a hot
/// key).
Bottleneck find_bottleneck(const std::vector<PartFigures>& parts,
                           const std::vector<RequestFigures>& requests);

}  // namespace plimsoll
