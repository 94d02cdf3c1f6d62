#pragma once

#include <string>

#include "report/palette.hpp"
#include "study/results.hpp"

namespace plimsoll::report {

/// Where the latency of each kind of request goes, as a table; empty where that is not known.
std::string attribution_text(const Results& results, const Palette& palette);

}  // namespace plimsoll::report
