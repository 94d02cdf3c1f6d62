#include "models/theory/closed_network.hpp"

#include <algorithm>
#include <cmath>

#include "models/theory/approximate_mva.hpp"
#include "models/theory/lattice.hpp"
#include "sim/check.hpp"

namespace plimsoll::theory {
namespace {

double number_of_users(const ClosedNetwork& network) {
  double sum = 0;
  for (const std::int64_t users : network.users) sum += static_cast<double>(users);
  return sum;
}

bool is_one_server(const Station& station) {
  return !station.speed.is_delay() && station.speed.settled() == 1;
}

/// The throughputs that users would have if all stations stood in an open network with this many requests on
/// average. One class: the number rises with the throughput, so it is found by halving.
double open_throughput(const ClosedNetwork& network) {
  double fixed = network.think_seconds[0], most = 1e300;
  for (const Station& station : network.stations) {
    const double demand = station.demand_seconds[0] / static_cast<double>(station.copies);
    if (station.speed.is_delay()) fixed += station.demand_seconds[0];
    if (!station.speed.is_delay() && demand > 0) most = std::min(most, station.speed.limit() / demand);
  }
  const auto users = static_cast<double>(network.users[0]);
  double low = 0, high = most;
  if (fixed > 0) high = std::min(high, users / fixed);
  for (int halvings = 0; halvings < 60; ++halvings) {
    const double middle = (low + high) / 2;
    double present = middle * fixed;
    for (const Station& station : network.stations) {
      if (station.speed.is_delay()) continue;
      const double load = middle * station.demand_seconds[0] / static_cast<double>(station.copies);
      if (!(load < station.speed.limit())) return low;
      present += mean_number_at(station.speed, load) * static_cast<double>(station.copies);
    }
    (present < users ? low : high) = middle;
  }
  return low;
}

std::vector<double> expected_throughputs(const ClosedNetwork& network, const NetworkMeans& approximate) {
  if (network.users.size() == 1 && network.users[0] > 0) return {open_throughput(network)};
  return approximate.throughput_per_second;
}

/// The exact solution. Stations are taken in file order; demands are scaled by the expected throughputs.
class Convolution {
 public:
  Convolution(const ClosedNetwork& network, std::vector<double> scale)
      : network_(network), lattice_(network.users), scale_(std::move(scale)) {}

  ExactMeans means() {
    const std::size_t classes = network_.users.size();
    const std::vector<double> all = constants_without(kNone);
    const double whole = all.back();
    PLIMSOLL_CHECK(whole > 0);
    ExactMeans means;
    for (std::size_t r = 0; r < classes; ++r) {
      const bool is_there = network_.users[r] > 0;
      means.throughput_per_second.push_back(is_there ? scale_[r] * all[lattice_.last_but_one(r)] / whole : 0);
      means.response_seconds.push_back(0);
    }
    for (std::size_t k = 0; k < network_.stations.size(); ++k) add_station(k, all, means);
    return means;
  }

 private:
  static constexpr std::size_t kNone = ~std::size_t{0};

  std::vector<double> scaled_demands(const Station& station) const {
    std::vector<double> demands;
    for (std::size_t r = 0; r < scale_.size(); ++r) {
      demands.push_back(scale_[r] * station.demand_seconds[r] / static_cast<double>(station.copies));
    }
    return demands;
  }

  /// The normalising constants of the network without one copy of station `left_out`.
  std::vector<double> constants_without(std::size_t left_out) const {
    std::vector<double> delays = network_.think_seconds;
    for (const Station& station : network_.stations) {
      if (!station.speed.is_delay()) continue;
      for (std::size_t r = 0; r < delays.size(); ++r) delays[r] += station.demand_seconds[r];
    }
    for (std::size_t r = 0; r < delays.size(); ++r) delays[r] *= scale_[r];
    std::vector<double> constants = lattice_.delays(delays);
    for (std::size_t k = 0; k < network_.stations.size(); ++k) {
      const Station& station = network_.stations[k];
      if (station.speed.is_delay()) continue;
      const std::vector<double> demands = scaled_demands(station);
      for (std::int64_t copy = k == left_out ? 1 : 0; copy < station.copies; ++copy) {
        lattice_.convolve(constants, station.speed, demands);
      }
    }
    return constants;
  }

  void add_station(std::size_t k, const std::vector<double>& all, ExactMeans& means) {
    const Station& station = network_.stations[k];
    const std::size_t classes = scale_.size();
    NodeMeans& of = means.stations.emplace_back();
    std::vector<double>& chances = means.chance_of_number.emplace_back();
    of.residence_seconds.assign(classes, 0);
    of.number.assign(classes, 0);
    if (station.speed.is_delay()) {
      for (std::size_t r = 0; r < classes; ++r) {
        if (means.throughput_per_second[r] > 0) of.residence_seconds[r] = station.demand_seconds[r];
        of.number[r] = means.throughput_per_second[r] * of.residence_seconds[r];
        means.response_seconds[r] += of.residence_seconds[r];
      }
      return;
    }
    if (is_one_server(station)) {
      add_one_server(station, all, of);
    } else {
      add_servers(k, of, chances);
    }
    for (std::size_t r = 0; r < classes; ++r) {
      const double throughput = means.throughput_per_second[r];
      of.number[r] *= static_cast<double>(station.copies);
      of.residence_seconds[r] = throughput > 0 ? of.number[r] / throughput : 0;
      means.response_seconds[r] += of.residence_seconds[r];
      of.utilisation += throughput * station.demand_seconds[r] / station.speed.limit() /
                        static_cast<double>(station.copies);
    }
  }

  // Requests of class r at a single server: its demand times the constant of a network in which the station
  // stands twice, with one user of the class less.
  void add_one_server(const Station& station, const std::vector<double>& all, NodeMeans& of) const {
    const std::vector<double> demands = scaled_demands(station);
    std::vector<double> twice = all;
    const double scale = lattice_.convolve(twice, station.speed, demands);
    for (std::size_t r = 0; r < demands.size(); ++r) {
      if (network_.users[r] == 0) continue;
      // `twice` is scaled by `scale`, and one server works at speed.limit() rather than 1.
      of.number[r] =
          demands[r] / station.speed.limit() * twice[lattice_.last_but_one(r)] / scale / all.back();
    }
  }

  // Sums over all states of the station, each with the constant of the rest of the network.
  void add_servers(std::size_t k, NodeMeans& of, std::vector<double>& chances) const {
    const Station& station = network_.stations[k];
    const std::vector<double> rest = constants_without(k);
    std::vector<double> own(lattice_.size(), 0);
    own[0] = 1;
    lattice_.convolve(own, station.speed, scaled_demands(station));
    chances.assign(static_cast<std::size_t>(number_of_users(network_)) + 1, 0);
    double whole = 0;
    lattice_.for_each([&](std::size_t index, const std::vector<std::int64_t>& users) {
      const double weight = own[index] * rest[lattice_.size() - 1 - index];
      if (weight == 0) return;
      whole += weight;
      std::int64_t present = 0;
      for (std::size_t r = 0; r < users.size(); ++r) {
        present += users[r];
        of.number[r] += weight * static_cast<double>(users[r]);
      }
      chances[static_cast<std::size_t>(present)] += weight;
    });
    PLIMSOLL_CHECK(whole > 0);
    for (double& number : of.number) number /= whole;
    for (double& chance : chances) chance /= whole;
  }

  const ClosedNetwork& network_;
  Lattice lattice_;
  std::vector<double> scale_;
};

}  // namespace

double cost_of_exact(const ClosedNetwork& network) {
  double states = 1, once = 1, several = 0;
  for (const std::int64_t users : network.users) states *= static_cast<double>(users) + 1;
  for (const Station& station : network.stations) {
    if (station.speed.is_delay()) continue;
    const double powers = std::min(static_cast<double>(station.speed.settled()), number_of_users(network));
    once += (powers + 1) * static_cast<double>(station.copies);
    several += is_one_server(station) ? 0 : 1;
  }
  return states * static_cast<double>(network.users.size()) * once * (several + 1);
}

Answer<ExactMeans> solve_closed(const ClosedNetwork& network) {
  for (const Station& station : network.stations) {
    PLIMSOLL_CHECK(station.demand_seconds.size() == network.users.size());
  }
  const Answer<NetworkMeans> approximate = approximate_closed(network);
  if (!approximate) return approximate.refusal();
  return Convolution(network, expected_throughputs(network, *approximate)).means();
}

}  // namespace plimsoll::theory
