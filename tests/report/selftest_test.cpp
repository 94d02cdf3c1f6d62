#include "report/selftest.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace plimsoll::report {
namespace {

Expectation expectation(const char* measure, double value, double tolerance) {
  Expectation expected;
  expected.measure = measure;
  expected.at = "parts.station.utilisation";
  expected.value = value;
  expected.tolerance = tolerance;
  expected.kind = "exact";
  return expected;
}

SelftestFigures sample() {
  SelftestFigures figures;
  figures.cases = 2;
  figures.cases_not_said = 1;
  figures.figures = {
      {"two-tier",
       expectation("busy", 0.5, 0.01),
       {0.5012, 0.4982, 0.5042, true, true},
       0.5,
       Answer::pass,
       true,
       ""},
      {"two-tier",
       expectation("response_s", 2, 0.04),
       {2.1, 2.07, 2.13, true, true},
       std::nullopt,
       Answer::fail,
       false,
       ""},
      {"bursty",
       expectation("response_s", 800, 80),
       {790, 690, 890, true, true},
       std::nullopt,
       Answer::not_converged,
       true,
       ""},
      {"lifo", expectation("mean", 3, 0.1), {}, std::nullopt, Answer::not_said, true, "lines go forward"}};
  return figures;
}

// One line for each figure, then what could not be said, then the tally.
TEST(SelftestText, ShowsEveryFigure) {
  EXPECT_EQ(to_text(sample()),
            R"(Case        measure     expected              got  theory   error  allowed  verdict
  two-tier  busy             0.5  0.5012 ± 0.0030     0.5  0.24 %    2.0 %  pass
            response_s         2   2.100 ± 0.030            5.0 %    2.0 %  fail
  bursty    response_s       800     790 ± 100             -1.2 %     10 %  not converged, as it must

Not said  measure  because
  lifo    mean     lines go forward

3 of 4 figures in 2 cases: 1 pass, 1 failed, 1 not converged (1 as it must); 1 figure in 1 further case not said
)");
}

// The same for programs, by case.
TEST(SelftestJson, GroupsFiguresByCase) {
  std::vector<ReferenceCase> suite(3);
  suite[0].id = "two-tier";
  suite[0].model = "tiers";
  suite[1].id = "bursty";
  suite[2].id = "lifo";
  const auto json = nlohmann::json::parse(to_json(suite, sample()));
  EXPECT_EQ(json["schema"], "plimsoll/selftest/1");
  EXPECT_EQ(json["failed"], 1);
  ASSERT_EQ(json["cases"].size(), 3U);
  EXPECT_EQ(json["cases"][0]["model"], "tiers");
  EXPECT_EQ(json["cases"][0]["figures"].size(), 2U);
  EXPECT_EQ(json["cases"][0]["figures"][1]["got"]["high"], 2.13);
  EXPECT_EQ(json["cases"][1]["figures"][0]["as_it_must_be"], true);
  EXPECT_EQ(json["cases"][2]["figures"][0]["because"], "lines go forward");
  EXPECT_TRUE(json["cases"][2]["figures"][0]["got"]["value"].is_null());
}

}  // namespace
}  // namespace plimsoll::report
