#pragma once

#include <string>

#include "models/spec/diagnostic.hpp"
#include "report/palette.hpp"
#include "study/check.hpp"

namespace plimsoll::report {

/// What `plimsoll check` found, as a planner reads it: the arithmetic load of each part, the bound, what was
/// assumed. The findings themselves are diagnostics and are shown by Diagnostics::render().
std::string to_text(const CheckReport& report, const Palette& palette = Palette{});

/// The same with the findings, schema "plimsoll/check/1".
std::string to_json(const CheckReport& report);

/// Problems that kept a model from loading, in the shape of a check: for editors and scripts.
std::string to_json(const spec::Diagnostics& problems);

/// "2 errors, 1 warning", or "no problems".
std::string tally(const spec::Diagnostics& problems);

}  // namespace plimsoll::report
