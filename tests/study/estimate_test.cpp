#include "study/estimate.hpp"

#include <gtest/gtest.h>

#include "tests/theory/theory.hpp"

namespace plimsoll {
namespace {

using test::exponential;
using test::run_text;
using test::single_server;

const std::string kStation = single_server("80", exponential("10 ms"));

// 2,000 requests tell a p99 (20 lie beyond it) and no p99.9 (2 do); the sentence says what would.
TEST(Estimate, RefusesAPercentileWithTooFewBeyondIt) {
  const Results results =
      run_text(kStation + "[run]\nwarm_up = \"10 s\"\nduration = \"5 s\"\nreplications = 5\n");
  const LatencyFigures& latency = results.requests.front().latency_seconds;
  const double count = results.requests.front().completed.value * 5;
  ASSERT_NEAR(count, 2000, 200);
  EXPECT_TRUE(latency.p99.exists);
  EXPECT_FALSE(latency.p999.exists);
  EXPECT_EQ(latency.p999.refused.substr(0, 52), "p99.9 of job needs a sample of about 10,000 and has ");
  EXPECT_NE(latency.p999.refused.find(": run.duration = \""), std::string::npos);
}

// An objective about a refused percentile is undecided.
TEST(Estimate, LeavesAnObjectiveAboutARefusedPercentileOpen) {
  const Results results = run_text(kStation +
                                   "[objective.tail]\np999_below = \"10 s\"\n[run]\nwarm_up = \"10 s\"\n"
                                   "duration = \"5 s\"\nreplications = 5\n");
  EXPECT_EQ(results.objectives.front().verdict, Verdict::inconclusive);
  EXPECT_NE(results.objectives.front().value.refused, "");
  EXPECT_EQ(exit_code(results), 98);
}

// Percentiles of an episode are of one such episode, however few requests it has: 50 requests one after
// another, the slowest of them in each replication.
TEST(Estimate, TakesPercentilesOfAnEpisodeAsTheyAre) {
  const Results results = run_text(
      "[system.app]\nkind = \"server\"\ncores = 1\norder = \"fcfs\"\nworkers = "
      "\"unlimited\"\n[request.job]\non = "
      "\"app\"\nsteps = [{ work = \"10 ms\" }]\n[traffic.rush]\nburst = 50\n[run]\nkind = "
      "\"episode\"\nduration = "
      "\"until drained\"\nreplications = 3\n");
  EXPECT_DOUBLE_EQ(results.requests.front().latency_seconds.p999.value, 0.5);
}

// Twenty replications of 20 s, 1,600 requests each: the p99 of one of them is 6 % low on average, that of all
// together is not. Exact in M/M/1: 50 ms × ln 100.
TEST(Estimate, DoesNotLeanToOneSideInShortReplications) {
  const Results results =
      run_text(kStation + "[run]\nwarm_up = \"10 s\"\nduration = \"20 s\"\nreplications = 100\n");
  const Estimate& p99 = results.requests.front().latency_seconds.p99;
  EXPECT_NEAR(p99.value, 0.2302585, 0.012);
  EXPECT_LT(p99.low, 0.2302585);
  EXPECT_GT(p99.high, 0.2302585);
}

}  // namespace
}  // namespace plimsoll
