#include "models/theory/birth_death.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "models/theory/arguments.hpp"

namespace plimsoll::theory {
namespace {

/// mantissa x 2^exponent, with a range that no chain leaves.
struct Wide {
  double mantissa;
  std::int64_t exponent;
};

Wide times_ratio(Wide weight, double up, double down) {
  int exponent_up = 0, exponent_down = 0, exponent = 0;
  const double ratio = std::frexp(up, &exponent_up) / std::frexp(down, &exponent_down);
  const double mantissa = std::frexp(weight.mantissa * ratio, &exponent);
  return {mantissa, weight.exponent + exponent + exponent_up - exponent_down};
}

double scaled(Wide weight, std::int64_t exponent) {
  const std::int64_t shift = std::max<std::int64_t>(weight.exponent - exponent, -2000);
  return std::ldexp(weight.mantissa, static_cast<int>(shift));
}

}  // namespace

Answer<std::vector<double>> birth_death(std::span<const double> births_per_second,
                                        std::span<const double> deaths_per_second, double tail_ratio) {
  const std::size_t steps = births_per_second.size();
  if (deaths_per_second.size() != steps) return Refusal{"there have to be as many deaths as births"};
  if (steps > static_cast<std::size_t>(most_states)) return refusal::too_many_states;
  if (!std::all_of(births_per_second.begin(), births_per_second.end(), is_rate) ||
      !std::all_of(deaths_per_second.begin(), deaths_per_second.end(), is_positive)) {
    return Refusal{"births have to be finite and 0 or more, deaths finite and above 0"};
  }
  if (!(tail_ratio >= 0 && tail_ratio < 1)) return Refusal{"the tail has to fall: its ratio is below 1"};

  std::vector<Wide> weights{{0.5, 1}};
  weights.reserve(steps + 1);
  std::int64_t largest = 1;
  for (std::size_t i = 0; i < steps; ++i) {
    weights.push_back(times_ratio(weights.back(), births_per_second[i], deaths_per_second[i]));
    if (weights.back().mantissa > 0) largest = std::max(largest, weights.back().exponent);
  }

  std::vector<double> probabilities;
  probabilities.reserve(weights.size());
  double sum = 0;
  for (const Wide& weight : weights) sum += probabilities.emplace_back(scaled(weight, largest));
  sum += probabilities.back() * tail_ratio / (1 - tail_ratio);
  for (double& probability : probabilities) probability /= sum;
  return probabilities;
}

}  // namespace plimsoll::theory
