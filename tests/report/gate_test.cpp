#include "report/gate.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/report/sample_results.hpp"

namespace plimsoll::report {
namespace {

Difference difference(const std::string& name, const std::string& unit, Estimate a, Estimate b,
                      Change change) {
  Difference one;
  one.a = {Measure::Of::request, "page", name, unit, Better::lower, a, {}};
  one.b = {Measure::Of::request, "page", name, unit, Better::lower, b, {}};
  one.change = change;
  return one;
}

Comparison sample_comparison() {
  Comparison comparison;
  comparison.a = comparison.b = sample_results();
  comparison.pairs = 20;
  comparison.differences = {
      difference("p99", "seconds", estimate(0.5, 0.01), estimate(0.6, 0.01), Change::worse),
      difference("errors", "share", estimate(0, 0), estimate(0.02, 0.001), Change::worse),
      difference("mean", "seconds", estimate(0.1, 0.01), estimate(0.1, 0.01), Change::same)};
  return comparison;
}

/// p99 is a fifth worse and 15 % at least; errors rise from nothing; the mean is the same in every pair.
Gate sample_gate() {
  Gate gate;
  gate.measures = {{0, true, 0.1, 0.075, 0.025}, {1, false, 0.02, 0, 0.03}, {2, false, 0, 0, 0}};
  gate.not_judged = {"page.p50"};
  return gate;
}

/// The first lines of a text.
std::string start_of(const std::string& text, const std::string& until) {
  return text.substr(0, text.find(until));
}

// Losses are shares of A's value, points where that is 0; what never varies would have been seen from any
// loss on.
TEST(Gate, ATableOfLosses) {
  EXPECT_EQ(start_of(to_text(sample_gate(), sample_comparison()), "  worse:"),
            "✗ REGRESSION  1 of 3 measures is worse beyond noise: page.p99 by 15 % at least\n"
            "\n"
            "Gate                      A            B         loss  at least   seen from\n"
            "  page p99 [ms]    500 ± 10   600 ± 10          +20 %      15 %       5.0 %  worse\n"
            "  page errors [%]    0 ± 0   2.00 ± 0.10  +2.0 points         –  3.0 points\n"
            "  page mean [ms]   100 ± 10   100 ± 10              =         –         any\n");
}

// Below it stand what was not judged, and then the comparison.
TEST(Gate, WhatWasNotJudgedIsSaid) {
  const std::string text = to_text(sample_gate(), sample_comparison());
  EXPECT_NE(text.find("  not judged, A does not tell: page.p50\n"), std::string::npos) << text;
  EXPECT_LT(text.find("not judged"), text.find("The whole comparison, each measure on its own\n"));
}

// Markdown has the same cells, and folds the comparison away.
TEST(Gate, MarkdownForAPullRequest) {
  const std::string text = to_markdown(sample_gate(), sample_comparison());
  EXPECT_EQ(start_of(text, "\n- worse:"),
            "**✗ REGRESSION  1 of 3 measures is worse beyond noise: page.p99 by 15 % at least**\n"
            "\n"
            "| Measure | A | B | loss | at least | seen from | |\n"
            "| --- | --: | --: | --: | --: | --: | --- |\n"
            "| page p99 [ms] | 500 ± 10 | 600 ± 10 | +20 % | 15 % | 5.0 % | **worse** |\n"
            "| page errors [%] | 0 ± 0 | 2.00 ± 0.10 | +2.0 points | – | 3.0 points |  |\n"
            "| page mean [ms] | 100 ± 10 | 100 ± 10 | = | – | any |  |\n");
  EXPECT_NE(text.find("<details><summary>"), std::string::npos);
  EXPECT_TRUE(text.ends_with("</details>\n"));
}

// The first line says what holds, what fails for another reason, and what cannot be judged.
TEST(Gate, TheVerdictIsOneLine) {
  Gate gate = sample_gate();
  gate.measures[0].is_worse = false;
  EXPECT_EQ(verdict_line(gate, sample_comparison()),
            "✓ NO REGRESSION  of 3 measures none is worse beyond noise");
  gate.doubts = {"B has no request pay"};
  EXPECT_EQ(verdict_line(gate, sample_comparison()), "? UNDECIDED  B has no request pay");
  gate.failures = {"objective quick fails in B and does not in A"};
  EXPECT_EQ(verdict_line(gate, sample_comparison()),
            "✗ REGRESSION  objective quick fails in B and does not in A");
}

// JSON is the comparison with the gate, in SI units.
TEST(Gate, JsonHasTheGateBesideTheComparison) {
  const nlohmann::json json = nlohmann::json::parse(to_json(sample_gate(), sample_comparison()));
  EXPECT_EQ(json["schema"], "plimsoll/comparison/1");
  EXPECT_EQ(json["gate"]["verdict"], "worse");
  EXPECT_EQ(json["gate"]["measures"][0]["measure"], "page.p99");
  EXPECT_EQ(json["gate"]["measures"][0]["at_least"], 0.075);
  EXPECT_EQ(json["gate"]["measures"][1]["worse"], false);
}

}  // namespace
}  // namespace plimsoll::report
