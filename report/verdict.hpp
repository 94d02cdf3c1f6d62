#pragma once

#include <string>

#include "report/number.hpp"
#include "report/palette.hpp"
#include "study/results.hpp"

namespace plimsoll::report {

/// The answer in one line: "✗ FAILED  Shop, flash-sale rehearsal: 1 of 2 objectives failed
/// (checkout_is_quick)".
std::string verdict_line(const Results& results, const Palette& palette = Palette{});

/// The unit an objective is shown in; its limit decides, so that limit and value can be compared by eye.
Unit unit_of(const ObjectiveFigures& objective);

/// What is promised: "checkout p99 < 900 ms".
std::string promise_of(const ObjectiveFigures& objective);

/// The objectives as a table, or "" where the model has none.
std::string objectives_text(const Results& results, const Palette& palette = Palette{});

}  // namespace plimsoll::report
