#pragma once

#include <string>

#include "report/json_values.hpp"
#include "report/palette.hpp"
#include "study/results.hpp"

/// What a model costs a month: the bill line by line, where its prices are from, and what has none.
namespace plimsoll::report {

std::string cost_text(const CostFigures& cost, const Palette& palette);
Json cost_json(const CostFigures& cost);

}  // namespace plimsoll::report
