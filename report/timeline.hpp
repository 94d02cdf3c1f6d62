#pragma once

#include <string>

#include "report/palette.hpp"
#include "study/results.hpp"

namespace plimsoll::report {

/// Arrivals, failures and latency over the run as small bar charts, or "" where nothing changes in time:
///
///     Over time    0 s to 300 s
///       arrived [/s]        ▁▁▁▇██▇▁▁▁   0 to 1,520
std::string timeline_text(const Results& results, const Palette& palette = Palette{});

}  // namespace plimsoll::report
