#pragma once

#include <string>

#include "report/palette.hpp"
#include "study/results.hpp"

namespace plimsoll::report {

/// The summary a planner reads, in this order: verdict, objectives, requests, parts with the bottleneck in
/// one sentence, cost, how sure. Times in the unit of their heading; "±" is half of a 95 % interval.
std::string to_text(const Results& results, const Palette& palette = Palette{});

}  // namespace plimsoll::report
