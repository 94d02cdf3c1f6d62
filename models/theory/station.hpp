#pragma once

namespace plimsoll::theory {

/// Means of one station in steady state. Times are in seconds, rates per second, lengths in requests
/// averaged over time. Little's law holds for each: waiting = throughput x wait_seconds and
/// in_system = throughput x response_seconds.
struct StationMeans {
  double utilisation = 0;       ///< share of the servers that are busy, from 0 to 1
  double busy = 0;              ///< servers that are busy
  double throughput = 0;        ///< requests served per second
  double wait_seconds = 0;      ///< in the queue, of those that are served, 0 included
  double response_seconds = 0;  ///< wait and service, of those that are served
  double waiting = 0;           ///< requests in the queue
  double in_system = 0;         ///< requests in queue and service
  double wait_chance = 0;       ///< share of those let in that have to wait
  double blocking = 0;          ///< share of arrivals that are turned away
};

}  // namespace plimsoll::theory
