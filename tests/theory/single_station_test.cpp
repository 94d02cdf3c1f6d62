#include <cmath>

#include <gtest/gtest.h>

#include "models/theory/erlang.hpp"
#include "models/theory/general_service.hpp"
#include "models/theory/processor_sharing.hpp"
#include "models/theory/waiting_times.hpp"
#include "tests/theory/theory.hpp"

namespace plimsoll::test {
namespace {

// M/M/1 at 80 %: the response time is exponential of mean 1 / (mu - lambda) = 5 s, so its quantiles are
// 5 ln 2, 5 ln 20 and 5 ln 100.
TEST(SingleStation, MatchesTheDistributionOfMM1) {
  const Results results = run_text(single_server("0.8", exponential("1 s")) + steady("1000 s", "200000 s"));
  const LatencyFigures& latency = job(results).latency_seconds;
  const auto exact = theory::MarkovTimes::of({.arrivals_per_second = 0.8, .service_seconds = 1});

  expect_exact_within(results, latency.mean, theory::mm_1(0.8, 1)->response_seconds, 0.03);
  expect_exact_within(results, latency.p50, *exact->response_quantile(0.50), 0.03);
  expect_exact_within(results, latency.p95, *exact->response_quantile(0.95), 0.05);
  expect_exact_within(results, latency.p99, *exact->response_quantile(0.99), 0.07);
  expect_exact_within(results, part_of(results, "server").utilisation, 0.8, 0.01);
}

// M/M/1 at 80 % again: of the 5 s four are waiting, W_q = rho / (mu - lambda), and one is service; and of the
// slowest, whose latency is about 23 s, nearly all is waiting.
TEST(SingleStation, SplitsTheLatencyOfMM1) {
  const Results results = run_text(single_server("0.8", exponential("1 s")) + steady("1000 s", "40000 s"));
  const std::vector<AttributionFigures>& attribution = job(results).attribution;
  ASSERT_EQ(attribution.size(), 2U);
  const AttributionFigures& waiting = attribution[0];
  const AttributionFigures& service = attribution[1];

  EXPECT_EQ(waiting.what, "cpu_waiting");
  EXPECT_EQ(service.what, "service");
  expect_exact_within(results, waiting.mean_seconds, 4.0, 0.1);
  expect_exact_within(results, service.mean_seconds, 1.0, 0.01);
  EXPECT_NEAR(waiting.mean_seconds.value + service.mean_seconds.value,
              job(results).latency_seconds.mean.value, 1e-9);
  EXPECT_NEAR(waiting.p99_seconds.value + service.p99_seconds.value, 5 * std::log(100.0), 2.1);  // a bucket
  EXPECT_GT(waiting.p99_share, 0.9);
}

/// M/M/10 at 80 %.
const theory::StationMeans ten_servers =
    *theory::mm_c({.arrivals_per_second = 80, .service_seconds = 0.1, .servers = 10});

// M/M/10 at 80 %: Erlang C is 0.4092, the mean wait a fiftieth of a second.
TEST(SingleStation, MatchesErlangC) {
  const Results results = run_text(single_server("80", exponential("100 ms")) + steady("100 s", "5000 s"),
                                   {"system.server.cores=10"});

  expect_exact_within(results, part_of(results, "server").wait_seconds.mean, ten_servers.wait_seconds, 0.06);
  expect_exact_within(results, job(results).latency_seconds.mean, ten_servers.response_seconds, 0.02);
}

// The same as a line for workers instead of one for cores.
TEST(SingleStation, MatchesErlangCAtTheWorkers) {
  const Results results = run_text(single_server("80", exponential("100 ms")) + steady("100 s", "5000 s"),
                                   {"system.server.cores=10", "system.server.workers=10",
                                    "system.server.queue=100000", "system.server.order=shared"});

  expect_exact_within(results, part_of(results, "server").wait_seconds.mean, ten_servers.wait_seconds, 0.06);
  expect_exact_within(results, measure(results, "server", "worker_utilisation"), 0.8, 0.01);
}

// M/M/10/30 at 120 %: one in six is turned away, and the rest wait a second and a half.
TEST(SingleStation, MatchesMMCKUnderOverload) {
  const Results results =
      run_text(single_server("12", exponential("1 s")) + steady("100 s", "10000 s"),
               {"system.server.cores=10", "system.server.workers=10", "system.server.queue=20"});
  const RequestFigures& figures = job(results);
  const theory::StationMeans exact =
      *theory::mm_c_k({.arrivals_per_second = 12, .service_seconds = 1, .servers = 10}, 30);

  expect_exact_within(results, figures.success_ratio, 1 - exact.blocking, 0.01);
  expect_exact_within(results, figures.throughput_per_second, exact.throughput, 0.01);
  expect_exact_within(results, figures.latency_seconds.mean, exact.response_seconds, 0.02);
}

// Erlang B, 8 erlangs on 10 workers without a line: 12.17 % are lost, whatever the law of the service time.
TEST(SingleStation, MatchesErlangBForAnyLaw) {
  for (const std::string& work :
       {exponential("1 s"), std::string(R"({ dist = "lognormal", mean = "1 s", scv = 4 })")}) {
    const Results results =
        run_text(single_server("8", work) + steady("100 s", "10000 s"),
                 {"system.server.cores=10", "system.server.workers=10", "system.server.queue=0"});

    expect_exact_within(results, job(results).success_ratio, 1 - *theory::erlang_b(10, 8), 0.01);
  }
}

// M/G/1 at 70 %, Pollaczek and Khinchine: the wait grows with 1 + scv, 7/6 s for constant service and 35/6 s
// for one of squared variation 4.
TEST(SingleStation, MatchesPollaczekKhinchine) {
  const theory::Load load{.arrivals_per_second = 0.7, .service_seconds = 1};
  const Results constant = run_text(single_server("0.7", "\"1 s\"") + steady("1000 s", "100000 s"));
  expect_exact_within(constant, part_of(constant, "server").wait_seconds.mean,
                      theory::mg_1(load, 0)->wait_seconds, 0.03);

  const Results varied = run_text(single_server("0.7", R"({ dist = "lognormal", mean = "1 s", scv = 4 })") +
                                  steady("2000 s", "200000 s"));
  expect_exact_within(varied, part_of(varied, "server").wait_seconds.mean,
                      theory::mg_1(load, 4)->wait_seconds, 0.08);
}

// Processor sharing: the mean response is that of M/M/1, 1 / (mu - lambda), whatever the law.
TEST(SingleStation, MatchesProcessorSharing) {
  const Results markov = run_text(
      single_server("3", "{ dist = \"exponential\", mean = \"166.666667 ms\" }") + steady("500 s", "20000 s"),
      {"system.server.order=shared"});
  expect_exact_within(
      markov, job(markov).latency_seconds.mean,
      theory::mg_c_sharing({.arrivals_per_second = 3, .service_seconds = 1.0 / 6})->response_seconds, 0.02);

  const Results varied = run_text(
      single_server("4", R"({ dist = "lognormal", mean = "200 ms", scv = 4 })") + steady("1000 s", "50000 s"),
      {"system.server.order=shared"});
  expect_exact_within(
      varied, job(varied).latency_seconds.mean,
      theory::mg_c_sharing({.arrivals_per_second = 4, .service_seconds = 0.2})->response_seconds, 0.04);
}

// Processor sharing on three cores is M/M/3 in its number of jobs: 10 per second, 12 per core and second.
TEST(SingleStation, MatchesProcessorSharingOnThreeCores) {
  const Results results = run_text(
      single_server("10", "{ dist = \"exponential\", mean = \"83.333333 ms\" }") + steady("100 s", "10000 s"),
      {"system.server.order=shared", "system.server.cores=3"});
  const theory::Load load{.arrivals_per_second = 10, .service_seconds = 1.0 / 12, .servers = 3};
  expect_exact_within(results, job(results).latency_seconds.mean,
                      theory::mg_c_sharing(load)->response_seconds, 0.02);
}

// Batches of ten at 5 per second: M[X]/M/1 with 5.5 in the system on average, and a response of 110 ms.
TEST(SingleStation, MatchesBatchArrivals) {
  const std::string model =
      "[system.server]\nkind = \"server\"\ncores = 1\norder = \"fcfs\"\nworkers = \"unlimited\"\n"
      "[routine.one]\non = \"server\"\nsteps = [{ work = " +
      exponential("10 ms") + " }]\n[request.job]\nsteps = [{ all_of = [" +
      [] {
        std::string ten;
        for (int i = 0; i < 10; ++i) ten += "{ call = \"one\" }, ";
        return ten;
      }() +
      "] }]\n[traffic.batches]\nrate = \"5 /s\"\n";
  const Results results = run_text(model + steady("100 s", "10000 s"));
  const PartFigures& server = part_of(results, "server");

  const auto exact = theory::batch_m_1({.arrivals_per_second = 5, .service_seconds = 0.01}, 10, 100);
  expect_exact_within(results, server.utilisation, exact->utilisation, 0.01);
  expect_exact_within(results, server.wait_seconds.mean, exact->wait_seconds, 0.03);
}

}  // namespace
}  // namespace plimsoll::test
