#include "sim/measure/batch_means.hpp"

#include <algorithm>
#include <cmath>  // sqrt, isnan: exact everywhere
#include <vector>

#include "sim/measure/student_t.hpp"

namespace plimsoll {
namespace {

constexpr std::int64_t kAsGoodAsNormal = 1'000'000;  // degrees of freedom
constexpr double kMostAlike = 0.9;                   // beyond, n pieces do not say how much they vary

}  // namespace

double likeness_of_neighbours(std::span<const double> series) {
  double mean = 0;
  for (const double one : series) mean += one / static_cast<double>(series.size());
  double around = 0, successive = 0;
  for (std::size_t i = 0; i < series.size(); ++i) {
    around += (series[i] - mean) * (series[i] - mean);
    if (i > 0) successive += (series[i] - series[i - 1]) * (series[i] - series[i - 1]);
  }
  return successive > 0 || around > 0 ? 1 - successive / around / 2 : 0;
}

bool has_alike_neighbours(std::span<const double> series, double probability) {
  const auto n = static_cast<double>(series.size());
  const double deviation = std::sqrt((n - 2) / (n * n - 1));
  const double limit = student_t_two_sided(1 - 2 * probability, kAsGoodAsNormal) * deviation;
  return likeness_of_neighbours(series) > limit;
}

Interval batch_interval_of(double value, std::span<const double> pieces, double confidence) {
  Interval interval = interval_of(pieces, confidence);
  if (!interval.has_interval()) {
    interval.value = value;
    return interval;
  }
  std::vector<double> present;
  for (const double piece : pieces) {
    if (!std::isnan(piece)) present.push_back(piece);
  }
  const double likeness = std::clamp(likeness_of_neighbours(present), 0.0, kMostAlike);
  const double half = interval.half_width() * std::sqrt((1 + likeness) / (1 - likeness));
  return {value, value - half, value + half, interval.replications, interval.left_out};
}

}  // namespace plimsoll
