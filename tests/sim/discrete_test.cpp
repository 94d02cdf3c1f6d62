#include "sim/discrete.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

namespace plimsoll {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr std::uint64_t draw_count = 200'000;

/// Chi-square of the draws against the stated probabilities, over ranks 0 .. cells - 2 and the rest; and
/// how far that lies above its mean, in standard deviations.
template <typename Draw, typename Probability>
double chi_square_excess(std::size_t cells, Draw draw, Probability probability) {
  std::vector<double> hits(cells, 0.0);
  for (std::uint64_t i = 0; i < draw_count; ++i) ++hits[std::min<std::size_t>(draw(i), cells - 1)];
  double chi_square = 0;
  double left = 1;
  for (std::size_t cell = 0; cell < cells; ++cell) {
    const double share = cell + 1 < cells ? probability(cell) : left;
    left -= share;
    const double expected = share * static_cast<double>(draw_count);
    chi_square += (hits[cell] - expected) * (hits[cell] - expected) / expected;
  }
  const auto freedom = static_cast<double>(cells - 1);
  return (chi_square - freedom) / std::sqrt(2 * freedom);
}

// Below, at and beyond the size of the table, at exponents 0, 1 and around them, ranks come as often as
// stated; the cells hold at least 5 draws each.
TEST(Zipf, DrawsRanksAsOftenAsStated) {
  const Stream stream = Stream::named(42, 0, "zipf");
  for (const std::uint64_t count :
       {std::uint64_t{50}, Zipf::largest_table, Zipf::largest_table + 1, std::uint64_t{10'000'000}}) {
    for (const double exponent : {0.5, 0.99, 1.0, 1.01, 2.0}) {
      const Zipf zipf(count, exponent);
      const double excess = chi_square_excess(
          20, [&](std::uint64_t i) { return zipf.sample(stream, i); },
          [&](std::uint64_t rank) { return zipf.probability(rank); });
      EXPECT_LT(std::fabs(excess), 4) << count << " items, exponent " << exponent;
    }
  }
}

// Beyond the head as well: the share of draws in ever larger bands of ranks is right within 4 standard
// errors.
TEST(Zipf, DrawsTheTailAsOftenAsStated) {
  const Stream stream = Stream::named(42, 0, "zipf tail");
  for (const double exponent : {0.3, 1.0, 1.3}) {
    const Zipf zipf(1'000'000, exponent);
    std::vector<double> stated(7, 0.0);
    std::vector<double> drawn(7, 0.0);
    const auto band = [](std::uint64_t rank) {
      return static_cast<std::size_t>(std::log10(static_cast<double>(rank) + 1));
    };
    for (std::uint64_t rank = 0; rank < zipf.count(); ++rank) stated[band(rank)] += zipf.probability(rank);
    for (std::uint64_t i = 0; i < draw_count; ++i) drawn[band(zipf.sample(stream, i))] += 1.0 / draw_count;
    for (std::size_t i = 0; i < 7; ++i) {
      EXPECT_NEAR(drawn[i], stated[i], 4 * std::sqrt(stated[i] / draw_count) + 1e-12)
          << i << ", " << exponent;
    }
  }
}

// Probabilities add up to 1, whether the sum behind them was taken one by one or by formula.
TEST(Zipf, HasProbabilitiesThatAddUpToOne) {
  for (const std::uint64_t count : {1u, 99u, 100u, 101u, 5000u, 200'000u}) {
    for (const double exponent : {0.0, 0.7, 1.0, 3.0, 100.0}) {
      const Zipf zipf(count, exponent);
      long double sum = 0;
      for (std::uint64_t rank = count; rank-- > 0;) sum += static_cast<long double>(zipf.probability(rank));
      EXPECT_NEAR(static_cast<double>(sum), 1, 1e-12) << count << " items, exponent " << exponent;
      EXPECT_EQ(zipf.probability(count), 0);
    }
  }
}

// Three items at exponent 1 have weights 1, 1/2 and 1/3.
TEST(Zipf, WeighsByRank) {
  const Zipf zipf(3, 1);
  EXPECT_DOUBLE_EQ(zipf.probability(0), 6.0 / 11);
  EXPECT_DOUBLE_EQ(zipf.probability(1), 3.0 / 11);
  EXPECT_DOUBLE_EQ(zipf.probability(2), 2.0 / 11);
}

// At exponent 0 all are equal, even among 10^12: the mean rank is the middle, within 4 standard errors.
TEST(Zipf, IsUniformAtExponentZero) {
  const Stream stream = Stream::named(42, 0, "zipf 0");
  const Zipf zipf(1'000'000'000'000, 0);
  double sum = 0;
  for (std::uint64_t i = 0; i < draw_count; ++i) sum += static_cast<double>(zipf.sample(stream, i)) / 1e12;
  EXPECT_NEAR(sum / draw_count, 0.5, 4 * std::sqrt(1.0 / 12 / draw_count));
  EXPECT_DOUBLE_EQ(zipf.probability(999'999'999'999), 1e-12);
}

// The largest count and the steepest exponents: ranks stay in range.
TEST(Zipf, StaysInRangeAtItsLimits) {
  const Stream stream = Stream::named(42, 0, "zipf limits");
  for (const double exponent : {0.0, 1e-9, 0.5, 1.0, 1.0 + 1e-12, 5.0, 100.0}) {
    const Zipf zipf(1'000'000'000'000, exponent);
    for (std::uint64_t i = 0; i < 20'000; ++i) ASSERT_LT(zipf.sample(stream, i), zipf.count()) << exponent;
  }
  EXPECT_EQ(Zipf(1, 2).sample(stream, 0), 0u);
}

// With a table, a larger uniform variate never gives a more popular item.
TEST(Zipf, GrowsWithTheUniformVariate) {
  const Stream stream = Stream::named(42, 0, "monotone");
  const Zipf zipf(20'000, 0.8);
  for (std::uint64_t i = 0; i < 20'000; ++i) {
    const bool smaller = stream.uniform(i) < stream.uniform(i + 1);
    const std::uint64_t a = zipf.sample(stream, i);
    const std::uint64_t b = zipf.sample(stream, i + 1);
    ASSERT_TRUE(smaller ? a <= b : a >= b);
  }
}

// No items, more than 10^12, and exponents that would make the rarest the most popular.
TEST(Zipf, RefusesWhatDoesNotExist) {
  EXPECT_THROW(Zipf(0, 1), std::invalid_argument);
  EXPECT_THROW(Zipf(1'000'000'000'001, 1), std::invalid_argument);
  EXPECT_THROW(Zipf(10, -0.1), std::invalid_argument);
  EXPECT_THROW(Zipf(10, not_a_number), std::invalid_argument);
}

// Ranks are pinned: from a table, and by rejection.
TEST(Zipf, KeepsItsDraws) {
  const Stream stream = Stream::named(42, 3, "pins");
  EXPECT_EQ(Zipf(20'000, 0.8).sample(stream, 7, 1), 4099u);
  EXPECT_EQ(Zipf(1'000'000, 0.8).sample(stream, 7, 1), 743747u);
  EXPECT_EQ(Zipf(1'000'000'000'000, 1).sample(stream, 7, 1), 179308476774u);
  EXPECT_EQ(Zipf(1'000'000'000'000, 0).sample(stream, 7, 1), 690449836999u);
  EXPECT_EQ(uniform_integer(stream, 7, 1, 1000), 690u);
}

// Weights 3, 0, 1: the first three times as often as the last, the middle one never.
TEST(Weighted, ChoosesByWeight) {
  const Stream stream = Stream::named(42, 0, "weighted");
  const Weighted choice(std::vector{3.0, 0.0, 1.0});
  std::vector<double> hits(3, 0.0);
  for (std::uint64_t i = 0; i < draw_count; ++i) ++hits[choice.sample(stream, i)];
  EXPECT_EQ(hits[1], 0);
  EXPECT_NEAR(hits[0] / draw_count, 0.75, 4 * std::sqrt(0.75 * 0.25 / draw_count));
  EXPECT_DOUBLE_EQ(choice.probability(0), 0.75);
  EXPECT_EQ(choice.probability(1), 0);
}

// Against a plain search: a thousand choices, with and without weight, each draw the same.
TEST(Weighted, AgreesWithAPlainSearch) {
  const Stream stream = Stream::named(42, 0, "search");
  std::vector<double> weights;
  for (std::uint64_t i = 0; i < 1000; ++i) weights.push_back(i % 3 == 0 ? 0 : stream.uniform(i, 1));
  weights[500] = 400;  // one choice that fills most of the guide
  const Weighted choice(weights);
  double total = 0;
  for (const double weight : weights) total += weight;
  for (std::uint64_t i = 0; i < 20'000; ++i) {
    double sum = 0;
    std::size_t expected = 0;
    while ((sum += weights[expected]) / total <= stream.uniform(i)) ++expected;
    ASSERT_EQ(choice.sample(stream, i), expected);
  }
}

// No choices, no weight at all, and weights that are negative or not numbers.
TEST(Weighted, RefusesWhatCannotBeChosen) {
  EXPECT_THROW(Weighted(std::vector<double>{}), std::invalid_argument);
  EXPECT_THROW(Weighted(std::vector{0.0, 0.0}), std::invalid_argument);
  EXPECT_THROW(Weighted(std::vector{1.0, -1.0}), std::invalid_argument);
  EXPECT_THROW(Weighted(std::vector{1.0, not_a_number}), std::invalid_argument);
}

// Seven equal cells; and a count near 2^64 stays in range and is centred.
TEST(UniformInteger, IsEquallyLikely) {
  const Stream stream = Stream::named(42, 0, "integers");
  const double excess = chi_square_excess(
      7, [&](std::uint64_t i) { return uniform_integer(stream, i, 0, 7); },
      [](std::size_t) { return 1.0 / 7; });
  EXPECT_LT(std::fabs(excess), 4);
  const std::uint64_t large = 0xf000'0000'0000'0001;
  double sum = 0;
  for (std::uint64_t i = 0; i < draw_count; ++i) {
    const std::uint64_t drawn = uniform_integer(stream, i, 1, large);
    ASSERT_LT(drawn, large);
    sum += static_cast<double>(drawn) / static_cast<double>(large);
  }
  EXPECT_NEAR(sum / draw_count, 0.5, 4 * std::sqrt(1.0 / 12 / draw_count));
}

}  // namespace
}  // namespace plimsoll
