#include "sim/measure/interval.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/check.hpp"
#include "sim/measure/student_t.hpp"

namespace plimsoll {
namespace {

struct Mean {
  double value = std::numeric_limits<double>::quiet_NaN();
  std::int64_t count = 0;
};

// Sums distances from the first value, so that the mean of equal values is that value.
Mean mean_of_existing(std::span<const double> values) {
  Mean mean;
  double first = 0;
  double distance_sum = 0;
  for (const double value : values) {
    if (std::isnan(value)) continue;
    PLIMSOLL_CHECK(std::isfinite(value));
    if (mean.count++ == 0) first = value;
    distance_sum += value - first;
  }
  if (mean.count > 0) mean.value = first + distance_sum / static_cast<double>(mean.count);
  return mean;
}

double sum_of_squares_around(double mean, std::span<const double> values) {
  double sum = 0;
  for (const double value : values) {
    if (!std::isnan(value)) sum += (value - mean) * (value - mean);
  }
  return sum;
}

}  // namespace

double Confidence::t(std::int64_t freedom) const {
  PLIMSOLL_CHECK(level > 0.0 && level < 1.0);
  return student_t_two_sided(level, std::min(freedom, freedom_max));
}

Interval interval_of(std::span<const double> replications, const Confidence& confidence) {
  const Mean mean = mean_of_existing(replications);
  const auto left_out = static_cast<std::int64_t>(replications.size()) - mean.count;
  if (mean.count < 2) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    return {mean.value, -infinity, infinity, mean.count, left_out};
  }
  const auto count = static_cast<double>(mean.count);
  const double variance = sum_of_squares_around(mean.value, replications) / (count - 1);
  const double half_width = confidence.t(mean.count - 1) * std::sqrt(variance / count);
  return {mean.value, mean.value - half_width, mean.value + half_width, mean.count, left_out};
}

}  // namespace plimsoll
