#include "sim/measure/lifetimes.hpp"

#include <gtest/gtest.h>

namespace plimsoll {
namespace {

// Two are there; three more come at 10 s and one at 20 s; at 30 s four of them go: the one after 10 s, the
// three after 20 s.
TEST(Lifetimes, TheLastToComeGoFirst) {
  Lifetimes lives;
  lives.set(SimTime::seconds(0), 2);
  lives.set(SimTime::seconds(10), 5);
  lives.set(SimTime::seconds(20), 6);
  lives.set(SimTime::seconds(30), 2);
  ASSERT_EQ(lives.ended().size(), 2U);
  EXPECT_EQ(lives.ended()[0].lasted, Duration::seconds(10));
  EXPECT_EQ(lives.ended()[0].count, 1);
  EXPECT_EQ(lives.ended()[1].lasted, Duration::seconds(20));
  EXPECT_EQ(lives.ended()[1].count, 3);
}

// Those that were there at the first instant may have run for years: their end is not noted. What comes in
// their place has a beginning.
TEST(Lifetimes, TheFirstOnesHaveNoBeginning) {
  Lifetimes lives;
  lives.set(SimTime::seconds(0), 3);
  lives.set(SimTime::seconds(5), 1);
  EXPECT_TRUE(lives.ended().empty());
  lives.set(SimTime::seconds(6), 3);
  lives.set(SimTime::seconds(9), 0);
  ASSERT_EQ(lives.ended().size(), 1U);
  EXPECT_EQ(lives.ended()[0].lasted, Duration::seconds(3));
  EXPECT_EQ(lives.ended()[0].count, 2);
}

// The end of a warm-up forgets who has gone, not who is there since when.
TEST(Lifetimes, ResetForgetsTheEnded) {
  Lifetimes lives;
  lives.set(SimTime::seconds(0), 1);
  lives.set(SimTime::seconds(1), 3);
  lives.set(SimTime::seconds(2), 2);
  lives.reset();
  EXPECT_TRUE(lives.ended().empty());
  lives.set(SimTime::seconds(8), 1);
  ASSERT_EQ(lives.ended().size(), 1U);
  EXPECT_EQ(lives.ended()[0].lasted, Duration::seconds(7));
}

}  // namespace
}  // namespace plimsoll
