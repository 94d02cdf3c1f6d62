#pragma once

#include <string>
#include <string_view>

#include "report/build_info.hpp"
#include "report/palette.hpp"
#include "study/sensitivity.hpp"

namespace plimsoll::report {

/// A tornado table for each measure: numbers of the model by how much the measure follows them, the strongest
/// first, with bars.
std::string to_text(const Sensitivity& sensitivity, const Palette& palette = Palette{});

/// A line for each number and measure: setting, value, unit, from, to, measure, elasticity, low, high.
std::string to_csv(const Sensitivity& sensitivity);

/// As JSON, schema "plimsoll/sensitivity/1". Two equal ones differ in "commit" only.
std::string to_json(const Sensitivity& sensitivity, const BuildInfo& build = build_info());

/// The JSON Schema of that, as `plimsoll schema --sensitivity` prints it.
std::string_view sensitivity_schema();

}  // namespace plimsoll::report
