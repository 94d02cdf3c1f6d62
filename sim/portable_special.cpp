// The normal and gamma functions of portable_math.hpp.
#include <array>
#include <cmath>  // sqrt only: IEEE 754 asks for its exact rounding

#include "sim/portable_math.hpp"

namespace plimsoll::portable {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double root_of_two_pi = 2.506628274631000502;
constexpr double half_log_two_pi = 0.9189385332046727418;

/// Coefficients from the constant upwards.
template <std::size_t Count>
double polynomial(const std::array<double, Count>& coefficients, double x) {
  double sum = coefficients[Count - 1];
  for (std::size_t i = Count - 1; i-- > 0;) sum = sum * x + coefficients[i];
  return sum;
}

// AS 241, PPND16: three ratios of polynomials of degree 7.
constexpr std::array centre_over{3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
                                 1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
                                 3.3430575583588128105e4, 2.5090809287301226727e3};
constexpr std::array centre_under{1.0,
                                  4.2313330701600911252e1,
                                  6.8718700749205790830e2,
                                  5.3941960214247511077e3,
                                  2.1213794301586595867e4,
                                  3.9307895800092710610e4,
                                  2.8729085735721942674e4,
                                  5.2264952788528545610e3};
constexpr std::array middle_over{1.42343711074968357734e0,  4.63033784615654529590e0,
                                 5.76949722146069140550e0,  3.64784832476320460504e0,
                                 1.27045825245236838258e0,  2.41780725177450611770e-1,
                                 2.27238449892691845833e-2, 7.74545014278341407640e-4};
constexpr std::array middle_under{1.0,
                                  2.05319162663775882187e0,
                                  1.67638483018380384940e0,
                                  6.89767334985100004550e-1,
                                  1.48103976427480074590e-1,
                                  1.51986665636164571966e-2,
                                  5.47593808499534494600e-4,
                                  1.05075007164441684324e-9};
constexpr std::array far_over{6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,
                              2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
                              2.71155556874348757815e-5, 2.01033439929228813265e-7};
constexpr std::array far_under{1.0,
                               5.99832206555887937690e-1,
                               1.36929880922735805310e-1,
                               1.48753612908506148525e-2,
                               7.86869131145613259100e-4,
                               1.84631831751005468180e-5,
                               1.42151175831644588870e-7,
                               2.04426310338993978564e-15};

// Cody's approximations of the normal distribution function. Near: in x^2, for |x| <= 0.66291.
// Middle: in |x|, up to sqrt(32). Far: in 1/x^2.
constexpr std::array near_over{18154.981253343561249, 1067.6894854603709582, 161.02823106855587881,
                               2.2352520354606839287, .065682337918207449113};
constexpr std::array near_under{45507.789335026729956, 10260.932208618978205, 976.09855173777669322,
                                47.20258190468824187, 1.0};
constexpr std::array body_over{9842.7148383839780218, 11602.651437647350124, 6848.1904505362823326,
                               2494.5375852903726711, 597.27027639480026226, 93.506656132177855979,
                               8.8831497943883759412, .39894151208813466764, 1.0765576773720192317e-8};
constexpr std::array body_under{19685.429676859990727, 38912.003286093271411, 34900.952721145977266,
                                18615.571640885098091, 6485.558298266760755,  1519.377599407554805,
                                235.38790178262499861, 22.266688044328115691, 1.0};
constexpr std::array tail_over{2.9112874951168792e-5, .001421619193227893466, .022235277870649807,
                               .1274011611602473639,  .21589853405795699,     .02307344176494017303};
constexpr std::array tail_under{7.29751555083966205e-5, .00378239633202758244, .0659881378689285515,
                                .468238212480865118,    1.28426009614491121,   1.0};

/// exp(-x^2 / 2) for x >= 0: x is cut at a sixteenth, so that the square that matters is exact.
double bell(double x) {
  const double cut = static_cast<double>(static_cast<std::int64_t>(x * 16)) / 16;
  return exp(-0.5 * cut * cut) * exp(-0.5 * (x - cut) * (x + cut));
}

/// The probability that a standard normal variate exceeds x, for x > 0.66.
double upper_tail(double x) {
  if (x > 40) return 0;
  if (x <= 5.656854249492381) return bell(x) * (polynomial(body_over, x) / polynomial(body_under, x));
  const double inverse_square = 1 / (x * x);
  const double correction =
      inverse_square * (polynomial(tail_over, inverse_square) / polynomial(tail_under, inverse_square));
  return bell(x) * ((1 / root_of_two_pi - correction) / x);
}

/// ln Gamma(x) - (x - 1/2) ln x + x - ln(2 pi) / 2 for x >= 10: Stirling's series up to 1/x^13.
double stirling_rest(double x) {
  constexpr std::array bernoulli{1.0 / 12,   -1.0 / 360,        1.0 / 1260, -1.0 / 1680,
                                 1.0 / 1188, -691.0 / 360360.0, 1.0 / 156};
  return polynomial(bernoulli, 1 / (x * x)) / x;
}

double gamma_from_ten(double x) {
  const double half = pow(x, 0.5 * x - 0.25);  // x^(x - 1/2) alone could overflow
  return root_of_two_pi * exp(stirling_rest(x)) * (half * exp(-x)) * half;
}

}  // namespace

double normal_quantile(double p) {
  const double from_middle = p - 0.5;
  if (from_middle >= -0.425 && from_middle <= 0.425) {
    const double t = 0.180625 - from_middle * from_middle;
    return from_middle * (polynomial(centre_over, t) / polynomial(centre_under, t));
  }
  const double tail = from_middle < 0 ? p : 1 - p;
  if (!(tail > 0)) return tail == 0 ? (from_middle < 0 ? -infinity : infinity) : not_a_number;
  const double r = std::sqrt(-log(tail));
  const double z = r <= 5 ? polynomial(middle_over, r - 1.6) / polynomial(middle_under, r - 1.6)
                          : polynomial(far_over, r - 5) / polynomial(far_under, r - 5);
  return from_middle < 0 ? -z : z;
}

double normal_cdf(double x) {
  if (x != x) return x;
  if (x < -0.66291) return upper_tail(-x);
  if (x > 0.66291) return 0.5 + (0.5 - upper_tail(x));
  return 0.5 + x * (polynomial(near_over, x * x) / polynomial(near_under, x * x));
}

double gamma_function(double x) {
  if (!(x > 0)) return not_a_number;
  if (x > 171.7) return infinity;
  if (x >= 10) return gamma_from_ten(x);
  double product = x;
  double shifted = x + 1;
  int steps = 1;
  for (; shifted < 10; ++steps) {
    product *= shifted;
    shifted = x + (steps + 1);
  }
  // x + steps is rounded; its effect on Gamma is that rounding times the derivative of ln Gamma.
  const double rounded_away = x - (shifted - steps);
  const double slope = log(shifted) - 0.5 / shifted;
  return gamma_from_ten(shifted) * (1 + rounded_away * slope) / product;
}

double log_gamma(double x) {
  if (!(x > 0)) return not_a_number;
  if (x < 1e-300) return -log(x);
  if (x < 10) return log(gamma_function(x));
  return ((x - 0.5) * log(x) - x) + (half_log_two_pi + stirling_rest(x));
}

}  // namespace plimsoll::portable
