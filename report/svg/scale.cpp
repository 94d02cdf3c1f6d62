#include "report/svg/scale.hpp"

#include <algorithm>
#include <cmath>
#include <initializer_list>

#include "sim/check.hpp"
#include "sim/portable_math.hpp"

namespace plimsoll::report::svg {
namespace {

double logarithm(double value) { return portable::log(value); }

double power_of_ten(int exponent) {
  double power = 1;
  for (; exponent > 0; --exponent) power *= 10;
  for (; exponent < 0; ++exponent) power /= 10;
  return power;
}

/// The power of ten at or below `value`.
int order_of(double value) {
  int order = 0;
  for (; value >= 10 && order < 300; value /= 10) ++order;
  for (; value < 1 && order > -300; value *= 10) --order;
  return order;
}

/// The least of those digits times a power of ten that is at least `value`.
double next_of(std::initializer_list<double> digits, double value) {
  if (!(value > 0) || !std::isfinite(value)) return 1;
  const double power = power_of_ten(order_of(value));
  for (const double digit : digits) {
    if (digit * power >= value * (1 - 1e-9)) return digit * power;
  }
  return 10 * power;
}

}  // namespace

Scale::Scale(bool is_logarithmic, double low, double high, double from, double to)
    : is_logarithmic_(is_logarithmic), low_(low), high_(high), from_(from), to_(to) {
  PLIMSOLL_CHECK(low < high);
}

Scale Scale::linear(double low, double high, double from, double to) { return {false, low, high, from, to}; }

Scale Scale::logarithmic(double low, double high, double from, double to) {
  PLIMSOLL_CHECK(low > 0);
  return {true, low, high, from, to};
}

double Scale::at(double value) const {
  value = std::clamp(value, low_, high_);
  const double share = is_logarithmic_
                           ? (logarithm(value) - logarithm(low_)) / (logarithm(high_) - logarithm(low_))
                           : (value - low_) / (high_ - low_);
  return from_ + share * (to_ - from_);
}

std::vector<double> Scale::ticks(int wanted) const {
  if (!is_logarithmic_) return even_ticks(wanted);
  const int first = order_of(low_), last = order_of(high_);
  const bool is_wide = last - first >= wanted - 1;
  const std::vector<double> leading = is_wide                      ? std::vector<double>{1}
                                      : last - first >= wanted / 2 ? std::vector<double>{1, 3}
                                                                   : std::vector<double>{1, 2, 5};
  std::vector<double> ticks;
  for (int order = first; order <= last; ++order) {
    for (const double digit : leading) {
      const double value = digit * power_of_ten(order);
      if (value >= low_ && value <= high_) ticks.push_back(value);
    }
  }
  return ticks.size() < 2 ? even_ticks(wanted) : ticks;
}

std::vector<double> Scale::even_ticks(int wanted) const {
  const double step = next_of({1.0, 2.0, 2.5, 5.0}, (high_ - low_) / std::max(1, wanted));
  std::vector<double> ticks;
  // Counted, not added up, so that the last one is not lost to rounding.
  const auto first = static_cast<long long>(std::ceil(low_ / step - 1e-9));
  const auto last = static_cast<long long>(std::floor(high_ / step + 1e-9));
  for (long long i = first; i <= last; ++i) ticks.push_back(static_cast<double>(i) * step);
  return ticks;
}

double round_up(double value) { return next_of({1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0}, value); }

}  // namespace plimsoll::report::svg
