#include "models/theory/markov_stations.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "models/theory/erlang.hpp"

namespace plimsoll::theory {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

void expect_little(const StationMeans& means) {
  EXPECT_NEAR(means.waiting, means.throughput * means.wait_seconds, 1e-12 * means.in_system);
  EXPECT_NEAR(means.in_system, means.throughput * means.response_seconds, 1e-12 * means.in_system);
}

// 75 per second, 10 ms each: 40 ms in the system, three requests there (PDQ's demonstration model).
TEST(MarkovStations, MatchMM1) {
  const auto means = mm_1(75, 0.01);
  EXPECT_DOUBLE_EQ(means->utilisation, 0.75);
  EXPECT_DOUBLE_EQ(means->response_seconds, 0.04);
  EXPECT_DOUBLE_EQ(means->in_system, 3);
  expect_little(*means);
}

// Ten servers at 80 % and 95 %, and four at 99 % (PDQ's farm against spam: 100.77 in the system).
TEST(MarkovStations, MatchMMC) {
  const auto ten = mm_c({.arrivals_per_second = 80, .service_seconds = 0.1, .servers = 10});
  EXPECT_NEAR(ten->wait_chance, 0.4091801508, 1e-10);
  EXPECT_NEAR(ten->wait_seconds, 0.0204590075, 1e-10);
  EXPECT_NEAR(ten->response_seconds, 0.1204590075, 1e-10);
  EXPECT_NEAR(mm_c({.arrivals_per_second = 95, .service_seconds = 0.1, .servers = 10})->wait_seconds,
              0.1651171156, 1e-10);
  const auto farm = mm_c({.arrivals_per_second = 0.66, .service_seconds = 6, .servers = 4});
  EXPECT_NEAR(farm->in_system, 100.7726124332, 1e-9);
  EXPECT_NEAR(farm->response_seconds, 152.685776414, 1e-9);
  expect_little(*farm);
}

// Ten per second on three cores of 1/12 s: Ciw publishes the probabilities of 0 to 5 in the system.
TEST(MarkovStations, MatchPublishedCounts) {
  const auto p = mm_c_in_system({.arrivals_per_second = 10, .service_seconds = 1.0 / 12, .servers = 3}, 5);
  const double published[] = {0.4321329639889196,   0.3601108033240997,   0.1500461680517082,
                              0.041679491125474505, 0.011577636423742918, 0.003216010117706367};
  ASSERT_EQ(p->size(), 6U);
  for (std::size_t n = 0; n < 6; ++n) EXPECT_NEAR((*p)[n], published[n], 1e-14);
}

// M/M/10/30 at 120 %: one in six is turned away, the rest stay two and a half seconds.
TEST(MarkovStations, MatchMMCKUnderOverload) {
  const auto means = mm_c_k({.arrivals_per_second = 12, .service_seconds = 1, .servers = 10}, 30);
  EXPECT_NEAR(means->blocking, 0.1686372446, 1e-10);
  EXPECT_NEAR(means->throughput, 9.9763530654, 1e-10);
  EXPECT_NEAR(means->response_seconds, 2.5345601941, 1e-10);
  EXPECT_NEAR(means->throughput, 12 * (1 - means->blocking), 1e-12);
  expect_little(*means);
}

// Without a queue M/M/c/K is Erlang's loss system; with an endless one, M/M/c.
TEST(MarkovStations, MMCKHasItsLimits) {
  const Load load{.arrivals_per_second = 8, .service_seconds = 1, .servers = 10};
  EXPECT_DOUBLE_EQ(mm_c_k(load, 10)->blocking, *erlang_b(10, 8));
  EXPECT_EQ(mm_c_k(load, 10)->wait_seconds, 0);
  EXPECT_EQ(mm_c_k(load, 10)->wait_chance, 0);

  const auto endless = mm_c_k(load, 2000);
  const auto open = mm_c(load);
  EXPECT_NEAR(endless->wait_seconds, open->wait_seconds, 1e-12);
  EXPECT_NEAR(endless->wait_chance, open->wait_chance, 1e-12);
  EXPECT_LT(endless->blocking, 1e-100);
  EXPECT_GT(mm_c_k({.arrivals_per_second = 1e200, .service_seconds = 1e100, .servers = 2}, 5)->blocking,
            0.999999);
}

// As many servers as anyone could ask for: nobody waits, as in M/M/infinity.
TEST(MarkovStations, MMCWithManyServersIsMMInfinity) {
  const Load load{.arrivals_per_second = 100, .service_seconds = 0.5, .servers = 1000};
  EXPECT_NEAR(mm_c(load)->in_system, mm_infinity(load)->in_system, 1e-12);
  EXPECT_EQ(mm_infinity(load)->response_seconds, 0.5);
}

// Repairmen: LINE's 3 machines and 2 men; PDQ's 100 terminals; 400 requests without thought on 300 threads;
// LQNS's 4 clients at 2 threads (1.7 per second).
TEST(MarkovStations, MatchTheMachineRepairman) {
  const auto few =
      finite_source({.population = 3, .think_seconds = 2, .service_seconds = 0.25, .servers = 2});
  EXPECT_NEAR(few->throughput, 1.3324194654, 1e-10);
  EXPECT_NEAR(few->response_seconds, 0.2515432099, 1e-10);
  EXPECT_NEAR(few->in_system, 0.3351610692, 1e-10);
  EXPECT_NEAR(few->utilisation, 0.1665524332, 1e-10);

  const auto terminals = finite_source({.population = 100, .think_seconds = 300, .service_seconds = 0.63});
  EXPECT_NEAR(terminals->throughput, 0.3324531529, 1e-10);
  EXPECT_NEAR(terminals->response_seconds, 0.7942596863, 1e-10);

  const auto batch = finite_source({.population = 400, .service_seconds = 0.444, .servers = 300});
  EXPECT_DOUBLE_EQ(batch->throughput, 300 / 0.444);
  EXPECT_NEAR(batch->response_seconds, 0.592, 1e-12);
  EXPECT_DOUBLE_EQ(batch->waiting, 100);
  EXPECT_EQ(batch->wait_chance, 1);

  const auto threads =
      finite_source({.population = 4, .think_seconds = 1, .service_seconds = 1, .servers = 2});
  EXPECT_NEAR(threads->throughput, 1.7, 1e-12);
  EXPECT_NEAR(threads->wait_seconds, 0.3529411765, 1e-10);
}

// A thousand users at three workers, and a hundred thousand at 205: cycles take thought and response.
TEST(MarkovStations, MatchManyUsers) {
  const auto thousand =
      finite_source({.population = 1000, .think_seconds = 10, .service_seconds = 0.02, .servers = 3});
  EXPECT_NEAR(thousand->throughput, 99.7140997558, 1e-8);
  EXPECT_NEAR(thousand->response_seconds, 0.0286719977, 1e-10);

  const auto many =
      finite_source({.population = 100'000, .think_seconds = 10, .service_seconds = 0.02, .servers = 205});
  EXPECT_NEAR(many->throughput, 9977.8796167284, 1e-6);
  EXPECT_NEAR(many->response_seconds, 0.0221694229, 1e-10);
  EXPECT_NEAR(many->throughput * (10 + many->response_seconds), 100'000, 1e-5);
}

// Zhou's multi-server models in the test suite of LQNS: 10 customers who think 5 s at 1, 2 and 4 servers.
TEST(MarkovStations, MatchTheRepairmenOfLqns) {
  const auto throughput = [](std::int64_t servers) {
    return finite_source({.population = 10, .think_seconds = 5, .service_seconds = 1, .servers = servers})
        ->throughput;
  };
  EXPECT_NEAR(throughput(1), 0.9816154297, 1e-10);
  EXPECT_NEAR(throughput(2), 1.519255694, 1e-10);
  EXPECT_NEAR(throughput(4), 1.6621240613, 1e-10);
}

// No load, no wait; a full load, no steady state; and no argument makes a NaN.
TEST(MarkovStations, RefuseWhatHasNoAnswer) {
  EXPECT_EQ(mm_1(0, 1)->response_seconds, 1);
  EXPECT_EQ(mm_1(1, 1).reason(), refusal::no_steady_state.reason);
  EXPECT_EQ(mm_1(not_a_number, 1).reason(), refusal::bad_rate.reason);
  EXPECT_EQ(mm_1(1, 0).reason(), refusal::bad_time.reason);
  EXPECT_EQ(mm_c({.arrivals_per_second = 1, .service_seconds = 1, .servers = 0}).reason(),
            refusal::bad_servers.reason);
  EXPECT_FALSE(mm_c_k({.arrivals_per_second = 1, .service_seconds = 1, .servers = 4}, 3));
  EXPECT_FALSE(mm_c_in_system({.arrivals_per_second = 1, .service_seconds = 0.5}, -1));
  EXPECT_FALSE(finite_source({.population = 0, .service_seconds = 1}));
  EXPECT_FALSE(finite_source({.population = 5, .think_seconds = not_a_number, .service_seconds = 1}));
  EXPECT_FALSE(mm_infinity({.arrivals_per_second = 1e308, .service_seconds = 1e308}));
  EXPECT_EQ(finite_source({.population = 9, .think_seconds = 1e-320, .service_seconds = 1})->throughput, 1);
}

}  // namespace
}  // namespace plimsoll::theory
