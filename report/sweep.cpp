#include "report/sweep.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "report/json_values.hpp"
#include "report/outcome_table.hpp"
#include "report/read_result.hpp"
#include "sim/check.hpp"

namespace plimsoll::report {
namespace {

/// The end of an address, `parts` names long.
std::string end_of(const std::string& address, std::size_t parts) {
  std::size_t at = address.size();
  while (parts-- > 0) {
    at = address.rfind('.', at - 1);
    if (at == std::string::npos || at == 0) return address;
  }
  return address.substr(at + 1);
}

/// Headings of the lists: the last two names of each address, or as many as tell all of them apart.
std::vector<std::string> headings_of(const std::vector<std::string>& addresses) {
  std::size_t longest = 0;
  for (const std::string& one : addresses) {
    longest = std::max(longest, static_cast<std::size_t>(std::count(one.begin(), one.end(), '.')) + 1);
  }
  std::vector<std::string> headings;
  for (std::size_t parts = 2; parts <= std::max<std::size_t>(longest, 2); ++parts) {
    headings.clear();
    for (const std::string& one : addresses) headings.push_back(end_of(one, parts));
    if (std::set<std::string>(headings.begin(), headings.end()).size() == headings.size()) break;
  }
  return headings;
}

/// A value in a cell; the case "" is the model without any.
std::string shown_value(const std::string& address, const std::string& value) {
  if (address == spec::kSweptCase) return value.empty() ? "baseline" : value;
  return spec::unquoted(value);
}

OutcomeLabels labels_of(const SweepFound& found) {
  OutcomeLabels labels{{"Point"}, {}, {}};
  for (std::string& heading : headings_of(found.plan.addresses))
    labels.headings.push_back(std::move(heading));
  for (const auto& [index, result] : found.ended) {
    const SweepPlan::Point& point = found.plan.points[index];
    std::vector<std::string> row{fmt::format("{}", point.number)};
    for (std::size_t i = 0; i < point.values.size(); ++i) {
      row.push_back(shown_value(found.plan.addresses[i], point.values[i]));
    }
    labels.rows.push_back(std::move(row));
    labels.names.push_back(fmt::format("point {}", point.number));
  }
  return labels;
}

std::vector<Outcome> outcomes_of(const SweepFound& found) {
  std::vector<Outcome> outcomes;
  for (const auto& [index, result] : found.ended) {
    const std::string name = fmt::format("point {}", found.plan.points[index].number);
    Outcome outcome{name, {}, result.measures, result.stopped};
    if (result.stopped.empty()) {
      std::string problem;
      std::optional<Results> results = read_result(result.json, problem);
      PLIMSOLL_CHECK(results.has_value());  // this program wrote it
      outcome.results = std::move(*results);
    }
    outcomes.push_back(std::move(outcome));
  }
  return outcomes;
}

/// Numbers and switches as such; quantities, names and tables as text.
Json setting_json(const std::string& address, const std::string& value) {
  if (address == spec::kSweptCase) return text_or_null(value);
  const Json plain = Json::parse(value, nullptr, false);
  return plain.is_number() || plain.is_boolean() ? plain : Json(spec::unquoted(value));
}

Json point_json(const SweepPlan& plan, const SweepPlan::Point& point, const PointResult& result) {
  Json settings = Json::object();
  for (std::size_t i = 0; i < point.values.size(); ++i) {
    settings[plan.addresses[i]] = setting_json(plan.addresses[i], point.values[i]);
  }
  return {{"point", point.number},
          {"settings", std::move(settings)},
          {"model_digest", point.digest},
          {"exit_code", result.exit_code},
          {"stopped", text_or_null(result.stopped)}};
}

}  // namespace

SweepFound found_in(SweepStore& store, const std::vector<std::size_t>& indices) {
  SweepFound found{store.plan(), {}, true};
  for (const std::size_t index : indices) {
    std::optional<PointResult> result = store.find(found.plan.points[index].digest);
    if (result.has_value()) {
      found.ended.emplace_back(index, *std::move(result));
    } else {
      found.is_whole = false;
    }
  }
  return found;
}

std::string to_text(const SweepFound& found, const std::vector<std::string>& addresses,
                    const Palette& palette) {
  return to_text(labels_of(found), outcomes_of(found), addresses, palette);
}

std::string to_markdown(const SweepFound& found, const std::vector<std::string>& addresses) {
  return to_markdown(labels_of(found), outcomes_of(found), addresses);
}

std::string to_csv(const SweepFound& found) {
  std::string text = "point";
  for (const std::string& address : found.plan.addresses) text += "," + csv_field(address);
  text += ",measure,unit,value,low,high,refused\r\n";
  for (const auto& [index, result] : found.ended) {
    const SweepPlan::Point& point = found.plan.points[index];
    std::string start = fmt::format("{}", point.number);
    for (const std::string& value : point.values) start += "," + csv_field(spec::unquoted(value));
    for (const Measure& measure : result.measures) text += start + "," + csv_figures(measure) + "\r\n";
    if (!result.stopped.empty())
      text += start + ",,,,,," + csv_field("stopped by a guard: " + result.stopped) + "\r\n";
  }
  return text;
}

std::string to_json(const SweepFound& found) {
  Json lists = Json::array();
  for (const std::string& address : found.plan.addresses) lists.push_back(address);
  std::string text = fmt::format(
      "{{\"schema\": \"plimsoll/sweep/1\", \"lists\": {}, \"points_of_sweep\": {}, \"complete\": {}, "
      "\"points\": [",
      lists.dump(), found.plan.points.size(), found.is_whole);
  for (std::size_t i = 0; i < found.ended.size(); ++i) {
    const auto& [index, result] = found.ended[i];
    const SweepPlan::Point& point = found.plan.points[index];
    std::string start =
        point_json(found.plan, point, result).dump(-1, ' ', false, Json::error_handler_t::replace);
    start.pop_back();  // its brace: the result stands inside, whole
    std::string whole = result.stopped.empty() ? whole_json(found.plan, point, result) : "null";
    whole.erase(whole.find_last_not_of('\n') + 1);
    text += fmt::format("{}\n{},\"result\": {}}}", i == 0 ? "" : ",", start, whole);
  }
  return text + "\n]}\n";
}

std::vector<std::string> addresses_of(const SweepFound& found) {
  std::vector<std::string> addresses;
  std::set<std::string> met;
  for (const auto& [index, result] : found.ended) {
    for (const Measure& measure : result.measures) {
      std::string address = address_of(measure);
      if (met.insert(address).second) addresses.push_back(std::move(address));
    }
  }
  return addresses;
}

}  // namespace plimsoll::report
