#include "sim/measure/pooled_quantile.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/measure/student_t.hpp"

namespace plimsoll {
namespace {

constexpr std::uint64_t kManyAlike = 10;
constexpr double kWider = 5;
constexpr double kEnoughBeyond = 30;

}  // namespace

PooledQuantile::PooledQuantile(std::vector<const Histogram*> runs) : runs_(std::move(runs)) {
  for (const Histogram* run : runs_) pooled_.merge(*run);
}

double PooledQuantile::clumping_above(Duration value) const {
  const double share = static_cast<double>(pooled_.count_above(value)) / static_cast<double>(pooled_.count());
  if (!(share > 0) || !(share < 1)) return 0;
  double squares = 0;
  for (const Histogram* run : runs_) {
    const double surplus =
        static_cast<double>(run->count_above(value)) - share * static_cast<double>(run->count());
    squares += surplus * surplus;
  }
  return squares / (share * (1 - share));
}

double PooledQuantile::high_of_own(double p, double value, double t) const {
  const auto number = static_cast<double>(runs_.size());
  double sum = 0, squares = 0;
  for (const Histogram* run : runs_) {
    if (static_cast<double>(run->count()) * (1 - p) < kEnoughBeyond)
      return std::numeric_limits<double>::infinity();
    const double difference = run->quantile(p).to_seconds() - value;
    sum += difference;
    squares += difference * difference;
  }
  const double variance = std::max(0.0, squares - sum * sum / number) / (number - 1);
  // Around the value of all runs: their own percentiles lean downwards.
  return value + t * std::sqrt(variance / number);
}

Interval PooledQuantile::at(double p, double confidence) const {
  PLIMSOLL_CHECK(p > 0 && p < 1);
  constexpr double infinity = std::numeric_limits<double>::infinity();
  Interval interval{std::numeric_limits<double>::quiet_NaN(), -infinity, infinity, 0, 0};
  if (pooled_.empty()) return interval;
  const Duration value = pooled_.quantile(p);
  interval.value = value.to_seconds();
  if (runs_.size() < 2) return interval;

  const auto count = static_cast<double>(pooled_.count());
  const std::uint64_t above = pooled_.count_above(value);
  // The longest of all says how far it goes only if many are as long: a limit that they run into.
  if (above == 0 && pooled_.count_above(value - Duration::ns(1)) < kManyAlike) return interval;
  const double share_above = static_cast<double>(above) / count;
  double clumping = clumping_above(value);
  const double wider_share = kWider * (1 - p);
  if (wider_share <= 0.5) clumping = std::max(clumping, clumping_above(pooled_.quantile(1 - wider_share)));
  const auto number = static_cast<double>(runs_.size());
  const double t = student_t_two_sided(confidence, static_cast<std::int64_t>(runs_.size()) - 1);
  const double half =
      t * std::sqrt(clumping * share_above * (1 - share_above) * number / (number - 1)) / count;
  interval.low = p - half > 0 ? pooled_.quantile(p - half).to_seconds() : 0;
  const bool is_inside = half == 0 || (p + half) * count <= count - 1;
  interval.high = is_inside ? pooled_.quantile(p + half).to_seconds() : high_of_own(p, interval.value, t);
  interval.replications = static_cast<std::int64_t>(runs_.size());
  return interval;
}

}  // namespace plimsoll
