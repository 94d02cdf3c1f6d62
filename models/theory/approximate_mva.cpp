#include "models/theory/approximate_mva.hpp"

#include <algorithm>
#include <cmath>

#include "sim/check.hpp"

namespace plimsoll::theory {
namespace {

constexpr int kMostRounds = 10'000;
constexpr double kStill = 1e-10;  // a round that moves no number by more than this share is the last

/// A queue of one server and a delay behind it: what Seidmann makes of a station. Demands by class [s], of
/// all copies.
struct QueueAndDelay {
  std::vector<double> queue, delay;
};

QueueAndDelay taken_apart(const Station& station) {
  QueueAndDelay parts;
  for (const double demand : station.demand_seconds) {
    const double queued = station.speed.is_delay() ? 0 : demand / station.speed.limit();
    parts.queue.push_back(queued);
    // A single request is served at speed.at(1), and no faster than that in the limit.
    parts.delay.push_back(std::max(0.0, demand / station.speed.at(1) - queued));
  }
  return parts;
}

}  // namespace

Answer<NetworkMeans> approximate_closed(const ClosedNetwork& network) {
  const std::size_t classes = network.users.size(), count = network.stations.size();
  std::vector<QueueAndDelay> parts;
  for (const Station& station : network.stations) parts.push_back(taken_apart(station));
  const auto users = [&](std::size_t r) { return static_cast<double>(network.users[r]); };

  NetworkMeans means;
  means.throughput_per_second.assign(classes, 0);
  means.response_seconds.assign(classes, 0);
  std::vector<double> least(classes);  // cycle without waiting
  for (std::size_t r = 0; r < classes; ++r) {
    least[r] = network.think_seconds[r];
    for (const QueueAndDelay& part : parts) least[r] += part.queue[r] + part.delay[r];
    if (users(r) > 0 && !(least[r] > 0)) return refusal::no_cycle;
  }
  // Where everybody starts: spread over the cycle as if nobody waited.
  std::vector<std::vector<double>> queued(count, std::vector<double>(classes, 0));  // at the queue of a copy
  for (std::size_t k = 0; k < count; ++k) {
    for (std::size_t r = 0; r < classes; ++r) {
      const auto copies = static_cast<double>(network.stations[k].copies);
      if (users(r) > 0) queued[k][r] = users(r) * parts[k].queue[r] / least[r] / copies;
    }
  }
  std::vector<std::vector<double>> residence(count, std::vector<double>(classes, 0));
  for (int round = 0; round < kMostRounds; ++round) {
    double moved = 0;
    for (std::size_t r = 0; r < classes; ++r) {
      if (!(users(r) > 0)) continue;
      double response = 0;
      for (std::size_t k = 0; k < count; ++k) {
        double found = -queued[k][r] / users(r);
        for (std::size_t s = 0; s < classes; ++s) found += queued[k][s];
        residence[k][r] = parts[k].queue[r] * (1 + found);
        response += residence[k][r] + parts[k].delay[r];
      }
      means.response_seconds[r] = response;
      means.throughput_per_second[r] = users(r) / (network.think_seconds[r] + response);
    }
    for (std::size_t k = 0; k < count; ++k) {
      const auto copies = static_cast<double>(network.stations[k].copies);
      for (std::size_t r = 0; r < classes; ++r) {
        const double next = means.throughput_per_second[r] * residence[k][r] / copies;
        moved = std::max(moved, std::abs(next - queued[k][r]) / std::max(1.0, users(r)));
        queued[k][r] = next;
      }
    }
    if (moved < kStill) break;
  }
  for (std::size_t k = 0; k < count; ++k) {
    NodeMeans& of = means.stations.emplace_back();
    const Station& station = network.stations[k];
    for (std::size_t r = 0; r < classes; ++r) {
      of.residence_seconds.push_back(residence[k][r] + parts[k].delay[r]);
      of.number.push_back(means.throughput_per_second[r] * of.residence_seconds.back());
      if (station.speed.is_delay()) continue;
      of.utilisation += means.throughput_per_second[r] * station.demand_seconds[r] / station.speed.limit() /
                        static_cast<double>(station.copies);
    }
  }
  return means;
}

}  // namespace plimsoll::theory
