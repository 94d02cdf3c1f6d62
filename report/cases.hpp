#pragma once

#include <string>
#include <vector>

#include "report/palette.hpp"
#include "study/cases.hpp"

/// Variants of one model side by side: a row for each.
namespace plimsoll::report {

/// Columns: the verdict, then the measures of those addresses. Without any: of all requests together the
/// share that succeeded, p50, p95, p99, throughput and why the others failed; then the busiest part, and the
/// cost per month where there are prices. "–" where a variant lacks a measure; what is refused is explained
/// below the table.
std::string to_text(const std::vector<Outcome>& outcomes, const std::vector<std::string>& addresses,
                    const Palette& palette = Palette{});
std::string to_markdown(const std::vector<Outcome>& outcomes, const std::vector<std::string>& addresses);

/// One line for each variant and measure, in full precision and SI units, whatever the columns of the table:
/// case,measure,unit,value,low,high,refused. Fields after RFC 4180.
std::string to_csv(const std::vector<Outcome>& outcomes);

/// {"cases": [{"case": "", "result": ...}]}, each result as `run --format json` has it.
std::string to_json(const std::vector<Outcome>& outcomes);

}  // namespace plimsoll::report
