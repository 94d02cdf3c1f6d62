#pragma once

#include <limits>

namespace plimsoll::theory {

/// Where `rising` goes from below 0 to 0 or above, between low and high, to the last bit or nearly so. Halves
/// the interval; `rising` has to be monotone, and is taken to be below 0 at `low` and not at `high`.
template <class Function>
double root_of_rising(const Function& rising, double low, double high) {
  for (int i = 0; i < 2200; ++i) {  // from the whole range of a double to neighbouring numbers
    const double middle = low + (high - low) / 2;
    if (!(middle > low && middle < high)) break;
    (rising(middle) < 0 ? low : high) = middle;
  }
  return high;
}

/// The least t >= 0 with tail(t) <= 1 - probability, where tail(t) is the chance to exceed t: the quantile.
/// `scale` > 0 is where the search begins. Infinity if the tail never falls that low.
template <class Tail>
double quantile_of_tail(const Tail& tail, double probability, double scale) {
  const auto rising = [&](double t) { return (1 - probability) - tail(t); };
  if (rising(0) >= 0) return 0;
  double high = scale;
  while (rising(high) < 0) {
    high *= 2;
    if (high > std::numeric_limits<double>::max()) return high;
  }
  return root_of_rising(rising, high > scale ? high / 2 : 0, high);
}

}  // namespace plimsoll::theory
