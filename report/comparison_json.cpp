#include "report/comparison.hpp"
#include "report/comparison_rows.hpp"
#include "report/embedded.hpp"
#include "report/json_values.hpp"

namespace plimsoll::report {
namespace {

const char* word_of(Change change) {
  switch (change) {
    case Change::same:
      return "same";
    case Change::noise:
      return "noise";
    case Change::better:
      return "better";
    case Change::worse:
      return "worse";
    case Change::different:
      return "different";
    case Change::unknown:
      break;
  }
  return "unknown";
}

Json side_json(const Results& results, const std::string& name) {
  return {{"name", name},
          {"title", results.title},
          {"source", results.source},
          {"case", text_or_null(results.case_name)},
          {"sets", results.sets},
          {"model_digest", results.model_digest},
          {"digest", results.run.digest},
          {"complete", results.run.complete},
          {"bottleneck", text_or_null(results.bottleneck.part)}};
}

Json objectives_json(const std::vector<ObjectiveChange>& objectives) {
  Json list = Json::array();
  for (const ObjectiveChange& one : objectives) {
    list.push_back({{"name", one.a.name},
                    {"metric", one.a.metric},
                    {"subject", text_or_null(one.a.subject)},
                    {"during", text_or_null(one.a.during)},
                    {"limit_a", number(one.a.limit)},
                    {"limit_b", number(one.b.limit)},
                    {"verdict_a", word(one.a.verdict)},
                    {"verdict_b", word(one.b.verdict)},
                    {"broken", one.is_broken()},
                    {"mended", one.is_mended()}});
  }
  return list;
}

Json measure_json(const Difference& one) {
  return {{"measure", address_of(one.a)},
          {"of", word(one.a.of)},
          {"subject", text_or_null(one.a.subject)},
          {"name", one.a.name},
          {"unit", text_or_null(one.a.unit)},
          {"a", figure(one.a.estimate)},
          {"b", figure(one.b.estimate)},
          {"difference", figure(one.difference)},
          {"relative", number(one.relative)},
          {"change", word_of(one.change)},
          {"pairing_gain", number(one.pairing_gain)}};
}

}  // namespace

std::string to_json(const Comparison& comparison, const BuildInfo& build) {
  const SideNames names = names_of_sides(comparison);
  Json measures = Json::array();
  for (const Difference& one : comparison.differences) measures.push_back(measure_json(one));
  const Json json = {
      {"schema", "plimsoll/comparison/1"},
      {"plimsoll", {{"version", build.version}, {"commit", build.commit}}},
      {"a", side_json(comparison.a, names.a)},
      {"b", side_json(comparison.b, names.b)},
      {"seed", comparison.a.run.seed},
      {"pairs", comparison.pairs},
      {"verdict", verdict_line(comparison)},
      {"words", words(comparison)},
      {"objectives", objectives_json(comparison.objectives)},
      {"measures", std::move(measures)},
      {"only_in_a", comparison.only_in_a},
      {"only_in_b", comparison.only_in_b},
      {"median_pairing_gain", number(comparison.median_pairing_gain)},
      {"warnings", comparison.warnings},
      {"assumptions", comparison.assumptions},
  };
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string_view comparison_schema() { return embedded_comparison_schema().front().text; }

}  // namespace plimsoll::report
