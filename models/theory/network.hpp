#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/theory/answer.hpp"

/// Networks of queueing stations with a product form: what all of their solutions share.
///
/// F. Baskett, K. M. Chandy, R. R. Muntz, F. G. Palacios, "Open, closed, and mixed networks of queues with
/// different classes of customers", JACM 22 (1975); for any routes F. P. Kelly, "Reversibility and Stochastic
/// Networks" (1979). A station has a product form if it serves
///
///   - everybody at once, without waiting (a delay), whatever the law of the service;
///   - everybody at once, more slowly (processor sharing), whatever the law;
///   - or first come first served, where the service is exponential with one mean for all classes and visits.
///
/// Then only mean demands count: visits times mean service.
namespace plimsoll::theory {

/// How fast a station works when n requests are there, in units of one server.
class Speed {
 public:
  /// Everybody has a server: n.
  static Speed delay();
  /// min(n, count); count >= 1.
  static Speed servers(std::int64_t count);
  /// speeds[n - 1]; the last one holds for all greater n. All positive, at least one.
  static Speed by_number(std::vector<double> speeds);

  bool is_delay() const { return servers_ == 0 && speeds_.empty(); }
  /// At n >= 1 requests.
  double at(std::int64_t n) const;
  /// The speed is the same from this number of requests on. Not for a delay.
  std::int64_t settled() const;
  /// The speed from settled() on. Not for a delay.
  double limit() const { return at(settled()); }

 private:
  std::int64_t servers_ = 0;  // 0: a delay, or as `speeds_` say
  std::vector<double> speeds_;
};

struct Station {
  Speed speed = Speed::servers(1);
  std::vector<double> demand_seconds;  // by class: visits times mean service; 0 where it never comes by
  std::int64_t copies = 1;             // alike; each visit goes to any of them at random; demand is of all
};

namespace refusal {
inline constexpr Refusal no_cycle{"users neither think nor ask for anything: they would ask without end"};
}

/// Mean values of one station of a network, all of its copies together.
struct NodeMeans {
  std::vector<double> residence_seconds;  // by class: time there in all visits of one request
  std::vector<double> number;             // by class: requests there
  double utilisation = 0;                 // share of its greatest speed in use; 0 for a delay

  double total() const;
};

struct NetworkMeans {
  std::vector<double> throughput_per_second;  // by class
  std::vector<double> response_seconds;       // by class: without think time
  std::vector<NodeMeans> stations;
};

/// How many requests are at a station that gets `load` of work a second [servers] by Poisson arrivals, alone
/// or in an open network: the mean of the birth-death chain with steps load / speed. load < speed.limit().
double mean_number_at(const Speed& speed, double load);

}  // namespace plimsoll::theory
