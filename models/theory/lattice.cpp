#include "models/theory/lattice.hpp"

#include <algorithm>

#include "sim/check.hpp"

namespace plimsoll::theory {
namespace {

constexpr double kNothing = 1e-280;  // below this a constant is taken for 0, before it loses digits

/// demand^n / n! for n = 0 .. most, scaled so that the greatest is 1: from there outwards.
std::vector<double> poisson_weights(double demand, std::int64_t most) {
  std::vector<double> weights(static_cast<std::size_t>(most) + 1, 0);
  const auto mode = static_cast<std::size_t>(std::min(demand, static_cast<double>(most)));
  weights[mode] = 1;
  for (std::size_t n = mode; n > 0 && weights[n] > kNothing; --n) {
    weights[n - 1] = weights[n] * static_cast<double>(n) / demand;
  }
  for (std::size_t n = mode; n + 1 < weights.size() && weights[n] > kNothing; ++n) {
    weights[n + 1] = weights[n] * demand / static_cast<double>(n + 1);
  }
  return weights;
}

}  // namespace

Lattice::Lattice(std::vector<std::int64_t> users) : users_(std::move(users)) {
  for (const std::int64_t of_class : users_) {
    PLIMSOLL_CHECK(of_class >= 0);
    strides_.push_back(size_);
    size_ *= static_cast<std::size_t>(of_class) + 1;
  }
}

std::vector<double> Lattice::delays(const std::vector<double>& demands) const {
  std::vector<std::vector<double>> weights;
  for (std::size_t r = 0; r < users_.size(); ++r) weights.push_back(poisson_weights(demands[r], users_[r]));
  std::vector<double> constants(size_);
  for_each([&](std::size_t index, const std::vector<std::int64_t>& users) {
    double product = 1;
    for (std::size_t r = 0; r < users.size(); ++r) product *= weights[r][static_cast<std::size_t>(users[r])];
    constants[index] = product > kNothing ? product : 0;
  });
  return constants;
}

void Lattice::add_shifted(const std::vector<double>& in, std::vector<double>& out,
                          const std::vector<double>& demands, double speed) const {
  if (users_.size() == 1) {  // the same, without looking for borders
    const double demand = demands[0] / speed;
    for (std::size_t n = 1; n < size_; ++n) {
      const double sum = out[n] + demand * in[n - 1];
      out[n] = sum > kNothing ? sum : 0;
    }
    return;
  }
  for_each([&](std::size_t index, const std::vector<std::int64_t>& users) {
    double sum = 0;
    for (std::size_t r = 0; r < users.size(); ++r) {
      if (users[r] > 0) sum += demands[r] * in[index - strides_[r]];
    }
    sum = out[index] + sum / speed;
    out[index] = sum > kNothing ? sum : 0;
  });
}

// With T the sum of demands[r] times "one user of class r less", the station's own constants are T^n divided
// by the speeds at 1 .. n: added up one by one while the speed changes, then as a geometric series. The terms
// may grow as e^n does, and are scaled down on the way.
double Lattice::convolve(std::vector<double>& constants, const Speed& speed,
                         const std::vector<double>& demands) const {
  std::int64_t most = 0;
  for (const std::int64_t of_class : users_) most += of_class;
  std::vector<double> sum(size_, 0), power = constants, next;
  std::size_t first = 0, last = size_;  // where `power` is not 0
  double scale = 1;
  for (std::int64_t n = 1; n < std::min(speed.settled(), most + 1); ++n) {
    while (first < last && power[first] == 0) ++first;
    while (first < last && power[last - 1] == 0) --last;
    for (std::size_t i = first; i < last; ++i) sum[i] += power[i];
    double greatest = 0;
    if (users_.size() == 1) {  // one step to the right, within the same array
      const double demand = demands[0] / speed.at(n);
      last = std::min(last + 1, size_);
      for (std::size_t i = last; i-- > first + 1;) {
        power[i] = power[i - 1] * demand > kNothing ? power[i - 1] * demand : 0;
        greatest = std::max(greatest, power[i]);
      }
      if (first < last) power[first++] = 0;
    } else {
      next.assign(size_, 0);
      add_shifted(power, next, demands, speed.at(n));
      std::swap(power, next);
      first = 0;
      last = size_;
      greatest = *std::max_element(power.begin(), power.end());
    }
    constexpr double kHuge = 1e100;
    if (greatest <= kHuge) continue;
    scale /= greatest;
    for (double& one : power) one /= greatest;
    for (double& one : sum) one /= greatest;
  }
  if (speed.settled() <= most) add_shifted(power, power, demands, speed.limit());
  for (std::size_t i = 0; i < size_; ++i) sum[i] += power[i];
  const double greatest = *std::max_element(sum.begin(), sum.end());
  PLIMSOLL_CHECK(greatest > 0);
  for (double& one : sum) one /= greatest;
  constants = std::move(sum);
  return scale / greatest;
}

}  // namespace plimsoll::theory
