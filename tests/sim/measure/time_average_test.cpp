#include "sim/measure/time_average.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace plimsoll {
namespace {

// 0 for 10 ms, 2 for 30 ms, 5 for 20 ms, 1 for 40 ms: (60 + 100 + 40) / 100 = 2.
TEST(TimeAverage, WeighsEachLevelByItsTime) {
  TimeAverage waiting;
  waiting.set(SimTime::ms(10), 2);
  waiting.add(SimTime::ms(40), 3);
  waiting.add(SimTime::ms(60), -4);

  EXPECT_EQ(waiting.mean(SimTime::ms(100)), 2.0);
  EXPECT_EQ(waiting.level(), 1);
  EXPECT_EQ(waiting.max_level(), 5);
  EXPECT_TRUE(waiting.integral(SimTime::ms(100)) == int128{200'000'000});
}

// Reading the mean does not disturb it: 3 throughout, whenever one asks.
TEST(TimeAverage, CanBeReadAtAnyTime) {
  TimeAverage in_use(SimTime::seconds(5), 3);

  EXPECT_EQ(in_use.mean(SimTime::seconds(6)), 3.0);
  EXPECT_EQ(in_use.mean(SimTime::seconds(105)), 3.0);
}

// At the end of a warm-up that saw 9, the level 4 stays, and the past counts no more.
TEST(TimeAverage, KeepsItsLevelAcrossAReset) {
  TimeAverage in_use;
  in_use.set(SimTime::ms(1), 9);
  in_use.set(SimTime::ms(2), 4);
  in_use.reset(SimTime::ms(10));
  in_use.set(SimTime::ms(15), 6);

  EXPECT_EQ(in_use.mean(SimTime::ms(20)), 5.0);
  EXPECT_EQ(in_use.max_level(), 6);
}

// A level that lasts no time adds nothing to the mean but is the highest seen.
TEST(TimeAverage, SeesAPeakThatLastsNoTime) {
  TimeAverage waiting;
  waiting.set(SimTime::ms(5), 100);
  waiting.set(SimTime::ms(5), 0);

  EXPECT_EQ(waiting.mean(SimTime::ms(10)), 0.0);
  EXPECT_EQ(waiting.max_level(), 100);
}

// Over no time at all there is no mean.
TEST(TimeAverage, HasNoMeanOverNoTime) {
  TimeAverage waiting(SimTime::ms(7), 2);

  EXPECT_TRUE(std::isnan(waiting.mean(SimTime::ms(7))));
}

// 10^10 waiting for a century is 3 * 10^28, far beyond 64 bits; one more for one nanosecond is not lost.
TEST(TimeAverage, LosesNothingInALongRun) {
  const SimTime century = SimTime::seconds(3'155'760'000);
  TimeAverage waiting({}, 10'000'000'000);
  waiting.add(century, 1);
  waiting.add(century + Duration::ns(1), -10'000'000'001);

  const int128 expected = int128{10'000'000'000} * century.count() + 10'000'000'001;
  EXPECT_TRUE(waiting.integral(century + Duration::seconds(1)) == expected);
}

// Calls out of order are our mistake.
TEST(TimeAverage, RefusesToGoBack) {
  TimeAverage waiting;
  waiting.set(SimTime::ms(5), 1);

  EXPECT_THROW(waiting.set(SimTime::ms(4), 2), InternalError);
  EXPECT_THROW(waiting.mean(SimTime::ms(4)), InternalError);
  EXPECT_THROW(waiting.reset(SimTime::ms(4)), InternalError);
}

}  // namespace
}  // namespace plimsoll
