#pragma once

#include <string>
#include <vector>

#include "report/html/report.hpp"

namespace plimsoll::report::html {

/// The sign of a variant's verdict and the class of its colour.
struct CaseVerdict {
  const char* sign;   // "✓", "✗", "?", "!"
  const char* word;   // "holds"
  const char* style;  // "holds"
};
CaseVerdict verdict_of_case(const Results& results);

/// The request that stands for all: their sum, or the only one there is.
const RequestFigures& all_requests(const Results& results);

/// A line for each variant, with what it does drawn on scales that all share: latency, successes, cost.
std::string cases_drawing(const std::string& id, const std::vector<ReportedCase>& cases);

/// What each variant costs and how much it carries, joined in their order. "" unless two have a price.
std::string ladder_drawing(const std::string& id, const std::vector<ReportedCase>& cases);

}  // namespace plimsoll::report::html
