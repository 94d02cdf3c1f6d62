#include "sim/measure/mser.hpp"

namespace plimsoll {

// Walks from the end to the start, with mean and sum of squares kept up to date (Welford).
std::size_t mser_truncation(std::span<const double> series) {
  constexpr std::size_t kFewestLeft = 5;
  std::size_t best = 0;
  double least = 0;
  double mean = 0, squares = 0;
  std::size_t left = 0;
  for (std::size_t d = series.size(); d-- > 0;) {
    ++left;
    const double distance = series[d] - mean;
    mean += distance / static_cast<double>(left);
    squares += distance * (series[d] - mean);
    if (left < kFewestLeft) continue;
    const double error = squares / (static_cast<double>(left) * static_cast<double>(left));
    if (left > kFewestLeft && error > least) continue;
    least = error;
    best = d;
  }
  return best;
}

}  // namespace plimsoll
