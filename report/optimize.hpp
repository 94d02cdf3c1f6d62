#pragma once

#include <string>
#include <string_view>

#include "report/build_info.hpp"
#include "report/palette.hpp"
#include "study/optimize.hpp"

namespace plimsoll::report {

/// A point by what is chosen: "app.instances = 2, db.cores = 4".
std::string point_text(const Optimum& optimum, const OptimumPoint& point);

/// The answer in one line: "✓ CHEAPEST  Shop: app.instances = 2 for 58.40 USD a month (99.9 % sure)".
std::string verdict_line(const Optimum& optimum, const Palette& palette = Palette{});

/// Verdict, what has the least room, runner-ups with why not, what more money buys, how sure.
std::string to_text(const Optimum& optimum, const Palette& palette = Palette{});

/// One look of a search, for a line of progress: "point 12: fails".
std::string look_text(const OptimumPoint& point);

/// As JSON, schema "plimsoll/optimize/1". Two equal searches differ in "commit" only.
std::string to_json(const Optimum& optimum, const BuildInfo& build = build_info());

/// The JSON Schema of that, as `plimsoll schema --optimize` prints it.
std::string_view optimize_schema();

}  // namespace plimsoll::report
