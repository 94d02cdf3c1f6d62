#include "sim/measure/student_t.hpp"

#include <gtest/gtest.h>

#include <boost/math/distributions/students_t.hpp>
#include <cmath>

#include "sim/check.hpp"

namespace plimsoll {
namespace {

double by_boost(double confidence, std::int64_t degrees_of_freedom) {
  const boost::math::students_t distribution(static_cast<double>(degrees_of_freedom));
  return boost::math::quantile(boost::math::complement(distribution, (1 - confidence) / 2));
}

// The printed table: 12.706 for one degree of freedom, 2.093 for nineteen, 1.960 for very many.
TEST(StudentT, MatchesThePrintedTable) {
  EXPECT_NEAR(student_t_two_sided(0.95, 1), 12.706, 0.0005);
  EXPECT_NEAR(student_t_two_sided(0.95, 2), 4.303, 0.0005);
  EXPECT_NEAR(student_t_two_sided(0.95, 19), 2.093, 0.0005);
  EXPECT_NEAR(student_t_two_sided(0.999, 10), 4.587, 0.0005);
  EXPECT_NEAR(student_t_two_sided(0.95, 1'000'000'000), 1.960, 0.0005);
}

// With one degree of freedom half of all values lie within 1; with two, t = c * sqrt(2 / (1 - c^2)).
TEST(StudentT, HasItsClosedForms) {
  EXPECT_NEAR(student_t_two_sided(0.5, 1), 1.0, 1e-14);
  EXPECT_NEAR(student_t_two_sided(0.8, 2), 0.8 * std::sqrt(2 / 0.36), 1e-14);
}

// Boost.Math gives the same to 1e-10, below, at and beyond the 2,000 where summing ends.
TEST(StudentT, AgreesWithBoost) {
  for (const double confidence : {0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 0.9999}) {
    for (std::int64_t n = 1; n <= 300; ++n) {
      const double expected = by_boost(confidence, n);
      EXPECT_NEAR(student_t_two_sided(confidence, n), expected, 1e-10 * expected) << confidence << ' ' << n;
    }
    for (const std::int64_t n : {999, 1'000, 1'999, 2'000, 2'001, 5'000, 1'000'000, 1'000'000'000}) {
      const double expected = by_boost(confidence, n);
      EXPECT_NEAR(student_t_two_sided(confidence, n), expected, 1e-10 * expected) << confidence << ' ' << n;
    }
  }
}

// Every compiler and machine gives these very bits.
TEST(StudentT, IsTheSameEverywhere) {
  EXPECT_EQ(student_t_two_sided(0.95, 1), 0x1.96993aacc4d22p+3);
  EXPECT_EQ(student_t_two_sided(0.95, 19), 0x1.0be83653b6673p+1);
  EXPECT_EQ(student_t_two_sided(0.99, 5'000), 0x1.49d501dda2443p+1);
}

// A confidence of 1 or no degree of freedom has no answer: our mistake.
TEST(StudentT, RefusesWhatHasNoAnswer) {
  EXPECT_THROW(student_t_two_sided(1.0, 5), InternalError);
  EXPECT_THROW(student_t_two_sided(0.0, 5), InternalError);
  EXPECT_THROW(student_t_two_sided(0.95, 0), InternalError);
}

}  // namespace
}  // namespace plimsoll
