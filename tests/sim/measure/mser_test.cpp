#include "sim/measure/mser.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace plimsoll {
namespace {

// Three values on the way up, then a constant level: exactly those three are left out.
TEST(Mser, CutsOffTheWayUp) {
  EXPECT_EQ(mser_truncation(std::vector<double>{1, 4, 8, 9, 9, 9, 9, 9, 9, 9, 9, 9}), 3u);
}

// With levels that go up and down around 9 the way up is still seen.
TEST(Mser, SeesItThroughNoise) {
  EXPECT_EQ(mser_truncation(std::vector<double>{1, 4, 7, 8, 10, 8, 10, 8, 10, 8, 10, 8, 10}), 3u);
}

// By hand: of 3, 1, 1, 1, 1, 1, 1 nothing is left over once the first is gone; of 1, 3, 1, 3, 1, 3, 1, 3 all
// are kept: leaving one out makes what is left smaller than it makes the spread.
TEST(Mser, KeepsWhatBelongs) {
  EXPECT_EQ(mser_truncation(std::vector<double>{3, 1, 1, 1, 1, 1, 1}), 1u);
  EXPECT_EQ(mser_truncation(std::vector<double>{1, 3, 1, 3, 1, 3, 1, 3}), 0u);
  EXPECT_EQ(mser_truncation(std::vector<double>{5, 5, 5, 5, 5, 5, 5, 5}), 0u);
}

// What still rises at its end has its cut beyond the middle; five values are always left.
TEST(Mser, FindsNoEndInARise) {
  std::vector<double> rise;
  for (int i = 0; i < 40; ++i) rise.push_back(i);
  EXPECT_EQ(mser_truncation(rise), 35u);
  EXPECT_EQ(mser_truncation(std::vector<double>{1, 2, 3}), 0u);
  EXPECT_EQ(mser_truncation({}), 0u);
}

}  // namespace
}  // namespace plimsoll
