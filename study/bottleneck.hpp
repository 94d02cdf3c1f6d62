#pragma once

#include <vector>

#include "study/results.hpp"

namespace plimsoll {

/// Which part gives way first, judged by utilisation and by how long requests wait for it, in one sentence.
Bottleneck find_bottleneck(const std::vector<PartFigures>& parts);

}  // namespace plimsoll
