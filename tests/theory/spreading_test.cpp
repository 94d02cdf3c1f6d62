#include <gtest/gtest.h>

#include "models/theory/general_arrivals.hpp"
#include "tests/theory/theory.hpp"

namespace plimsoll::test {
namespace {

/// A balancer over instances of one core each, first come first served.
std::string spread(int instances, const std::string& rate, const std::string& work,
                   const std::string& policy) {
  return "[system.edge]\nkind = \"load_balancer\"\nspreads_over = \"app\"\npolicy = \"" + policy +
         "\"\n[system.app]\nkind = \"server\"\ncores = 1\norder = \"fcfs\"\nworkers = "
         "\"unlimited\"\ninstances = " +
         std::to_string(instances) + "\n[request.job]\non = \"app\"\nsteps = [{ work = " + exponential(work) +
         " }]\n[traffic.stream]\nenters = \"edge\"\nrate = \"" + rate + " /s\"\n";
}

// Two servers at 75 %: at random each is an M/M/1 (4 s), in turn an E2/M/1 (3.097 s), and to the shorter
// queue is better still (2.448 s).
TEST(Spreading, MatchesTheoryByPolicy) {
  const auto mean = [](const char* policy, double exact, double share) {
    const Results results = run_text(spread(2, "1.5", "1 s", policy) + steady("500 s", "50000 s"));
    expect_exact_within(results, job(results).latency_seconds.mean, exact, share);
  };
  const theory::Load one_of_two{.arrivals_per_second = 0.75, .service_seconds = 1};
  mean("random", theory::mm_c(one_of_two)->response_seconds, 0.03);
  mean("round_robin", theory::erlang_m_1(one_of_two, 2)->response_seconds, 0.03);
  mean("fewest_in_flight", 2.4480535504, 0.03);
}

// In turn over two at a quarter load: 1 / sqrt(3) s.
TEST(Spreading, MatchesErlangTwoArrivals) {
  const Results results = run_text(spread(2, "1", "500 ms", "round_robin") + steady("500 s", "20000 s"));

  const theory::Load one_of_two{.arrivals_per_second = 0.5, .service_seconds = 0.5};
  expect_exact_within(results, job(results).latency_seconds.mean,
                      theory::erlang_m_1(one_of_two, 2)->response_seconds, 0.02);
}

// The better of two out of a thousand at 90 % (Mitzenmacher, Vvedenskaya: the mean field of infinitely many,
// so an approximation): 2.614 s where one at random would make 10.
TEST(Spreading, MatchesThePowerOfTwoChoices) {
  const Results results = run_text(spread(1000, "900", "1 s", "two_choices") + steady("50 s", "200 s", 10));

  const double approximate =
      *theory::best_of_choices_response({.arrivals_per_second = 0.9, .service_seconds = 1}, 2);
  expect_approximate(job(results).latency_seconds.mean, approximate, 0.03 * approximate);
}

// Database instances chosen at random at each of three tiers, 800 users (exact mean value analysis).
TEST(Spreading, MatchesTiersChosenAtRandom) {
  std::string model;
  const auto tier = [&model](const std::string& name, int instances) {
    model += "[system." + name +
             "]\nkind = \"database\"\ncores = 1\norder = \"fcfs\"\nconnections = \"unlimited\"\n"
             "policy = \"random\"\ninstances = " +
             std::to_string(instances) + "\n";
  };
  tier("front", 15);
  tier("back", 50);
  tier("disk", 100);
  model += "[request.job]\nsteps = [{ query = \"front\", time = " + exponential("100 ms") +
           " }, { query = \"back\", time = " + exponential("600 ms") +
           " }, { query = \"disk\", time = " + exponential("1200 ms") +
           " }]\n[traffic.users]\nusers = 800\nthink = " + exponential("10 s") + "\n";
  const Results results = run_text(model + steady("100 s", "2000 s"));

  expect_exact_within(results, job(results).throughput_per_second, 53.030092271, 0.01);
  expect_exact_within(results, job(results).latency_seconds.mean, 5.0857742414, 0.02);
}

// A master process, then one of 16 slaves at random, five clients without a pause.
TEST(Spreading, MatchesPreforkedProcesses) {
  const Results results = run_text(R"(
[system.master]
kind        = "database"
cores       = 1
order       = "fcfs"
connections = "unlimited"
[system.slaves]
kind        = "database"
cores       = 1
order       = "fcfs"
connections = "unlimited"
instances   = 16
policy      = "random"
[request.job]
steps = [{ query = "master", time = { dist = "exponential", mean = "10.9 ms" } },
         { query = "slaves", time = { dist = "exponential", mean = "4.4 ms" } }]
[traffic.users]
users = 5
think = "0 s"
)" + steady("10 s", "200 s"));

  expect_exact_within(results, job(results).throughput_per_second, 91.7334589424, 0.01);
  expect_exact_within(results, job(results).latency_seconds.mean, 0.0545057393, 0.01);
}

}  // namespace
}  // namespace plimsoll::test
