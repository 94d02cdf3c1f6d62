#pragma once

#include <string>

#include "report/palette.hpp"
#include "study/results.hpp"
#include "study/twin.hpp"

namespace plimsoll::report {

/// What theory says of a model, as a table, and why it says no more: for `plimsoll check`.
std::string theory_text(const Twin& twin, const Palette& palette);

/// Theory beside simulation, figure by figure: for `plimsoll run`. Empty where theory says nothing.
std::string theory_text(const TheoryResults& theory, const Palette& palette);

/// "exact", "at most", "at least", "approximation".
const char* word(TheoryKind kind);

}  // namespace plimsoll::report
