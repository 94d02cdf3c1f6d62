#include "study/distribution.hpp"

#include <gtest/gtest.h>

namespace plimsoll {
namespace {

Histogram histogram_of(const std::vector<Duration>& durations) {
  Histogram histogram;
  for (const Duration one : durations) histogram.record(one);
  return histogram;
}

// Sixteen buckets to an octave: from 2^20 ns to 2^21 ns there are sixteen, and the upper bound belongs to the
// last.
TEST(LatencyDistribution, HasSixteenBucketsToAnOctave) {
  Histogram histogram;
  for (std::int64_t ns = (1 << 20) + 1; ns <= 1 << 21; ++ns) histogram.record(Duration::ns(ns));
  const LatencyDistribution distribution = distribution_of({&histogram});
  ASSERT_EQ(distribution.buckets.size(), 16U);
  EXPECT_DOUBLE_EQ(distribution.buckets.back().upper_seconds, (1 << 21) / 1e9);
  // The first ends at 2^(20 + 1/16) ns, rounded down.
  EXPECT_DOUBLE_EQ(distribution.buckets.front().upper_seconds, 1'095'000 / 1e9);
}

// Every duration of every histogram is counted once; what is between is left out; zero has a bucket of its
// own.
TEST(LatencyDistribution, CountsAll) {
  const Histogram one = histogram_of({Duration{}, Duration::ms(1), Duration::ms(1)});
  const Histogram two = histogram_of({Duration::ms(1), Duration::seconds(9)});
  const LatencyDistribution distribution = distribution_of({&one, &two});
  ASSERT_EQ(distribution.buckets.size(), 3U);
  EXPECT_EQ(distribution.buckets[0].upper_seconds, 0);
  EXPECT_EQ(distribution.buckets[0].count, 1U);
  EXPECT_EQ(distribution.buckets[1].count, 3U);
  EXPECT_EQ(distribution.buckets[2].count, 1U);
  EXPECT_GE(distribution.buckets[1].upper_seconds, 0.001);
  EXPECT_LE(distribution.buckets[1].upper_seconds, 0.001 * 1.045);
}

// Of nothing there is nothing.
TEST(LatencyDistribution, IsEmptyOfNothing) {
  const Histogram none;
  EXPECT_TRUE(distribution_of({}).buckets.empty());
  EXPECT_TRUE(distribution_of({&none}).buckets.empty());
}

}  // namespace
}  // namespace plimsoll
