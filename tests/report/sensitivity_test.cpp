#include "report/sensitivity.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace plimsoll::report {
namespace {

/// Three numbers against one measure: the rate matters most, the cores less and the other way, a queue not.
Sensitivity sample() {
  Sensitivity all;
  all.title = "Shop";
  all.step = 0.01;
  all.replications = 10;
  all.measures = {{Measure::Of::request, "page", "p99", "seconds", Better::lower, {0.2, 0.19, 0.21, true, true}, {}}};
  all.rows = {{{"system.app.cores", 2, "", true}, 1, 3, false, {{{-2, -2.2, -1.8, true, true}, false, ""}}},
              {{"system.app.queue", 64, "", true}, 63, 65, false, {{{0, 0, 0, true, true}, true, ""}}},
              {{"traffic.web.rate", 80, "/s", false}, 79.2, 80.8, false, {{{4, 3.9, 4.1, true, true}, false, ""}}}};
  return all;
}

// The strongest effect comes first, with the longest bar; what has none is named below.
TEST(SensitivityReport, IsATornado) {
  const std::string text = to_text(sample());
  EXPECT_LT(text.find("traffic.web.rate"), text.find("system.app.cores")) << text;
  EXPECT_NE(text.find("page.p99 (200 ms)"), std::string::npos);
  EXPECT_NE(text.find("+4.00 ± 0.10"), std::string::npos) << text;
  EXPECT_NE(text.find("1 → 3"), std::string::npos);
  EXPECT_NE(text.find("without any effect: system.app.queue"), std::string::npos);
}

// Each line of the table for programs has the number, the measure and the elasticity with its interval.
TEST(SensitivityReport, CsvHasALineForEachNumberAndMeasure) {
  const std::string csv = to_csv(sample());
  EXPECT_NE(csv.find("traffic.web.rate,80,/s,79.2,80.8,page.p99,4,3.9,4.1\n"), std::string::npos) << csv;
}

// JSON has what its schema requires, at the top and for each number and effect.
TEST(SensitivityReport, JsonFollowsItsSchema) {
  const nlohmann::json schema = nlohmann::json::parse(sensitivity_schema());
  const nlohmann::json json = nlohmann::json::parse(to_json(sample()));
  const auto expect_required = [](const nlohmann::json& rule, const nlohmann::json& object) {
    for (const auto& key : rule.at("required")) EXPECT_TRUE(object.contains(key)) << key;
  };
  expect_required(schema, json);
  const nlohmann::json& of_number = schema["properties"]["numbers"]["items"];
  ASSERT_EQ(json["numbers"].size(), 3u);
  expect_required(of_number, json["numbers"][0]);
  expect_required(of_number["properties"]["effects"]["items"], json["numbers"][0]["effects"][0]);
  EXPECT_EQ(json["numbers"][2]["effects"][0]["elasticity"]["high"], 4.1);
}

}  // namespace
}  // namespace plimsoll::report
