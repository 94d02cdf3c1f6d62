#include "sim/measure/interval.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "sim/check.hpp"

namespace plimsoll {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

// 1, 2, 3, 4, 5: mean 3, s^2 = 2.5, t(4) = 2.7764, so 3 ± 2.7764 * sqrt(2.5 / 5) = 3 ± 1.9632.
TEST(Interval, SurroundsTheMeanOfAHandfulOfReplications) {
  const Interval interval = interval_of(std::array{1.0, 2.0, 3.0, 4.0, 5.0});

  EXPECT_EQ(interval.value, 3.0);
  EXPECT_NEAR(interval.half_width(), 1.9632, 0.00005);
  EXPECT_NEAR(interval.low, 1.0368, 0.00005);
  EXPECT_NEAR(interval.high, 4.9632, 0.00005);
  EXPECT_EQ(interval.replications, 5);
  EXPECT_EQ(interval.left_out, 0);
  EXPECT_TRUE(interval.has_interval());
}

// More confidence needs a wider interval: t(1) is 6.3138 for 90 % and 63.6567 for 99 %.
TEST(Interval, WidensWithConfidence) {
  EXPECT_NEAR(interval_of(std::array{-1.0, 1.0}, 0.90).half_width(), 6.3138, 0.00005);
  EXPECT_NEAR(interval_of(std::array{-1.0, 1.0}, 0.99).half_width(), 63.6567, 0.00005);
}

// One replication says nothing about the spread: the interval is everything.
TEST(Interval, IsEverythingForOneReplication) {
  const Interval interval = interval_of(std::array{7.0});

  EXPECT_EQ(interval.value, 7.0);
  EXPECT_EQ(interval.low, -infinity);
  EXPECT_EQ(interval.high, infinity);
  EXPECT_EQ(interval.half_width(), infinity);
  EXPECT_FALSE(interval.has_interval());
  EXPECT_TRUE(interval.contains(-1e300));
}

// No replication has the measure: there is not even a value.
TEST(Interval, HasNoValueWithoutReplications) {
  const Interval interval = interval_of(std::array{missing, missing});

  EXPECT_TRUE(std::isnan(interval.value));
  EXPECT_FALSE(interval.has_interval());
  EXPECT_EQ(interval.replications, 0);
  EXPECT_EQ(interval.left_out, 2);
  EXPECT_TRUE(std::isnan(interval_of({}).value));
}

// Replications without the measure are counted and change nothing else.
TEST(Interval, LeavesOutReplicationsWithoutTheMeasure) {
  const Interval all = interval_of(std::array{4.0, 8.0, 9.0});
  const Interval some = interval_of(std::array{missing, 4.0, 8.0, missing, 9.0});

  EXPECT_EQ(some.value, all.value);
  EXPECT_EQ(some.low, all.low);
  EXPECT_EQ(some.high, all.high);
  EXPECT_EQ(some.replications, 3);
  EXPECT_EQ(some.left_out, 2);
}

// Equal replications give exactly their value, with no width, though 0.1 cannot be written in binary.
TEST(Interval, IsExactForEqualReplications) {
  const Interval interval = interval_of(std::vector<double>(20, 0.1));

  EXPECT_EQ(interval.value, 0.1);
  EXPECT_EQ(interval.low, 0.1);
  EXPECT_EQ(interval.high, 0.1);
}

// The spread of 1, 2, 3 is the same a billion higher: no digits are lost to the size of the mean.
TEST(Interval, KeepsItsDigitsFarFromZero) {
  const Interval near = interval_of(std::array{1.0, 2.0, 3.0});
  const Interval far = interval_of(std::array{1e9 + 1, 1e9 + 2, 1e9 + 3});

  EXPECT_NEAR(far.half_width(), near.half_width(), 1e-6);
}

// Twenty values of which the first three were looked at are as sure as Student's t with 2 degrees of freedom, 4.303
// instead of 2.093; values fewer than that are not any surer.
TEST(Interval, GrantsNoMoreFreedomThanTheFirstLookHad) {
  std::vector<double> values;
  for (int i = 0; i < 20; ++i) values.push_back(i);
  const Interval plain = interval_of(values);
  const Interval looked = interval_of(values, {0.95, 2});

  EXPECT_EQ(looked.value, plain.value);
  EXPECT_NEAR(looked.half_width() / plain.half_width(), 4.302653 / 2.093024, 1e-6);
  EXPECT_EQ(interval_of(std::array{1.0, 2.0}, {0.95, 2}).high, interval_of(std::array{1.0, 2.0}).high);
}

// An infinite replication or a confidence of 1 is our mistake.
TEST(Interval, RefusesInfinity) {
  EXPECT_THROW(interval_of(std::array{1.0, infinity}), InternalError);
  EXPECT_THROW(interval_of(std::array{1.0, 2.0}, 1.0), InternalError);
}

}  // namespace
}  // namespace plimsoll
