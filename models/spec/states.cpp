#include <algorithm>

#include "models/spec/spec.hpp"

namespace plimsoll::spec {
namespace {

/// Rates at which states follow one another, [from][to].
std::vector<std::vector<double>> rates_of_moves(const std::vector<TrafficState>& states) {
  const std::size_t n = states.size();
  const auto index_of = [&](const std::string& name) {
    const auto found =
        std::find_if(states.begin(), states.end(), [&](const TrafficState& s) { return s.name == name; });
    return static_cast<std::size_t>(found - states.begin());
  };
  std::vector<std::vector<double>> moves(n, std::vector<double>(n, 0.0));
  for (std::size_t i = 0; i < n; ++i) {
    const double ends = 1 / states[i].lasts.law.mean();
    double sum = 0;
    for (const auto& [name, share] : states[i].next) sum += share;
    if (states[i].next.empty()) moves[i][(i + 1) % n] += ends;
    for (const auto& [name, share] : states[i].next) moves[i][index_of(name)] += ends * share / sum;
    for (const auto& [name, chance] : states[i].on_arrival) {
      moves[i][index_of(name)] += states[i].rate.per_second * chance;
    }
  }
  return moves;
}

}  // namespace

// States are taken out one by one, the last first; what passed through one goes straight. Only sums and
// quotients of numbers that are not negative: nothing cancels.
std::vector<double> long_run_shares(const std::vector<TrafficState>& states) {
  const std::size_t n = states.size();
  std::vector<std::vector<double>> moves = rates_of_moves(states);
  for (std::size_t k = n; k-- > 1;) {
    double down = 0;
    for (std::size_t j = 0; j < k; ++j) down += moves[k][j];
    if (!(down > 0)) continue;
    for (std::size_t i = 0; i < k; ++i) {
      moves[i][k] /= down;
      for (std::size_t j = 0; j < k; ++j) moves[i][j] += moves[i][k] * moves[k][j];
    }
  }
  std::vector<double> shares(n, 0.0);
  shares[0] = 1;
  double sum = 1;
  for (std::size_t k = 1; k < n; ++k) {
    for (std::size_t i = 0; i < k; ++i) shares[k] += shares[i] * moves[i][k];
    sum += shares[k];
  }
  for (double& share : shares) share /= sum;
  return shares;
}

double long_run_rate(const std::vector<TrafficState>& states) {
  const std::vector<double> shares = long_run_shares(states);
  double rate = 0;
  for (std::size_t i = 0; i < states.size(); ++i) rate += shares[i] * states[i].rate.per_second;
  return rate;
}

}  // namespace plimsoll::spec
