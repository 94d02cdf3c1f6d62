#include <gtest/gtest.h>

#include "models/theory/impatience.hpp"
#include "tests/theory/theory.hpp"

namespace plimsoll::test {
namespace {

/// The share of jobs at 90 % of one server that begin within 2 s.
const double begin_in_time =
    1 - theory::mm_c_deadline({.arrivals_per_second = 0.9, .service_seconds = 1}, 2)->abandonment;

// M/M/1 at 90 % where a job that has waited 2 s for the server goes away: 21.88 % do. A pool of one
// connection is that server, its wait limit the patience.
TEST(Patience, MatchesADeadlineInTheQueue) {
  const Results results = run_text(R"(
[system.db]
kind        = "database"
cores       = 1
connections = 1
[system.pool]
kind       = "pool"
towards    = "db"
per        = "all"
size       = 1
wait_limit = "2 s"
[request.job]
holds = ["pool"]
steps = [{ query = "db", time = { dist = "exponential", mean = "1 s" } }]
[traffic.stream]
rate = "0.9 /s"
)" + steady("500 s", "100000 s"));

  expect_exact_within(results, job(results).success_ratio, begin_in_time, 0.01);
}

// A limit of 2 s around wait and work strikes at work as well: what was done is lost, so fewer are answered
// than with a deadline in the queue, and none later than 2 s.
TEST(Patience, IsLostWhereTheLimitCoversTheWorkToo) {
  const Results results = run_text(R"(
[system.server]
kind    = "server"
cores   = 1
order   = "fcfs"
workers = "unlimited"
[request.job]
on    = "server"
steps = [{ work = { dist = "exponential", mean = "1 s" }, limit = "2 s" }]
[traffic.stream]
rate = "0.9 /s"
)" + steady("500 s", "50000 s"));

  const Estimate& answered = job(results).success_ratio;
  EXPECT_LT(answered.high, begin_in_time);
  EXPECT_LT(answered.high - answered.low, 0.01);
  EXPECT_LE(job(results).latency_seconds.max.value, 2.0);
}

// One server without a line; whoever is rejected comes back after an exponential time, until served: 2.7
// clients are between tries on average, and the server is 60 % busy.
TEST(Patience, MatchesRetrialsWithoutAQueue) {
  const Results results = run_text(R"(
[system.server]
kind    = "server"
cores   = 1
workers = 1
queue   = 0
[policy.at_once]
kind     = "retry"
attempts = 1000000
backoff  = "0 s"
jitter   = "none"
[system.orbit]
kind = "connection_limit"
size = 1000000
[routine.try]
on    = "server"
steps = [{ work = { dist = "exponential", mean = "1 s" } }]
[routine.come_back]
holds = ["orbit"]
steps = [{ wait = { dist = "exponential", mean = "2 s" } }]
[routine.again]
steps = [{ call = "come_back" }, { call = "try" }]
[request.job]
steps = [{ call = "try", fallback = "insist" }]
[routine.insist]
steps = [{ call = "again", retry = "at_once" }]
[traffic.stream]
rate = "0.6 /s"
)" + steady("1000 s", "100000 s"));

  const auto exact = theory::mg_1_retrial({.arrivals_per_second = 0.6, .service_seconds = 1}, 1, 2);
  expect_exact_within(results, part_of(results, "server").utilisation, exact->utilisation, 0.01);
  expect_exact_within(results, part_of(results, "orbit").in_use, exact->retrying, 0.05);
}

}  // namespace
}  // namespace plimsoll::test
