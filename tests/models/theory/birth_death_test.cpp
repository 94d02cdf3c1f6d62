#include "models/theory/birth_death.hpp"

#include <gtest/gtest.h>

#include <numeric>

namespace plimsoll::theory {
namespace {

double sum(const std::vector<double>& values) { return std::accumulate(values.begin(), values.end(), 0.0); }

// Up at 1 /s and down at 2 /s between three states: 4/7, 2/7, 1/7.
TEST(BirthDeath, BalancesThreeStates) {
  const auto p = birth_death(std::vector{1.0, 1.0}, std::vector{2.0, 2.0});
  EXPECT_DOUBLE_EQ((*p)[0], 4.0 / 7);
  EXPECT_DOUBLE_EQ((*p)[1], 2.0 / 7);
  EXPECT_DOUBLE_EQ((*p)[2], 1.0 / 7);
}

// A geometric tail takes its share: M/M/1 at one half from its first two states.
TEST(BirthDeath, AddsAGeometricTail) {
  const auto p = birth_death(std::vector{1.0}, std::vector{2.0}, 0.5);
  EXPECT_DOUBLE_EQ((*p)[0], 0.5);
  EXPECT_DOUBLE_EQ((*p)[1], 0.25);
}

// Two equal modes with a valley of 10^-900 between them: both are found, and half of the time is at each.
TEST(BirthDeath, CrossesAValleyThatADoubleCannotHold) {
  std::vector<double> births(6000, 1.0), deaths(6000, 2.0);
  std::swap_ranges(births.begin() + 3000, births.end(), deaths.begin() + 3000);
  const auto p = birth_death(births, deaths);
  EXPECT_NEAR(p->front(), 0.25, 1e-12);
  EXPECT_NEAR(p->back(), 0.25, 1e-12);
  EXPECT_EQ((*p)[3000], 0);
  EXPECT_NEAR(sum(*p), 1, 1e-12);
}

// Rates at the ends of the range of doubles do not overflow.
TEST(BirthDeath, TakesAnyRates) {
  const auto p = birth_death(std::vector{1e308, 1e308, 0.0}, std::vector{1e-308, 1e-308, 1.0});
  EXPECT_EQ((*p)[2], 1);
  EXPECT_EQ((*p)[3], 0);
}

// Of a chain that grows, the mean so far is that of the chain cut off there.
TEST(BirthDeath, GrowsAChainWithItsMeans) {
  const std::vector<double> births{3, 2, 1}, deaths{1, 2, 2};
  GrowingChain chain;
  double mean = 0;
  for (std::size_t n = 1; n <= 3; ++n) {
    chain.grow(births[n - 1] / deaths[n - 1]);
    chain.include(mean, static_cast<double>(n));
    const auto p = birth_death(std::span(births).first(n), std::span(deaths).first(n));
    double expected = 0;
    for (std::size_t i = 0; i <= n; ++i) expected += static_cast<double>(i) * (*p)[i];
    EXPECT_DOUBLE_EQ(mean, expected);
    EXPECT_DOUBLE_EQ(chain.last(), p->back());
  }
}

// A chain that is no chain is refused with a reason.
TEST(BirthDeath, RefusesWhatIsNoChain) {
  EXPECT_FALSE(birth_death(std::vector{1.0}, std::vector{0.0}));
  EXPECT_FALSE(birth_death(std::vector{-1.0}, std::vector{1.0}));
  EXPECT_FALSE(birth_death(std::vector{1.0}, std::vector<double>{}));
  EXPECT_FALSE(birth_death(std::vector{1.0}, std::vector{1.0}, 1.0));
  EXPECT_EQ(birth_death({}, {})->front(), 1);
}

}  // namespace
}  // namespace plimsoll::theory
