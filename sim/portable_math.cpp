#include "sim/portable_math.hpp"

#include "sim/double_double.hpp"

namespace plimsoll::portable {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double smallest_normal = std::numeric_limits<double>::min();

}  // namespace

namespace detail {
namespace {

// The tables are computed by the compiler in 106 bits: nothing to copy, nothing to mistype.

constexpr double round_to_multiple_of_2_to_minus(int places, double x) {
  const double shift = 1.5 * static_cast<double>(std::int64_t{1} << (52 - places));
  return (x + shift) - shift;
}

constexpr LogBin make_log_bin(std::int64_t i) {
  constexpr std::int64_t width = std::int64_t{1} << log_bin_shift;
  const auto low = std::bit_cast<double>(log_first_bin + i * width);
  const auto high = std::bit_cast<double>(log_first_bin + (i + 1) * width);
  if (low < 1.0 && high > 1.0) return {1.0, 0.0, 0.0};
  const double reciprocal = round_to_multiple_of_2_to_minus(16, 2.0 / (low + high));
  const DoubleDouble log = log_near_one({reciprocal, 0});
  const double minus_high = round_to_multiple_of_2_to_minus(42, -log.high);
  return {reciprocal, minus_high, (-log.high - minus_high) - log.low};
}

constexpr std::array<LogBin, log_bins> make_log_table() {
  std::array<LogBin, log_bins> table{};
  for (std::int64_t i = 0; i < log_bins; ++i) table[static_cast<std::size_t>(i)] = make_log_bin(i);
  return table;
}

constexpr std::array<ExpStep, exp_steps> make_exp_table() {
  const DoubleDouble ln2 = add(log_near_one({1.5, 0}), log_near_one(divide({4, 0}, {3, 0})));
  std::array<ExpStep, exp_steps> table{};
  double fraction = 0;
  for (ExpStep& step : table) {
    const DoubleDouble power = exp_to_one(multiply(ln2, {fraction, 0}));
    step = {power.high, power.low / power.high};
    fraction += 1.0 / exp_steps;
  }
  return table;
}

/// e to the power (x + x_low) for |x| < 1000; the result may overflow or underflow.
double exp_wide(double x, double x_low) {
  const auto [r_high, step, exponent] = exp_parts(x);
  const double r = r_high + x_low;
  // Half of the exponent now and half at the end, so that only the last product can leave the range.
  const std::int64_t half = exponent / 2;
  const double scale = times_power_of_two(step.power, half);
  const double result = scale + scale * (r + (step.lost + exp_rest(r)));
  return result * times_power_of_two(1.0, exponent - half);
}

/// log(1 + r) - r + r^2 / 2 for |r| <= 2^-8: r^3/3 - r^4/4 + ... + r^9/9.
double log_cubic(double r, double r2, double r3) {
  return r3 * ((1.0 / 3 - r * 0.25) +
               r2 * ((0.2 - r * (1.0 / 6)) + r2 * ((1.0 / 7 - r * 0.125) + r2 * (1.0 / 9))));
}

/// ln x to about 2^-66 of itself, for x > 0 and finite. The remainder's square is kept exactly: where
/// x is near 1 and pow's exponent is large, a single double would show.
DoubleDouble log_wide(double x) {
  double k_more = 0;
  if (x < smallest_normal) {
    x *= 0x1p54;
    k_more = -54;
  }
  const auto [k_part, r_big, r_small, bin] = log_parts(std::bit_cast<std::int64_t>(x));
  const double k = k_part + k_more;
  const DoubleDouble r = two_sum(r_big, r_small);
  const DoubleDouble square = two_product(r.high, r.high);
  const double r3 = r.high * square.high;
  const double cubic = log_cubic(r.high, square.high, r3);
  const DoubleDouble first = two_sum(k * ln2_high + bin.minus_log_high, r.high);
  const DoubleDouble second = two_sum(first.high, -0.5 * square.high);
  const double low = (k * ln2_low + bin.minus_log_low) + (r.low - r.high * r.low) + cubic - 0.5 * square.low;
  return fast_two_sum(second.high, (first.low + second.low) + low);
}

}  // namespace

constinit const std::array<LogBin, log_bins> log_table = make_log_table();
constinit const std::array<ExpStep, exp_steps> exp_table = make_exp_table();

double log_special(double x) {
  if (x == 0) return -infinity;
  if (!(x > 0)) return not_a_number;
  if (x == infinity) return x;
  const DoubleDouble result = log_wide(x);
  return result.high + result.low;
}

double exp_special(double x) {
  if (x != x) return x;
  if (x > 710) return infinity;
  if (x < -746) return 0;
  return exp_wide(x, 0);
}

}  // namespace detail

double log1p(double x) {
  if (x == 0 || x == infinity) return x;
  if (!(x > -1)) return x == -1 ? -infinity : not_a_number;
  const double u = 1 + x;
  if (u == infinity) return log(x);
  const double rounded_away = x < 1 ? x - (u - 1) : 1 - (u - x);
  const auto [k, r_big, r_small, bin] = detail::log_parts(std::bit_cast<std::int64_t>(u));
  const double r = r_big + r_small;
  const double whole = k * detail::ln2_high + bin.minus_log_high;
  const double sum = whole + r;
  const double lost = ((whole - sum) + r) + ((r_small - (r - r_big)) + rounded_away / u);
  return sum + (lost + ((k * detail::ln2_low + bin.minus_log_low) + detail::log_rest(r)));
}

double expm1(double x) {
  if (x < 0x1p-54 && x > -0x1p-54) return x;
  if (!(x < 100)) return exp(x) - 1;
  if (x < -50) return -1;
  const auto [r, step, exponent] = detail::exp_parts(x);
  const double scale = detail::times_power_of_two(step.power, exponent);
  const detail::DoubleDouble whole = detail::two_sum(scale, -1.0);
  return whole.high + (whole.low + scale * (r + (step.lost + detail::exp_rest(r))));
}

double pow(double x, double y) {
  if (y == 0 || x == 1) return 1;
  if (y != y || !(x >= 0)) return not_a_number;
  if (x == 0) return y > 0 ? 0 : infinity;
  if (x == infinity) return y > 0 ? infinity : 0;
  const detail::DoubleDouble log_x = detail::log_wide(x);
  const double estimate = y * log_x.high;
  if (estimate > 760) return infinity;
  if (estimate < -760) return 0;
  const detail::DoubleDouble power = detail::two_product(y, log_x.high);
  return detail::exp_wide(power.high, power.low + y * log_x.low);
}

}  // namespace plimsoll::portable
