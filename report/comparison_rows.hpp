#pragma once

#include <string>
#include <vector>

#include "report/number.hpp"
#include "study/compare.hpp"

/// A comparison as lines of tables, whatever the tables are drawn with.
namespace plimsoll::report {

struct ComparisonRow {
  std::string name;  // "checkout p99 [ms]"
  Shown a, b;
  Shown difference;      // with its sign; "~" or "=" where there is none
  std::string relative;  // "+4.1 %", "~", "="; "" where A is 0
  Change change = Change::unknown;
  double scale = 1;                // of the unit in the name
  const Difference* of = nullptr;  // what the row is about
};

/// A name for each side that tells it from the other: title, case, and the settings that the other lacks.
struct SideNames {
  std::string a, b;
};
SideNames names_of_sides(const Comparison& comparison);

ComparisonRow row_of(const Difference& difference);

/// Rows of requests, of parts, and of cost that are worth a line: of requests all that are not equal, of
/// parts and cost what differs beyond noise. At most `most` of each kind, those of the largest relative
/// difference.
struct ComparisonRows {
  std::vector<ComparisonRow> requests, parts, cost;
  std::size_t equal = 0;    // measures that are exactly equal, and not shown
  std::size_t noise = 0;    // measures within noise, and not shown
  std::size_t further = 0;  // measures that differ beyond noise, and not shown for want of room
};
ComparisonRows rows_of(const Comparison& comparison, std::size_t most);

/// What was left out of the tables, in one sentence; "" where that is nothing.
std::string rest_text(const ComparisonRows& rows);

/// The row of an objective's value.
ComparisonRow row_of(const ObjectiveChange& objective, const Comparison& comparison);

/// "+446 %", "-3.2 %"; "" where there is nothing to relate to.
std::string relative_text(double relative);

}  // namespace plimsoll::report
