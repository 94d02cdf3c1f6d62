#include "sim/distribution.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

#include "sim/portable_math.hpp"

namespace plimsoll {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::size_t draw_count = 200'000;

struct Kind {
  const char* name;
  Distribution distribution;
  std::function<double(double)> cdf;  // empty where the distribution has steps
};

/// The chance that at most x has gone by: a gamma of whole shape k is the k-th arrival at rate 1.
double erlang_cdf(int stages, double x) {
  double term = 1;
  double sum = 0;
  for (int k = 0; k < stages; ++k) {
    sum += term;
    term *= x / (k + 1);
  }
  return 1 - std::exp(-x) * sum;
}

std::vector<Kind> kinds() {
  const auto step = std::function<double(double)>{};
  return {
      {"constant", Distribution::constant(3), step},
      {"uniform", Distribution::uniform(2, 5), [](double x) { return (x - 2) / 3; }},
      {"exponential", Distribution::exponential(2), [](double x) { return 1 - std::exp(-x / 2); }},
      {"erlang", Distribution::erlang(2, 4), [](double x) { return erlang_cdf(4, x * 2); }},
      {"erlang", Distribution::erlang(2, 7), [](double x) { return erlang_cdf(7, x * 3.5); }},
      {"gamma", Distribution::gamma(2, 3), [](double x) { return erlang_cdf(3, x * 1.5); }},
      // A gamma of shape 1/2 is half a squared normal.
      {"gamma", Distribution::gamma_with_scv(2, 2), [](double x) { return std::erf(std::sqrt(x / 4)); }},
      // Balanced means: sqrt((scv - 1) / (scv + 1)) = 1/2, so 3/4 of the draws carry half of the mean.
      {"hyperexponential", Distribution::hyperexponential(1, 5.0 / 3),
       [](double x) { return 1 - 0.75 * std::exp(-1.5 * x) - 0.25 * std::exp(-0.5 * x); }},
      {"hyperexponential",
       Distribution::hyperexponential(std::vector{5.0, 3.0, 2.0}, std::vector{1.0, 4.0, 0.5}),
       [](double x) { return 1 - 0.5 * std::exp(-x) - 0.3 * std::exp(-x / 4) - 0.2 * std::exp(-x / 0.5); }},
      // scv e - 1 makes sigma 1.
      {"lognormal", Distribution::lognormal(std::exp(0.5), std::exp(1.0) - 1),
       [](double x) { return 0.5 * std::erfc(-std::log(x) / std::sqrt(2)); }},
      {"weibull", Distribution::weibull(std::tgamma(1.5), 2), [](double x) { return 1 - std::exp(-x * x); }},
      {"weibull", Distribution::weibull(std::tgamma(2.5), 1 / 1.5),
       [](double x) { return 1 - std::exp(-std::pow(x, 1 / 1.5)); }},
      {"pareto", Distribution::pareto(1.5, 6), [](double x) { return 1 - std::pow(1.5 / x, 6); }},
      {"pareto", Distribution::pareto_with_mean(3, 6), [](double x) { return 1 - std::pow(2.5 / x, 6); }},
      {"empirical", Distribution::empirical(std::vector{4.0, 1.0, 2.0}, std::vector{1.0, 6.0, 3.0}), step},
  };
}

std::vector<double> draws(const Distribution& distribution) {
  const Stream stream = Stream::named(42, 0, "distribution test");
  std::vector<double> values;
  for (std::uint64_t i = 0; i < draw_count; ++i) values.push_back(distribution.sample(stream, i / 2, i % 2));
  return values;
}

std::string refusal(const std::function<void()>& factory) {
  try {
    factory();
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

// Of every kind, 200,000 draws have the stated mean and variance within 4 standard errors.
TEST(Distribution, HasItsStatedMeanAndVariance) {
  const auto n = static_cast<double>(draw_count);
  for (const Kind& kind : kinds()) {
    const std::vector<double> values = draws(kind.distribution);
    const double mean = kind.distribution.mean();
    const double variance = kind.distribution.variance();
    double sum = 0;
    double squares = 0;
    double fourths = 0;
    for (const double value : values) {
      const double square = (value - mean) * (value - mean);
      sum += value;
      squares += square;
      fourths += square * square;
    }
    EXPECT_NEAR(sum / n, mean, 4 * std::sqrt(variance / n)) << kind.name;
    const double error_of_variance = std::sqrt((fourths / n - variance * variance) / n);
    EXPECT_NEAR(squares / n, variance, 4 * error_of_variance) << kind.name;
    EXPECT_LE(error_of_variance, 0.05 * variance) << kind.name << ": too wide to prove anything";
    EXPECT_EQ(kind.distribution.kind_name(), kind.name);
  }
}

// The largest distance between the draws' distribution and the exact one stays below the Kolmogorov-Smirnov
// bound of 0.1 %: 1.95 / sqrt(n).
TEST(Distribution, FollowsItsDistributionFunction) {
  for (const Kind& kind : kinds()) {
    if (!kind.cdf) continue;
    std::vector<double> values = draws(kind.distribution);
    std::ranges::sort(values);
    double distance = 0;
    for (std::size_t i = 0; i < draw_count; ++i) {
      const double expected = kind.cdf(values[i]) * static_cast<double>(draw_count);
      distance =
          std::max({distance, expected - static_cast<double>(i), static_cast<double>(i + 1) - expected});
    }
    EXPECT_LT(distance / std::sqrt(static_cast<double>(draw_count)), 1.95) << kind.name;
  }
}

// Kinds with a closed form draw exactly quantile(1 - u), so that small u means long in all of them.
TEST(Distribution, DrawsItsQuantile) {
  const Stream stream = Stream::named(42, 0, "quantile");
  for (const Kind& kind : kinds()) {
    const bool closed_form = kind.distribution.quantile(0.5).has_value();
    EXPECT_EQ(closed_form, std::string{kind.name} != "erlang" && std::string{kind.name} != "gamma" &&
                               std::string{kind.name} != "hyperexponential");
    if (!closed_form) continue;
    for (std::uint64_t i = 0; i < 1000; ++i) {
      EXPECT_EQ(kind.distribution.sample(stream, i), kind.distribution.quantile(1 - stream.uniform(i)))
          << kind.name;
    }
    if (kind.cdf) {
      EXPECT_NEAR(kind.cdf(kind.distribution.quantile(0.99).value()), 0.99, 1e-12) << kind.name;
    }
  }
}

// One draw of every kind, pinned to the bit: these may change only under "Results changed".
TEST(Distribution, KeepsItsDraws) {
  const Stream stream = Stream::named(42, 3, "pins");
  EXPECT_EQ(Distribution::uniform(2, 5).sample(stream, 7, 1), 0x1.76de04ebd6de1p+1);
  EXPECT_EQ(Distribution::exponential(2).sample(stream, 7, 1), 0x1.7b4d45967fb79p-1);
  EXPECT_EQ(Distribution::erlang(2, 4).sample(stream, 7, 1), 0x1.3085c5f534cd8p+1);
  EXPECT_EQ(Distribution::erlang(2, 7).sample(stream, 7, 1), 0x1.a50d4819c18c9p+1);
  EXPECT_EQ(Distribution::gamma(2, 3).sample(stream, 7, 1), 0x1.bacab7653dc7fp-1);
  EXPECT_EQ(Distribution::gamma(2, 0.5).sample(stream, 7, 1), 0x1.43d06ea377d1cp+4);
  EXPECT_EQ(Distribution::hyperexponential(1, 4).sample(stream, 7, 1), 0x1.ef24cc5c33d01p-3);
  EXPECT_EQ(Distribution::lognormal(2, 0.5).sample(stream, 7, 1), 0x1.309ce1bae7725p+0);
  EXPECT_EQ(Distribution::lognormal_with_percentile(0.014, 0.99, 0.060).sample(stream, 7, 1),
            0x1.e01fbf3be0b1ep-8);
  EXPECT_EQ(Distribution::weibull(2, 0.7).sample(stream, 7, 1), 0x1.878e0497ccb7fp-2);
  EXPECT_EQ(Distribution::pareto(1.5, 2.5).sample(stream, 7, 1), 0x1.bd538a3d63748p+0);
  EXPECT_EQ(Distribution::pareto_with_mean(3, 1.5).sample(stream, 7, 1), 0x1.47b4e4de86871p+0);
  EXPECT_EQ(Distribution::hyperexponential(std::vector{5.0, 3.0, 2.0}, std::vector{1.0, 4.0, 0.5})
                .sample(stream, 7, 1),
            0x1.fa7cedd73e224p-3);
  EXPECT_EQ(Distribution::empirical(std::vector{4.0, 1.0, 2.0}).sample(stream, 7, 1), 1);
}

// A mean of 14 ms with a p99 of 60 ms: both are given back, and the shorter-tailed solution is taken.
TEST(Distribution, FitsALognormalToAMeanAndAPercentile) {
  const Distribution fitted = Distribution::lognormal_with_percentile(0.014, 0.99, 0.060);
  EXPECT_DOUBLE_EQ(fitted.mean(), 0.014);
  EXPECT_NEAR(fitted.quantile(0.99).value(), 0.060, 1e-15);
  const double sigma = 2.3263478740408408 - std::sqrt(5.411894431 - 2 * std::log(60.0 / 14));
  EXPECT_NEAR(fitted.variance(), 0.014 * 0.014 * std::expm1(sigma * sigma), 1e-12);
}

// A median below the mean, and a p25, have one solution each.
TEST(Distribution, FitsALognormalToAMedianOrLowPercentile) {
  const Distribution by_median = Distribution::lognormal_with_percentile(2, 0.5, 1);
  EXPECT_NEAR(by_median.quantile(0.5).value(), 1, 1e-15);
  EXPECT_NEAR(by_median.variance(), 4 * 3, 1e-12);  // sigma^2 = 2 ln 2, so scv = 3
  EXPECT_NEAR(Distribution::lognormal_with_percentile(2, 0.25, 1).quantile(0.25).value(), 1, 1e-15);
}

// A percentile that no lognormal has is refused with what would be possible.
TEST(Distribution, SaysWhichPercentilesAreImpossible) {
  EXPECT_EQ(refusal([] { Distribution::lognormal_with_percentile(0.003, 0.99, 0.060); }),
            "the p99 is 20 times the mean; a lognormal's p99 can be at most 14.9685 times its mean");
  EXPECT_EQ(refusal([] { Distribution::lognormal_with_percentile(10, 0.99, 5); }),
            "the p99 is 0.5 times the mean; a lognormal's p99 should lie above its mean");
  EXPECT_EQ(refusal([] { Distribution::lognormal_with_percentile(10, 0.5, 10); }),
            "the p50 must lie below the mean of a lognormal, and is 1 times it");
  EXPECT_EQ(refusal([] { Distribution::lognormal_with_percentile(10, 1, 20); }),
            "a percentile must lie strictly between 0 and 100, got 100");
}

// What makes no distribution is refused in a sentence that names the setting and the value.
TEST(Distribution, RefusesWhatDoesNotExist) {
  EXPECT_EQ(refusal([] { Distribution::exponential(0); }),
            "the mean of an exponential must be above 0 and finite, got 0");
  EXPECT_EQ(refusal([] { Distribution::exponential(not_a_number); }),
            "the mean of an exponential must be above 0 and finite, got nan");
  EXPECT_EQ(refusal([] { Distribution::constant(infinity); }),
            "the value of a constant must be a finite number");
  EXPECT_EQ(refusal([] { Distribution::uniform(2, 1); }), "a uniform's low end 2 lies above its high end 1");
  EXPECT_EQ(refusal([] { Distribution::erlang(1, 0); }), "an erlang needs at least 1 stage, got 0");
  EXPECT_EQ(refusal([] { Distribution::gamma(1, -2); }),
            "the shape of a gamma must be above 0 and finite, got -2");
  EXPECT_EQ(refusal([] { Distribution::hyperexponential(1, 0.5); }),
            "the scv of a hyperexponential must be at least 1, got 0.5; below 1, use an erlang, gamma or "
            "lognormal");
  EXPECT_EQ(refusal([] {
              Distribution::hyperexponential(std::vector{1.0}, std::vector{1.0, 2.0});
            }),
            "a hyperexponential needs as many probabilities as means, got 1 and 2");
  EXPECT_EQ(refusal([] { Distribution::lognormal(1, -1); }),
            "the scv of a lognormal must be 0 or more and finite, got -1");
  EXPECT_EQ(refusal([] { Distribution::weibull(1, 0.001); }),
            "the shape of a weibull must be at least 0.01, got 0.001");
  EXPECT_EQ(refusal([] { Distribution::pareto(1, 0.05); }),
            "the shape of a pareto must be at least 0.1, got 0.05");
  EXPECT_EQ(refusal([] { Distribution::pareto_with_mean(1, 1); }),
            "a pareto of shape 1 has no finite mean; the shape must be above 1");
  EXPECT_EQ(refusal([] { Distribution::empirical({}); }),
            "at least one value with a weight above 0 is needed");
  EXPECT_EQ(refusal([] { Distribution::empirical(std::vector{1.0}, std::vector{-1.0}); }),
            "each weight must be 0 or more, got -1");
}

// Ten values of equal weight: the quantile at 0.3 is the third, just above it the fourth.
TEST(Distribution, TakesEmpiricalQuantilesAtTheStep) {
  std::vector<double> values(10);
  std::iota(values.rbegin(), values.rend(), 1.0);
  const Distribution ten = Distribution::empirical(values);
  EXPECT_EQ(ten.quantile(0.3), 3);
  EXPECT_EQ(ten.quantile(0.3000001), 4);
  EXPECT_EQ(ten.quantile(0.9999999), 10);
  EXPECT_DOUBLE_EQ(ten.mean(), 5.5);
  EXPECT_DOUBLE_EQ(ten.variance(), 8.25);
}

// Where the tail is too heavy the mean and the variance say so.
TEST(Distribution, KnowsInfiniteMoments) {
  EXPECT_EQ(Distribution::pareto(1, 1).mean(), infinity);
  EXPECT_EQ(Distribution::pareto(1, 1.5).mean(), 3);
  EXPECT_EQ(Distribution::pareto(1, 2).variance(), infinity);
}

// The ends of what shapes may be: draws stay finite and not negative.
TEST(Distribution, StaysFiniteAtExtremeShapes) {
  for (const Distribution& extreme :
       {Distribution::gamma(1, 1e-3), Distribution::gamma(1, 1e9), Distribution::weibull(1, 0.01),
        Distribution::weibull(1, 1e6), Distribution::pareto(1, 0.1), Distribution::pareto(1, 1e6),
        Distribution::hyperexponential(1, 1), Distribution::hyperexponential(1, 1e12),
        Distribution::lognormal(1, 0), Distribution::lognormal(1, 1e6), Distribution::erlang(1, 1'000'000)}) {
    for (const double value : draws(extreme)) {
      ASSERT_GE(value, 0) << extreme.kind_name();
      ASSERT_LT(value, infinity) << extreme.kind_name();
    }
  }
}

// Seconds become the nearest nanosecond; below zero is zero, and beyond 292 years is the longest there is.
TEST(Distribution, RoundsDurations) {
  const Stream stream = Stream::named(42, 0, "durations");
  const auto drawn = [&](double seconds) {
    return Distribution::constant(seconds).sample_duration(stream, 1);
  };
  EXPECT_EQ(drawn(0.0000000014), Duration::ns(1));
  EXPECT_EQ(drawn(0.0000000016), Duration::ns(2));
  EXPECT_EQ(drawn(-1), Duration::ns(0));
  EXPECT_EQ(drawn(1e12), Duration::max());
}

}  // namespace
}  // namespace plimsoll
