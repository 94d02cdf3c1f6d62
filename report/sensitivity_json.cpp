#include "report/embedded.hpp"
#include "report/json_values.hpp"
#include "report/sensitivity.hpp"

namespace plimsoll::report {
namespace {

Json measures_json(const std::vector<Measure>& measures) {
  Json list = Json::array();
  for (const Measure& one : measures) {
    list.push_back({{"measure", address_of(one)},
                    {"of", plimsoll::word(one.of)},
                    {"unit", text_or_null(one.unit)},
                    {"value", figure(one.estimate)}});
  }
  return list;
}

Json row_json(const SensitivityRow& row, const std::vector<Measure>& measures) {
  Json effects = Json::array();
  for (std::size_t m = 0; m < measures.size(); ++m) {
    const Elasticity& one = row.of[m];
    effects.push_back({{"measure", address_of(measures[m])},
                       {"elasticity", figure(one.value)},
                       {"no_effect", one.has_no_effect},
                       {"why_not", text_or_null(one.why_not)}});
  }
  return {{"address", row.setting.address},
          {"in_file", number(row.setting.value)},
          {"unit", text_or_null(row.setting.unit)},
          {"whole", row.setting.is_whole},
          {"from", number(row.down)},
          {"to", number(row.up)},
          {"one_sided", row.is_one_sided},
          {"effects", std::move(effects)}};
}

}  // namespace

std::string to_json(const Sensitivity& all, const BuildInfo& build) {
  Json rows = Json::array();
  for (const SensitivityRow& row : all.rows) rows.push_back(row_json(row, all.measures));
  const Json json = {{"schema", "plimsoll/sensitivity/1"},
                     {"plimsoll", {{"version", build.version}, {"commit", build.commit}}},
                     {"model",
                      {{"title", all.title},
                       {"source", all.source},
                       {"case", text_or_null(all.case_name)},
                       {"digest", all.model_digest},
                       {"seed", all.seed}}},
                     {"step", number(all.step)},
                     {"replications", all.replications},
                     {"warm_up_seconds", number(all.warm_up_seconds)},
                     {"events", all.events},
                     {"complete", all.complete},
                     {"measures", measures_json(all.measures)},
                     {"numbers", std::move(rows)},
                     {"left_out", all.left_out},
                     {"warnings", all.warnings}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string_view sensitivity_schema() { return embedded_sensitivity_schema().front().text; }

}  // namespace plimsoll::report
