#include "study/stretches.hpp"

#include <gtest/gtest.h>

#include "sim/measure/batch_means.hpp"
#include "tests/theory/theory.hpp"

namespace plimsoll {
namespace {

using test::exponential;
using test::load_text;
using test::part_of;
using test::run_text;
using test::single_server;

/// M/M/1 at half load, once.
std::string one_run(const std::string& duration, const std::string& more = "") {
  return single_server("50", exponential("10 ms")) + "[run]\nwarm_up = \"5 s\"\nduration = \"" + duration +
         "\"\nreplications = 1\n" + more;
}

// One run of 15,000 requests is cut into twenty stretches, and every figure that replications would give an
// interval has one, but those that a run has one of: its greatest, its start and its end.
TEST(Stretches, GiveOneRunIntervals) {
  const Results results = run_text(one_run("300 s"));
  EXPECT_EQ(results.run.replications, 1);
  EXPECT_EQ(results.run.stretches, 20);
  EXPECT_EQ(degrees_of_freedom(results.run), 19);
  EXPECT_TRUE(results.refusals.empty());

  const RequestFigures& job = results.requests.front();
  const LatencyFigures& latency = job.latency_seconds;
  const PartFigures& server = part_of(results, "server");
  for (const Estimate* figure :
       {&job.arrived, &job.completed, &job.throughput_per_second, &job.success_ratio, &latency.mean,
        &latency.p50, &latency.p99, &server.utilisation, &server.waiting, &server.served,
        &server.wait_seconds.p95, &job.attribution.front().mean_seconds,
        &job.attribution.front().p99_seconds}) {
    EXPECT_TRUE(figure->has_interval);
    EXPECT_LE(figure->low, figure->value);
    EXPECT_GE(figure->high, figure->value);
  }
  for (const Estimate* figure : {&latency.max, &job.in_flight_start, &job.in_flight_end}) {
    EXPECT_TRUE(figure->exists);
    EXPECT_FALSE(figure->has_interval);
  }
  EXPECT_NEAR(latency.mean.value, 0.020, (latency.mean.high - latency.mean.low) / 2 * 1.5);
  EXPECT_LT(latency.mean.high - latency.mean.low, 0.004);
  // Of 15,000 Poisson arrivals: ± 2.09 √15,000 = 256, as far as twenty stretches can say.
  EXPECT_GT(job.arrived.high - job.arrived.low, 256);
  EXPECT_LT(job.arrived.high - job.arrived.low, 4 * 256);
}

// Stretches are the run: what they count adds up to it, to the bucket and to the nanosecond.
TEST(Stretches, AddUpToTheRun) {
  const spec::Spec spec = load_text(one_run("300 s"));
  const Replication run = replicate(spec, 0, 1'000'000, [](SimTime, std::uint64_t) { return true; });
  ASSERT_EQ(run.stretches.all.size(), 20u);
  double arrived = 0, seconds = 0, busy = 0, in_flight = run.requests[0].in_flight_start;
  Histogram latency, wait;
  for (const Replication& stretch : run.stretches.all) {
    EXPECT_DOUBLE_EQ(stretch.measured_seconds, 15);
    EXPECT_EQ(stretch.requests[0].in_flight_start, in_flight);
    in_flight = stretch.requests[0].in_flight_end;
    arrived += stretch.requests[0].arrived;
    seconds += stretch.measured_seconds;
    busy += stretch.parts[0].utilisation * stretch.measured_seconds;
    latency.merge(stretch.requests[0].latency.histogram);
    wait.merge(stretch.parts[0].wait.histogram);
  }
  EXPECT_EQ(arrived, run.requests[0].arrived);
  EXPECT_EQ(in_flight, run.requests[0].in_flight_end);
  EXPECT_NEAR(busy / seconds, run.parts[0].utilisation, 1e-12);
  EXPECT_EQ(latency.sum_nanoseconds(), run.requests[0].latency.histogram.sum_nanoseconds());
  EXPECT_EQ(latency.buckets(), run.requests[0].latency.histogram.buckets());
  EXPECT_EQ(latency.max(), run.requests[0].latency.histogram.max());
  EXPECT_EQ(wait.buckets(), run.parts[0].wait.histogram.buckets());
}

// Objectives are judged by one long run, percentiles and shares of errors among them.
TEST(Stretches, DecideObjectives) {
  const Results results = run_text(
      one_run("300 s",
              "[objective.quick]\np95_below = \"150 ms\"\n[objective.sound]\nerrors_below = \"1 %\"\n"
              "[objective.idle]\nutilisation_below = \"40 %\"\npart = \"server\"\n"));
  EXPECT_EQ(results.objectives[0].verdict, Verdict::pass);
  EXPECT_EQ(results.objectives[1].verdict, Verdict::pass);
  EXPECT_EQ(results.objectives[2].verdict, Verdict::fail);
}

// Where a busy time lasts as long as a piece of the run, neighbours are alike however they are put together:
// there is no interval, and the sentence says how long a run would be needed.
TEST(Stretches, AreRefusedWhereTheyHaveToDoWithEachOther) {
  const Results results = run_text(R"(
    [system.server]
    kind    = "server"
    cores   = 1
    order   = "fcfs"
    workers = "unlimited"
    [request.job]
    on    = "server"
    steps = [{ work = { dist = "exponential", mean = "10 ms" } }]
    [traffic.stream.states.calm]
    rate  = "20 /s"
    lasts = { dist = "exponential", mean = "60 s" }
    [traffic.stream.states.busy]
    rate  = "90 /s"
    lasts = { dist = "exponential", mean = "60 s" }
    [objective.quick]
    mean_below = "10 s"
    [run]
    warm_up      = "10 s"
    duration     = "300 s"
    replications = 1
  )");
  EXPECT_EQ(results.run.stretches, 0);
  ASSERT_EQ(results.refusals.size(), 1u);
  EXPECT_EQ(results.refusals[0].kind, Refusal::Kind::few_stretches);
  EXPECT_NE(results.refusals[0].sentence.find("run.duration = \""), std::string::npos);
  EXPECT_FALSE(results.requests[0].latency_seconds.mean.has_interval);
  EXPECT_EQ(results.objectives[0].verdict, Verdict::inconclusive);
  EXPECT_EQ(exit_code(results), 98);
}

// A run too short to be cut, and one that an event changes, say so in place of the intervals.
TEST(Stretches, SayWhyThereAreNone) {
  const Results few = run_text(one_run("4 s"));
  EXPECT_EQ(few.run.stretches, 0);
  EXPECT_FALSE(few.requests[0].latency_seconds.mean.has_interval);
  ASSERT_FALSE(few.warnings.empty());
  EXPECT_NE(few.warnings.back().find("and stretches of it need 400 together"), std::string::npos);

  const Results changed = run_text(one_run(
      "300 s", "[event.sale]\nstarts = \"100 s\"\nlasts = \"10 s\"\nset.traffic.stream.rate = \"60 /s\"\n"));
  EXPECT_EQ(changed.run.stretches, 0);
  EXPECT_EQ(
      changed.warnings.back(),
      "one replication gives no intervals (event sale changes the model, so that no stretch of it is like "
      "another), so nothing is judged; ask for at least 5");
}

// Several replications are not cut: their intervals are over replications.
TEST(Stretches, AreOfOneRunAlone) {
  const Results results = run_text(one_run("300 s"), {"run.replications=2"});
  EXPECT_EQ(results.run.stretches, 0);
  EXPECT_EQ(degrees_of_freedom(results.run), 1);
}

// The longest length of time is cut without overflow, and the middle is the half of it.
TEST(Stretches, CutsAnyLength) {
  EXPECT_EQ(part_of(Duration::max(), 20, 40), Duration::max() / 2);
  EXPECT_EQ(part_of(Duration::ns(41), 20, 40), Duration::ns(20));
  EXPECT_EQ(part_of(Duration::ns(41), 40, 40), Duration::ns(41));
}

}  // namespace
}  // namespace plimsoll
