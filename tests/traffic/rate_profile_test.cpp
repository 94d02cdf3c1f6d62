#include "models/traffic/rate_profile.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <utility>
#include <vector>

namespace plimsoll {
namespace {

spec::Traffic profile(std::vector<std::pair<int, double>> points, spec::Traffic::Between between,
                      int repeats_seconds = 0) {
  spec::Traffic traffic;
  traffic.kind = spec::Traffic::Kind::open;
  traffic.between = between;
  for (const auto& [at, rate] : points) traffic.profile.push_back({Duration::seconds(at), {rate}});
  if (repeats_seconds > 0) traffic.profile_repeats = Duration::seconds(repeats_seconds);
  return traffic;
}

constexpr auto kSteps = spec::Traffic::Between::steps;
constexpr auto kRamps = spec::Traffic::Between::ramps;

// A constant rate of 4 per second: 12 in 3 s, and the tenth after 2.5 s.
TEST(RateProfile, IsConstant) {
  RateProfile constant;
  constant.set_constant(4);

  EXPECT_DOUBLE_EQ(constant.expected(SimTime::seconds(1), SimTime::seconds(4)), 12);
  EXPECT_EQ(constant.reaches(SimTime::seconds(1), 10), SimTime::ms(3'500));
}

// 2 per second for 10 s, then 5: 20 + 25 by 15 s. From 9 s on the seventh comes 2 at the old and 5 at the new
// rate later: at 11 s.
TEST(RateProfile, Jumps) {
  const RateProfile steps(profile({{0, 2}, {10, 5}}, kSteps));

  EXPECT_DOUBLE_EQ(steps.expected(SimTime{}, SimTime::seconds(15)), 45);
  EXPECT_EQ(steps.reaches(SimTime::seconds(9), 7), SimTime::seconds(11));
}

// From 0 to 10 per second in 10 s: t^2 / 2 by t, so 50 in all, and 32 at 8 s. Then 10 per second for ever.
TEST(RateProfile, Ramps) {
  const RateProfile ramps(profile({{0, 0}, {10, 10}}, kRamps));

  EXPECT_DOUBLE_EQ(ramps.expected(SimTime{}, SimTime::seconds(10)), 50);
  EXPECT_EQ(ramps.reaches(SimTime{}, 32), SimTime::seconds(8));
  EXPECT_EQ(ramps.reaches(SimTime::seconds(8), 28), SimTime::seconds(11));
}

// Downwards to nothing: 10 - t per second for 10 s makes 50, the 42nd at 6 s, and there is no 51st.
TEST(RateProfile, EndsAtNothing) {
  const RateProfile ramps(profile({{0, 10}, {10, 0}}, kRamps));

  EXPECT_EQ(ramps.reaches(SimTime{}, 42), SimTime::seconds(6));
  EXPECT_EQ(ramps.reaches(SimTime{}, 51), SimTime::max());
}

// A day of 4 s, two of them at 3 per second and two at none: 6 a day. The 14th comes on the third day.
TEST(RateProfile, Repeats) {
  const RateProfile days(profile({{0, 3}, {2, 0}}, kSteps, 4));

  EXPECT_DOUBLE_EQ(days.expected(SimTime::seconds(1), SimTime::seconds(9)), 12);
  EXPECT_EQ(days.reaches(SimTime{}, 15), SimTime::seconds(9));
}

// Time changed there and back: whatever is expected until an instant is reached at that instant.
TEST(RateProfile, InvertsWhatItExpects) {
  const RateProfile profiles[] = {RateProfile(profile({{0, 1}, {3, 7}, {8, 2}}, kRamps)),
                                  RateProfile(profile({{0, 1}, {3, 7}, {8, 2}}, kSteps)),
                                  RateProfile(profile({{0, 1}, {3, 7}, {8, 2}}, kRamps, 9)),
                                  RateProfile(profile({{0, 1}, {3, 7}, {8, 2}}, kSteps, 9))};
  for (const RateProfile& rates : profiles) {
    for (int from = 0; from < 20'000; from += 731) {
      for (int length = 1; length < 30'000; length += 977) {
        const SimTime start = SimTime::ms(from), end = SimTime::ms(from + length);
        const Duration off = rates.reaches(start, rates.expected(start, end)) - end;
        EXPECT_LE(std::abs(off.count()), 1'000) << from << " ms, " << length << " ms";
      }
    }
  }
}

}  // namespace
}  // namespace plimsoll
