#pragma once

#include <string>

#include "report/number.hpp"
#include "report/palette.hpp"
#include "study/results.hpp"
#include "study/twin.hpp"

namespace plimsoll::report {

/// What theory says of a model, as a table, and why it says no more: for `plimsoll check`.
std::string theory_text(const Twin& twin, const Palette& palette);

/// Theory beside simulation, figure by figure: for `plimsoll run`. Empty where theory says nothing.
std::string theory_text(const TheoryResults& theory, const Palette& palette);

/// The measure as a row names it, and how its numbers are scaled.
struct TheoryRow {
  std::string measure;  // "latency, mean [ms]"
  double scale = 1;
};
TheoryRow row_of(TheoryMeasure measure, const Unit& unit);

/// "≤ 274.8": a value of theory with the sign of what it claims.
std::string value_text(TheoryKind kind, double value);

/// One unit for all times among the figures.
Unit time_unit(const TheoryResults& theory);

/// "exact", "at most", "at least", "approximation".
const char* word(TheoryKind kind);

}  // namespace plimsoll::report
