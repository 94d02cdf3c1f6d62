#include "models/theory/caches.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

namespace plimsoll::theory {
namespace {

// Popularities add up to 1 and fall as ranks do.
TEST(Caches, MakeZipfsPopularities) {
  const auto p = zipf(5, 1.4);
  EXPECT_NEAR(std::accumulate(p->begin(), p->end(), 0.0), 1, 1e-15);
  EXPECT_NEAR((*p)[0] / (*p)[3], std::pow(4, 1.4), 1e-12);
  EXPECT_DOUBLE_EQ((*zipf(4, 0))[2], 0.25);
}

// Two of five items: King's 61.66 % for least recently used, LINE's 59.04 % for random replacement, and 40 %
// for both when all items are alike.
TEST(Caches, MatchSmallCachesExactly) {
  const auto p = *zipf(5, 1.4);
  EXPECT_NEAR(*lru_hit_ratio_exact(p, 2), 0.6166267254, 1e-10);
  EXPECT_NEAR(*random_hit_ratio(p, 2), 0.5903959956, 1e-10);
  const auto alike = *zipf(5, 0);
  EXPECT_NEAR(*lru_hit_ratio_exact(alike, 2), 0.4, 1e-15);
  EXPECT_NEAR(*random_hit_ratio(alike, 2), 0.4, 1e-15);
  EXPECT_NEAR(*lru_hit_ratio(alike, 2), 0.4, 1e-15);
}

// A cache of one holds the last item read: sum p^2, for every policy.
TEST(Caches, OfOnePlaceHoldTheLastItem) {
  const auto p = *zipf(8, 0.9);
  double squares = 0;
  for (const double share : p) squares += share * share;
  EXPECT_NEAR(*lru_hit_ratio_exact(p, 1), squares, 1e-15);
  EXPECT_NEAR(*random_hit_ratio(p, 1), squares, 1e-14);
}

// 1,000 of 10,000 items under Zipf 0.8, and of 100,000 under Zipf 1: Che's 43.67 and 50.62 %.
TEST(Caches, MatchChesApproximation) {
  EXPECT_NEAR(*lru_hit_ratio(*zipf(10'000, 0.8), 1000), 0.4366597222, 1e-9);
  EXPECT_NEAR(*lru_hit_ratio(*zipf(100'000, 1.0), 1000), 0.5061701485, 1e-9);
}

// Che is near King already for ten of twenty items, and random replacement never hits more than recency.
TEST(Caches, ApproximationIsNearTheExactValue) {
  for (const double exponent : {0.5, 1.0, 2.0}) {
    const auto p = *zipf(20, exponent);
    for (const std::int64_t capacity : {2, 5, 10, 19}) {
      const double exact = *lru_hit_ratio_exact(p, capacity);
      EXPECT_NEAR(*lru_hit_ratio(p, capacity), exact, 0.01);
      EXPECT_LE(*random_hit_ratio(p, capacity), exact + 1e-12);
    }
  }
}

// Large caches under random replacement do not overflow: a thousand equal items, half of them held; and the
// popular ones of a skewed million-fold range.
TEST(Caches, RandomReplacementIsStable) {
  EXPECT_NEAR(*random_hit_ratio(*zipf(1000, 0), 500), 0.5, 1e-11);
  const double skewed = *random_hit_ratio(*zipf(5000, 2), 4999);
  EXPECT_GT(skewed, 0.9999);
  EXPECT_LE(skewed, 1);
  EXPECT_GT(*lru_hit_ratio(*zipf(5000, 2), 4999), 0.9999);
}

// Reads at 20 per second of an item kept for half a second hit 10 of 11 times; each fill in between takes all
// reads along.
TEST(Caches, MatchTheTtl) {
  const auto kept = ttl_from_fill({.reads_per_second = 20, .ttl_seconds = 0.5});
  EXPECT_NEAR(kept->hit_ratio, 0.9090909091, 1e-10);
  EXPECT_NEAR(kept->fills_per_second, 1.8181818182, 1e-10);
  EXPECT_EQ(kept->joining, 0);

  const auto slow = ttl_from_fill({.reads_per_second = 20, .ttl_seconds = 0.5, .fill_seconds = 0.2});
  EXPECT_DOUBLE_EQ(slow->hit_ratio, 10.0 / 15);
  EXPECT_DOUBLE_EQ(slow->joining, 4.0 / 15);
  EXPECT_DOUBLE_EQ(slow->fills_per_second, 20.0 / 15);

  const auto renewed = ttl_from_read({.reads_per_second = 20, .ttl_seconds = 0.5});
  EXPECT_NEAR(renewed->hit_ratio, 1 - std::exp(-10.0), 1e-15);
  EXPECT_NEAR(renewed->fills_per_second, 20 * std::exp(-10.0), 1e-15);
}

// The ends: no place, places for all, items that nobody asks for; and reasons for what is no cache.
TEST(Caches, RefuseWhatHasNoAnswer) {
  const std::vector<double> p{3, 0, 1};
  EXPECT_EQ(*lru_hit_ratio(p, 0), 0);
  EXPECT_EQ(*lru_hit_ratio(p, 2), 1);
  EXPECT_EQ(*random_hit_ratio(p, 2), 1);
  EXPECT_NEAR(*lru_hit_ratio_exact(p, 1), 10.0 / 16, 1e-15);
  EXPECT_FALSE(lru_hit_ratio({}, 1));
  EXPECT_FALSE(lru_hit_ratio(std::vector<double>{0, 0}, 1));
  EXPECT_FALSE(lru_hit_ratio(std::vector<double>{1, std::nan("")}, 1));
  EXPECT_FALSE(lru_hit_ratio(p, -1));
  EXPECT_FALSE(lru_hit_ratio_exact(*zipf(21, 1), 3));
  EXPECT_FALSE(zipf(0, 1));
  EXPECT_FALSE(zipf(3, -1));
  EXPECT_FALSE(ttl_from_fill({.reads_per_second = -1, .ttl_seconds = 1}));
  EXPECT_FALSE(ttl_from_read({.reads_per_second = 1, .ttl_seconds = 1, .fill_seconds = 1}));
  EXPECT_EQ(ttl_from_fill({})->hit_ratio, 0);
  const double huge = std::numeric_limits<double>::max();
  EXPECT_NEAR(*lru_hit_ratio(std::vector<double>{huge, huge, huge, huge}, 2), 0.5, 1e-15);
}

}  // namespace
}  // namespace plimsoll::theory
