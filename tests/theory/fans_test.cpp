#include <gtest/gtest.h>

#include "models/theory/fork_join.hpp"
#include "models/theory/order_statistics.hpp"
#include "tests/theory/theory.hpp"

namespace plimsoll::test {
namespace {

std::string request(const std::string& steps) { return "[request.job]\nsteps = [" + steps + "]\n"; }
constexpr const char* kStream = "[traffic.stream]\nrate = \"100 /s\"\n";

// The faster of two exponential replicas of 10 ms: exponential of 5 ms, with a p99 of 5 ln 100.
TEST(Fans, HedgeToTheMinimum) {
  const std::string replica = "{ wait = " + exponential("10 ms") + " }";
  const Results results = run_text(request("{ first_of = [" + replica + ", " + replica + "] }") + kStream +
                                   steady("1 s", "500 s"));

  const auto exact = theory::HedgedAnswer::of(0.010, 0);
  expect_exact_within(results, job(results).latency_seconds.mean, exact->mean(), 0.02);
  expect_exact_within(results, job(results).latency_seconds.p99, *exact->quantile(0.99), 0.03);
}

// The second of three, 10 (1/3 + 1/2) ms; its p99 solves 1 - 3 q^2 + 2 q^3 = 0.99 with q = e^(-t / 10 ms).
TEST(Fans, WaitForAQuorum) {
  const std::string replica = "{ wait = " + exponential("10 ms") + " }";
  const Results results =
      run_text(request("{ first_of = [" + replica + ", " + replica + ", " + replica + "], need = 2 }") +
               kStream + steady("1 s", "500 s"));

  const auto exact = theory::KthAnswer::of(3, 0.010, 2);
  expect_exact_within(results, job(results).latency_seconds.mean, *exact->mean(), 0.02);
  expect_exact_within(results, job(results).latency_seconds.p99, *exact->quantile(0.99), 0.03);
}

// Fork and join over two exponential queues at half load (Nelson and Tantawi): 2.875 s.
TEST(Fans, ForkAndJoin) {
  std::string model;
  for (const char* queue : {"a", "b"}) {
    model += "[system." + std::string(queue) +
             "]\nkind = \"database\"\ncores = 1\norder = \"fcfs\"\nconnections = \"unlimited\"\n";
  }
  model += request("{ all_of = [{ query = \"a\", time = " + exponential("1 s") +
                   " }, { query = \"b\", time = " + exponential("1 s") + " }] }") +
           "[traffic.stream]\nrate = \"0.5 /s\"\n";
  const Results results = run_text(model + steady("500 s", "50000 s"));

  const double exact = *theory::fork_join_two_response({.arrivals_per_second = 0.5, .service_seconds = 1});
  expect_exact_within(results, job(results).latency_seconds.mean, exact, 0.02);
}

// Five users who think 1 s, then fork to two shared queues of 1 s and join: 0.88236 per second.
TEST(Fans, ForkAndJoinClosed) {
  std::string model;
  for (const char* queue : {"a", "b"}) {
    model +=
        "[system." + std::string(queue) + "]\nkind = \"database\"\ncores = 1\nconnections = \"unlimited\"\n";
  }
  model += request("{ all_of = [{ query = \"a\", time = " + exponential("1 s") +
                   " }, { query = \"b\", time = " + exponential("1 s") + " }] }") +
           "[traffic.users]\nusers = 5\nthink = " + exponential("1 s") + "\n";
  const Results results = run_text(model + steady("500 s", "20000 s"));

  expect_exact_within(results, job(results).throughput_per_second, 0.8823627167, 0.01);
  expect_exact_within(results, job(results).latency_seconds.mean, 4.6666038869, 0.02);
}

}  // namespace
}  // namespace plimsoll::test
