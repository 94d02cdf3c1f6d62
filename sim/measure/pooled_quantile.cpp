#include "sim/measure/pooled_quantile.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/check.hpp"

namespace plimsoll {
namespace {

constexpr std::uint64_t kManyAlike = 10;
constexpr double kWider = 5;
constexpr double kEnoughBeyond = 30;
constexpr double kFewestForControls = 5;  // beyond the value, in each observation

/// How much more runs differ in what is above a value than one by one would make them, times the number of
/// all.
double clumping_of(const ControlVariates::Fit& surplus, double share) {
  return share > 0 && share < 1 ? surplus.squares / (share * (1 - share)) : 0;
}

}  // namespace

PooledQuantile::PooledQuantile(std::vector<const Histogram*> runs, std::size_t together,
                               ControlVariates controls)
    : runs_(std::move(runs)),
      together_(together),
      observations_(runs_.size() / together),
      controls_(std::move(controls)) {
  PLIMSOLL_CHECK(runs_.size() % together == 0);
  for (const Histogram* run : runs_) pooled_.merge(*run);
}

double PooledQuantile::share_above(Duration value) const {
  return static_cast<double>(pooled_.count_above(value)) / static_cast<double>(pooled_.count());
}

ControlVariates::Fit PooledQuantile::surplus_above(Duration value, const ControlVariates& controls) const {
  const double share = share_above(value);
  std::vector<double> surplus(observations_);
  for (std::size_t r = 0; r < runs_.size(); ++r) {
    surplus[r / together_] +=
        static_cast<double>(runs_[r]->count_above(value)) - share * static_cast<double>(runs_[r]->count());
  }
  return controls.fit(surplus);
}

double PooledQuantile::clumping_above(Duration value, const ControlVariates& controls) const {
  return clumping_of(surplus_above(value, controls), share_above(value));
}

double PooledQuantile::high_of_own(double p, double value, const Confidence& confidence) const {
  std::vector<double> differences(observations_);
  for (std::size_t r = 0; r < runs_.size(); ++r) {
    const double beyond = static_cast<double>(runs_[r]->count()) * (1 - p);
    if (beyond < kEnoughBeyond) return std::numeric_limits<double>::infinity();
    differences[r / together_] +=
        (runs_[r]->quantile(p).to_seconds() - value) / static_cast<double>(together_);
  }
  // Around the value of all runs: their own percentiles lean downwards.
  return value + interval_of(differences, confidence).half_width();
}

Interval PooledQuantile::at(double p, const Confidence& confidence) const {
  PLIMSOLL_CHECK(p > 0 && p < 1);
  constexpr double infinity = std::numeric_limits<double>::infinity();
  Interval interval{std::numeric_limits<double>::quiet_NaN(), -infinity, infinity, 0, 0};
  if (pooled_.empty()) return interval;
  const Duration value = pooled_.quantile(p);
  interval.value = value.to_seconds();
  if (observations_ < 2) return interval;

  const auto count = static_cast<double>(pooled_.count());
  const auto number = static_cast<double>(observations_);
  const std::uint64_t above = pooled_.count_above(value);
  // The longest of all says how far it goes only if many are as long: a limit that they run into.
  if (above == 0 && pooled_.count_above(value - Duration::ns(1)) < kManyAlike) return interval;
  const bool is_controlled = std::min(p, 1 - p) * count >= kFewestForControls * number;
  const ControlVariates none;
  const ControlVariates& controls = is_controlled ? controls_ : none;
  const double share = share_above(value);
  const ControlVariates::Fit fit = surplus_above(value, controls);
  double clumping = clumping_of(fit, share);
  const double wider_share = kWider * (1 - p);
  if (wider_share <= 0.5)
    clumping = std::max(clumping, clumping_above(pooled_.quantile(1 - wider_share), controls));
  const double t = confidence.t(fit.freedom);
  const double noise = clumping * share * (1 - share) / static_cast<double>(fit.freedom);
  const double half = t * std::sqrt(noise * fit.mean_per_square) * number / count;
  // Where more lies above by luck, the percentile is lower than it seems.
  const double middle =
      controls.used().empty() ? p : std::clamp(p + fit.mean * number / count, 1 / count, 1 - 1 / count);
  if (middle != p) interval.value = pooled_.quantile(middle).to_seconds();
  interval.low = middle - half > 0 ? pooled_.quantile(middle - half).to_seconds() : 0;
  const bool is_inside = half == 0 || (middle + half) * count <= count - 1;
  interval.high =
      is_inside ? pooled_.quantile(middle + half).to_seconds() : high_of_own(p, interval.value, confidence);
  interval.replications = static_cast<std::int64_t>(observations_);
  return interval;
}

}  // namespace plimsoll
