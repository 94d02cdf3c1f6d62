#pragma once

#include <cstdint>

namespace plimsoll::portable::detail {

/// A number as the exact sum of two doubles, the second below half a last place of the first: about 106
/// bits. Used where one double would lose the bits that matter. Sums and products after T. J. Dekker,
/// "A floating-point technique for extending the available precision", Numer. Math. 18 (1971).
struct DoubleDouble {
  double high = 0;
  double low = 0;
};

/// a + b exactly, for |a| >= |b| or a = 0.
constexpr DoubleDouble fast_two_sum(double a, double b) {
  const double sum = a + b;
  return {sum, (a - sum) + b};
}

/// a + b exactly.
constexpr DoubleDouble two_sum(double a, double b) {
  const double sum = a + b;
  const double b_part = sum - a;
  return {sum, (a - (sum - b_part)) + (b - b_part)};
}

/// a * b exactly, while a and b stay below 2^996 and the product above 2^-969.
constexpr DoubleDouble two_product(double a, double b) {
  constexpr double splitter = 134217729.0;  // 2^27 + 1: cuts a double into two halves of 26 bits
  const double a_scaled = splitter * a;
  const double a_high = a_scaled - (a_scaled - a);
  const double a_low = a - a_high;
  const double b_scaled = splitter * b;
  const double b_high = b_scaled - (b_scaled - b);
  const double b_low = b - b_high;
  const double product = a * b;
  return {product, ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low};
}

constexpr DoubleDouble add(DoubleDouble a, DoubleDouble b) {
  const DoubleDouble sum = two_sum(a.high, b.high);
  return fast_two_sum(sum.high, sum.low + (a.low + b.low));
}

constexpr DoubleDouble multiply(DoubleDouble a, DoubleDouble b) {
  const DoubleDouble product = two_product(a.high, b.high);
  return fast_two_sum(product.high, product.low + (a.high * b.low + a.low * b.high));
}

constexpr DoubleDouble divide(DoubleDouble a, DoubleDouble b) {
  const double first = a.high / b.high;
  const DoubleDouble back = multiply({first, 0}, b);
  const DoubleDouble rest = add(a, {-back.high, -back.low});
  return fast_two_sum(first, rest.high / b.high);
}

/// ln x for x in [2/3, 3/2], as 2 atanh((x - 1) / (x + 1)).
constexpr DoubleDouble log_near_one(DoubleDouble x) {
  const DoubleDouble t = divide(add(x, {-1, 0}), add(x, {1, 0}));
  const DoubleDouble t2 = multiply(t, t);
  DoubleDouble sum{};
  for (int odd = 49; odd >= 1; odd -= 2) sum = add(multiply(sum, t2), divide({1, 0}, {double(odd), 0}));
  return multiply({2 * t.high, 2 * t.low}, sum);
}

/// e to the power x for x in [0, 1].
constexpr DoubleDouble exp_to_one(DoubleDouble x) {
  DoubleDouble sum{1, 0};
  for (int k = 28; k >= 1; --k) sum = add({1, 0}, divide(multiply(sum, x), {double(k), 0}));
  return sum;
}

}  // namespace plimsoll::portable::detail
