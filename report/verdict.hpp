#pragma once

#include <string>

#include "report/palette.hpp"
#include "study/results.hpp"

namespace plimsoll::report {

/// The answer in one line: "✗ FAILED  Shop, flash-sale rehearsal: 1 of 2 objectives failed
/// (checkout_is_quick)".
std::string verdict_line(const Results& results, const Palette& palette = Palette{});

/// The objectives as a table, or "" where the model has none.
std::string objectives_text(const Results& results, const Palette& palette = Palette{});

}  // namespace plimsoll::report
