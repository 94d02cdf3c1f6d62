#include "models/theory/mixed_network.hpp"

#include <algorithm>

#include "sim/check.hpp"

namespace plimsoll::theory {
namespace {

/// What one copy of a station is to its users, given the load of open requests.
struct Shared {
  Speed speed = Speed::delay();  // for users
  std::vector<double> open;      // open requests there on average, while j users are; by j
};

/// The sums f(j) and i-weighted f(j) for one j. Terms rise and then fall at least as fast as a geometric
/// series of ratio load / limit.
struct Terms {
  double sum = 0, moment = 0;
};

// Term i is scaled by speed(1) ... speed(j), so that it starts at 1: only ratios between neighbours of j are
// asked for.
Terms terms_of(const Speed& speed, double load, std::int64_t j) {
  Terms terms;
  double term = 1;
  for (std::int64_t i = 0;; ++i) {
    terms.sum += term;
    terms.moment += term * static_cast<double>(i);
    const double ratio =
        load / speed.at(i + j + 1) * static_cast<double>(i + j + 1) / static_cast<double>(i + 1);
    term *= ratio;
    if (term == 0 || (ratio < 1 && term < 1e-18 * (1 - ratio) * terms.sum)) return terms;
  }
}

Shared shared_by(const Speed& speed, double load, std::int64_t users) {
  Shared shared;
  if (speed.is_delay()) return shared;
  // From settled() + 1 users on the speed is limit - load: see the geometric sum of f.
  const std::int64_t last = std::min<std::int64_t>(speed.settled() + 1, users);
  std::vector<double> speeds;
  Terms before = terms_of(speed, load, 0);
  shared.open.push_back(before.moment / before.sum);
  for (std::int64_t j = 1; j <= users; ++j) {
    const Terms terms = terms_of(speed, load, j);
    if (j <= last) speeds.push_back(speed.at(j) * before.sum / terms.sum);
    shared.open.push_back(terms.moment / terms.sum);
    before = terms;
    if (j > last && j > speed.settled() + 1) break;
  }
  shared.speed = speeds.empty() ? speed : Speed::by_number(std::move(speeds));
  return shared;
}

/// Mean number of open requests at one copy of a station. Once the speed is settled it rises in a straight
/// line with the number of users.
double open_number(const Shared& shared, const std::vector<double>& chances, double users_there,
                   const Speed& speed, double load) {
  if (chances.empty()) return load / speed.limit() * (1 + users_there) / (1 - load / speed.limit());
  double mean = 0;
  for (std::size_t j = 0; j < chances.size(); ++j) {
    const std::size_t known = shared.open.size() - 1;
    double there = shared.open[std::min(j, known)];
    if (j > known) {
      const double rise = load / (speed.limit() - load);
      there += rise * static_cast<double>(j - known);
    }
    mean += chances[j] * there;
  }
  return mean;
}

}  // namespace

Answer<MixedMeans> solve_mixed(const MixedNetwork& network) {
  const std::size_t open_classes = network.rate_per_second.size();
  std::int64_t users = 0;
  for (const std::int64_t of_class : network.closed.users) users += of_class;

  ClosedNetwork seen = network.closed;
  std::vector<double> loads;
  std::vector<Shared> shared;
  for (std::size_t k = 0; k < seen.stations.size(); ++k) {
    Station& station = seen.stations[k];
    double load = 0;
    for (std::size_t r = 0; r < open_classes; ++r) {
      load += network.rate_per_second[r] * network.open_demand_seconds[k][r];
    }
    load /= static_cast<double>(station.copies);
    if (!station.speed.is_delay() && !(load < station.speed.limit())) return refusal::no_steady_state;
    loads.push_back(load);
    shared.push_back(shared_by(station.speed, load, users));
    if (!station.speed.is_delay()) station.speed = shared.back().speed;
  }
  const Answer<ExactMeans> closed = solve_closed(seen);
  if (!closed) return closed.refusal();

  MixedMeans means;
  means.closed = *closed;
  means.open_response_seconds.assign(open_classes, 0);
  for (std::size_t k = 0; k < seen.stations.size(); ++k) {
    const Station& station = network.closed.stations[k];
    const auto copies = static_cast<double>(station.copies);
    NodeMeans& of = means.closed.stations[k];
    double stretch = 1;
    if (!station.speed.is_delay()) {
      const double idle_stretch = 1 / station.speed.at(1);
      const double number =
          open_number(shared[k], closed->chance_of_number[k], of.total() / copies, station.speed, loads[k]);
      stretch = loads[k] > 0 ? number / loads[k] : idle_stretch;
      of.utilisation = loads[k] / station.speed.limit();
      for (std::size_t r = 0; r < seen.users.size(); ++r) {
        of.utilisation += means.closed.throughput_per_second[r] * station.demand_seconds[r] /
                          station.speed.limit() / copies;
      }
    }
    std::vector<double>& residence = means.open_residence_seconds.emplace_back();
    for (std::size_t r = 0; r < open_classes; ++r) {
      residence.push_back(network.open_demand_seconds[k][r] * stretch);
      means.open_response_seconds[r] += residence.back();
    }
  }
  return means;
}

}  // namespace plimsoll::theory
