#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "study/cases.hpp"
#include "study/results.hpp"

namespace plimsoll::report {

/// Reads what `plimsoll run --format json` printed (to_json). Nothing where `text` is no such result;
/// `problem` then says why. Printed again it is the same text: what JSON does not hold, such as the queries'
/// costs in pieces, follows from the model, which is inside.
std::optional<Results> read_result(std::string_view text, std::string& problem);

/// Reads what `plimsoll cases --format json` printed, or a sweep ("points" with "settings" and "result"). Empty
/// where `text` is no such file; then `problem` says why. The measures of the outcomes are not read.
std::vector<Outcome> read_cases(std::string_view text, std::string& problem);

}  // namespace plimsoll::report
