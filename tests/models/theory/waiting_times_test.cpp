#include "models/theory/waiting_times.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace plimsoll::theory {
namespace {

// M/M/1 at 50, 80 and 90 %: the response is exponential of mean 1 / (mu - lambda).
TEST(MarkovTimes, OfOneServerAreExponential) {
  for (const double rho : {0.5, 0.8, 0.9}) {
    const auto times = MarkovTimes::of({.arrivals_per_second = rho, .service_seconds = 1});
    const double mean = 1 / (1 - rho);
    EXPECT_NEAR(*times->response_quantile(0.5), mean * std::log(2.0), 1e-12 * mean);
    EXPECT_NEAR(*times->response_quantile(0.95), mean * std::log(20.0), 1e-12 * mean);
    EXPECT_NEAR(*times->response_quantile(0.99), mean * std::log(100.0), 1e-12 * mean);
    EXPECT_NEAR(times->response_exceeds(3), std::exp(-3 / mean), 1e-14);
    EXPECT_NEAR(times->wait_exceeds(3), rho * std::exp(-3 / mean), 1e-14);
  }
}

// Ten servers at 80 and 95 %: published 95th and 99th percentiles of the response.
TEST(MarkovTimes, OfTenServersMatchPublishedPercentiles) {
  const auto busy = MarkovTimes::of({.arrivals_per_second = 80, .service_seconds = 0.1, .servers = 10});
  EXPECT_NEAR(*busy->response_quantile(0.95), 0.3328274679, 1e-10);
  EXPECT_NEAR(*busy->response_quantile(0.99), 0.4946111328, 1e-10);
  const auto busier = MarkovTimes::of({.arrivals_per_second = 95, .service_seconds = 0.1, .servers = 10});
  EXPECT_NEAR(*busier->response_quantile(0.95), 0.6970110423, 1e-9);
  EXPECT_NEAR(*busier->response_quantile(0.99), 1.020851598, 1e-9);
}

// Six in ten find a free server of ten at 80 %: their wait, and the median, is 0.
TEST(MarkovTimes, HaveNoWaitUpToTheChanceOfNone) {
  const auto times = MarkovTimes::of({.arrivals_per_second = 80, .service_seconds = 0.1, .servers = 10});
  EXPECT_EQ(*times->wait_quantile(0.5), 0);
  const double p99 = *times->wait_quantile(0.99);
  EXPECT_NEAR(times->wait_exceeds(p99), 0.01, 1e-15);
  EXPECT_EQ(*times->response_quantile(0), 0);
}

// Two servers at half load empty at the very rate at which one serves; no division by their difference.
TEST(MarkovTimes, DoNotCancelAtEqualRates) {
  const auto equal = MarkovTimes::of({.arrivals_per_second = 1, .service_seconds = 1, .servers = 2});
  const auto close = MarkovTimes::of({.arrivals_per_second = 1 + 1e-12, .service_seconds = 1, .servers = 2});
  // (2/3) e^-t + (1/3) (1 + t) e^-t at t = 2.
  EXPECT_NEAR(equal->response_exceeds(2), 5.0 / 3 * std::exp(-2.0), 1e-15);
  EXPECT_NEAR(close->response_exceeds(2), equal->response_exceeds(2), 1e-11);
}

// Mean and tail belong together: the integral of the tail is the mean.
TEST(MarkovTimes, IntegrateToTheMean) {
  const Load load{.arrivals_per_second = 2.4, .service_seconds = 1, .servers = 3};
  const auto times = MarkovTimes::of(load);
  double response = 0, wait = 0;
  constexpr double step = 0.001;
  for (double t = step / 2; t < 80; t += step) {
    response += step * times->response_exceeds(t);
    wait += step * times->wait_exceeds(t);
  }
  EXPECT_NEAR(response, mm_c(load)->response_seconds, 1e-5);
  EXPECT_NEAR(wait, mm_c(load)->wait_seconds, 1e-5);
}

// No steady state, no distribution; no quantile at 1.
TEST(MarkovTimes, RefuseWhatHasNoAnswer) {
  EXPECT_EQ(MarkovTimes::of({.arrivals_per_second = 2, .service_seconds = 1}).reason(),
            refusal::no_steady_state.reason);
  const auto times = MarkovTimes::of({.arrivals_per_second = 0.5, .service_seconds = 1});
  EXPECT_FALSE(times->response_quantile(1));
  EXPECT_FALSE(times->wait_quantile(std::nan("")));
}

}  // namespace
}  // namespace plimsoll::theory
