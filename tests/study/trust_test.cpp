#include "study/trust.hpp"

#include <gtest/gtest.h>

#include <algorithm>

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

// ... nor is anything else that only says how long the run was: what waits at the core, how long for, and
// where the latency goes. What happened and what the core can do stands.
TEST(Trust, RefusesWhatGrowsInAnOverload) {
  const Results results = run_text(single_server("102", "\"10 ms\"") + "[run]\nduration = \"200 s\"\n");
  const std::string& sentence = results.refusals.front().sentence;
  EXPECT_TRUE(results.requests.front().attribution.empty());
  const PartFigures& server = part_of(results, "server");
  for (const Estimate* figure :
       {&server.waiting, &server.in_use, &server.wait_seconds.mean, &server.wait_seconds.max}) {
    EXPECT_FALSE(figure->exists);
    EXPECT_EQ(figure->refused, sentence);
  }
  EXPECT_EQ(test::measure(results, "server", "cpu_wait_seconds_mean").refused, sentence);
  EXPECT_NEAR(server.utilisation.value, 1, 1e-3);
  EXPECT_NEAR(test::measure(results, "server", "cpu_utilisation").value, 1, 1e-3);
  EXPECT_TRUE(results.requests.front().in_flight_end.exists);
}

// Two kinds of request at two cores, one of which is asked too much: the times of the other stand, those of
// both together do not.
TEST(Trust, RefusesNoMoreThanWhatTheOverloadTouches) {
  const Results results = run_text(R"(
    [system.narrow]
    kind    = "server"
    cores   = 1
    order   = "fcfs"
    workers = "unlimited"
    [system.wide]
    kind    = "server"
    cores   = 4
    order   = "fcfs"
    workers = "unlimited"
    [request.slow]
    on    = "narrow"
    steps = [{ work = "10 ms" }]
    [request.quick]
    on    = "wide"
    steps = [{ work = { dist = "exponential", mean = "10 ms" } }]
    [traffic.slow]
    request = "slow"
    rate    = "110 /s"
    [traffic.quick]
    request = "quick"
    rate    = "200 /s"
    [run]
    duration = "60 s"
  )");
  ASSERT_EQ(results.refusals.size(), 1u);
  EXPECT_FALSE(test::request_of(results, "slow").latency_seconds.mean.exists);
  EXPECT_TRUE(test::request_of(results, "slow").attribution.empty());
  EXPECT_FALSE(test::request_of(results, "all").latency_seconds.p99.exists);
  EXPECT_TRUE(test::request_of(results, "all").attribution.empty());
  EXPECT_TRUE(test::request_of(results, "quick").latency_seconds.mean.exists);
  EXPECT_FALSE(test::request_of(results, "quick").attribution.empty());
  EXPECT_TRUE(part_of(results, "wide").waiting.exists);
  EXPECT_TRUE(part_of(results, "wide").wait_seconds.mean.exists);
}

/// A server whose rate of arrivals moves by chance between 10 and 150 a second, where it can do 100.
std::string bursty(const std::string& lasts, const std::string& run) {
  const std::string server = single_server("1", exponential("10 ms"));
  return server.substr(0, server.find("[traffic")) +
         "[traffic.stream.states.calm]\nrate = \"10 /s\"\nlasts = " + exponential(lasts) +
         "\n[traffic.stream.states.busy]\nrate = \"150 /s\"\nlasts = " + exponential(lasts) + "\n" +
         kObjectives + "[run]\nwarm_up = \"10 s\"\n" + run;
}

bool is_refused_as(const Results& results, Refusal::Kind kind) {
  return std::any_of(results.refusals.begin(), results.refusals.end(),
                     [&](const Refusal& refusal) { return refusal.kind == kind; });
}

// Bursts (MMPP) that last as long as a replication: each has seen one or none, and the mean is known to ±
// half of its value at best. No verdict, and sentences that say what would help.
TEST(Trust, RefusesBurstsThatLastAsLongAsTheRun) {
  const Results results = run_text(bursty("60 s", "duration = \"60 s\"\nreplications = 10\n"));
  EXPECT_TRUE(is_refused_as(results, Refusal::Kind::few_stretches));
  EXPECT_TRUE(is_refused_as(results, Refusal::Kind::wide));
  for (const Refusal& refusal : results.refusals) {
    EXPECT_NE(refusal.sentence.find("run.duration"), std::string::npos) << refusal.sentence;
  }
  EXPECT_EQ(results.objectives[0].verdict, Verdict::inconclusive);
  EXPECT_EQ(exit_code(results), 98);
}

// The same bursts, a hundred times as short, in replications ten times as long: nothing is refused.
TEST(Trust, TakesBurstsThatTheRunHasSeenManyOf) {
  const Results results = run_text(bursty("600 ms", "duration = \"600 s\"\nreplications = 10\n"));
  EXPECT_TRUE(results.refusals.empty());
  EXPECT_EQ(results.objectives[0].verdict, Verdict::pass);
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
