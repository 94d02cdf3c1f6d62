#pragma once

#include <string>

#include "report/number.hpp"
#include "report/palette.hpp"
#include "study/results.hpp"

namespace plimsoll::report {

/// The answer, in pieces.
struct VerdictWords {
  enum class Kind { holds, failed, undecided, none, interrupted };
  Kind kind = Kind::none;
  std::string sign;      // "✓"
  std::string word;      // "HOLDS"
  std::string sentence;  // "all 2 objectives are met"
};
VerdictWords verdict_of(const Results& results);

/// Sign and word in the colour of the answer.
std::string coloured_head(const VerdictWords& verdict, const Palette& palette);

/// The answer in one line: "✗ FAILED  Shop: 1 of 2 objectives not met (checkout_is_quick)".
std::string verdict_line(const Results& results, const Palette& palette = Palette{});

/// The unit an objective is shown in; its limit decides, so that limit and value can be compared by eye.
Unit unit_of(const ObjectiveFigures& objective);

/// What was promised: "checkout p99 < 900 ms".
std::string promise_of(const ObjectiveFigures& objective);

/// One line for each objective: its verdict, what was measured and what was promised.
std::string objectives_text(const Results& results, const Palette& palette = Palette{});

}  // namespace plimsoll::report
