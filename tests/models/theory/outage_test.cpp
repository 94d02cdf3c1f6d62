#include "models/theory/outage.hpp"

#include <gtest/gtest.h>

namespace plimsoll::theory {
namespace {

// A minute without service at 800 of 1,000 per second: 48,000 pile up, and are gone after four minutes.
TEST(Outage, MatchesTheFluid) {
  const auto means = after_outage({.arrivals_per_second = 800, .capacity_per_second = 1000, .seconds = 60});
  EXPECT_DOUBLE_EQ(means->peak_backlog, 48'000);
  EXPECT_DOUBLE_EQ(means->drain_seconds, 240);
  EXPECT_DOUBLE_EQ(means->late_requests, 240'000);
  EXPECT_DOUBLE_EQ(means->longest_wait_seconds, 60);
}

// Half of the capacity lost: 300 more per second than can be served; who comes after 37.5 s is served last in
// the outage, 22.5 s later.
TEST(Outage, MayLeaveSomeCapacity) {
  const auto means = after_outage(
      {.arrivals_per_second = 800, .capacity_per_second = 1000, .seconds = 60, .capacity_during = 500});
  EXPECT_DOUBLE_EQ(means->peak_backlog, 18'000);
  EXPECT_DOUBLE_EQ(means->drain_seconds, 90);
  EXPECT_DOUBLE_EQ(means->longest_wait_seconds, 22.5);
}

// An outage that leaves enough leaves no trace; without spare capacity nothing ever drains.
TEST(Outage, RefusesWhatNeverDrains) {
  EXPECT_EQ(
      after_outage({.arrivals_per_second = 5, .capacity_per_second = 9, .seconds = 1, .capacity_during = 6})
          ->peak_backlog,
      0);
  EXPECT_EQ(after_outage({.arrivals_per_second = 9, .capacity_per_second = 9, .seconds = 1}).reason(),
            refusal::no_steady_state.reason);
  EXPECT_FALSE(after_outage({.arrivals_per_second = 5, .capacity_per_second = 9, .seconds = -1}));
}

}  // namespace
}  // namespace plimsoll::theory
