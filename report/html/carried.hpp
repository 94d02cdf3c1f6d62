#pragma once

#include <optional>
#include <string>
#include <string_view>

/// What a report was made from, carried inside it as JSON: of a run the result whole, as `run --format json` has
/// it. So a report can be run again, and held against what comes out.
namespace plimsoll::report::html {

/// The element that carries `json`; nothing in it can end the element.
std::string carrier(std::string_view json);

/// The JSON that a report carries, or nothing if `text` is no report of ours.
std::optional<std::string> carried_in(std::string_view text);

}  // namespace plimsoll::report::html
