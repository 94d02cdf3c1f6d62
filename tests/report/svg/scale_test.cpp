#include "report/svg/scale.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace plimsoll::report::svg {
namespace {

// A value half way lies half way; what lies outside is moved to the end.
TEST(Scale, MapsEvenly) {
  const Scale scale = Scale::linear(10, 30, 0, 200);
  EXPECT_DOUBLE_EQ(scale.at(20), 100);
  EXPECT_DOUBLE_EQ(scale.at(5), 0);
  EXPECT_DOUBLE_EQ(scale.at(99), 200);
}

// Upside down, as heights are in a drawing.
TEST(Scale, MapsUpsideDown) { EXPECT_DOUBLE_EQ(Scale::linear(0, 4, 100, 0).at(1), 75); }

// Equal factors are equally far apart.
TEST(Scale, MapsByLogarithm) {
  const Scale scale = Scale::logarithmic(0.001, 1, 0, 300);
  EXPECT_NEAR(scale.at(0.01), 100, 1e-9);
  EXPECT_NEAR(scale.at(0.1), 200, 1e-9);
}

// Marks are round numbers, and no more than were asked for and one.
TEST(Scale, MarksRoundNumbers) {
  EXPECT_EQ(Scale::linear(0, 100, 0, 1).ticks(5), (std::vector<double>{0, 20, 40, 60, 80, 100}));
  EXPECT_EQ(Scale::linear(0, 7, 0, 1).ticks(4), (std::vector<double>{0, 2, 4, 6}));
  EXPECT_EQ(Scale::linear(5, 65, 0, 1).ticks(4), (std::vector<double>{20, 40, 60}));
}

// On a logarithmic scale powers of ten, and what lies between where there are few of them.
TEST(Scale, MarksPowersOfTen) {
  EXPECT_EQ(Scale::logarithmic(1, 100'000, 0, 1).ticks(5),
            (std::vector<double>{1, 10, 100, 1'000, 10'000, 100'000}));
  EXPECT_EQ(Scale::logarithmic(1, 10, 0, 1).ticks(6), (std::vector<double>{1, 2, 5, 10}));
}

// An axis ends at a round number at or above its largest value.
TEST(Scale, RoundsUp) {
  EXPECT_DOUBLE_EQ(round_up(0.9), 1);
  EXPECT_DOUBLE_EQ(round_up(201), 250);
  EXPECT_DOUBLE_EQ(round_up(500), 500);
  EXPECT_DOUBLE_EQ(round_up(501), 600);
  EXPECT_DOUBLE_EQ(round_up(8.1), 10);
  EXPECT_DOUBLE_EQ(round_up(0), 1);
}

}  // namespace
}  // namespace plimsoll::report::svg
