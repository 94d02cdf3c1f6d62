#include "sim/measure/student_t.hpp"

#include <cmath>
#include <numbers>

#include "sim/check.hpp"

namespace plimsoll {
namespace {

// Beyond this the expansion in 1 / degrees of freedom is exact to the last few bits.
constexpr std::int64_t summed_up_to = 2'000;

// For x >= 0. Halves the angle four times, tan(a/2) = tan(a) / (1 + sqrt(1 + tan(a)^2)), which leaves at
// most 0.1; there eight terms of x - x^3/3 + x^5/5 - ... are exact to the last bit.
double arc_tangent(double x) {
  for (int halving = 0; halving < 4; ++halving) x = x / (1 + std::sqrt(1 + x * x));
  const double square = x * x;
  double series = 0;
  for (int denominator = 17; denominator >= 1; denominator -= 2) series = 1.0 / denominator - square * series;
  return 16 * x * series;
}

struct Probability {
  double within;   // P(-t < T < t)
  double density;  // its derivative by t
};

// Abramowitz and Stegun 26.7.3 (odd n) and 26.7.4 (even n), with angle = arctan(t / sqrt(n)). The terms
// are 1, 1/2 c^2, (1/2)(3/4) c^4 ... for even n and c, 2/3 c^3, (2/3)(4/5) c^5 ... for odd n; the last
// one, of power c^(n-2), also gives the density.
Probability probability_within(double t, std::int64_t n) {
  const auto freedom = static_cast<double>(n);
  const double cosine = std::sqrt(freedom / (freedom + t * t));
  const double sine = t / std::sqrt(freedom + t * t);
  const double slope_of_angle = cosine * cosine / std::sqrt(freedom);
  const bool odd = n % 2 == 1;
  const double scale = odd ? 2 / std::numbers::pi : 1.0;
  const double angle = odd ? arc_tangent(t / std::sqrt(freedom)) : 0.0;
  if (n == 1) return {scale * angle, scale * slope_of_angle};

  double term = odd ? cosine : 1.0;
  double sum = term;
  for (std::int64_t k = odd ? 3 : 2; k < n; k += 2) {
    term *= cosine * cosine * static_cast<double>(k - 1) / static_cast<double>(k);
    sum += term;
  }
  return {scale * (angle + sine * sum), scale * (freedom - 1) * term * cosine * slope_of_angle};
}

// Newton's method. P(-t < T < t) rises ever more slowly in t, so steps from the left never pass the
// answer, and the first one that does not move ahead is the end.
double solve(double confidence, std::int64_t n) {
  double t = 0;
  for (int step = 0; step < 1'000; ++step) {
    const Probability at = probability_within(t, n);
    const double next = t + (confidence - at.within) / at.density;
    if (!(next > t)) return t;
    t = next;
  }
  return t;
}

// Abramowitz and Stegun 26.7.5: how much t with n degrees of freedom exceeds the normal quantile z.
double excess_over_normal(double z, double n) {
  const double s = z * z;
  const double first = z * (s + 1) / 4;
  const double second = z * ((5 * s + 16) * s + 3) / 96;
  const double third = z * (((3 * s + 19) * s + 17) * s - 15) / 384;
  const double fourth = z * ((((79 * s + 776) * s + 1482) * s - 1920) * s - 945) / 92160;
  return (first + (second + (third + fourth / n) / n) / n) / n;
}

// Finds the normal quantile from the t that can still be summed, then leaves it for the one wanted.
double expand(double confidence, std::int64_t n) {
  const double known = solve(confidence, summed_up_to);
  double z = known;
  for (int round = 0; round < 20; ++round) z = known - excess_over_normal(z, summed_up_to);
  return z + excess_over_normal(z, static_cast<double>(n));
}

}  // namespace

double student_t_two_sided(double confidence, std::int64_t degrees_of_freedom) {
  PLIMSOLL_CHECK(confidence > 0.0 && confidence < 1.0);
  PLIMSOLL_CHECK(degrees_of_freedom >= 1);
  return degrees_of_freedom <= summed_up_to ? solve(confidence, degrees_of_freedom)
                                            : expand(confidence, degrees_of_freedom);
}

double student_t_below(double t, std::int64_t degrees_of_freedom) {
  PLIMSOLL_CHECK(degrees_of_freedom >= 1);
  if (!(std::abs(t) < 1e150)) return t > 0 ? 1 : 0;
  const double tail = (1 - probability_within(std::abs(t), degrees_of_freedom).within) / 2;
  return t > 0 ? 1 - tail : tail;
}

}  // namespace plimsoll
