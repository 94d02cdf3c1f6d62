#include "models/theory/fork_join.hpp"

#include <gtest/gtest.h>

namespace plimsoll::theory {
namespace {

// Two exponential queues at half load: 2.875 s (Nelson and Tantawi).
TEST(ForkJoin, MatchesTwoBranches) {
  EXPECT_DOUBLE_EQ(*fork_join_two_response({.arrivals_per_second = 0.5, .service_seconds = 1}), 2.875);
}

// One branch is M/M/1; without load n branches are the slowest of n services.
TEST(ForkJoin, HasItsLimits) {
  EXPECT_DOUBLE_EQ(*fork_join_response({.arrivals_per_second = 0.5, .service_seconds = 1}, 1), 2);
  EXPECT_NEAR(*fork_join_response({.arrivals_per_second = 0, .service_seconds = 1}, 4), 25.0 / 12, 1e-14);
}

// The approximation lies between the bounds for all branches and loads it is for, and grows with the
// branches.
TEST(ForkJoin, StaysBetweenItsBounds) {
  for (const double rho : {0.0, 0.1, 0.5, 0.9, 0.99}) {
    const Load load{.arrivals_per_second = rho, .service_seconds = 1};
    double before = 0;
    for (std::int64_t n = 1; n <= 32; ++n) {
      const double response = *fork_join_response(load, n);
      const ResponseBounds bounds = *fork_join_bounds(load, n);
      EXPECT_GE(response, bounds.lower * (1 - 1e-15));
      EXPECT_LE(response, bounds.upper * (1 + 1e-15));
      EXPECT_GT(response, before);
      before = response;
    }
  }
}

// Beyond 32 branches only the bounds are known.
TEST(ForkJoin, RefusesWhatHasNoAnswer) {
  const Load load{.arrivals_per_second = 0.5, .service_seconds = 1};
  EXPECT_FALSE(fork_join_response(load, 33));
  EXPECT_TRUE(fork_join_bounds(load, 33));
  EXPECT_FALSE(fork_join_response(load, 0));
  EXPECT_FALSE(fork_join_bounds({.arrivals_per_second = 1, .service_seconds = 1}, 2));
  EXPECT_FALSE(fork_join_response({.arrivals_per_second = 1, .service_seconds = 1, .servers = 2}, 2));
}

}  // namespace
}  // namespace plimsoll::theory
