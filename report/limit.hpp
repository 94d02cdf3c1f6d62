#pragma once

#include <string>
#include <string_view>

#include "report/build_info.hpp"
#include "report/palette.hpp"
#include "study/ladder.hpp"

namespace plimsoll::report {

/// A number in the unit of its setting: "1,204", "230.5 /s". Counts are whole; others end at `decimals`.
std::string quantity_text(const NumberSetting& setting, double value, int decimals);

/// "809 users (95 %: 802 to 815)", or "–" where there is no limit to tell.
std::string limit_text(const Limit& limit);

/// The answer in one line: "✓ LIMIT  Shop: all objectives hold up to 809 users (95 %: 802 to 815)".
std::string verdict_line(const Limit& limit, const Palette& palette = Palette{});

/// Verdict, what binds and what is behind it, the loads that were looked at, what binds after that, how sure.
std::string to_text(const Ladder& ladder, const Palette& palette = Palette{});

/// One look of a search, for a line of progress: "812 users: holds".
std::string look_text(const NumberSetting& load, const LimitPoint& point);

/// As JSON, schema "plimsoll/limit/1". Two equal searches differ in "commit" only.
std::string to_json(const Ladder& ladder, const BuildInfo& build = build_info());

/// The JSON Schema of that, as `plimsoll schema --limit` prints it.
std::string_view limit_schema();

}  // namespace plimsoll::report
