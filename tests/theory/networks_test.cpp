#include <gtest/gtest.h>

#include "tests/theory/theory.hpp"

namespace plimsoll::test {
namespace {

std::string station(const std::string& name) {
  return "[system." + name +
         "]\nkind = \"database\"\ncores = 1\norder = \"fcfs\"\nconnections = \"unlimited\"\n";
}

// A station that 60 % of the jobs visit: M/M/1 at 0.5959.
TEST(Networks, MatchThinnedVisits) {
  const Results results = run_text(station("disk") + R"(
[request.job]
steps = [{ query = "disk", time = { dist = "exponential", mean = "1055.177 ms" }, chance = 0.599715 }]
[traffic.stream]
rate = "0.9417013925575696 /s"
)" + steady("500 s", "50000 s"));

  expect_exact_within(results, job(results).latency_seconds.mean, 1.5660160363, 0.03);
  expect_exact_within(results, part_of(results, "disk").utilisation, 0.5959137966, 0.01);
}

// A job that goes round again with probability 1/2 makes two visits on average: an M/M/1 at 2 x 0.3 x 1.
TEST(Networks, MatchFeedback) {
  const Results results = run_text(station("disk") + R"(
[request.job]
steps = [{ repeat = [{ query = "disk", time = { dist = "exponential", mean = "1 s" } }], again = 0.5 }]
[traffic.stream]
rate = "0.3 /s"
)" + steady("500 s", "100000 s"));

  expect_exact_within(results, part_of(results, "disk").utilisation, 0.6, 0.01);
  expect_exact_within(results, job(results).latency_seconds.mean, 2 / 0.4,
                      0.03);  // two visits of 1 / (1 - 0.6)
}

// Four stations in a row, each an M/M/1 of its own (Burke): 1 / (1 - 0.7) four times.
TEST(Networks, MatchATandem) {
  std::string model, steps;
  for (const char* name : {"a", "b", "c", "d"}) {
    model += station(name);
    steps += "{ query = \"" + std::string(name) + "\", time = " + exponential("1 s") + " }, ";
  }
  const Results results = run_text(model + "[request.job]\nsteps = [" + steps +
                                   "]\n[traffic.stream]\nrate = \"0.7 /s\"\n" + steady("1000 s", "50000 s"));

  expect_exact_within(results, job(results).latency_seconds.mean, 4 / 0.3, 0.03);
}

// Twenty stations in a row, ten jobs that hardly pause: N / (N + M - 1) of a station's rate.
TEST(Networks, MatchAClosedRow) {
  std::string model, steps;
  for (int i = 0; i < 20; ++i) {
    const std::string name = "s" + std::to_string(i);
    model += station(name);
    steps += "{ query = \"" + name + "\", time = " + exponential("500 ms") + " }, ";
  }
  const Results results = run_text(model + "[request.job]\nsteps = [" + steps +
                                   "]\n[traffic.users]\nusers = 10\nthink = " + exponential("8 ms") + "\n" +
                                   steady("500 s", "5000 s"));

  expect_exact_within(results, job(results).throughput_per_second, 0.6893970239, 0.01);
}

// A row lock is an M/M/1 of its own, one for each row: four rows at 60 % each wait 1.5 s on average.
TEST(Networks, MatchRowsUnderLocks) {
  const Results results = run_text(R"(
[system.row]
kind       = "row_lock"
key        = "sku"
wait_limit = "1 h"
[attribute.sku]
values = 4
[request.job]
holds = ["row"]
steps = [{ wait = { dist = "exponential", mean = "1 s" } }]
[traffic.stream]
rate = "2.4 /s"
)" + steady("500 s", "20000 s"));

  expect_exact_within(results, part_of(results, "row").wait_seconds.mean, 1.5, 0.04);
  expect_exact_within(results, part_of(results, "row").in_use, 2.4, 0.01);
}

// A server that does nothing else for 60 s, at 800 per second with 1,000 possible: 48,000 pile up, and it
// takes 240 s to work them off, or 300 from the beginning of the outage (a fluid, so an approximation).
TEST(Networks, DrainAfterAnOutage) {
  const Results results = run_text(R"(
[system.server]
kind    = "server"
cores   = 1
order   = "fcfs"
workers = "unlimited"
[request.job]
on    = "server"
steps = [{ work = { dist = "exponential", mean = "1 ms" } }]
[request.stop]
on    = "server"
steps = [{ work = "60 s" }]
[traffic.stream]
rate    = "800 /s"
request = "job"
[traffic.outage]
burst   = 1
at      = "100 s"
request = "stop"
[run]
kind         = "episode"
duration     = "600 s"
replications = 3
)");

  // The timeline has 60 slices of 10 s. Whoever arrives as the outage begins waits 60 s; the backlog is
  // worked off at 400 s, after which the mean latency is that of M/M/1, 5 ms.
  ASSERT_EQ(results.timeline.size(), 60U);
  EXPECT_NEAR(job(results).latency_seconds.max.value, 60, 0.5);
  EXPECT_GT(results.timeline[37].mean_latency_seconds, 2);    // 370 s: 30 s to go, a fifth of it to wait
  EXPECT_LT(results.timeline[42].mean_latency_seconds, 0.1);  // 420 s
  EXPECT_EQ(results.timeline[12].completed, 0);
  EXPECT_NEAR(results.timeline[20].completed, 10'000, 500);
}

}  // namespace
}  // namespace plimsoll::test
