#include "models/theory/general_arrivals.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace plimsoll::theory {
namespace {

constexpr Load half{.arrivals_per_second = 1, .service_seconds = 0.5};

// JMT's single queues at half load: gamma (Erlang of 4 stages), hyperexponential and Coxian gaps.
TEST(GeneralArrivals, MatchPublishedQueues) {
  EXPECT_NEAR(erlang_m_1(half, 4)->response_seconds, 0.7162616621, 1e-10);
  const auto mixed = gm_1({.arrivals_per_second = 0.5, .service_seconds = 0.5},
                          [](double s) { return 0.2 * s / (0.2 + s) + 0.8 * s / (0.8 + s); });
  EXPECT_NEAR(mixed->response_seconds, 0.7383341136, 1e-10);
  const auto coxian =
      gm_1(half, [](double s) { return 1 - 2 / (2 + s) * (0.875 + 0.125 * 0.25 / (0.25 + s)); });
  EXPECT_NEAR(coxian->response_seconds, 1.6861406616, 1e-10);
}

// In turn over two servers at a quarter load, 1 / sqrt(3) s, and at 75 %, 3.097 s.
TEST(GeneralArrivals, MatchSpreadingInTurn) {
  EXPECT_NEAR(erlang_m_1({.arrivals_per_second = 0.5, .service_seconds = 0.5}, 2)->response_seconds,
              1 / std::sqrt(3.0), 1e-14);
  EXPECT_NEAR(erlang_m_1({.arrivals_per_second = 0.75, .service_seconds = 1}, 2)->response_seconds,
              3.0971675407, 1e-10);
}

// Exponential gaps are M/M/1; ever more stages are equal gaps.
TEST(GeneralArrivals, HaveTheirLimits) {
  EXPECT_NEAR(erlang_m_1(half, 1)->response_seconds, mm_1(1, 0.5)->response_seconds, 1e-14);
  EXPECT_NEAR(erlang_m_1(half, 1'000'000)->wait_seconds, constant_m_1(half)->wait_seconds, 1e-6);
  EXPECT_LT(constant_m_1(half)->wait_seconds, erlang_m_1(half, 4)->wait_seconds);
  const Load heavy{.arrivals_per_second = 1 - 1e-6, .service_seconds = 1};
  EXPECT_NEAR(constant_m_1(heavy)->wait_seconds * 2e-6, 1, 1e-5);
}

// The better of two at 90 %: 2.614 s instead of 10 (Mitzenmacher).
TEST(GeneralArrivals, MatchThePowerOfTwoChoices) {
  const Load load{.arrivals_per_second = 0.9, .service_seconds = 1};
  EXPECT_NEAR(*best_of_choices_response(load, 2), 2.6140573773, 1e-10);
  EXPECT_LT(*best_of_choices_response(load, 3), *best_of_choices_response(load, 2));
  EXPECT_NEAR(*best_of_choices_response(load, 10'000'000), 1, 1e-15);
}

// Outside validity there is a reason.
TEST(GeneralArrivals, RefuseWhatHasNoAnswer) {
  EXPECT_FALSE(constant_m_1({.arrivals_per_second = 2, .service_seconds = 0.5}));
  EXPECT_FALSE(constant_m_1({.arrivals_per_second = 0, .service_seconds = 0.5}));
  EXPECT_FALSE(constant_m_1({.arrivals_per_second = 1, .service_seconds = 0.5, .servers = 2}));
  EXPECT_FALSE(erlang_m_1(half, 0));
  EXPECT_FALSE(gm_1(half, [](double) { return std::nan(""); }));
  EXPECT_FALSE(gm_1(half, [](double) { return 0.0; }));
  EXPECT_FALSE(best_of_choices_response(half, 1));
}

}  // namespace
}  // namespace plimsoll::theory
