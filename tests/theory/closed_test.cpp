#include <gtest/gtest.h>

#include "tests/theory/theory.hpp"

namespace plimsoll::test {
namespace {

/// Users who think, and a server whose cores serve them in order.
std::string users(int count, const std::string& think, const std::string& work, int cores) {
  return "[system.server]\nkind = \"server\"\ncores = " + std::to_string(cores) +
         "\norder = \"fcfs\"\nworkers = \"unlimited\"\n[request.job]\non = \"server\"\nsteps = [{ work = " +
         exponential(work) + " }]\n[traffic.users]\nusers = " + std::to_string(count) +
         "\nthink = " + (think == "0 s" ? "\"0 s\"" : exponential(think)) + "\n";
}

// Three machines that fail every 2 s, two repairmen who take a quarter: 1.3324 repairs per second.
TEST(Closed, MatchesTheMachineRepairman) {
  const Results results = run_text(users(3, "2 s", "250 ms", 2) + steady("100 s", "50000 s"));

  const theory::StationMeans exact =
      *theory::finite_source({.population = 3, .think_seconds = 2, .service_seconds = 0.25, .servers = 2});
  expect_exact_within(results, job(results).throughput_per_second, exact.throughput, 0.01);
  expect_exact_within(results, job(results).latency_seconds.mean, exact.response_seconds, 0.02);
  expect_exact_within(results, part_of(results, "server").utilisation, exact.utilisation, 0.02);
}

// 100 terminals that think 5 minutes at one compiler: 21 % busy.
TEST(Closed, MatchesManyTerminals) {
  const Results results = run_text(users(100, "300 s", "630 ms", 1) + steady("2000 s", "100000 s"));

  const theory::StationMeans exact =
      *theory::finite_source({.population = 100, .think_seconds = 300, .service_seconds = 0.63});
  expect_exact_within(results, job(results).throughput_per_second, exact.throughput, 0.01);
  expect_exact_within(results, job(results).latency_seconds.mean, exact.response_seconds, 0.02);
}

// 1000 users, 10 s of thought, three workers of 20 ms: 99.7 requests per second in 28.7 ms.
TEST(Closed, MatchesAThousandUsers) {
  const Results results = run_text(users(1000, "10 s", "20 ms", 3) + steady("100 s", "2000 s"));

  const theory::StationMeans exact = *theory::finite_source(
      {.population = 1000, .think_seconds = 10, .service_seconds = 0.02, .servers = 3});
  expect_exact_within(results, job(results).throughput_per_second, exact.throughput, 0.01);
  expect_exact_within(results, job(results).latency_seconds.mean, exact.response_seconds, 0.03);
}

// 400 requests without end on 300 threads of 444 ms: 675.7 per second, 592 ms each, 100 always waiting.
TEST(Closed, MatchesABatchOnThreads) {
  const Results results =
      run_text(users(400, "0 s", "444 ms", 300) + steady("50 s", "200 s"), {"system.server.order=fcfs"});

  const theory::StationMeans exact =
      *theory::finite_source({.population = 400, .service_seconds = 0.444, .servers = 300});
  expect_exact_within(results, job(results).throughput_per_second, exact.throughput, 0.01);
  expect_exact_within(results, job(results).latency_seconds.mean, exact.response_seconds, 0.01);
  expect_exact_within(results, part_of(results, "server").waiting, exact.waiting, 0.01);
}

// Ten that pause 1 s, then with probability 0.3 visit a queue of 1.5 s each.
TEST(Closed, MatchesVisitsByChance) {
  const std::string model =
      "[system.server]\nkind = \"server\"\ncores = 1\norder = \"fcfs\"\nworkers = \"unlimited\"\n"
      "[routine.visit]\non = \"server\"\nsteps = [{ work = " +
      exponential("1500 ms") +
      " }]\n[request.job]\nsteps = [{ call = \"visit\", chance = 0.3 }]\n"
      "[traffic.users]\nusers = 10\nthink = " +
      exponential("1 s") + "\n";
  const Results results = run_text(model + steady("500 s", "20000 s"));

  expect_exact_within(results, job(results).throughput_per_second, 2.2220273231, 0.02);
  expect_exact_within(results, part_of(results, "server").utilisation, 0.9999122954, 0.001);
}

// Two classes of two with other laws of thought at one exponential server: only the mean of the thought
// counts.
TEST(Closed, IsInsensitiveToTheLawOfThought) {
  const Results results = run_text(R"(
[system.server]
kind    = "server"
cores   = 1
order   = "fcfs"
workers = "unlimited"
[request.first]
on    = "server"
steps = [{ work = { dist = "exponential", mean = "1 s" } }]
[request.second]
on    = "server"
steps = [{ work = { dist = "exponential", mean = "1 s" } }]
[traffic.first]
users   = 2
think   = { dist = "erlang", mean = "666.666667 ms", stages = 2 }
request = "first"
[traffic.second]
users   = 2
think   = { dist = "hyperexponential", mean = "216.666667 ms", scv = 1.3254 }
request = "second"
)" + steady("1000 s", "50000 s"));

  expect_exact_within(results, request_of(results, "first").throughput_per_second, 0.4629081455, 0.01);
  expect_exact_within(results, request_of(results, "second").throughput_per_second, 0.5365281764, 0.01);
  expect_exact_within(results, request_of(results, "first").latency_seconds.mean, 3.6538449068, 0.02);
}

// Three classes over three shared stations (Allen, exact mean value analysis).
TEST(Closed, MatchesThreeClassesOverThreeStations) {
  std::string model;
  for (const char* station : {"cpu", "disk", "tape"}) {
    model += "[system." + std::string(station) +
             "]\nkind = \"database\"\ncores = 1\nconnections = \"unlimited\"\n";
  }
  const auto request = [&model](const std::string& name, const std::string& cpu, const std::string& disk,
                                const std::string& tape) {
    model += "[request." + name + "]\nsteps = [{ query = \"cpu\", time = " + exponential(cpu) +
             " }, { query = \"disk\", time = " + exponential(disk) +
             " }, { query = \"tape\", time = " + exponential(tape) + " }]\n";
  };
  request("edit", "500 ms", "40 ms", "60 ms");
  request("compile", "400 ms", "200 ms", "300 ms");
  request("batch", "1200 ms", "50 ms", "60 ms");
  model += "[traffic.editors]\nusers = 5\nthink = " + exponential("20 s") + "\nrequest = \"edit\"\n";
  model += "[traffic.compilers]\nusers = 10\nthink = " + exponential("30 s") + "\nrequest = \"compile\"\n";
  model += "[traffic.batches]\nusers = 5\nthink = \"0 s\"\nrequest = \"batch\"\n";
  const Results results = run_text(model + steady("1000 s", "30000 s"));

  expect_exact_within(results, request_of(results, "edit").throughput_per_second, 0.209977208, 0.02);
  expect_exact_within(results, request_of(results, "edit").latency_seconds.mean, 3.8121082132, 0.03);
  expect_exact_within(results, request_of(results, "compile").throughput_per_second, 0.2979966447, 0.02);
  expect_exact_within(results, request_of(results, "compile").latency_seconds.mean, 3.5574248136, 0.03);
  expect_exact_within(results, request_of(results, "batch").throughput_per_second, 0.6465102988, 0.02);
  expect_exact_within(results, request_of(results, "batch").latency_seconds.mean, 7.733828849, 0.02);
}

}  // namespace
}  // namespace plimsoll::test
