#include "models/theory/network.hpp"

#include <algorithm>

#include "sim/check.hpp"

namespace plimsoll::theory {

Speed Speed::delay() { return {}; }

Speed Speed::servers(std::int64_t count) {
  PLIMSOLL_CHECK(count >= 1);
  Speed speed;
  speed.servers_ = count;
  return speed;
}

Speed Speed::by_number(std::vector<double> speeds) {
  PLIMSOLL_CHECK(!speeds.empty());
  PLIMSOLL_CHECK(std::all_of(speeds.begin(), speeds.end(), [](double one) { return one > 0; }));
  Speed speed;
  speed.speeds_ = std::move(speeds);
  return speed;
}

double Speed::at(std::int64_t n) const {
  if (is_delay()) return static_cast<double>(n);
  if (speeds_.empty()) return static_cast<double>(std::min(n, servers_));
  return speeds_[static_cast<std::size_t>(std::min<std::int64_t>(n, settled())) - 1];
}

std::int64_t Speed::settled() const {
  PLIMSOLL_CHECK(!is_delay());
  return speeds_.empty() ? servers_ : static_cast<std::int64_t>(speeds_.size());
}

double NodeMeans::total() const {
  double sum = 0;
  for (const double one : number) sum += one;
  return sum;
}

// Weights w(n) = w(n - 1) load / speed(n), from n = 0 until the speed is settled; the rest is a geometric
// series. They may grow as 1 / 0! * load^n / n! does, so they are scaled down on the way.
double mean_number_at(const Speed& speed, double load) {
  PLIMSOLL_CHECK(load >= 0);
  if (speed.is_delay()) return load;
  PLIMSOLL_CHECK(load < speed.limit());
  constexpr double kHuge = 1e200;
  double weight = 1, weights = 1, moments = 0;
  const std::int64_t settled = speed.settled();
  for (std::int64_t n = 1; n < settled; ++n) {
    weight *= load / speed.at(n);
    weights += weight;
    moments += weight * static_cast<double>(n);
    if (weights > kHuge) weight /= kHuge, weights /= kHuge, moments /= kHuge;
  }
  // From n = settled on: weight x ratio^i for i = 1, 2, ..., with n = settled - 1 + i.
  const double ratio = load / speed.limit();
  const double tail = weight * ratio / (1 - ratio);
  weights += tail;
  moments += tail * (static_cast<double>(settled - 1) + 1 / (1 - ratio));
  return moments / weights;
}

}  // namespace plimsoll::theory
