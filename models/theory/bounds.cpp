#include "models/theory/bounds.hpp"

#include <algorithm>
#include <limits>

#include "sim/check.hpp"

namespace plimsoll::theory {

double utilisation(double throughput_per_second, const Demand& demand) {
  return throughput_per_second * demand.seconds / demand.servers;
}

Bottleneck bottleneck(const std::vector<Demand>& demands) {
  Bottleneck tightest{std::numeric_limits<double>::infinity()};
  for (std::size_t i = 0; i < demands.size(); ++i) {
    if (!(demands[i].seconds > 0)) continue;
    const double most = demands[i].servers / demands[i].seconds;
    if (most < tightest.throughput_per_second) tightest = {most, i};
  }
  return tightest;
}

AsymptoticBounds asymptotic_bounds(double users, double think_seconds, double response_seconds,
                                   const std::vector<Demand>& demands) {
  const double most = bottleneck(demands).throughput_per_second;
  const double cycle = think_seconds + response_seconds;
  AsymptoticBounds bounds{};
  bounds.throughput_max_per_second = cycle > 0 ? std::min(most, users / cycle) : most;
  bounds.response_min_seconds = std::max(response_seconds, users / most - think_seconds);
  bounds.saturation_users = cycle > 0 ? cycle * most : 1;
  return bounds;
}

BalancedBounds balanced_job_bounds(std::int64_t users, double think_seconds,
                                   const std::vector<double>& demand_seconds) {
  PLIMSOLL_CHECK(users >= 1);
  double sum = 0, greatest = 0;
  for (const double demand : demand_seconds) {
    sum += demand;
    greatest = std::max(greatest, demand);
  }
  PLIMSOLL_CHECK(sum > 0);
  const auto n = static_cast<double>(users);
  const double mean = sum / static_cast<double>(demand_seconds.size());
  BalancedBounds bounds{};
  bounds.response_max_seconds = sum + (n - 1) * greatest / (1 + think_seconds / (n * sum));
  bounds.response_min_seconds =
      std::max(n * greatest - think_seconds, sum + (n - 1) * mean / (1 + think_seconds / sum));
  bounds.throughput_min_per_second = n / (think_seconds + bounds.response_max_seconds);
  bounds.throughput_max_per_second = n / (think_seconds + bounds.response_min_seconds);
  return bounds;
}

}  // namespace plimsoll::theory
