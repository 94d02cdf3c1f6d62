#pragma once

#include <string>
#include <vector>

#include "study/results.hpp"

/// How sure the figures of a run are, in sentences.
namespace plimsoll::report {

/// How many replications there were and what ± is; what was wanted; what was done to narrow intervals.
std::vector<std::string> sureness_lines(const RunFigures& run);

/// "2,941,003 events in 581.7 ms, 5.06 million per second on 2 threads": differs between equal runs.
std::string speed_line(const RunFigures& run);

}  // namespace plimsoll::report
