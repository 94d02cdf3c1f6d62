#include "models/theory/general_service.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace plimsoll::theory {
namespace {

constexpr Load seventy_percent{.arrivals_per_second = 0.7, .service_seconds = 1};

// Pollaczek and Khinchine at 70 %: 7/6 s for constant service, 35/6 for a squared variation of 4.
TEST(GeneralService, MatchesPollaczekKhinchine) {
  EXPECT_NEAR(mg_1(seventy_percent, 0)->wait_seconds, 7.0 / 6, 1e-14);
  EXPECT_NEAR(mg_1(seventy_percent, 0)->response_seconds, 13.0 / 6, 1e-14);
  EXPECT_NEAR(mg_1(seventy_percent, 4)->wait_seconds, 35.0 / 6, 1e-14);
  EXPECT_DOUBLE_EQ(mg_1(seventy_percent, 1)->wait_seconds, mm_1(0.7, 1)->wait_seconds);
  EXPECT_DOUBLE_EQ(mg_1(seventy_percent, 4)->wait_chance, 0.7);
}

// Takács' second moment of the wait: of M/M/1 it is 2 rho / (mu - lambda)^2.
TEST(GeneralService, MatchesTheSpreadOfTheWait) {
  EXPECT_NEAR(*mg_1_wait_second_moment(seventy_percent, 1, 6), 2 * 0.7 / 0.09, 1e-12);
  // Constant service: 2 (7/6)^2 + 0.7 / 0.9.
  EXPECT_NEAR(*mg_1_wait_second_moment(seventy_percent, 0, 1), 2 * 49.0 / 36 + 7.0 / 9, 1e-13);
}

// With exponential service every approximation for several servers is M/M/c, and for one with Poisson
// arrivals all are Pollaczek and Khinchine.
TEST(GeneralService, ApproximationsAreExactWhereTheyShouldBe) {
  const Load three{.arrivals_per_second = 40, .service_seconds = 0.05, .servers = 3};
  EXPECT_DOUBLE_EQ(mg_c(three, 1)->wait_seconds, mm_c(three)->wait_seconds);
  EXPECT_DOUBLE_EQ(gg_c(three, 1, 1)->wait_seconds, mm_c(three)->wait_seconds);
  EXPECT_DOUBLE_EQ(gg_1(seventy_percent, 1, 4)->wait_seconds, 35.0 / 6);
}

// E2/M/1 at a quarter load responds in 1 / sqrt(3) s exactly (LINE: in turn over two servers): Kraemer and
// Langenbach-Belz come within 3 %, Allen and Cunneen within 9 %, and Kingman's bound is above.
TEST(GeneralService, ApproximatesErlangArrivals) {
  const Load load{.arrivals_per_second = 0.5, .service_seconds = 0.5};
  const double exact_wait = 1 / std::sqrt(3.0) - 0.5;
  EXPECT_NEAR(gg_1(load, 0.5, 1)->response_seconds, 1 / std::sqrt(3.0), 0.03 / std::sqrt(3.0));
  EXPECT_NEAR(gg_c(load, 0.5, 1)->response_seconds, 1 / std::sqrt(3.0), 0.09 / std::sqrt(3.0));
  EXPECT_GT(*gg_1_wait_bound(load, 0.5, 1), exact_wait);
}

// Kingman's bound is above the exact wait for Poisson arrivals, by a part that vanishes in heavy traffic.
TEST(GeneralService, KingmanBoundsFromAboveAndIsTightInHeavyTraffic) {
  for (const double rho : {0.1, 0.5, 0.9}) {
    const Load load{.arrivals_per_second = rho, .service_seconds = 1};
    EXPECT_GT(*gg_1_wait_bound(load, 1, 4), mg_1(load, 4)->wait_seconds);
  }
  const Load heavy{.arrivals_per_second = 0.999, .service_seconds = 1};
  EXPECT_NEAR(*gg_1_wait_bound(heavy, 1, 4) / mg_1(heavy, 4)->wait_seconds, 1, 0.001);
}

// Batches of ten at 5 per second, 10 ms each: 5.5 in the system, 110 ms. Batches of one are M/M/1.
TEST(GeneralService, MatchesBatchArrivals) {
  const Load load{.arrivals_per_second = 5, .service_seconds = 0.01};
  const auto batches = batch_m_1(load, 10, 100);
  EXPECT_NEAR(batches->in_system, 5.5, 1e-13);
  EXPECT_NEAR(batches->response_seconds, 0.11, 1e-14);
  EXPECT_NEAR(batches->wait_chance, 0.95, 1e-15);

  const Load single{.arrivals_per_second = 50, .service_seconds = 0.01};
  EXPECT_DOUBLE_EQ(batch_m_1(single, 1, 1)->response_seconds, mm_1(50, 0.01)->response_seconds);
}

// Outside validity there is a reason.
TEST(GeneralService, RefusesWhatHasNoAnswer) {
  const Load two{.arrivals_per_second = 1, .service_seconds = 1, .servers = 2};
  EXPECT_FALSE(mg_1(two, 0));
  EXPECT_FALSE(gg_1(two, 1, 1));
  EXPECT_FALSE(batch_m_1(two, 2, 4));
  EXPECT_EQ(mg_1({.arrivals_per_second = 1, .service_seconds = 1}, 0).reason(),
            refusal::no_steady_state.reason);
  EXPECT_EQ(mg_1(seventy_percent, -1).reason(), refusal::bad_variation.reason);
  EXPECT_EQ(mg_1(seventy_percent, std::nan("")).reason(), refusal::bad_variation.reason);
  EXPECT_TRUE(mg_1(seventy_percent, 1e300));
  EXPECT_FALSE(mg_1({.arrivals_per_second = 0.999999, .service_seconds = 1}, 1e308));
  EXPECT_FALSE(batch_m_1(seventy_percent, 2, 3));
  EXPECT_FALSE(gg_1_wait_bound({.arrivals_per_second = 0, .service_seconds = 1}, 1, 1));
  EXPECT_EQ(gg_1({.arrivals_per_second = 0.5, .service_seconds = 1}, 0, 0)->wait_seconds, 0);
}

}  // namespace
}  // namespace plimsoll::theory
