#include "models/theory/order_statistics.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace plimsoll::theory {
namespace {

// The second of three replicas of 10 ms: 8.33 ms, and a p99 of 28.3 ms.
TEST(OrderStatistics, MatchAQuorum) {
  const auto quorum = KthAnswer::of(3, 0.010, 2);
  EXPECT_NEAR(*quorum->mean(), 0.010 * 5 / 6, 1e-17);
  EXPECT_NEAR(*quorum->quantile(0.99), 0.0283186095, 1e-10);
}

// The first of n is exponential of an n-th of the mean; the last waits for all, H(n) means.
TEST(OrderStatistics, MatchTheFirstAndTheLast) {
  const auto first = KthAnswer::of(2, 10, 1);
  EXPECT_DOUBLE_EQ(*first->mean(), 5);
  EXPECT_NEAR(*first->quantile(0.99), 5 * std::log(100.0), 1e-12);
  const auto last = KthAnswer::of(4, 12, 4);
  EXPECT_NEAR(*last->mean(), 12 * (1 + 1.0 / 2 + 1.0 / 3 + 1.0 / 4), 1e-13);
  EXPECT_NEAR(last->exceeds(12), 1 - std::pow(1 - std::exp(-1.0), 4), 1e-15);
}

// Of unequal branches: the first has the sum of the rates; of two, the last takes a + b - ab / (a + b).
TEST(OrderStatistics, MatchUnequalBranches) {
  const std::vector<double> means{1, 3};
  EXPECT_NEAR(*KthAnswer::of(means, 1)->mean(), 0.75, 1e-15);
  EXPECT_NEAR(*KthAnswer::of(means, 2)->mean(), 4 - 0.75, 1e-15);
  const std::vector<double> nearly{1, 1, 1 + 1e-9};
  EXPECT_NEAR(*KthAnswer::of(nearly, 2)->mean(), *KthAnswer::of(3, 1, 2)->mean(), 1e-9);
}

// The mean is the integral of the tail.
TEST(OrderStatistics, IntegrateToTheMean) {
  const auto quorum = KthAnswer::of(std::vector<double>{0.2, 1, 5, 0.7}, 3);
  double mean = 0;
  constexpr double step = 0.001;
  for (double t = step / 2; t < 100; t += step) mean += step * quorum->exceeds(t);
  EXPECT_NEAR(mean, *quorum->mean(), 1e-6);
}

// A hedge at once is the faster of two; one that comes too late is none; in between the tail has two slopes.
TEST(OrderStatistics, MatchHedges) {
  const auto at_once = HedgedAnswer::of(0.010, 0);
  EXPECT_DOUBLE_EQ(at_once->mean(), 0.005);
  EXPECT_NEAR(*at_once->quantile(0.99), 0.0230258509, 1e-10);
  EXPECT_EQ(at_once->extra_questions(), 1);

  const auto late = HedgedAnswer::of(0.010, 1000);
  EXPECT_DOUBLE_EQ(late->mean(), 0.010);
  EXPECT_EQ(late->extra_questions(), 0);

  const double p95 = 0.010 * std::log(20.0);
  const auto at_p95 = HedgedAnswer::of(0.010, p95);
  EXPECT_NEAR(at_p95->extra_questions(), 0.05, 1e-15);
  EXPECT_NEAR(*at_p95->quantile(0.90), 0.010 * std::log(10.0), 1e-15);
  EXPECT_NEAR(at_p95->exceeds(*at_p95->quantile(0.999)), 0.001, 1e-15);
  EXPECT_LT(*at_p95->quantile(0.999), 0.010 * std::log(1000.0));
}

// Outside validity there is a reason.
TEST(OrderStatistics, RefuseWhatHasNoAnswer) {
  EXPECT_FALSE(KthAnswer::of(3, 1, 4));
  EXPECT_FALSE(KthAnswer::of(3, 1, 0));
  EXPECT_FALSE(KthAnswer::of(0, 1, 1));
  EXPECT_FALSE(KthAnswer::of(3, std::nan(""), 1));
  EXPECT_FALSE(KthAnswer::of(2, 1, 1)->quantile(1));
  EXPECT_FALSE(HedgedAnswer::of(1, -1));
  std::vector<double> many(21, 1.0);
  many.back() = 2;
  EXPECT_FALSE(KthAnswer::of(many, 3)->mean());
  EXPECT_TRUE(KthAnswer::of(many, 3)->quantile(0.5));
}

}  // namespace
}  // namespace plimsoll::theory
