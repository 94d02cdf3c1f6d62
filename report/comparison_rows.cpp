#include "report/comparison_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace plimsoll::report {
namespace {

Unit unit_of(const Difference& difference) {
  const std::string& unit = difference.a.unit;
  if (unit == "seconds") return time_unit({difference.a.estimate, difference.b.estimate});
  if (unit == "share") return {100, "%"};
  if (unit == "per_second") return {1, "/s"};
  if (unit == "count") return {1, ""};
  return {1, unit};
}

std::string sign_of(double value) { return value > 0 ? "+" : ""; }

/// The difference as a reader should take it: a number only where it is one.
Shown shown_difference(const Difference& difference, double scale) {
  switch (difference.change) {
    case Change::same:
      return {"=", ""};
    case Change::noise:
      return {"~", show(difference.difference, scale).half_width};
    case Change::better:
    case Change::worse:
    case Change::different:
    case Change::unknown:
      break;
  }
  Shown shown = show(difference.difference, scale);
  if (difference.difference.exists) shown.value.insert(0, sign_of(difference.difference.value));
  return shown;
}

std::string shown_relative(const Difference& difference) {
  if (difference.change == Change::same) return "=";
  if (difference.change == Change::noise) return "~";
  return relative_text(difference.relative);
}

/// Of cost: what a month comes to.
bool is_month(const Difference& one) { return one.a.of == Measure::Of::cost && one.a.subject.empty(); }

std::string name_of(const Difference& difference, const Unit& unit) {
  std::string name =
      difference.a.subject.empty() ? difference.a.name : difference.a.subject + " " + difference.a.name;
  std::replace(name.begin() + static_cast<std::ptrdiff_t>(difference.a.subject.size()), name.end(), '_', ' ');
  if (is_month(difference)) return name + " per month [" + unit.name + "]";
  // A kind's own measures carry their unit in the name.
  return unit.name.empty() ? name : name + " [" + unit.name + "]";
}

bool is_shown(const Difference& one) {
  if (one.change == Change::same || one.a.of == Measure::Of::objective) return false;
  if (one.a.estimate.refused.empty() != one.b.estimate.refused.empty()) return true;  // told on one side only
  if (one.a.of == Measure::Of::request) return one.change != Change::unknown || one.difference.exists;
  return one.change != Change::noise && one.change != Change::unknown;
}

/// Keeps the `most` rows of the largest relative difference, in the order they stood in.
std::vector<const Difference*> largest(std::vector<const Difference*> all, std::size_t most) {
  if (all.size() <= most) return all;
  const auto size = [](const Difference* one) {
    return std::isnan(one->relative) ? HUGE_VAL : std::abs(one->relative);
  };
  std::stable_sort(all.begin(), all.end(), [&](const auto* a, const auto* b) { return size(a) > size(b); });
  all.resize(most);
  std::sort(all.begin(), all.end());  // all point into one vector: this is its order again
  return all;
}

/// Of the sets of one side those that the other lacks.
std::string own_sets(const Results& mine, const Results& other) {
  std::string text;
  for (const std::string& set : mine.sets) {
    if (std::find(other.sets.begin(), other.sets.end(), set) == other.sets.end()) {
      text += (text.empty() ? " with " : ", ") + set;
    }
  }
  return text;
}

/// Names of the files of one side that the other lacks.
std::string own_files(const Results& mine, const Results& other) {
  std::string text;
  for (const spec::Source& file : mine.files) {
    const auto is_it = [&](const spec::Source& one) { return one.name == file.name; };
    if (std::none_of(other.files.begin(), other.files.end(), is_it)) {
      text += (text.empty() ? " (" : ", ") + file.name;
    }
  }
  return text.empty() ? text : text + ")";
}

std::string side_name(const Results& mine, const Results& other) {
  std::string name = mine.title.empty() ? mine.source : mine.title;
  if (!mine.case_name.empty()) name += ", case " + mine.case_name;
  return name + own_files(mine, other) + own_sets(mine, other);
}

}  // namespace

std::string relative_text(double relative) {
  if (!std::isfinite(relative)) return "";
  return sign_of(relative) + significant(100 * relative, 2) + " %";
}

SideNames names_of_sides(const Comparison& comparison) {
  return {side_name(comparison.a, comparison.b), side_name(comparison.b, comparison.a)};
}

ComparisonRow row_of(const Difference& difference) {
  const Unit unit = unit_of(difference);
  ComparisonRow row;
  row.name = name_of(difference, unit);
  row.a = show(difference.a.estimate, unit.scale);
  row.b = show(difference.b.estimate, unit.scale);
  row.difference = shown_difference(difference, unit.scale);
  if (is_month(difference) && difference.change != Change::noise) {  // known to the cent
    row.a = {fixed(difference.a.estimate.value, 2), ""};
    row.b = {fixed(difference.b.estimate.value, 2), ""};
    const double more = difference.b.estimate.value - difference.a.estimate.value;
    if (more != 0) row.difference = {sign_of(more) + fixed(more, 2), ""};
  }
  row.relative = shown_relative(difference);
  row.change = difference.change;
  return row;
}

ComparisonRow row_of(const ObjectiveChange& objective, const Comparison& comparison) {
  for (const Difference& one : comparison.differences) {
    if (one.a.of == Measure::Of::objective && one.a.subject == objective.a.name) return row_of(one);
  }
  return {};
}

ComparisonRows rows_of(const Comparison& comparison, std::size_t most) {
  ComparisonRows rows;
  std::vector<const Difference*> requests, parts, cost;
  for (const Difference& one : comparison.differences) {
    // What a user or a million requests cost follows from the cost of a month.
    if (one.a.of == Measure::Of::objective || (one.a.of == Measure::Of::cost && !is_month(one))) continue;
    if (one.change == Change::same) ++rows.equal;
    if (one.change == Change::noise && !is_shown(one)) ++rows.noise;
    if (!is_shown(one)) continue;
    (one.a.of == Measure::Of::request ? requests
     : one.a.of == Measure::Of::part  ? parts
                                      : cost)
        .push_back(&one);
  }
  rows.further = (std::max(requests.size(), most) - most) + (std::max(parts.size(), most) - most);
  for (const Difference* one : largest(requests, most)) rows.requests.push_back(row_of(*one));
  for (const Difference* one : largest(parts, most)) rows.parts.push_back(row_of(*one));
  for (const Difference* one : cost) rows.cost.push_back(row_of(*one));
  return rows;
}

}  // namespace plimsoll::report
