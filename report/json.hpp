#pragma once

#include <string>
#include <string_view>

#include "report/build_info.hpp"
#include "study/results.hpp"

namespace plimsoll::report {

/// The result as JSON, schema "plimsoll/result/1": the order of keys is fixed, times in seconds, rates per
/// second, shares between 0 and 1. A figure is {"value", "low", "high"}; what does not exist is null, never
/// NaN. Two equal runs differ in "wall_seconds", "threads" and "commit" only.
std::string to_json(const Results& results, const BuildInfo& build = build_info());

/// The JSON Schema of that, as `plimsoll schema --result` prints it.
std::string_view result_schema();

}  // namespace plimsoll::report
