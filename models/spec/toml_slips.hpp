#pragma once

#include <string>
#include <string_view>

#include "models/spec/diagnostic.hpp"

namespace plimsoll::spec {

/// Reports a text that is no TOML. `place` and `description` are the parser's; the common slips (a quantity
/// or name without quotes, a table over several lines, a second definition ...) get a sentence and a remedy
/// of ours.
void report_slip(const Place& place, std::string_view description, const std::string& text,
                 Diagnostics& diagnostics);

}  // namespace plimsoll::spec
