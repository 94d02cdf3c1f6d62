#pragma once

#include <string>
#include <utility>
#include <vector>

#include "report/palette.hpp"
#include "report/sweep_store.hpp"

/// A sweep as people and programs read it: a row for each point.
namespace plimsoll::report {

/// Points that have ended, in the order of the plan, whatever the order they ended in.
struct SweepFound {
  SweepPlan plan;
  std::vector<std::pair<std::size_t, PointResult>> ended;  // index in the plan; what became of it
  bool is_whole = true;                                    // all that were asked for have ended
};

/// Of all points of the plan, or of those at these indices, what is in the store.
SweepFound found_in(SweepStore& store, const std::vector<std::size_t>& indices);

/// Columns: the point, what it sets, then those of `cases`.
std::string to_text(const SweepFound& found, const std::vector<std::string>& addresses,
                    const Palette& palette = Palette{});
std::string to_markdown(const SweepFound& found, const std::vector<std::string>& addresses);

/// One line for each point and measure, in full precision and SI units: point, a column for each list, then
/// measure,unit,value,low,high,refused. A point that was stopped is one line that says so under "refused".
std::string to_csv(const SweepFound& found);

/// {"schema": "plimsoll/sweep/1", "lists": [...], "points": [{"point": 1, "settings": {...}, "result":
/// ...}]}, each result as `run --format json` has it.
std::string to_json(const SweepFound& found);

/// Addresses of all measures of all points, each once, in the order in which they are first met.
std::vector<std::string> addresses_of(const SweepFound& found);

}  // namespace plimsoll::report
