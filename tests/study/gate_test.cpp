#include "study/gate.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "sim/measure/student_t.hpp"
#include "tests/support/model_text.hpp"

namespace plimsoll {
namespace {

constexpr const char* kShop = R"(
  [system.app]
  kind    = "server"
  cores   = 2
  [request.page]
  on    = "app"
  steps = [{ id = "render", work = { dist = "exponential", mean = "8 ms" } }]
  [traffic.visitors]
  rate = "150 /s"
  [objective.quick]
  p95_below = "60 ms"
  [run]
  warm_up      = "2 s"
  duration     = "20 s"
  replications = 10
)";

/// The shop with each `from` in its text replaced.
spec::Spec shop(const std::vector<std::pair<std::string, std::string>>& changes,
                const std::vector<std::string>& sets = {}) {
  std::string text = kShop;
  for (const auto& [from, to] : changes) text.replace(text.find(from), from.size(), to);
  return test::load_text(text, sets);
}

/// The gate between the shop and a changed one.
Gate gated(const std::vector<std::pair<std::string, std::string>>& changes, const GateRules& rules = {},
           const std::vector<std::string>& sets = {}) {
  return judge(compare(shop({}, sets), shop(changes, sets)), rules);
}

/// Eleven pairs of one measure whose losses have this mean, and a standard error of 1.
Difference with_loss(const std::string& name, double mean, Better better = Better::lower) {
  Difference one;
  one.a.of = one.b.of = Measure::Of::request;
  one.a.subject = one.b.subject = "page";
  one.a.name = one.b.name = name;
  one.a.better = one.b.better = better;
  one.a.estimate = one.b.estimate = {100, 99, 101, true, true};
  one.change = Change::noise;
  const double sign = better == Better::higher ? -1 : 1;
  for (int i = 0; i < 11; ++i) {
    // Five above, five below and one on the mean: the standard deviation is sqrt(11), and so the error 1.
    const double apart = i == 10 ? 0 : (i % 2 == 0 ? 1 : -1) * std::sqrt(11.0);
    one.a.replications.push_back(100);
    one.b.replications.push_back(100 + sign * (mean + apart));
  }
  return one;
}

Comparison of(std::vector<Difference> differences) {
  Comparison comparison;
  comparison.differences = std::move(differences);
  return comparison;
}

/// The t that a loss must exceed at this one-sided level, with ten degrees of freedom.
double quantile(double alpha) { return student_t_two_sided(1 - 2 * alpha, 10); }

// One measure alone is worse beyond the quantile of false alarms, and not before.
TEST(Gate, OneMeasureIsHeldAgainstTheQuantile) {
  const double limit = quantile(GateRules{}.false_alarms);
  EXPECT_EQ(judge(of({with_loss("mean", limit - 0.01)})).verdict(), GateVerdict::holds);
  const Gate worse = judge(of({with_loss("mean", limit + 0.01)}));
  EXPECT_EQ(worse.verdict(), GateVerdict::worse);
  EXPECT_NEAR(worse.measures.front().at_least, 0.01, 1e-9);
  EXPECT_NEAR(worse.measures.front().seen_from, limit, 1e-9);
}

// Holm: of two measures the second is held against what one alone would be, once the first is out.
TEST(Gate, WhatIsOutMakesRoomForTheNext) {
  const double alarms = GateRules{}.false_alarms;
  const double of_two = quantile(alarms / 2), of_one = quantile(alarms);
  const double between = (of_one + of_two) / 2;
  EXPECT_EQ(judge(of({with_loss("mean", between), with_loss("p99", 0)})).worse().size(), 0U);
  EXPECT_EQ(judge(of({with_loss("mean", between), with_loss("p99", of_two + 1)})).worse().size(), 2U);
}

// A loss of throughput is a fall; a gain in anything is none.
TEST(Gate, EachMeasureHasItsWay) {
  EXPECT_EQ(judge(of({with_loss("throughput", 20, Better::higher)})).verdict(), GateVerdict::worse);
  EXPECT_EQ(judge(of({with_loss("throughput", -20, Better::higher)})).verdict(), GateVerdict::holds);
  EXPECT_EQ(judge(of({with_loss("mean", -20)})).verdict(), GateVerdict::holds);
}

// What is tolerated is a share of A's value, here 100: a loss of 20 is within 25 % and not within 10 %.
TEST(Gate, ToleratesAShare) {
  EXPECT_EQ(judge(of({with_loss("mean", 20)}), {.tolerated = 0.25}).verdict(), GateVerdict::holds);
  EXPECT_EQ(judge(of({with_loss("mean", 20)}), {.tolerated = 0.1}).verdict(), GateVerdict::worse);
}

// Pairs that do not vary need no quantile: any loss is one, but for a share below a millionth.
TEST(Gate, PairsThatDoNotVaryAreExact) {
  Difference one = with_loss("mean", 0);
  one.b.replications.assign(11, 100.001);
  EXPECT_EQ(judge(of({one})).verdict(), GateVerdict::worse);
  one.b.replications.assign(11, 100.00001);
  EXPECT_EQ(judge(of({one})).verdict(), GateVerdict::holds);
}

// The same model is no regression, whatever seed its file asks for: both run with that of A.
TEST(Gate, AnotherSeedIsNoRegression) {
  for (const char* seed : {"run.seed=2", "run.seed=3"}) {
    const Gate gate = judge(compare(shop({}), shop({}, {seed})));
    EXPECT_EQ(gate.verdict(), GateVerdict::holds);
    EXPECT_GE(gate.measures.size(), 6U);
    for (const GatedMeasure& one : gate.measures) EXPECT_EQ(one.loss, 0);
  }
}

// Other luck with the same law is none either: traffic and step are renamed, so every draw is another one.
TEST(Gate, OtherLuckIsNoRegression) {
  for (int seed = 1; seed <= 8; ++seed) {
    const std::vector<std::string> sets{"run.seed=" + std::to_string(seed)};
    const Gate gate =
        judge(compare(shop({}, sets), shop({{"visitors", "guests"}, {"render", "draw"}}, sets)));
    EXPECT_EQ(gate.verdict(), GateVerdict::holds) << seed;
    EXPECT_TRUE(std::any_of(gate.measures.begin(), gate.measures.end(),
                            [](const GatedMeasure& one) { return one.loss != 0; }));
  }
}

// A tenth more work is found, and how much is lost at least is told.
TEST(Gate, RegressionsAreFound) {
  const Gate gate = gated({{"8 ms", "8.8 ms"}});
  EXPECT_EQ(gate.verdict(), GateVerdict::worse);
  ASSERT_FALSE(gate.worse().empty());
  for (const GatedMeasure& one : gate.worse()) {
    EXPECT_GT(one.at_least, 0);
    EXPECT_LE(one.at_least, one.loss);
  }
}

// An objective that breaks is a regression although its value has lost less than is tolerated.
TEST(Gate, NoToleranceForAnObjectiveThatBreaks) {
  const std::vector<std::pair<std::string, std::string>> slower{{"8 ms", "9.6 ms"}};
  const std::vector<std::string> sets{"objective.quick.p95_below=45 ms"};
  const Gate gate = gated(slower, {.tolerated = 5.0}, sets);
  EXPECT_TRUE(gate.worse().empty());
  ASSERT_EQ(gate.failures.size(), 1U);
  EXPECT_EQ(gate.failures.front(), "objective quick fails in B and does not in A");
  EXPECT_EQ(gated(slower, {.tolerated = 5.0}, {"objective.quick.p95_below=500 ms"}).verdict(),
            GateVerdict::holds);
}

// B without a steady state is a regression although its times are refused and cannot be compared.
TEST(Gate, OverloadIsARegression) {
  const Gate gate =
      gated({{"150 /s", "300 /s"},
             {"cores   = 2", "cores   = 2\n  queue = \"unlimited\"\n workers = \"unlimited\""}});
  EXPECT_EQ(gate.verdict(), GateVerdict::worse);
  ASSERT_FALSE(gate.failures.empty());
  EXPECT_TRUE(gate.failures.front().starts_with("B has no steady state, and A has: "))
      << gate.failures.front();
}

// What B lacks cannot be judged: a request that is gone, a promise that is gone, one pair alone.
TEST(Gate, WhatIsGoneIsADoubt) {
  const Gate renamed = gated({{"request.page", "request.sheet"}});
  EXPECT_EQ(renamed.verdict(), GateVerdict::undecided);
  EXPECT_EQ(renamed.doubts.front(), "B has no request page");
  const Gate silent = gated({{"[objective.quick]\n  p95_below = \"60 ms\"", ""}});
  EXPECT_EQ(silent.verdict(), GateVerdict::undecided);
  EXPECT_EQ(silent.doubts.front(), "B has no objective quick");
  EXPECT_EQ(gated({}, {}, {"run.replications=1"}).verdict(), GateVerdict::undecided);
}

// A measure may be judged alone; those that were not asked for do not matter.
TEST(Gate, OneMeasureMayBeJudgedAlone) {
  const Gate gate = gated({{"8 ms", "8.8 ms"}}, {.measures = {"page.throughput"}});
  EXPECT_EQ(gate.verdict(), GateVerdict::holds);
  EXPECT_EQ(gate.measures.size(), 1U);
}

}  // namespace
}  // namespace plimsoll
