#include "report/cases.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "report/json.hpp"
#include "report/outcome_table.hpp"

namespace plimsoll::report {
namespace {

OutcomeLabels labels_of(const std::vector<Outcome>& outcomes) {
  OutcomeLabels labels{{"Case"}, {}, {}};
  for (const Outcome& outcome : outcomes) {
    const std::string name = outcome.name.empty() ? "baseline" : outcome.name;
    labels.rows.push_back({name});
    labels.names.push_back(name);
  }
  return labels;
}

}  // namespace

std::string to_text(const std::vector<Outcome>& outcomes, const std::vector<std::string>& addresses,
                    const Palette& palette) {
  return to_text(labels_of(outcomes), outcomes, addresses, palette);
}

std::string to_markdown(const std::vector<Outcome>& outcomes, const std::vector<std::string>& addresses) {
  return to_markdown(labels_of(outcomes), outcomes, addresses);
}

std::string to_csv(const std::vector<Outcome>& outcomes) {
  std::string text = "case,measure,unit,value,low,high,refused\r\n";
  for (const Outcome& outcome : outcomes) {
    for (const Measure& measure : outcome.measures) {
      text += csv_field(outcome.name) + "," + csv_figures(measure) + "\r\n";
    }
  }
  return text;
}

std::string to_json(const std::vector<Outcome>& outcomes) {
  std::string text = "{\"cases\": [";
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    std::string result = to_json(outcomes[i].results);
    result.erase(result.find_last_not_of('\n') + 1);
    text += fmt::format("{}\n{{\"case\": {}, \"result\": {}}}", i == 0 ? "" : ",",
                        nlohmann::json(outcomes[i].name).dump(), result);
  }
  return text + "\n]}\n";
}

}  // namespace plimsoll::report
