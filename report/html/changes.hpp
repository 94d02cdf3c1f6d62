#pragma once

#include <string>
#include <vector>

#include "report/comparison_rows.hpp"

namespace plimsoll::report::html {

/// By how much each measure differs, relative to A, with its interval: one below the other. Rows without a
/// relative difference are left out; "" where that are all.
std::string changes_drawing(const std::string& id, const std::vector<ComparisonRow>& rows);

}  // namespace plimsoll::report::html
