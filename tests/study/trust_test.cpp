#include "study/trust.hpp"

#include <gtest/gtest.h>

#include "tests/theory/theory.hpp"

namespace plimsoll {
namespace {

using test::exponential;
using test::part_of;
using test::run_text;
using test::single_server;

const std::string kObjectives =
    "[objective.quick]\nmean_below = \"10 s\"\n[objective.busy]\nthroughput_above = \"80 /s\"\n";

// 102 requests a second at a core that does 100: the queue grows by two a second. That is said, and times are
// not.
TEST(Trust, RefusesTheTimesOfAnOverload) {
  const Results results =
      run_text(single_server("102", "\"10 ms\"") + kObjectives + "[run]\nduration = \"200 s\"\n");
  ASSERT_EQ(results.refusals.size(), 1u);
  EXPECT_EQ(results.refusals.front().kind, Refusal::Kind::overload);
  EXPECT_EQ(results.refusals.front().subject, "server");
  EXPECT_EQ(results.refusals.front().sentence.substr(0, 46),
            "server: utilisation 1.02, the queue grows by 2");
  EXPECT_FALSE(results.requests.front().latency_seconds.mean.exists);
  EXPECT_EQ(results.requests.front().latency_seconds.mean.refused, results.refusals.front().sentence);
  EXPECT_FALSE(part_of(results, "server").wait_seconds.p99.exists);
  EXPECT_NEAR(results.requests.front().throughput_per_second.value, 100, 0.1);
  EXPECT_EQ(results.objectives[0].verdict, Verdict::inconclusive);
  EXPECT_EQ(results.objectives[1].verdict, Verdict::pass);  // what the core can do is known
  EXPECT_EQ(exit_code(results), 98);
}

// At 90 % load there is a steady state, and nothing is refused.
TEST(Trust, HasNothingAgainstAHealthyRun) {
  const Results results =
      run_text(single_server("90", exponential("10 ms")) + kObjectives + "[run]\nduration = \"200 s\"\n");
  EXPECT_TRUE(results.refusals.empty());
  EXPECT_TRUE(results.requests.front().latency_seconds.mean.exists);
  EXPECT_EQ(exit_code(results), 0);
}

// At full load a queue wanders about without end, and one of 20 s wanders about as long as the run lasts: no
// verdict.
TEST(Trust, RefusesWhatLastsAsLongAsTheRun) {
  const Results results = run_text(single_server("100", exponential("10 ms")) + kObjectives +
                                   "[run]\nwarm_up = \"100 s\"\nduration = \"20 s\"\nreplications = 20\n");
  ASSERT_FALSE(results.refusals.empty());
  EXPECT_EQ(results.objectives[0].verdict, Verdict::inconclusive);
  EXPECT_EQ(exit_code(results), 98);
}

// A closed model cannot be overloaded: who waits does not ask.
TEST(Trust, KnowsThatUsersWhoWaitDoNotAsk) {
  const Results results = run_text(
      "[system.server]\nkind = \"server\"\ncores = 1\norder = \"fcfs\"\nworkers = "
      "\"unlimited\"\n[request.job]\non = "
      "\"server\"\nsteps = [{ work = \"10 ms\" }]\n[traffic.users]\nusers = 300\nthink = { dist = "
      "\"exponential\", "
      "mean = \"1 s\" }\n[run]\nduration = \"60 s\"\n");
  EXPECT_TRUE(results.refusals.empty());
  EXPECT_NEAR(results.requests.front().latency_seconds.mean.value, 2,
              0.02);  // 300 users / 100 per second - 1 s
}

}  // namespace
}  // namespace plimsoll
