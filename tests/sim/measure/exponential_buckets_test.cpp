#include "sim/measure/exponential_buckets.hpp"

#include <gtest/gtest.h>

#include <boost/multiprecision/cpp_int.hpp>
#include <cmath>
#include <vector>

namespace plimsoll::exponential_buckets {
namespace {

using boost::multiprecision::cpp_int;

// OpenTelemetry's own formula, index = ceil(log_base(value)) - 1, with base = 2^(1/128).
std::int64_t index_by_logarithm(std::int64_t value) {
  return static_cast<std::int64_t>(std::ceil(std::log2(static_cast<long double>(value)) * 128)) - 1;
}

std::int64_t index_of(std::int64_t value) { return static_cast<std::int64_t>(slot_of(value)) - 1; }

// 1 is 2^0 and closes bucket -1; 2 closes 127; 3 is log2(3) * 128 = 202.9 and lies in 202; 1000 in 1275.
TEST(ExponentialBuckets, KnowsAFewAnswers) {
  EXPECT_EQ(index_of(1), -1);
  EXPECT_EQ(index_of(2), 127);
  EXPECT_EQ(index_of(3), 202);
  EXPECT_EQ(index_of(4), 255);
  EXPECT_EQ(index_of(5), 297);
  EXPECT_EQ(index_of(1'000), 1275);
  EXPECT_EQ(index_of(INT64_MAX), 63 * 128 - 1);
}

// Every number up to 2^20 gets OpenTelemetry's index. (No power of 2^(1/128) but a power of two is
// whole, and those have exact logarithms, so the logarithm cannot round to the wrong side here.)
TEST(ExponentialBuckets, AgreesWithTheLogarithmOnSmallNumbers) {
  for (std::int64_t value = 1; value <= 1 << 20; ++value) {
    ASSERT_EQ(index_of(value), index_by_logarithm(value)) << value;
  }
}

// So does a spread of numbers up to 2^50, about 13 days, each 0.1 % above the last.
TEST(ExponentialBuckets, AgreesWithTheLogarithmOnLargeNumbers) {
  for (std::int64_t value = 1 << 20; value < std::int64_t{1} << 50; value += value / 1'000) {
    ASSERT_EQ(index_of(value), index_by_logarithm(value)) << value;
  }
}

// Entry j is the whole part b of 2^63 * 2^(j/128): b^128 <= 2^(63*128 + j) < (b + 1)^128.
TEST(ExponentialBuckets, HasExactBoundaries) {
  for (std::size_t j = 0; j < per_octave; ++j) {
    const cpp_int boundary = table.boundary[j];
    const cpp_int power = cpp_int{1} << static_cast<unsigned>(63 * 128 + j);
    EXPECT_LE(boost::multiprecision::pow(boundary, 128), power) << j;
    EXPECT_GT(boost::multiprecision::pow(boundary + 1, 128), power) << j;
  }
}

// The same entries by the formula 2^(63 + j/128), to the last place or two of a long double.
TEST(ExponentialBuckets, HasBoundariesNearTheFormula) {
  for (std::size_t j = 0; j < per_octave; ++j) {
    const long double formula = std::exp2(63.0L + static_cast<long double>(j) / 128);
    const auto boundary = static_cast<long double>(table.boundary[j]);
    EXPECT_LE(std::fabs(boundary - formula), formula * 0x1p-52L) << j;
  }
}

// One comparison after the look-up is enough because no 1/256 of [1, 2) holds two boundaries.
TEST(ExponentialBuckets, FindsAtMostOneBoundaryPerPart) {
  for (std::size_t part = 1; part < table.boundaries_below.size(); ++part) {
    EXPECT_LE(table.boundaries_below[part] - table.boundaries_below[part - 1], 1) << part;
  }
  EXPECT_GE(table.boundaries_below.back(), per_octave - 1);
}

// The greatest number of a slot is in it, unless the slot is too narrow to hold a whole number; the
// next number never is.
TEST(ExponentialBuckets, BoundsEverySlot) {
  std::size_t holding = 0;
  for (std::size_t slot = 0; slot + 1 < slot_count; ++slot) {
    if (greatest_in(slot) > greatest_below(slot)) {
      ASSERT_EQ(slot_of(greatest_in(slot)), slot);
      ASSERT_EQ(slot_of(greatest_below(slot) + 1), slot);
      ++holding;
    }
    ASSERT_GT(slot_of(greatest_in(slot) + 1), slot);
  }
  EXPECT_EQ(greatest_in(slot_count - 1), INT64_MAX);
  EXPECT_EQ(slot_of(INT64_MAX), slot_count - 1);
  EXPECT_GT(holding, std::size_t{7'000});
}

}  // namespace
}  // namespace plimsoll::exponential_buckets
