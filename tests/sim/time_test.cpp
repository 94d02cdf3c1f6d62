#include "sim/time.hpp"

#include <gtest/gtest.h>

namespace plimsoll {
namespace {

// What 64 bits cannot hold is the longest there is, never something short or negative.
TEST(Duration, SaturatesSumsAndMultiples) {
  const Duration century = Duration::seconds(3'155'760'000);

  EXPECT_EQ(century + century, Duration::seconds(6'311'520'000));
  EXPECT_EQ(century + century + century, Duration::max());
  EXPECT_EQ(century * 3, Duration::max());
  EXPECT_EQ(century * INT64_MAX, Duration::max());
  EXPECT_EQ(century * -3, Duration::ns(-INT64_MAX));
  EXPECT_EQ(Duration::ns(-2) + Duration::ns(-INT64_MAX), Duration::ns(-INT64_MAX));
  EXPECT_EQ(SimTime::max() + century, SimTime::max());
}

// Seconds beyond what a Duration holds are clamped, on both sides.
TEST(Duration, ClampsSeconds) {
  EXPECT_EQ(Duration::from_seconds(1e300), Duration::max());
  EXPECT_EQ(Duration::from_seconds(-1e300), Duration::ns(-INT64_MAX));
  EXPECT_EQ(Duration::from_seconds(0.25e-9), Duration{});
  EXPECT_EQ(Duration::from_seconds(1.5e-9), Duration::ns(2));
}

}  // namespace
}  // namespace plimsoll
