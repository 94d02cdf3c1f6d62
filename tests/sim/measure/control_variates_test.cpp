#include "sim/measure/control_variates.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "sim/measure/student_t.hpp"

namespace plimsoll {
namespace {

constexpr double kAbsent = std::numeric_limits<double>::quiet_NaN();

// A measure that is 3 + 2 luck in every run, and luck that happens to be 1.5 on average: 3, for certain.
TEST(ControlVariates, TakeAllLuckOut) {
  const ControlVariates controls({{0, 1, 2, 3, 1.5}});
  const Interval interval = controlled_interval_of(std::vector<double>{3, 5, 7, 9, 6}, controls);
  EXPECT_NEAR(interval.value, 3, 1e-12);
  EXPECT_NEAR(interval.half_width(), 0, 1e-12);
  EXPECT_EQ(interval.replications, 5);
}

// One control, by the textbook: slope = Sxy / Sxx, and the interval of the regression line at 0.
TEST(ControlVariates, WithOneAreALineReadAtZero) {
  const std::vector<double> x{-1, 2, 0.5, 3, -0.5}, y{4, 7, 5, 9, 3};
  double mean_x = 0, mean_y = 0, sxx = 0, sxy = 0, residuals = 0;
  for (std::size_t i = 0; i < 5; ++i) mean_x += x[i] / 5, mean_y += y[i] / 5;
  for (std::size_t i = 0; i < 5; ++i) {
    sxx += (x[i] - mean_x) * (x[i] - mean_x);
    sxy += (x[i] - mean_x) * (y[i] - mean_y);
  }
  const double slope = sxy / sxx, at_zero = mean_y - slope * mean_x;
  for (std::size_t i = 0; i < 5; ++i) residuals += std::pow(y[i] - at_zero - slope * x[i], 2);
  const double half = student_t_two_sided(0.95, 3) * std::sqrt(residuals / 3 * (0.2 + mean_x * mean_x / sxx));

  const Interval interval = controlled_interval_of(y, ControlVariates({x}));
  EXPECT_NEAR(interval.value, at_zero, 1e-12);
  EXPECT_NEAR(interval.half_width(), half, 1e-12);
}

// What adds up in every run adds up in the values: the fit is linear in the measure.
TEST(ControlVariates, KeepSums) {
  const std::vector<double> wait{4, 7, 5, 9, 3}, service{1, 4, 1, 5, 9}, both{5, 11, 6, 14, 12};
  const ControlVariates controls({{-1, 2, 0.5, 3, -0.5}});
  EXPECT_NEAR(controls.fit(wait).mean + controls.fit(service).mean, controls.fit(both).mean, 1e-12);
}

// Nine runs carry one control, ten two. One that is twice another, or not known in a run, or the same
// in all runs, is passed over for the next.
TEST(ControlVariates, AreFewAndEachSaysSomething) {
  const std::vector<double> first{1, -2, 3, -4, 5, -6, 7, -8, 9, 1},
      twice{2, -4, 6, -8, 10, -12, 14, -16, 18, 2};
  const std::vector<double> other{1, 1, -1, -1, 2, 2, -2, -2, 0, 3}, same(10, 0.25);
  std::vector<double> unknown = other;
  unknown[4] = kAbsent;
  EXPECT_EQ(ControlVariates({first, twice, unknown, same, other}).used(), (std::vector<std::size_t>{0, 4}));
  EXPECT_EQ(ControlVariates({first, other, same}).used().size(), 2u);
  const std::vector<std::size_t> nine{0, 1, 2, 3, 4, 5, 6, 7, 8};
  EXPECT_EQ(ControlVariates({first, other}).of(nine).used().size(), 1u);
  EXPECT_TRUE(ControlVariates({{1, 2, 3, 4}}).used().empty());
}

// Without controls, or with too few runs that have the measure, it is the interval of the mean, bit by bit.
TEST(ControlVariates, NoneAreStudentsInterval) {
  const std::vector<double> values{4, kAbsent, 5, 9, 3};
  const Interval plain = interval_of(values);
  const ControlVariates one({{-1, 2, 0.5, 3, -0.5}});
  EXPECT_EQ(one.used().size(), 1u);
  for (const ControlVariates& controls : {ControlVariates(), one}) {
    const Interval interval = controlled_interval_of(values, controls);
    EXPECT_EQ(interval.value, plain.value);
    EXPECT_EQ(interval.low, plain.low);
    EXPECT_EQ(interval.left_out, 1);
  }
}

}  // namespace
}  // namespace plimsoll
