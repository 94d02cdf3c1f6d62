#include "sim/measure/histogram.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <new>
#include <vector>

namespace {
std::size_t allocations = 0;
}  // namespace

// Not inlined: g++ would then see malloc() paired with operator delete and warn.
[[gnu::noinline]] void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace plimsoll {
namespace {

// A fixed, uneven spread of `count` durations between 1 ns and about 18 s.
std::vector<Duration> spread_of_durations(std::size_t count) {
  std::vector<Duration> durations;
  std::uint64_t state = 1;
  for (std::size_t i = 0; i < count; ++i) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    const std::uint64_t octave = (state >> 58) % 34;
    durations.push_back(Duration::ns(static_cast<std::int64_t>(1 + ((state >> 8) & ((2ULL << octave) - 1)))));
  }
  return durations;
}

Histogram histogram_of(const std::vector<Duration>& durations) {
  Histogram histogram;
  for (const Duration duration : durations) histogram.record(duration);
  return histogram;
}

// Nothing counted: no mean, no quantile, nothing above, and asking for the least is our mistake.
TEST(Histogram, StartsEmpty) {
  const Histogram histogram;

  EXPECT_TRUE(histogram.empty());
  EXPECT_TRUE(std::isnan(histogram.mean_seconds()));
  EXPECT_TRUE(std::isnan(histogram.quantile_seconds(0.5)));
  EXPECT_EQ(histogram.count_above(Duration{}), 0U);
  EXPECT_TRUE(histogram.buckets().empty());
  EXPECT_THROW(histogram.min(), InternalError);
  EXPECT_THROW(histogram.quantile(0.5), InternalError);
}

// 0, 0, 3 and 7 ns: small numbers have buckets of their own, so every answer is exact.
TEST(Histogram, CountsSmallNumbersExactly) {
  const Histogram histogram =
      histogram_of({Duration::ns(7), Duration::ns(0), Duration::ns(3), Duration::ns(0)});

  EXPECT_EQ(histogram.count(), 4U);
  EXPECT_EQ(histogram.min(), Duration::ns(0));
  EXPECT_EQ(histogram.max(), Duration::ns(7));
  EXPECT_EQ(histogram.mean_seconds(), 2.5e-9);
  EXPECT_EQ(histogram.quantile(0.50), Duration::ns(0));
  EXPECT_EQ(histogram.quantile(0.51), Duration::ns(3));
  EXPECT_EQ(histogram.quantile(0.75), Duration::ns(3));
  EXPECT_EQ(histogram.quantile(0.76), Duration::ns(7));
  EXPECT_EQ(histogram.count_above(Duration::ns(-1)), 4U);
  EXPECT_EQ(histogram.count_above(Duration::ns(0)), 2U);
  EXPECT_EQ(histogram.count_above(Duration::ns(3)), 1U);
  EXPECT_EQ(histogram.count_above(Duration::ns(7)), 0U);
}

// 1 to 100 ns have buckets of their own too: the p-quantile is 100 p, also where p * 100 is a hair too
// large in binary (0.07, 0.28, 0.55 ...).
TEST(Histogram, RoundsTheRankUpButNotPastAWholeNumber) {
  Histogram histogram;
  for (std::int64_t n = 1; n <= 100; ++n) histogram.record(Duration::ns(n));

  for (std::int64_t n = 1; n <= 100; ++n) {
    EXPECT_EQ(histogram.quantile(static_cast<double>(n) / 100), Duration::ns(n));
  }
  EXPECT_EQ(histogram.quantile(0.0), Duration::ns(1));
  EXPECT_EQ(histogram.quantile(0.501), Duration::ns(51));
}

// Every quantile of 20,000 durations over ten decades is within 0.6 % of the one found by sorting.
TEST(Histogram, PlacesQuantilesWithinItsPromise) {
  std::vector<Duration> durations = spread_of_durations(20'000);
  const Histogram histogram = histogram_of(durations);
  std::sort(durations.begin(), durations.end());

  for (std::size_t rank = 1; rank <= durations.size(); ++rank) {
    const auto exact = static_cast<double>(durations[rank - 1].count());
    const double p = static_cast<double>(rank) / static_cast<double>(durations.size());
    ASSERT_NEAR(static_cast<double>(histogram.quantile(p).count()), exact, 0.006 * exact) << rank;
  }
}

// Count, sum, least and greatest do not pass through the buckets.
TEST(Histogram, KeepsCountSumAndExtremesExactly) {
  const std::vector<Duration> durations = spread_of_durations(1'000);
  const Histogram histogram = histogram_of(durations);
  std::uint64_t sum = 0;
  for (const Duration duration : durations) sum += static_cast<std::uint64_t>(duration.count());

  EXPECT_EQ(histogram.count(), 1'000U);
  EXPECT_TRUE(histogram.sum_nanoseconds() == sum);
  EXPECT_EQ(histogram.min(), *std::min_element(durations.begin(), durations.end()));
  EXPECT_EQ(histogram.max(), *std::max_element(durations.begin(), durations.end()));
  EXPECT_EQ(histogram.quantile(0), histogram.min());
  EXPECT_EQ(histogram.quantile(1), histogram.max());
}

// Four times the longest duration is more than 64 bits hold; the mean is still that duration.
TEST(Histogram, SumsBeyond64Bits) {
  const Histogram histogram =
      histogram_of({Duration::max(), Duration::max(), Duration::max(), Duration::max()});

  EXPECT_EQ(histogram.mean_seconds(), Duration::max().to_seconds());
  EXPECT_EQ(histogram.quantile(0.5), Duration::max());
}

// One hundred equal durations: the bucket is wider than that, but answers stay between least and greatest.
TEST(Histogram, ClampsQuantilesToWhatWasSeen) {
  const Histogram histogram = histogram_of(std::vector<Duration>(100, Duration::ms(8)));

  EXPECT_EQ(histogram.quantile(0.01), Duration::ms(8));
  EXPECT_EQ(histogram.quantile(0.50), Duration::ms(8));
  EXPECT_EQ(histogram.quantile(0.99), Duration::ms(8));
}

// The bucket (1024, 1029] with four durations: the middle of its second quarter is 1024 + 1 + 1.
TEST(Histogram, PlacesRanksLinearlyWithinABucket) {
  const Histogram histogram =
      histogram_of({Duration::ns(1025), Duration::ns(1029), Duration::ns(1029), Duration::ns(1029)});

  ASSERT_EQ(histogram.buckets(),
            (std::vector<Histogram::Bucket>{{Duration::ns(1024), Duration::ns(1029), 4}}));
  EXPECT_EQ(histogram.quantile(0.50), Duration::ns(1026));
  EXPECT_EQ(histogram.quantile(0.75), Duration::ns(1028));
  EXPECT_EQ(histogram.count_above(Duration::ns(1024)), 4U);
  EXPECT_EQ(histogram.count_above(Duration::ns(1027)), 1U);  // 4 * 2/5, rounded down
}

// Counting what lies above a limit is off by no more than what shares the limit's bucket.
TEST(Histogram, CountsAboveALimitToWithinABucket) {
  const std::vector<Duration> durations = spread_of_durations(5'000);
  const Histogram histogram = histogram_of(durations);

  for (const Duration limit : spread_of_durations(200)) {
    std::uint64_t above = 0;
    std::uint64_t nearby = 0;
    for (const Duration duration : durations) {
      if (duration > limit) ++above;
      const bool same =
          exponential_buckets::slot_of(duration.count()) == exponential_buckets::slot_of(limit.count());
      if (same) ++nearby;
    }
    const std::uint64_t answer = histogram.count_above(limit);
    EXPECT_LE(std::max(answer, above) - std::min(answer, above), nearby) << limit.count();
  }
}

// Three parts merged in two orders equal the whole, bucket by bucket, and a merge with nothing is no change.
TEST(Histogram, MergesExactlyInAnyOrder) {
  std::vector<Duration> durations = spread_of_durations(3'000);
  durations.push_back(Duration::ns(0));
  std::vector<Histogram> parts(3);
  for (std::size_t i = 0; i < durations.size(); ++i) parts[i % 3].record(durations[i]);
  Histogram forward;
  Histogram backward;
  for (const std::size_t i : {0U, 1U, 2U}) forward.merge(parts[i]);
  for (const std::size_t i : {2U, 1U, 0U}) backward.merge(parts[i]);
  backward.merge(Histogram{});
  Histogram whole;
  for (const Duration duration : durations) whole.record(duration);

  for (const Histogram* merged : {&forward, &backward}) {
    EXPECT_EQ(merged->buckets(), whole.buckets());
    EXPECT_EQ(merged->count(), whole.count());
    EXPECT_TRUE(merged->sum_nanoseconds() == whole.sum_nanoseconds());
    EXPECT_EQ(merged->min(), whole.min());
    EXPECT_EQ(merged->max(), whole.max());
    EXPECT_EQ(merged->quantile(0.99), whole.quantile(0.99));
  }
}

// Microseconds and minutes share no octave; merged either way round, both are where they were.
TEST(Histogram, MergesDistantRanges) {
  const Histogram brief = histogram_of({Duration::us(3), Duration::us(4)});
  const Histogram lengthy = histogram_of({Duration::seconds(60), Duration::seconds(90)});
  const Histogram whole =
      histogram_of({Duration::us(3), Duration::us(4), Duration::seconds(60), Duration::seconds(90)});
  Histogram grown_up = brief;
  grown_up.merge(lengthy);
  Histogram grown_down = lengthy;
  grown_down.merge(brief);

  EXPECT_EQ(whole.buckets().size(), 4U);
  EXPECT_EQ(grown_up.buckets(), whole.buckets());
  EXPECT_EQ(grown_down.buckets(), whole.buckets());
}

// Merged into itself, everything is counted twice.
TEST(Histogram, MergesWithItself) {
  Histogram histogram = histogram_of({Duration::us(5), Duration::ms(5)});
  histogram.merge(histogram);

  EXPECT_EQ(histogram.count(), 4U);
  EXPECT_EQ(histogram.count_above(Duration::ms(1)), 2U);
  EXPECT_EQ(histogram.mean_seconds(), 0.0025025);
}

// After clear() nothing of the past remains, so the same durations give the same answers again.
TEST(Histogram, ForgetsWhenCleared) {
  const std::vector<Duration> durations = spread_of_durations(500);
  Histogram histogram = histogram_of({Duration::ns(0), Duration::seconds(100)});
  histogram.clear();

  EXPECT_TRUE(histogram.empty());
  EXPECT_TRUE(histogram.buckets().empty());
  for (const Duration duration : durations) histogram.record(duration);
  EXPECT_EQ(histogram.buckets(), histogram_of(durations).buckets());
  EXPECT_EQ(histogram.min(), histogram_of(durations).min());
  EXPECT_EQ(histogram.max(), histogram_of(durations).max());
}

// Empty and zero-only histograms hold no memory; once the range has been seen, clear() and further
// recording and merging allocate nothing.
TEST(Histogram, AllocatesOnlyWhileItsRangeGrows) {
  const std::vector<Duration> durations = spread_of_durations(1'000);
  const Histogram other = histogram_of(durations);

  const std::size_t before = allocations;
  Histogram histogram;
  histogram.record(Duration{});
  const std::size_t after_zero = allocations;
  for (const Duration duration : durations) histogram.record(duration);
  const std::size_t warm = allocations;
  histogram.clear();
  for (const Duration duration : durations) histogram.record(duration);
  histogram.merge(other);
  const std::size_t after_all = allocations;

  EXPECT_EQ(after_zero, before);
  EXPECT_GT(warm, before);
  EXPECT_EQ(after_all, warm);
}

// Time does not run backwards: a negative duration is our mistake and leaves no trace.
TEST(Histogram, RefusesANegativeDuration) {
  Histogram histogram;

  EXPECT_THROW(histogram.record(Duration::ns(-1)), InternalError);
  EXPECT_TRUE(histogram.empty());
}

// What was counted after the first half is, bucket by bucket, a histogram of the second half; and both halves
// make the whole again, to the least and the greatest.
TEST(Histogram, TellsWhatWasCountedSince) {
  const std::vector<Duration> durations = spread_of_durations(2'000);
  const std::vector<Duration> first(durations.begin(), durations.begin() + 1'000);
  const std::vector<Duration> second(durations.begin() + 1'000, durations.end());
  Histogram whole = histogram_of(durations);
  whole.record(Duration{});

  const Histogram half = histogram_of(first);
  const Histogram rest = whole.since(half);
  Histogram expected = histogram_of(second);
  expected.record(Duration{});
  EXPECT_EQ(rest.buckets(), expected.buckets());
  EXPECT_EQ(rest.count(), expected.count());
  EXPECT_EQ(rest.sum_nanoseconds(), expected.sum_nanoseconds());

  Histogram again = whole.since(Histogram{});
  EXPECT_EQ(again.max(), whole.max());
  EXPECT_EQ(again.quantile(0.9995), whole.quantile(0.9995));
  again = half;
  again.merge(rest);
  EXPECT_EQ(again.buckets(), whole.buckets());
  EXPECT_EQ(again.max(), whole.max());
  EXPECT_TRUE(whole.since(whole).empty());
}

}  // namespace
}  // namespace plimsoll
