#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>

// libm may round differently from one machine to the next, and one different bit in one draw is a
// different run. What is here uses only + - * / sqrt and moves of bits, so every IEEE 754 compiler gives
// equal bits. Build with -ffp-contract=off: a fused multiply-add would round once instead of twice.
#ifdef __FAST_MATH__
#error "Plimsoll's results need IEEE arithmetic: build without -ffast-math"
#endif

namespace plimsoll::portable {

static_assert(std::numeric_limits<double>::is_iec559 && sizeof(double) == 8);

// Largest errors, in units in the last place of the exact result; a test measures them.
inline constexpr double log_error_ulp = 0.6;
inline constexpr double exp_error_ulp = 0.6;  // 1 where the result is subnormal
inline constexpr double log1p_error_ulp = 1.0;
inline constexpr double expm1_error_ulp = 2.5;
inline constexpr double pow_error_ulp = 0.6;  // where the result is normal
inline constexpr double normal_quantile_error_ulp = 9.0;
inline constexpr double normal_cdf_error_ulp = 12.0;  // down to x = -37
inline constexpr double gamma_error_ulp = 16.0;
inline constexpr double log_gamma_error = 3e-15;  // absolute below 1 in size, relative above

/// Natural logarithm. log(0) is -infinity; of a negative number, NaN.
double log(double x);

/// e to the power x; infinity above 709.78, 0 below -745.13.
double exp(double x);

/// exp(x) - 1 without the cancellation near 0.
double expm1(double x);

/// log(1 + x) without the cancellation near 0; x >= -1.
double log1p(double x);

/// x to the power y, for x >= 0; NaN for a negative x. pow(x, 0) is 1.
double pow(double x, double y);

/// The z below which a standard normal variate falls with probability p. -infinity at 0, infinity at 1.
/// Algorithm AS 241, PPND16: M. J. Wichura, "The percentage points of the normal distribution",
/// Applied Statistics 37 (1988).
double normal_quantile(double p);

/// The probability that a standard normal variate is at most x. Rational approximations of
/// W. J. Cody, "Rational Chebyshev approximations for the error function", Math. Comp. 23 (1969).
double normal_cdf(double x);

/// Gamma(x) for x > 0 (infinity above 171.62; NaN for x <= 0). Stirling's series after shifting x above 10.
double gamma_function(double x);

/// ln Gamma(x) for x > 0 (NaN for x <= 0).
double log_gamma(double x);

namespace detail {

// x = 2^k z with z in [0.697, 1.394). z falls into one of 128 bins of equal width in bits; the bin around
// 1 has 1 in its middle, so that log is exact to the last places there.
inline constexpr int log_bins = 128;
inline constexpr int log_bin_shift = 45;
inline constexpr std::int64_t log_first_bin = 0x3ff0'0000'0000'0000 -
                                              77 * (std::int64_t{1} << log_bin_shift) -
                                              (std::int64_t{1} << (log_bin_shift - 1));

struct LogBin {
  double reciprocal;  // of the middle of the bin, 17 bits, so that products with half a double are exact
  double minus_log_high, minus_log_low;  // of the reciprocal; high is a multiple of 2^-42
};
extern const std::array<LogBin, log_bins> log_table;

inline constexpr double ln2_high = 0x1.62e42fefa38p-1;  // multiple of 2^-42: times k it is exact
inline constexpr double ln2_low = 0x1.ef35793c7673p-45;

// 2^(i/128), with what rounding it lost as a fraction of it.
inline constexpr int exp_steps = 128;
struct ExpStep {
  double power, lost;
};
extern const std::array<ExpStep, exp_steps> exp_table;

inline constexpr double steps_per_e = 0x1.71547652b82fep+7;  // 128 / ln 2
inline constexpr double step_high = 0x1.62e42fef8p-8;        // ln 2 / 128 in 34 bits: times n it is exact
inline constexpr double step_low = 0x1.1cf79abc9e3b4p-43;
inline constexpr double to_integer = 0x1.8p52;  // adding it rounds to a whole number

double log_special(double x);
double exp_special(double x);

/// exp(r) - 1 - r for |r| <= ln 2 / 256.
inline double exp_rest(double r) {
  const double r2 = r * r;
  return r2 * ((0.5 + r * (1.0 / 6)) + r2 * ((1.0 / 24 + r * (1.0 / 120)) + r2 * (1.0 / 720)));
}

/// log(1 + r) - r for |r| <= 2^-8.
inline double log_rest(double r) {
  const double r2 = r * r;
  return r2 * ((-0.5 + r * (1.0 / 3)) + r2 * ((-0.25 + r * 0.2) + r2 * (-1.0 / 6 + r * (1.0 / 7))));
}

/// x = 2^k z, and z times the reciprocal of its bin = 1 + r_big + r_small, both exact.
struct LogParts {
  double k, r_big, r_small;
  const LogBin& bin;
};

inline LogParts log_parts(std::int64_t bits_of_normal) {
  const std::int64_t offset = bits_of_normal - log_first_bin;
  const std::int64_t k = offset >> 52;
  const auto z_bits = static_cast<std::uint64_t>(bits_of_normal - k * (std::int64_t{1} << 52));
  const LogBin& bin = log_table[static_cast<std::size_t>(offset >> log_bin_shift) % log_bins];
  const double z = std::bit_cast<double>(z_bits);
  const double z_big = std::bit_cast<double>(z_bits & 0xffff'ffff'0000'0000);
  return {static_cast<double>(k), z_big * bin.reciprocal - 1.0, (z - z_big) * bin.reciprocal, bin};
}

/// x = (exponent + i/128) ln 2 + r, where `step` is entry i. For |x| < 1000.
struct ExpParts {
  double r;
  const ExpStep& step;
  std::int64_t exponent;
};

inline ExpParts exp_parts(double x) {
  const double shifted = x * steps_per_e + to_integer;
  const double count = shifted - to_integer;
  const std::int64_t n = std::bit_cast<std::int64_t>(shifted) - std::bit_cast<std::int64_t>(to_integer);
  const double r = (x - count * step_high) - count * step_low;
  return {r, exp_table[static_cast<std::size_t>(n) % exp_steps], n >> 7};
}

/// x times 2^exponent, both normal.
inline double times_power_of_two(double x, std::int64_t exponent) {
  return std::bit_cast<double>(std::bit_cast<std::int64_t>(x) + exponent * (std::int64_t{1} << 52));
}

}  // namespace detail

inline double log(double x) {
  const auto bits = std::bit_cast<std::int64_t>(x);
  // Zero, subnormal, negative, infinite and NaN go the slow way.
  if (bits < 0x0010'0000'0000'0000 || bits >= 0x7ff0'0000'0000'0000) [[unlikely]] {
    return detail::log_special(x);
  }
  const auto [k, r_big, r_small, bin] = detail::log_parts(bits);
  const double r = r_big + r_small;
  const double whole = k * detail::ln2_high + bin.minus_log_high;  // exact
  const double sum = whole + r;
  const double lost = ((whole - sum) + r) + (r_small - (r - r_big));
  return sum + (lost + ((k * detail::ln2_low + bin.minus_log_low) + detail::log_rest(r)));
}

inline double exp(double x) {
  if (!(x < 690.0 && x > -690.0)) [[unlikely]]
    return detail::exp_special(x);
  const auto [r, step, exponent] = detail::exp_parts(x);
  const double scale = detail::times_power_of_two(step.power, exponent);
  return scale + scale * (r + (step.lost + detail::exp_rest(r)));
}

}  // namespace plimsoll::portable
