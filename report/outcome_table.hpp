#pragma once

#include <string>
#include <vector>

#include "report/palette.hpp"
#include "study/cases.hpp"

/// A row for each outcome: what the tables of `cases` and `sweep` share.
namespace plimsoll::report {

/// What stands left of the figures.
struct OutcomeLabels {
  std::vector<std::string> headings;           // one at least
  std::vector<std::vector<std::string>> rows;  // for each outcome a label for each heading
  std::vector<std::string> names;              // for each outcome, in notes below the table
};

/// Columns: labels, the verdict, then the measures of those addresses, or the usual ones; see cases.hpp. An
/// outcome that a guard stopped is a row without figures, and a note says why.
std::string to_text(const OutcomeLabels& labels, const std::vector<Outcome>& outcomes,
                    const std::vector<std::string>& addresses, const Palette& palette);
std::string to_markdown(const OutcomeLabels& labels, const std::vector<Outcome>& outcomes,
                        const std::vector<std::string>& addresses);

/// A field after RFC 4180: in quotes where it must be.
std::string csv_field(const std::string& text);

/// "measure,unit,value,low,high,refused" of one measure, without the end of the line.
std::string csv_figures(const Measure& measure);

}  // namespace plimsoll::report
