// Measures the error of our own functions against MPFR, in units in the last place:
//
//     portable_math_accuracy [POINTS]     points for each function and range; 200,000 if not said
//
// Ends with 1 if an error is beyond what sim/portable_math.hpp states.
//
// MPFR rounds correctly at any precision: L. Fousse, G. Hanrot, V. Lefevre, P. Pelissier, P. Zimmermann,
// "MPFR: a multiple-precision binary floating-point library with correct rounding", ACM TOMS 33 (2007). 200
// bits here.
#include <fmt/format.h>
#include <mpfr.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "sim/portable_math.hpp"
#include "sim/stream.hpp"

namespace {

namespace portable = plimsoll::portable;

constexpr mpfr_prec_t kPrecision = 200;

/// A number of MPFR, freed in the end.
class Exact {
 public:
  Exact() { mpfr_init2(value_, kPrecision); }
  ~Exact() { mpfr_clear(value_); }
  Exact(const Exact&) = delete;
  Exact& operator=(const Exact&) = delete;
  mpfr_ptr get() { return value_; }

 private:
  mpfr_t value_;
};

/// |got - exact| in units in the last place of a double as large as `exact`; 0 where both leave the range.
double ulp_between(double got, mpfr_ptr exact) {
  if (std::isnan(got)) return HUGE_VAL;
  const double nearest = mpfr_get_d(exact, MPFR_RNDN);
  if (nearest == got || mpfr_zero_p(exact)) {
    if (!std::isfinite(nearest) || mpfr_zero_p(exact)) return got == nearest ? 0 : HUGE_VAL;
  }
  static Exact difference;
  mpfr_sub_d(difference.get(), exact, got, MPFR_RNDN);
  const long exponent = std::max<long>(mpfr_get_exp(exact) - 53, -1074);
  mpfr_div_2si(difference.get(), difference.get(), exponent, MPFR_RNDN);
  return std::abs(mpfr_get_d(difference.get(), MPFR_RNDN));
}

enum class Spread { even, by_magnitude };

struct Range {
  double low, high;  // of one sign where by_magnitude
  Spread spread = Spread::even;
};

/// A point of the range from u in (0, 1). By magnitude means evenly among the doubles themselves.
double point(const Range& range, double u) {
  if (range.spread == Spread::even) return range.low + u * (range.high - range.low);
  const auto low = std::bit_cast<std::int64_t>(range.low), high = std::bit_cast<std::int64_t>(range.high);
  return std::bit_cast<double>(low + static_cast<std::int64_t>(u * static_cast<double>(high - low)));
}

bool is_as_stated = true;

using Ours = double (*)(double x, double y);
using Theirs = void (*)(mpfr_ptr result, double x, double y);

void measure(const char* name, Ours ours, Theirs theirs, const Range& range, double stated, int points) {
  const plimsoll::Stream stream = plimsoll::Stream::named(1, 0, name);
  Exact exact;
  double largest = 0, at = 0, sum = 0;
  for (int i = 0; i < points; ++i) {
    const auto n = static_cast<std::uint64_t>(i);
    const double x = point(range, stream.uniform(n)), y = stream.uniform(n, 1);
    theirs(exact.get(), x, y);
    const double error = ulp_between(ours(x, y), exact.get());
    sum += error;
    if (error > largest) {
      largest = error;
      at = x;
    }
  }
  is_as_stated = is_as_stated && largest <= stated;
  fmt::print("{:<16} {:>10.4g} to {:<10.4g} {:>8.3f} {:>8.3f} {:>8} {:>24.17g}\n", name, range.low,
             range.high, sum / points, largest, stated, at);
  std::fflush(stdout);
}

void set(mpfr_ptr result, double x) { mpfr_set_d(result, x, MPFR_RNDN); }

void exact_log(mpfr_ptr r, double x, double) {
  set(r, x);
  mpfr_log(r, r, MPFR_RNDN);
}
void exact_exp(mpfr_ptr r, double x, double) {
  set(r, x);
  mpfr_exp(r, r, MPFR_RNDN);
}
void exact_log1p(mpfr_ptr r, double x, double) {
  set(r, x);
  mpfr_log1p(r, r, MPFR_RNDN);
}
void exact_expm1(mpfr_ptr r, double x, double) {
  set(r, x);
  mpfr_expm1(r, r, MPFR_RNDN);
}
void exact_gamma(mpfr_ptr r, double x, double) {
  set(r, x);
  mpfr_gamma(r, r, MPFR_RNDN);
}
void exact_log_gamma(mpfr_ptr r, double x, double) {
  set(r, x);
  mpfr_lngamma(r, r, MPFR_RNDN);
}

/// The exponent that makes x^y anything from 2^-1000 to 2^1000, all of them alike.
double exponent_for(double x, double y) { return (2 * y - 1) * 690 / portable::log(x); }

double our_pow(double x, double y) { return portable::pow(x, exponent_for(x, y)); }
void exact_pow(mpfr_ptr r, double x, double y) {
  static Exact exponent;
  set(r, x);
  set(exponent.get(), exponent_for(x, y));
  mpfr_pow(r, r, exponent.get(), MPFR_RNDN);
}

// erfc(-x / sqrt 2) / 2
void exact_cdf(mpfr_ptr r, double x, double) {
  static Exact root;
  mpfr_set_ui(root.get(), 2, MPFR_RNDN);
  mpfr_sqrt(root.get(), root.get(), MPFR_RNDN);
  set(r, -x);
  mpfr_div(r, r, root.get(), MPFR_RNDN);
  mpfr_erfc(r, r, MPFR_RNDN);
  mpfr_div_2ui(r, r, 1, MPFR_RNDN);
}

// Newton's steps from our own answer, on the smaller tail.
void exact_quantile(mpfr_ptr r, double p, double) {
  static Exact tail, z, density, step;
  const bool is_lower = p < 0.5;
  mpfr_set_d(tail.get(), p, MPFR_RNDN);
  if (!is_lower) mpfr_ui_sub(tail.get(), 1, tail.get(), MPFR_RNDN);
  const double first = portable::normal_quantile(p);
  set(z.get(), is_lower ? first : -first);
  for (int i = 0; i < 5; ++i) {
    static Exact root;
    mpfr_set_ui(root.get(), 2, MPFR_RNDN);
    mpfr_sqrt(root.get(), root.get(), MPFR_RNDN);
    mpfr_div(step.get(), z.get(), root.get(), MPFR_RNDN);
    mpfr_neg(step.get(), step.get(), MPFR_RNDN);
    mpfr_erfc(step.get(), step.get(), MPFR_RNDN);
    mpfr_div_2ui(step.get(), step.get(), 1, MPFR_RNDN);
    mpfr_sub(step.get(), step.get(), tail.get(), MPFR_RNDN);
    mpfr_sqr(density.get(), z.get(), MPFR_RNDN);
    mpfr_div_2ui(density.get(), density.get(), 1, MPFR_RNDN);
    mpfr_neg(density.get(), density.get(), MPFR_RNDN);
    mpfr_exp(density.get(), density.get(), MPFR_RNDN);
    mpfr_const_pi(root.get(), MPFR_RNDN);
    mpfr_mul_2ui(root.get(), root.get(), 1, MPFR_RNDN);
    mpfr_rec_sqrt(root.get(), root.get(), MPFR_RNDN);
    mpfr_mul(density.get(), density.get(), root.get(), MPFR_RNDN);
    mpfr_div(step.get(), step.get(), density.get(), MPFR_RNDN);
    mpfr_sub(z.get(), z.get(), step.get(), MPFR_RNDN);
  }
  is_lower ? mpfr_set(r, z.get(), MPFR_RNDN) : mpfr_neg(r, z.get(), MPFR_RNDN);
}

template <double (*kFunction)(double)>
double ours(double x, double) {
  return kFunction(x);
}

}  // namespace

int main(int argc, char** argv) {
  const int points = argc > 1 ? std::atoi(argv[1]) : 200'000;
  const int few = std::max(points / 20, 1);  // what takes long to know exactly
  constexpr Spread kByMagnitude = Spread::by_magnitude;
  fmt::print("{:<16} {:^24} {:>8} {:>8} {:>8} {:>24}\n", "ulp", "range", "mean", "largest", "stated", "at");
  measure("log", ours<portable::log>, exact_log, {0, 1}, portable::log_error_ulp, points);
  measure("log", ours<portable::log>, exact_log, {0.99, 1.01}, portable::log_error_ulp, points);
  measure("log", ours<portable::log>, exact_log, {5e-324, 1.7e308, kByMagnitude}, portable::log_error_ulp,
          points);
  measure("exp", ours<portable::exp>, exact_exp, {-1, 1}, portable::exp_error_ulp, points);
  measure("exp", ours<portable::exp>, exact_exp, {-708, 709.78}, portable::exp_error_ulp, points);
  measure("exp", ours<portable::exp>, exact_exp, {-745, -708.4}, 1, points);
  measure("log1p", ours<portable::log1p>, exact_log1p, {-1, 3}, portable::log1p_error_ulp, points);
  measure("log1p", ours<portable::log1p>, exact_log1p, {1e-300, 1e300, kByMagnitude},
          portable::log1p_error_ulp, points);
  measure("expm1", ours<portable::expm1>, exact_expm1, {-1, 1}, portable::expm1_error_ulp, points);
  measure("expm1", ours<portable::expm1>, exact_expm1, {1e-300, 709, kByMagnitude}, portable::expm1_error_ulp,
          points);
  measure("pow", our_pow, exact_pow, {1e-300, 1e300, kByMagnitude}, portable::pow_error_ulp, points);
  measure("pow", our_pow, exact_pow, {0.99, 0.9999}, portable::pow_error_ulp, points);
  measure("normal_cdf", ours<portable::normal_cdf>, exact_cdf, {-8, 8}, portable::normal_cdf_error_ulp, few);
  measure("normal_cdf", ours<portable::normal_cdf>, exact_cdf, {-37, -5}, portable::normal_cdf_error_ulp,
          few);
  measure("normal_quantile", ours<portable::normal_quantile>, exact_quantile, {0, 1},
          portable::normal_quantile_error_ulp, few);
  measure("normal_quantile", ours<portable::normal_quantile>, exact_quantile, {1e-300, 0.4, kByMagnitude},
          portable::normal_quantile_error_ulp, few);
  measure("gamma_function", ours<portable::gamma_function>, exact_gamma, {0, 12}, portable::gamma_error_ulp,
          few);
  measure("gamma_function", ours<portable::gamma_function>, exact_gamma, {10, 171}, portable::gamma_error_ulp,
          few);
  // Its promise is another: absolute where the result is small. In units in the last place that is without
  // bound near its zeros at 1 and 2, which are left out.
  measure("log_gamma", ours<portable::log_gamma>, exact_log_gamma, {3, 1e6}, 14, few);
  return is_as_stated ? 0 : 1;
}
