#include "report/comparison.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/report/sample_results.hpp"

namespace plimsoll::report {
namespace {

using Json = nlohmann::ordered_json;

Difference difference(Measure::Of of, const std::string& subject, const std::string& name,
                      const std::string& unit, Estimate a, Estimate b, Estimate between, Change change) {
  Difference one;
  one.a = {of, subject, name, unit, Better::lower, a, {}};
  one.b = {of, subject, name, unit, Better::lower, b, {}};
  one.difference = between;
  if (a.value != 0) one.relative = between.value / a.value;
  one.change = change;
  one.pairing_gain = 4;
  return one;
}

/// A shop, and the same with something in it that makes checkout slow and let some fail.
Comparison sample_comparison() {
  Comparison comparison;
  comparison.a = comparison.b = sample_results();
  comparison.b.sets = {"system.app.instances=1"};
  comparison.b.bottleneck.part = "lock|ed";
  comparison.b.title = "Shop | lean";
  comparison.pairs = 20;
  comparison.objectives = {{comparison.a.objectives[0], comparison.b.objectives[0]}};
  comparison.objectives[0].b.verdict = Verdict::fail;
  using Of = Measure::Of;
  comparison.differences = {difference(Of::request, "checkout", "mean", "seconds", estimate(0.1, 0.01),
                                       estimate(0.1, 0.01), estimate(0.0001, 0.0002), Change::noise),
                            difference(Of::request, "checkout", "p99", "seconds", estimate(0.5, 0.01),
                                       estimate(1.5, 0.01), estimate(1.0, 0.02), Change::worse),
                            difference(Of::request, "checkout", "throughput", "per_second", estimate(20, 1),
                                       estimate(20, 1), estimate(0, 0), Change::same),
                            difference(Of::request, "checkout", "errors", "share", estimate(0, 0),
                                       estimate(0.02, 0.001), estimate(0.02, 0.001), Change::worse),
                            difference(Of::part, "app", "utilisation", "share", estimate(0.3, 0.01),
                                       estimate(0.9, 0.01), estimate(0.6, 0.01), Change::different),
                            difference(Of::objective, "quick", "p99_below", "seconds", estimate(0.5, 0.01),
                                       estimate(1.5, 0.01), estimate(1.0, 0.02), Change::worse),
                            difference(Of::cost, "", "cost", "USD", estimate(372.3, 0), estimate(124.1, 0),
                                       estimate(-248.2, 0), Change::better)};
  comparison.only_in_b = {"part lock"};
  comparison.median_pairing_gain = 4;
  return comparison;
}

// The paragraph for who decides: what breaks, what gets slower, what fails, what does not move, money, the
// cause.
TEST(Comparison, IsToldInAParagraph) {
  EXPECT_EQ(
      words(sample_comparison()),
      "B fails quick, which A does not. p99 of checkout rises from 500 ms to 1,500 ms (+200 %). The share of "
      "requests that fail rises from 0 % to 2.00 %. There is no difference in throughput beyond noise. B "
      "costs "
      "248.20 USD per month less than A (124.10 and 372.30). In A app gives way first, in B lock|ed.");
}

// The tables show a difference only where there is one: `~` within noise, nothing for what is equal.
TEST(Comparison, TextShowsOnlyDifferencesThatAre) {
  const std::string text = to_text(sample_comparison());
  EXPECT_TRUE(text.starts_with("✗ B BREAKS  what A does not fail: quick\n")) << text;
  EXPECT_NE(text.find("  B  Shop | lean with system.app.instances=1\n"), std::string::npos) << text;
  EXPECT_NE(text.find("  checkout mean [ms]   100 ± 10    100 ± 10         ~ ± 0.20         ~\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("+1,000 ± 20"), std::string::npos) << text;
  EXPECT_EQ(text.find("checkout throughput"), std::string::npos);
  EXPECT_NE(text.find("1 exactly equal"), std::string::npos);
  EXPECT_NE(text.find("4.0 times as narrow as with independent seeds (median), worth 16"), std::string::npos)
      << text;
  EXPECT_NE(text.find("Only in B: part lock\n"), std::string::npos);
}

// In Markdown the broken objective stands out, and no name ends a cell before its time.
TEST(Comparison, MarkdownIsATable) {
  const std::string text = to_markdown(sample_comparison());
  EXPECT_NE(
      text.find("| quick [ms] | ✓ holds | **✗ not met** | 500 ± 10 | 1,500 ± 10 | +1,000 ± 20 | +200 % |"),
      std::string::npos)
      << text;
  EXPECT_NE(text.find("| app utilisation [%] | 30.0 ± 1.0 | 90.0 ± 1.0 |"), std::string::npos) << text;
}

// JSON has every measure, also those that are equal, under the address that --fail-if-worse takes.
TEST(Comparison, JsonHasEveryMeasure) {
  const Json json = Json::parse(to_json(sample_comparison()));
  EXPECT_EQ(json["schema"], "plimsoll/comparison/1");
  ASSERT_EQ(json["measures"].size(), 7u);
  EXPECT_EQ(json["measures"][1]["measure"], "checkout.p99");
  EXPECT_EQ(json["measures"][1]["change"], "worse");
  EXPECT_EQ(json["measures"][1]["relative"], 2.0);
  EXPECT_EQ(json["measures"][2]["change"], "same");
  EXPECT_EQ(json["measures"][3]["relative"], nullptr);
  EXPECT_EQ(json["objectives"][0]["broken"], true);
  EXPECT_EQ(json["b"]["bottleneck"], "lock|ed");
}

// An interrupted comparison says so first, and one without a finished pair compares nothing.
TEST(Comparison, InterruptedIsSaidFirst) {
  Comparison comparison = sample_comparison();
  comparison.b.run.complete = false;
  EXPECT_TRUE(verdict_line(comparison).starts_with("… INTERRUPTED  20 of 20 pairs finished"));
  comparison.pairs = 0;
  EXPECT_EQ(words(comparison), "No replication finished on both sides, so there is nothing to compare.");
}

}  // namespace
}  // namespace plimsoll::report
