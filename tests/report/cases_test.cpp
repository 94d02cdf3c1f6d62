#include "report/cases.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/report/sample_results.hpp"

namespace plimsoll::report {
namespace {

/// The sample shop, and a case of it whose quick objective fails, that is dearer, and lacks the cache.
std::vector<Outcome> outcomes() {
  Outcome baseline{"", sample_results(), {}};
  baseline.results.objectives.resize(1);
  using Of = Measure::Of;
  baseline.measures = {{Of::request, "checkout", "p99", "seconds", Better::lower, estimate(0.5, 0.01), {}},
                       {Of::part, "cache", "hit_ratio", "", Better::neither, estimate(0.8, 0.02), {}}};
  Outcome lean{"lean", baseline.results, {baseline.measures.front()}};
  lean.results.objectives.front().verdict = Verdict::fail;
  lean.results.refusals = {};
  lean.measures.front().estimate = {};
  lean.measures.front().estimate.refused = "p99 of checkout, \"lean\", needs 20 s more";
  return {baseline, lean};
}

// A row for each case, the baseline by that name; a measure that a case lacks is a dash, one that is refused
// says so and why below.
TEST(Cases, ARowForEachAndAColumnForEachMeasure) {
  EXPECT_EQ(to_text(outcomes(), {"checkout.p99", "cache.hit_ratio"}),
            "Case        objectives  checkout.p99 [ms]  cache.hit_ratio\n"
            "  baseline  ✓ holds              500 ± 10    0.800 ± 0.020\n"
            "  lean      ✗ failed         refused             –\n"
            "  refused: p99 of checkout, \"lean\", needs 20 s more\n");
}

// Without a choice of measures: how many succeed, how fast, and why the others fail.
TEST(Cases, WithoutAChoiceTheUsualColumns) {
  const std::string text = to_text(outcomes(), {});
  for (const char* heading :
       {"success [%]", "p50 [", "p95 [", "p99 [", "successes [/s]", "busiest part", "failed"}) {
    EXPECT_NE(text.find(heading), std::string::npos) << heading << "\n" << text;
  }
  EXPECT_NE(text.find("timed_out 1.2 %"), std::string::npos) << text;
}

// The same table in markdown; a bar in a cell does not end it.
TEST(Cases, MarkdownHasTheSameCells) {
  std::vector<Outcome> two = outcomes();
  two[0].measures[0].subject = "a|b";
  EXPECT_EQ(to_markdown(two, {"a|b.p99"}),
            "| Case | objectives | a\\|b.p99 [ms] |\n"
            "| --- | --- | --: |\n"
            "| baseline | ✓ holds | 500 ± 10 |\n"
            "| lean | ✗ failed | – |\n");
}

// Comma-separated: a line for every measure of every case in full precision; quotes are doubled after RFC
// 4180.
TEST(Cases, CommaSeparatedHasEveryMeasure) {
  EXPECT_EQ(to_csv(outcomes()),
            "case,measure,unit,value,low,high,refused\r\n"
            ",checkout.p99,seconds,0.5,0.49,0.51,\r\n"
            ",cache.hit_ratio,,0.8,0.78,0.8200000000000001,\r\n"
            "lean,checkout.p99,seconds,,,,\"p99 of checkout, \"\"lean\"\", needs 20 s more\"\r\n");
}

// JSON holds each result whole, under the name of its case.
TEST(Cases, JsonHoldsTheResultsWhole) {
  const nlohmann::json cases = nlohmann::json::parse(to_json(outcomes()))["cases"];
  ASSERT_EQ(cases.size(), 2u);
  EXPECT_EQ(cases[0]["case"], "");
  EXPECT_EQ(cases[1]["case"], "lean");
  EXPECT_TRUE(cases[1]["result"]["requests"].contains("checkout"));
}

}  // namespace
}  // namespace plimsoll::report
