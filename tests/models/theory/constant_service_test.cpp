#include "models/theory/constant_service.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "models/theory/general_service.hpp"

namespace plimsoll::theory {
namespace {

Answer<StationMeans> line(double rho, std::int64_t capacity) {
  return md_1_k({.arrivals_per_second = rho, .service_seconds = 1}, capacity);
}

// Token buckets of 10 at 90 and 120 % of their refill refuse 1.66 and 17.09 %.
TEST(ConstantService, MatchesTokenBuckets) {
  EXPECT_NEAR(token_bucket(90, 100, 10)->refused, 0.0166317478, 1e-10);
  EXPECT_NEAR(token_bucket(120, 100, 10)->refused, 0.1709107685, 1e-10);
  EXPECT_NEAR(token_bucket(120, 100, 10)->admitted_per_second, 120 * (1 - 0.1709107685), 1e-7);
}

// One place is Erlang's loss system, rho / (1 + rho); two lose 1 - 1 / (e^-rho + rho).
TEST(ConstantService, MatchesShortLines) {
  for (const double rho : {1e-9, 0.3, 0.999999, 1.0, 1.000001, 4.0, 250.0, 400.0, 1e6}) {
    EXPECT_NEAR(line(rho, 1)->blocking, rho / (1 + rho), 1e-13);
    EXPECT_NEAR(line(rho, 2)->blocking, 1 - 1 / (std::exp(-rho) + rho), 1e-13);
    EXPECT_NEAR(line(rho, 2)->utilisation, rho * (1 - line(rho, 2)->blocking), 1e-13 * (1 + rho));
  }
}

// A line without end is Pollaczek and Khinchine's, and losses fall by the same factor for each place more.
TEST(ConstantService, WithAnEndlessLineIsPollaczekKhinchine) {
  for (const double rho : {0.01, 0.5, 0.9, 0.99}) {
    const auto open = mg_1({.arrivals_per_second = rho, .service_seconds = 1}, 0);
    EXPECT_NEAR(line(rho, 10'000)->wait_seconds / open->wait_seconds, 1, 1e-11);
  }
  const double factor = line(0.9, 201)->blocking / line(0.9, 200)->blocking;
  EXPECT_NEAR(line(0.9, 1001)->blocking / line(0.9, 1000)->blocking, factor, 1e-12);
  EXPECT_NEAR(line(0.9, 65)->blocking / line(0.9, 64)->blocking, factor, 1e-6);
  EXPECT_GT(line(0.9, 1000)->blocking, 0);
}

// Overloaded, the server works always and turns away the rest; at full load a line of K loses about 1 / (2
// K).
TEST(ConstantService, HoldsUnderOverload) {
  for (const double rho : {1.5, 5.0, 299.0, 301.0, 1e6}) {
    EXPECT_NEAR(line(rho, 1000)->blocking, 1 - 1 / rho, 1e-15);
    EXPECT_NEAR(line(rho, 1000)->utilisation, 1, 1e-15);
  }
  EXPECT_NEAR(line(1, 100'000)->blocking, 0.5e-5, 1e-10);
  EXPECT_NEAR(line(50, 1000)->in_system, 1000 - 1.0 / 50, 1e-9);
}

// The wait at 90 %: from 0.9 at 0, through (1 - rho) e^(lambda t) in the first service, to the mean of 4.5.
TEST(ConstantService, MatchesTheDistributionOfTheWait) {
  const auto times = ConstantServiceTimes::of({.arrivals_per_second = 0.9, .service_seconds = 1});
  EXPECT_NEAR(times->wait_exceeds(0), 0.9, 1e-14);
  for (const double t : {0.25, 0.5, 0.75}) {
    EXPECT_NEAR(times->wait_exceeds(t), 1 - 0.1 * std::exp(0.9 * t), 1e-14);
  }
  // Second service: (1 - rho) (e^(lambda t) - lambda (t - 1) e^(lambda (t - 1))).
  EXPECT_NEAR(times->wait_exceeds(1.5), 1 - 0.1 * (std::exp(0.9 * 1.5) - 0.9 * 0.5 * std::exp(0.9 * 0.5)),
              1e-14);
  double mean = 0;
  constexpr double step = 0.001;
  for (double t = step / 2; t < 300; t += step) mean += step * times->wait_exceeds(t);
  EXPECT_NEAR(mean, 4.5, 1e-6);
}

// The exponential tail takes over without a jump, at any load.
TEST(ConstantService, HasAnExponentialTail) {
  for (const double rho : {0.1, 0.5, 0.9, 0.9999, 1 - 1e-9}) {
    const auto times = ConstantServiceTimes::of({.arrivals_per_second = rho, .service_seconds = 1});
    EXPECT_NEAR(times->wait_exceeds(std::nextafter(64.0, 0)) / times->wait_exceeds(64), 1, 1e-11);
  }
  const auto heavy = ConstantServiceTimes::of({.arrivals_per_second = 0.999, .service_seconds = 1});
  EXPECT_NEAR(*heavy->wait_quantile(0.99) / (std::log(100) / 2 / 0.001), 1, 0.001);
}

// Quantiles invert the tail; the response is the wait and a service.
TEST(ConstantService, InvertsItsTail) {
  const auto times = ConstantServiceTimes::of({.arrivals_per_second = 70, .service_seconds = 0.01});
  const double p99 = *times->wait_quantile(0.99);
  EXPECT_NEAR(times->wait_exceeds(p99), 0.01, 1e-14);
  EXPECT_DOUBLE_EQ(*times->response_quantile(0.99), p99 + 0.01);
  EXPECT_EQ(*times->wait_quantile(0.29), 0);
  EXPECT_EQ(times->response_exceeds(0.005), 1);
}

// A leaky bucket without a line is a server without one, and its line is what waits there.
TEST(ConstantService, MatchesLeakyBuckets) {
  EXPECT_DOUBLE_EQ(leaky_bucket(50, 100, 0)->blocking, 0.5 / 1.5);
  EXPECT_EQ(leaky_bucket(50, 100, 0)->response_seconds, 0);
  EXPECT_NEAR(leaky_bucket(90, 100, 100'000)->wait_seconds, 0.045, 1e-12);
  EXPECT_NEAR(leaky_bucket(90, 100, 100'000)->in_system, 90 * 0.045, 1e-10);
}

// Outside validity there is a reason, and no argument makes a NaN.
TEST(ConstantService, RefusesWhatHasNoAnswer) {
  EXPECT_FALSE(line(0.5, 0));
  EXPECT_FALSE(line(std::nan(""), 1));
  EXPECT_FALSE(token_bucket(1, 0, 1));
  EXPECT_FALSE(leaky_bucket(1, 1, -1));
  EXPECT_EQ(ConstantServiceTimes::of({.arrivals_per_second = 1, .service_seconds = 1}).reason(),
            refusal::no_steady_state.reason);
  for (const double rho : {0.0, 1e-300, 1e-12, 1e-3, 1e300}) {
    EXPECT_GE(line(rho, 100)->blocking, 0);
    EXPECT_LE(line(rho, 100)->blocking, 1);
    EXPECT_GE(line(rho, 100)->wait_seconds, 0);
  }
  const auto idle = ConstantServiceTimes::of({.arrivals_per_second = 0, .service_seconds = 1});
  EXPECT_EQ(*idle->response_quantile(0.999), 1);
  EXPECT_FALSE(idle->response_quantile(1));
}

}  // namespace
}  // namespace plimsoll::theory
