#pragma once

#include <string>
#include <vector>

#include "study/results.hpp"

namespace plimsoll::report {

/// One line of a Markdown table; no cell can end it.
std::string markdown_row(const std::vector<std::string>& cells);

/// A run for a pull request: verdict, objectives, requests, what gives way first, cost, how sure.
std::string to_markdown(const Results& results);

}  // namespace plimsoll::report
