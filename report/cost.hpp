#pragma once

#include <string>
#include <vector>

#include "report/json_values.hpp"
#include "report/palette.hpp"
#include "study/results.hpp"

/// What a model costs a month: the bill line by line, where its prices are from, and what has none.
namespace plimsoll::report {

/// What is paid for: "3", "512 GB", "25.9 million".
std::string quantity_text(const CostItem& item);

/// Where prices are from: each origin once, with the names of its prices.
std::vector<std::string> price_origins(const CostFigures& cost);

std::string cost_text(const CostFigures& cost, const Palette& palette);
Json cost_json(const CostFigures& cost);

}  // namespace plimsoll::report
