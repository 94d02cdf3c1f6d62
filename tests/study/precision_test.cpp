#include "study/precision.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "sim/measure/student_t.hpp"
#include "tests/theory/theory.hpp"

namespace plimsoll {
namespace {

using test::exponential;
using test::load_text;
using test::run_text;
using test::single_server;

const std::string kStation = single_server("50", exponential("10 ms"));

Estimate known_to(double value, double half) { return {value, value - half, value + half, true, true}; }

// 10 % where 5 % is wanted needs four times as many replications; three times is the most in one round, and
// half as many again the least.
TEST(Precision, PlansTheNextRound) {
  spec::RunSettings run = load_text(kStation + "[run]\nprecision = \"5 %\"\n").run;
  EXPECT_EQ(first_round(run), 10);
  const PrecisionFigures far = how_precise(run, {known_to(1, 0.1)});
  EXPECT_FALSE(far.is_reached);
  EXPECT_NEAR(far.measures.front().share, 0.1, 1e-12);
  EXPECT_EQ(next_round(run, far, 10), 30);
  EXPECT_EQ(next_round(run, how_precise(run, {known_to(1, 0.0501)}), 10), 15);
  const PrecisionFigures near = how_precise(run, {known_to(1, 0.0499)});
  EXPECT_TRUE(near.is_reached);
  EXPECT_EQ(next_round(run, near, 10), 10);
  EXPECT_EQ(next_round(run, how_precise(run, {Estimate{}}), 10), 30);  // nothing known yet

  run.replications_max = 12;
  EXPECT_EQ(next_round(run, far, 10), 12);
  EXPECT_EQ(next_round(run, far, 12), 12);
}

// The longer side of a lopsided interval counts.
TEST(Precision, GoesByTheLongerSide) {
  const spec::RunSettings run = load_text(kStation + "[run]\nprecision = \"5 %\"\n").run;
  EXPECT_NEAR(how_precise(run, {{10, 9.8, 10.6, true, true}}).measures.front().share, 0.06, 1e-12);
}

// A run adds replications until the mean is known to ± 2 %, and no more than it may; any number of threads
// gives the same bytes.
TEST(Precision, AddsReplicationsUntilItIsReached) {
  const std::string asked = kStation + "[run]\nwarm_up = \"2 s\"\nduration = \"20 s\"\nprecision = \"2 %\"\n";
  const Results results = run_text(asked);
  const Estimate& mean = results.requests.front().latency_seconds.mean;
  EXPECT_TRUE(results.run.precision.is_reached);
  EXPECT_GT(results.run.replications, 10);
  EXPECT_LE((mean.high - mean.low) / 2, 0.02 * mean.value);
  EXPECT_EQ(results.run.replications, results.run.replications_wanted);
  EXPECT_TRUE(results.run.complete);
  EXPECT_TRUE(results.warnings.empty());

  RunOptions one_thread;
  one_thread.threads = 1;
  EXPECT_EQ(run(load_text(asked), one_thread).run.digest, results.run.digest);

  const Results capped = run_text(asked, {"run.replications_max=12"});
  EXPECT_FALSE(capped.run.precision.is_reached);
  EXPECT_EQ(capped.run.replications, 12);
  ASSERT_EQ(capped.warnings.size(), 1u);
  EXPECT_EQ(capped.warnings.front().substr(0, 16), "mean is known to");
}

// Several measures: all of them must be narrow.
TEST(Precision, HoldsForEveryMeasureNamed) {
  const Results results = run_text(kStation +
                                   "[run]\nwarm_up = \"2 s\"\nduration = \"20 s\"\nprecision = \"5 %\"\n"
                                   "precision_of = [\"job.p95\", \"throughput\", \"errors\"]\n");
  ASSERT_EQ(results.run.precision.measures.size(), 3u);
  EXPECT_TRUE(results.run.precision.is_reached);
  EXPECT_EQ(results.run.precision.measures[2].share, 0);  // nothing fails
  EXPECT_GT(results.run.precision.measures[0].share, results.run.precision.measures[1].share);
}

// A run that stopped by looking has the same value as one of so many replications from the start, and an interval
// that is wider by Student's t of the first round over that of all: 2.262 with ten.
TEST(Precision, IsAsSureAsItsFirstRound) {
  const std::string model = kStation + "[run]\nwarm_up = \"2 s\"\nduration = \"20 s\"\n";
  const Results looked = run_text(model + "precision = \"2 %\"\n");
  const Results fixed = run_text(model, {"run.replications=" + std::to_string(looked.run.replications)});
  const auto half = [](const Estimate& of) { return (of.high - of.low) / 2; };
  const Estimate& mean = looked.requests.front().latency_seconds.mean;
  const Estimate& same = fixed.requests.front().latency_seconds.mean;
  EXPECT_EQ(mean.value, same.value);
  EXPECT_NEAR(half(mean) / half(same), 2.262157 / student_t_two_sided(0.95, looked.run.replications - 1), 1e-5);
  EXPECT_EQ(degrees_of_freedom(looked.run), 9);
  EXPECT_GT(looked.requests.front().latency_seconds.p99.high, fixed.requests.front().latency_seconds.p99.high);
}

// When real time is up no replication is begun; those that were are kept, and the result says why there are
// no more.
TEST(Precision, EndsWithItsTimeBudget) {
  const Results results = run_text(
      kStation +
      "[run]\nwarm_up = \"2 s\"\nduration = \"20 s\"\nreplications = 100_000\ntime_budget = \"1 ms\"\n");
  EXPECT_TRUE(results.run.is_out_of_time);
  EXPECT_TRUE(results.run.complete);
  EXPECT_LT(results.run.replications, 100'000);
}

}  // namespace
}  // namespace plimsoll
