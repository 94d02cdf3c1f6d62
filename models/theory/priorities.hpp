#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/theory/answer.hpp"

/// Classes of requests at one station, the most urgent first; within a class, first come first served.
/// Poisson arrivals. rho of all classes given has to be below 1.
namespace plimsoll::theory {

struct PriorityClass {
  double arrivals_per_second = 0;
  double service_seconds = 0;
  double scv = 1;  ///< variance / mean^2 of the service time
};

/// Means of one class. Of a class that is interrupted, the wait is all the time in which it is not served.
struct ClassMeans {
  double wait_seconds = 0;
  double response_seconds = 0;
  double waiting = 0;    ///< requests of the class that wait, averaged over time
  double in_system = 0;  ///< requests of the class in queue and service
};

/// M/G/1 where who is served is not interrupted, exact (Cobham). With s(k) = rho of classes 1 to k:
///
///     wait(k) = (sum over all classes of lambda E[S^2] / 2) / ((1 - s(k-1)) (1 - s(k)))
///
/// Source: A. Cobham, Journal of the Operations Research Society of America 2 (1954); L. Kleinrock, Queueing
/// Systems II, 1976, chapter 3.
Answer<std::vector<ClassMeans>> mg_1_priority(std::span<const PriorityClass> classes);

/// M/G/1 where the more urgent interrupt, and service goes on where it was left, exact:
///
///     response(k) = s_k / (1 - s(k-1)) + (sum over classes 1..k of lambda E[S^2] / 2) / ((1 - s(k-1)) (1 -
///     s(k)))
///
/// Less urgent classes do not matter to more urgent ones: where the last have no steady state, ask without
/// them. Source: R. W. Conway, W. L. Maxwell, L. W. Miller, Theory of Scheduling, 1967; L.
/// Kleinrock, Queueing Systems II, 1976, chapter 3.
Answer<std::vector<ClassMeans>> mg_1_preemptive(std::span<const PriorityClass> classes);

/// M/M/c where who is served is not interrupted, exact. All classes have to have the same mean service time,
/// and their scv is taken to be 1:  wait(k) = C s / c / ((1 - s(k-1)) (1 - s(k))), Erlang's C of the whole.
/// Source: A. Cobham, Journal of the Operations Research Society of America 2 (1954).
Answer<std::vector<ClassMeans>> mm_c_priority(std::span<const PriorityClass> classes, std::int64_t servers);

}  // namespace plimsoll::theory
