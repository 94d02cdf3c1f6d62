#include "study/compare.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/theory/theory.hpp"

namespace plimsoll {
namespace {

/// Two stages on the way of a page, under open load.
constexpr const char* kWeb = R"(
  [system.app]
  kind    = "server"
  cores   = 4
  workers = 64
  [system.pool]
  kind    = "pool"
  towards = ["db"]
  per     = "all"
  size    = 8
  [system.db]
  kind        = "database"
  cores       = 4
  connections = 20
  [request.page]
  on    = "app"
  steps = [{ work = { dist = "exponential", mean = "5 ms" } }, { call = "load" }]
  [routine.load]
  holds = ["pool"]
  steps = [{ query = "db", time = { dist = "exponential", mean = "8 ms" } }]
  [traffic.visitors]
  rate = "150 /s"
  [objective.quick]
  p95_below = "1 s"
  [run]
  warm_up      = "2 s"
  duration     = "20 s"
  replications = 10
)";

Comparison compare_web(const std::vector<std::string>& of_both, std::vector<std::string> of_b) {
  of_b.insert(of_b.begin(), of_both.begin(), of_both.end());
  return compare(test::load_text(kWeb, of_both), test::load_text(kWeb, std::move(of_b)));
}

const Difference& found(const Comparison& comparison, const std::string& address) {
  for (const Difference& one : comparison.differences) {
    if (address_of(one.a) == address) return one;
  }
  throw std::runtime_error("no measure is named " + address);
}

// Two equal models differ by exactly nothing: every difference is 0, in every pair, and the digests are
// equal.
TEST(Compare, EqualModelsDifferByNothing) {
  const Comparison same = compare_web({}, {});
  EXPECT_EQ(same.a.run.digest, same.b.run.digest);
  EXPECT_EQ(same.pairs, 10);
  ASSERT_GT(same.differences.size(), 10u);
  for (const Difference& one : same.differences) {
    SCOPED_TRACE(address_of(one.a));
    if (!one.a.estimate.exists) continue;
    EXPECT_EQ(one.change, Change::same);
    EXPECT_EQ(one.difference.low, 0);
    EXPECT_EQ(one.difference.high, 0);
    EXPECT_TRUE(std::isnan(one.pairing_gain));
  }
  EXPECT_TRUE(same.only_in_a.empty() && same.only_in_b.empty());
}

/// Ten requests, far enough apart, of 10 ms each.
constexpr const char* kLone = R"(
  [system.app]
  kind    = "server"
  cores   = 1
  workers = 8
  price   = "box"
  [request.call]
  on    = "app"
  steps = [{ work = "10 ms" }]
  [traffic.clock]
  rate     = "10 /s"
  arrivals = "regular"
  [objective.quick]
  mean_below = "12 ms"
  [price]
  box = "1 USD/h"
  [run]
  warm_up      = "0 s"
  duration     = "1 s"
  replications = 3
)";

// Work of 15 ms in place of 10 ms: the mean is 5 ms and one half worse, exactly; the objective breaks; cost,
// one box of 730 USD a month, is equal.
TEST(Compare, KnownDifferencesAreFoundExactly) {
  const Comparison slower =
      compare(test::load_text(kLone), test::load_text(kLone, {"request.call.steps.work.work=15ms"}));
  const Difference& mean = found(slower, "call.mean");
  EXPECT_EQ(mean.change, Change::worse);
  EXPECT_DOUBLE_EQ(mean.difference.value, 0.005);
  EXPECT_DOUBLE_EQ(mean.difference.low, mean.difference.high);
  EXPECT_DOUBLE_EQ(mean.relative, 0.5);
  EXPECT_DOUBLE_EQ(sure_loss(mean), 0.5);
  EXPECT_EQ(found(slower, "call.throughput").change, Change::same);
  EXPECT_EQ(found(slower, "app.utilisation").change, Change::different);
  EXPECT_EQ(found(slower, "cost").change, Change::same);
  EXPECT_EQ(found(slower, "cost").a.estimate.value, 730);
  ASSERT_EQ(slower.objectives.size(), 1u);
  EXPECT_TRUE(slower.objectives[0].is_broken());
  EXPECT_FALSE(slower.objectives[0].is_mended());
}

// The other way round everything turns: better, no loss, the objective mended.
TEST(Compare, TheOtherWayRoundIsBetter) {
  const Comparison faster =
      compare(test::load_text(kLone, {"request.call.steps.work.work=15ms"}), test::load_text(kLone));
  const Difference& mean = found(faster, "call.mean");
  EXPECT_EQ(mean.change, Change::better);
  EXPECT_DOUBLE_EQ(mean.difference.value, -0.005);
  EXPECT_EQ(sure_loss(mean), 0);
  EXPECT_TRUE(faster.objectives[0].is_mended());
  EXPECT_FALSE(faster.objectives[0].is_broken());
}

// Well below saturation (30 % of the database) intervals are at least three times as narrow as with
// independent seeds, whatever changes: cores, connections of the pool, the time of a query. Near it (94 %)
// less is left.
TEST(Compare, PairingNarrowsIntervalsMostWhereThereIsRoom) {
  for (const char* change : {"system.app.cores=5", "system.db.cores=5", "system.pool.size=9",
                             "routine.load.steps.query_db.time.mean=7ms"}) {
    SCOPED_TRACE(change);
    const Difference room = found(compare_web({}, {change}), "page.mean");
    // Where it is exactly equal the gain is without bound.
    if (room.change == Change::same) continue;
    EXPECT_GT(room.pairing_gain, 3);
  }
  const double room = found(compare_web({}, {"system.db.cores=5"}), "page.mean").pairing_gain;
  const double crowd =
      found(compare_web({"traffic.visitors.rate=470/s"}, {"system.db.cores=5"}), "page.mean").pairing_gain;
  EXPECT_GT(room, crowd);
}

// What pairing says of its own gain is true: with other seeds for B the interval of the difference is as much
// wider, to within the sampling error of two variances from 40 pairs.
TEST(Compare, TheGainIsWhatIndependentSeedsCost) {
  const std::vector<std::string> many = {"run.replications=40", "run.duration=5s"};
  const Comparison paired = compare_web(many, {"system.app.cores=3"});
  spec::Spec a = test::load_text(kWeb, many);
  std::vector<std::string> of_b = many;
  of_b.insert(of_b.end(), {"system.app.cores=3", "run.seed=99"});
  const spec::Spec b = test::load_text(kWeb, of_b);
  const Comparison apart = compare(a, observe(a), b, observe(b));
  const auto width = [](const Comparison& c) {
    const Estimate& difference = found(c, "page.mean").difference;
    return difference.high - difference.low;
  };
  const double promised = found(paired, "page.mean").pairing_gain;
  EXPECT_GT(promised, 3);
  EXPECT_NEAR(width(apart) / width(paired), promised, 0.4 * promised);
}

// Both sides run alike: B takes A's seed, and both the longer warm-up and the larger number of replications.
TEST(Compare, BothSidesRunAlike) {
  spec::Spec a = test::load_text(kWeb, {"run.seed=7", "run.replications=4"});
  spec::Spec b = test::load_text(kWeb, {"run.seed=8", "run.replications=6", "run.warm_up=1s"});
  EXPECT_EQ(align(a, b).size(), 3u);
  EXPECT_EQ(a.run.seed, 7u);
  EXPECT_EQ(b.run.seed, 7u);
  EXPECT_EQ(a.run.replications, 6);
  EXPECT_EQ(b.run.replications, 6);
  EXPECT_EQ(a.run.warm_up, Duration::seconds(2));
  EXPECT_EQ(b.run.warm_up, Duration::seconds(2));
  EXPECT_TRUE(align(a, b).empty());
}

// What only one side has is listed by name, and never compared.
TEST(Compare, WhatOnlyOneSideHasIsListed) {
  std::string with_cache = kLone;
  with_cache += R"(
    [objective.calm]
    errors_below = "1 %"
    [request.rare]
    on    = "app"
    steps = [{ work = "1 ms" }]
    [traffic.rare]
    rate = "1 /s"
    mix  = { rare = 1 }
  )";
  std::string alone = kLone;
  alone.replace(alone.find("rate     ="), 0, "mix = { call = 1 }\n  ");
  with_cache.replace(with_cache.find("rate     ="), 0, "mix = { call = 1 }\n  ");
  const Comparison more = compare(test::load_text(alone), test::load_text(with_cache));
  EXPECT_TRUE(more.only_in_a.empty());
  EXPECT_EQ(more.only_in_b, (std::vector<std::string>{"request rare", "request all", "objective calm"}));
  EXPECT_EQ(more.objectives.size(), 1u);
}

// One pair gives no interval: nothing is called better or worse.
TEST(Compare, OnePairDecidesNothing) {
  const Comparison one = compare_web({"run.replications=1"}, {"system.app.cores=2"});
  EXPECT_EQ(found(one, "page.mean").change, Change::unknown);
  EXPECT_FALSE(found(one, "page.mean").difference.has_interval);
}

// A side that is asked for more than it can do: why is said, and what is refused there has no number on that
// side and no difference. Throughput stands.
TEST(Compare, ShowsNothingThatAnOverloadTakesBack) {
  const std::string model = test::single_server("80", "\"10 ms\"") +
                            "[objective.quick]\np95_below = \"1 s\"\n[run]\nduration = \"100 s\"\n";
  const Comparison overload =
      compare(test::load_text(model), test::load_text(model, {"traffic.stream.rate=105/s"}));
  ASSERT_FALSE(overload.b.refusals.empty());
  for (const char* address : {"job.mean", "job.p50", "job.p95", "job.p99", "server.wait_mean",
                              "server.wait_p99", "server.cpu_wait_seconds_mean", "quick.p95_below"}) {
    SCOPED_TRACE(address);
    const Difference& one = found(overload, address);
    EXPECT_TRUE(one.a.estimate.exists);
    EXPECT_FALSE(one.b.estimate.exists);
    EXPECT_FALSE(one.difference.exists);
    EXPECT_EQ(one.change, Change::unknown);
  }
  EXPECT_TRUE(found(overload, "job.throughput").difference.exists);
  const std::string said = "B: " + overload.b.refusals.front().sentence;
  EXPECT_NE(std::find(overload.warnings.begin(), overload.warnings.end(), said), overload.warnings.end());
}

}  // namespace
}  // namespace plimsoll
