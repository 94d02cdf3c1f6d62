#pragma once

#include <cstdint>
#include <vector>

#include "models/theory/answer.hpp"
#include "models/theory/station.hpp"

/// Stations with Poisson arrivals (or a finite source) and exponential service, first come first served. The
/// means hold for any order that does not look at service times (last come first served, at random). With
/// a = arrivals_per_second x service_seconds erlangs offered to c servers, and rho = a / c.
namespace plimsoll::theory {

/// A stream of requests at a station of equal servers.
struct Load {
  double arrivals_per_second = 0;
  double service_seconds = 0;  ///< mean of one request on one server
  std::int64_t servers = 1;
};

/// M/M/1: response 1 / (mu - lambda). rho < 1. Source: L. Kleinrock, Queueing Systems I, 1975, chapter 3.
Answer<StationMeans> mm_1(double arrivals_per_second, double service_seconds);

/// M/M/c: wait C s / (c - a) with Erlang's C. rho < 1.
/// Source: L. Kleinrock, Queueing Systems I, 1975, chapter 3.
Answer<StationMeans> mm_c(const Load& load);

/// Probabilities of 0, 1 ... `highest` requests in M/M/c, in queue and service together. rho < 1. The same
/// numbers hold for M/G/c under processor sharing, see processor_sharing.hpp.
/// Source: L. Kleinrock, Queueing Systems I, 1975, chapter 3.
Answer<std::vector<double>> mm_c_in_system(const Load& load, std::int64_t highest);

/// M/M/c/K: at most `capacity` >= servers requests in queue and service; one more is turned away. Any rho.
/// capacity = servers is M/G/c/c, and exact for any law of the service time.
/// Source: D. Gross, J. F. Shortle, J. M. Thompson, C. M. Harris, Fundamentals of Queueing Theory, 4th ed.,
/// 2008, section 2.5.
Answer<StationMeans> mm_c_k(const Load& load, std::int64_t capacity);

/// M/G/infinity: nobody waits; the number in the system is Poisson of mean a, for any law of the service
/// time. `servers` of the load is not looked at, and utilisation is 0. Source: L. Takács, Introduction to the
/// Theory of Queues, 1962.
Answer<StationMeans> mm_infinity(const Load& load);

/// The machine repairman, M/M/c//N: `population` users who think for think_seconds on average and then ask
/// the servers, all for one request at a time. Exact for exponential service and any law of thought.
/// think_seconds may be 0: then all are always at the station.
/// wait_chance is that of an arrival, who sees the system as it would be without him.
/// Source: D. Gross, J. F. Shortle, J. M. Thompson, C. M. Harris, Fundamentals of Queueing Theory, 4th ed.,
/// 2008, section 2.8; insensitivity: F. Baskett, K. M. Chandy, R. R. Muntz, F. G. Palacios, JACM 22 (1975).
struct FiniteSource {
  std::int64_t population = 1;
  double think_seconds = 0;
  double service_seconds = 0;
  std::int64_t servers = 1;
};
Answer<StationMeans> finite_source(const FiniteSource& source);

}  // namespace plimsoll::theory
