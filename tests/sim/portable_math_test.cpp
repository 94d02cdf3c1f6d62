#include "sim/portable_math.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace plimsoll::portable {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

// The oracle is libm in long double, which must be more than a double (64 bits on x86, 113 on arm64).
static_assert(std::numeric_limits<long double>::digits >= 64);

/// How far `got` is from `exact`, in units in the last place of a double as large as `exact`.
double ulp_between(double got, long double exact) {
  if (exact == 0) return got == 0 ? 0 : infinity;
  int exponent = 0;
  std::frexp(static_cast<double>(exact), &exponent);
  const double unit = std::ldexp(1.0, std::max(exponent - 53, -1074));
  return static_cast<double>(std::fabs(static_cast<long double>(got) - exact) /
                             static_cast<long double>(unit));
}

/// Points that fill (0, 1) evenly: multiples of the golden ratio without their whole part.
double fill(int i) {
  const double x = 0.61803398874989485 * (i + 1);
  return x - std::floor(x);
}

/// The largest error over 400,000 points, evenly spread from low to high.
template <typename Ours, typename Exact>
double largest_error(Ours ours, Exact exact, double low, double high) {
  double largest = 0;
  for (int i = 0; i < 400'000; ++i) {
    const double x = low + fill(i) * (high - low);
    largest = std::max(largest, ulp_between(ours(x), exact(static_cast<long double>(x))));
  }
  return largest;
}

/// The same, evenly spread in the logarithm.
template <typename Ours, typename Exact>
double largest_error_by_magnitude(Ours ours, Exact exact, double low, double high, double sign = 1) {
  const double log_low = std::log(low);
  const double log_high = std::log(high);
  double largest = 0;
  for (int i = 0; i < 400'000; ++i) {
    const double x = sign * std::exp(log_low + fill(i) * (log_high - log_low));
    largest = std::max(largest, ulp_between(ours(x), exact(static_cast<long double>(x))));
  }
  return largest;
}

long double exact_log(long double x) { return std::log(x); }
long double exact_exp(long double x) { return std::exp(x); }
long double exact_log1p(long double x) { return std::log1p(x); }
long double exact_expm1(long double x) { return std::expm1(x); }
long double exact_gamma(long double x) { return std::tgamma(x); }
long double exact_cdf(long double x) { return 0.5L * std::erfc(-x / std::sqrt(2.0L)); }

/// Newton's steps from our own answer, taken in the nearer tail so that nothing cancels.
long double exact_quantile(long double p) {
  const bool lower = p < 0.5L;
  const long double tail = lower ? p : 1 - p;
  long double z = -std::fabs(static_cast<long double>(normal_quantile(static_cast<double>(p))));
  for (int i = 0; i < 3; ++i) {
    const long double density = std::exp(-z * z / 2) * 0.398942280401432677939946L;
    const long double step = (exact_cdf(z) - tail) / density;
    z -= step / (1 + z * step / 2);
  }
  return lower ? z : -z;
}

// Over (0, 1), across 1, from the smallest subnormal to the largest number.
TEST(PortableMath, LogKeepsItsStatedError) {
  EXPECT_LE(largest_error(log, exact_log, 0, 1), log_error_ulp);
  EXPECT_LE(largest_error(log, exact_log, 0.99, 1.01), log_error_ulp);
  EXPECT_LE(largest_error(log, exact_log, 0.6, 1.5), log_error_ulp);
  EXPECT_LE(largest_error_by_magnitude(log, exact_log, 1e-322, 1e308), log_error_ulp);
}

// Around 0, over the whole range, and where results are subnormal.
TEST(PortableMath, ExpKeepsItsStatedError) {
  EXPECT_LE(largest_error(exp, exact_exp, -1, 1), exp_error_ulp);
  EXPECT_LE(largest_error(exp, exact_exp, -708, 709.78), exp_error_ulp);
  EXPECT_LE(largest_error(exp, exact_exp, -745, -708), 1.0);  // subnormal results
}

// Nearest to 0, where log and exp themselves would lose everything, and far from it.
TEST(PortableMath, Log1pAndExpm1KeepTheirStatedErrors) {
  EXPECT_LE(largest_error(log1p, exact_log1p, -1, 3), log1p_error_ulp);
  EXPECT_LE(largest_error_by_magnitude(log1p, exact_log1p, 1e-300, 1e300), log1p_error_ulp);
  EXPECT_LE(largest_error_by_magnitude(log1p, exact_log1p, 1e-20, 0.999, -1), log1p_error_ulp);
  EXPECT_LE(largest_error(expm1, exact_expm1, -1, 1), expm1_error_ulp);
  EXPECT_LE(largest_error_by_magnitude(expm1, exact_expm1, 1e-300, 709), expm1_error_ulp);
  EXPECT_LE(largest_error_by_magnitude(expm1, exact_expm1, 1e-20, 700, -1), expm1_error_ulp);
}

// Bases from 1e-300 to 1e300, and bases near 1, each with exponents that use the whole range of results.
TEST(PortableMath, PowKeepsItsStatedError) {
  double largest = 0;
  for (int i = 0; i < 400'000; ++i) {
    const double x = (i & 1) == 0 ? std::exp(1400 * (fill(i) - 0.5)) : 1 + 0.02 * (fill(i) - 0.5);
    const double y = 1400 * (fill(3 * i + 1) - 0.5) / std::log(x);
    largest = std::max(largest, ulp_between(pow(x, y), std::pow(static_cast<long double>(x), y)));
  }
  EXPECT_LE(largest, pow_error_ulp);
}

// In the middle, and far out in the tails that percentiles and rejection reach.
TEST(PortableMath, NormalFunctionsKeepTheirStatedErrors) {
  EXPECT_LE(largest_error(normal_quantile, exact_quantile, 0, 1), normal_quantile_error_ulp);
  EXPECT_LE(largest_error_by_magnitude(normal_quantile, exact_quantile, 1e-300, 0.4),
            normal_quantile_error_ulp);
  EXPECT_LE(largest_error(normal_cdf, exact_cdf, -8, 8), normal_cdf_error_ulp);
  EXPECT_LE(largest_error(normal_cdf, exact_cdf, -37, -5), normal_cdf_error_ulp);
}

// Both sides of the shift at 10, down to 1e-300 and up to where results leave the range.
TEST(PortableMath, GammaFunctionsKeepTheirStatedErrors) {
  EXPECT_LE(largest_error(gamma_function, exact_gamma, 0, 12), gamma_error_ulp);
  EXPECT_LE(largest_error(gamma_function, exact_gamma, 10, 171), gamma_error_ulp);
  EXPECT_LE(largest_error_by_magnitude(gamma_function, exact_gamma, 1e-300, 1), gamma_error_ulp);
  double largest = 0;
  for (int i = 0; i < 400'000; ++i) {
    const double x = std::exp(-30 + 60 * fill(i));
    const long double exact = std::lgamma(static_cast<long double>(x));
    const long double size = std::max(1.0L, std::fabs(exact));
    largest = std::max(largest,
                       static_cast<double>(std::fabs(static_cast<long double>(log_gamma(x)) - exact) / size));
  }
  EXPECT_LE(largest, log_gamma_error);
}

// Bits that every compiler and processor must give; fused multiply-adds would show here.
TEST(PortableMath, GivesTheSameBitsEverywhere) {
  EXPECT_EQ(log(0.1), -0x1.26bb1bbb55515p+1);
  EXPECT_EQ(log(0.7), -0x1.6d3c324e13f5p-2);
  EXPECT_EQ(log(3.0), 0x1.193ea7aad030bp+0);
  EXPECT_EQ(log(1e-310), -0x1.64e69394d9508p+9);
  EXPECT_EQ(log(1.0 + 0x1p-40), 0x1.ffffffffffp-41);
  EXPECT_EQ(exp(0.1), 0x1.1aec7b35a00d4p+0);
  EXPECT_EQ(exp(-20.5), 0x1.57a3afeed00abp-30);
  EXPECT_EQ(exp(700.25), 0x1.2fd8e4cbfa413p+1010);
  EXPECT_EQ(exp(-740.0), 0x0.0000000000055p-1022);
  EXPECT_EQ(expm1(0.003), 0x1.89ce712a56381p-9);
  EXPECT_EQ(expm1(-1.5), -0x1.8dc1e236d28f9p-1);
  EXPECT_EQ(log1p(1e-5), 0x1.4f8aea9ae7317p-17);
  EXPECT_EQ(log1p(-0.9), -0x1.26bb1bbb55516p+1);
  EXPECT_EQ(pow(0.3, 2.7), 0x1.3d6858f50590ep-5);
  EXPECT_EQ(pow(1.001, 12345.6), 0x1.be59f9d2b83b2p+17);
  EXPECT_EQ(normal_quantile(0.3), -0x1.0c7e39582c5fap-1);
  EXPECT_EQ(normal_quantile(0.99), 0x1.29c5c4630ff0ep+1);
  EXPECT_EQ(normal_quantile(1e-20), -0x1.2865170b43a4bp+3);
  EXPECT_EQ(normal_cdf(0.3), 0x1.3c5ee2cc40b79p-1);
  EXPECT_EQ(normal_cdf(-2.5), 0x1.96f4e57e49ce4p-8);
  EXPECT_EQ(normal_cdf(-9.0), 0x1.0a7afbb1ee67cp-63);
  EXPECT_EQ(gamma_function(0.3), 0x1.7eebbb8aec4acp+1);
  EXPECT_EQ(gamma_function(4.7), 0x1.edce1fb32a337p+3);
  EXPECT_EQ(gamma_function(100.5), 0x1.5b98374db8c0dp+521);
  EXPECT_EQ(log_gamma(1e6), 0x1.871921236750dp+23);
}

// The edges: zero, infinity, what is not defined, and where results leave the range.
TEST(PortableMath, AnswersAtTheEdges) {
  EXPECT_EQ(log(1), 0);
  EXPECT_EQ(log(0), -infinity);
  EXPECT_EQ(log(infinity), infinity);
  EXPECT_TRUE(std::isnan(log(-1)));
  EXPECT_TRUE(std::isnan(log(not_a_number)));
  EXPECT_EQ(exp(0), 1);
  EXPECT_EQ(exp(-infinity), 0);
  EXPECT_EQ(exp(709.79), infinity);
  EXPECT_EQ(exp(-745.2), 0);
  EXPECT_TRUE(std::isnan(exp(not_a_number)));
  EXPECT_EQ(log1p(-1), -infinity);
  EXPECT_TRUE(std::isnan(log1p(-2)));
  EXPECT_EQ(log1p(infinity), infinity);
  EXPECT_EQ(expm1(-infinity), -1);
  EXPECT_EQ(expm1(infinity), infinity);
  EXPECT_EQ(pow(0, 2), 0);
  EXPECT_EQ(pow(0, -2), infinity);
  EXPECT_EQ(pow(0, 0), 1);
  EXPECT_EQ(pow(2, 10), 1024);
  EXPECT_EQ(pow(10, 400), infinity);
  EXPECT_EQ(pow(10, -400), 0);
  EXPECT_EQ(pow(0.5, infinity), 0);
  EXPECT_TRUE(std::isnan(pow(-1, 2)));
  EXPECT_EQ(normal_quantile(0.5), 0);
  EXPECT_EQ(normal_quantile(0), -infinity);
  EXPECT_EQ(normal_quantile(1), infinity);
  EXPECT_TRUE(std::isnan(normal_quantile(1.5)));
  EXPECT_EQ(normal_cdf(0), 0.5);
  EXPECT_EQ(normal_cdf(-infinity), 0);
  EXPECT_EQ(normal_cdf(infinity), 1);
  EXPECT_EQ(gamma_function(172), infinity);
  EXPECT_TRUE(std::isnan(gamma_function(0)));
  EXPECT_TRUE(std::isnan(log_gamma(-1)));
}

}  // namespace
}  // namespace plimsoll::portable
