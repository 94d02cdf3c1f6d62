#pragma once

#include <cstdint>

/// The limit of the hardware: each workload of bench/workloads written by hand as one loop over one queue,
/// without topology, statistics by part, checks or keyed randomness. What our engine is measured against.
namespace plimsoll::limit {

struct Outcome {
  std::uint64_t requests = 0;
  double mean_latency_seconds = 0;  // to see that it is the same work
};

/// Poisson arrivals at `rate` into `servers` exponential servers, for `seconds`.
Outcome open_station(double rate, double mean_service, std::uint32_t servers, double seconds);

/// Users who think exponentially with mean 1 s, and one such station.
Outcome closed_station(std::uint32_t users, double mean_service, std::uint32_t servers, double seconds);

struct Web {
  std::uint32_t users, workers, cores, connections;
  double seconds;
};
/// Users who think 1 s; network 5 ms, a worker held throughout, CPU 2 ms, a connection 5 ms, CPU 1 ms,
/// network 5 ms, and a time-out of 1 s on each of the five steps, kept in a lane.
Outcome web(const Web& web);

}  // namespace plimsoll::limit
