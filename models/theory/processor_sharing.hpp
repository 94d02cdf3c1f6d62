#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/theory/answer.hpp"
#include "models/theory/markov_stations.hpp"
#include "models/theory/station.hpp"

/// Cores that all present requests share equally, each at most one core: n requests on c cores run at
/// min(1, c / n) each. Poisson arrivals and *any* law of service time: counts depend on its mean only.
namespace plimsoll::theory {

/// M/G/c-PS, exact. The counts are those of M/M/c, and so are the mean response and mm_c_in_system. A request
/// does not wait, it is slowed down: wait_seconds is response less service, and wait_chance is the chance to
/// be slowed down on arrival. For one core the response is s / (1 - rho). rho < 1.
/// Source: M. Sakata, S. Noguchi, J. Oizumi, Operations Research 19 (1971), one core; F. Baskett, K. M.
/// Chandy, R. R. Muntz, F. G. Palacios, JACM 22 (1975); J. W. Cohen, Acta Informatica 12 (1979), several.
Answer<StationMeans> mg_c_sharing(const Load& load);

/// M/G/c-PS with at most `capacity` requests, exact: the counts are those of M/M/c/K, for any law of service.
/// Source: J. W. Cohen, Acta Informatica 12 (1979).
Answer<StationMeans> mg_c_k_sharing(const Load& load, std::int64_t capacity);

/// The mean response in seconds of a request that needs `work_seconds` of a core, in M/G/c-PS, exact: it is
/// in proportion to the work, work x response / service. Classes of requests share this slowdown.
/// Source: F. P. Kelly, Reversibility and Stochastic Networks, 1979, chapter 3.
Answer<double> sharing_response_to_work(const Load& load, double work_seconds);

/// One class of requests under discriminatory sharing.
struct WeightedClass {
  double arrivals_per_second = 0;
  double service_seconds = 0;  ///< mean; exponential
  double weight = 1;           ///< of one request's share of the core, above 0
};

/// Mean responses in seconds of classes that share one core by weight (discriminatory processor sharing),
/// exact for exponential service: the solution of a linear system with one equation for each class. Equal
/// weights give s / (1 - rho). rho < 1, at most 1,000 classes.
/// Source: G. Fayolle, I. Mitrani, R. Iasnogorodski, JACM 27 (1980).
Answer<std::vector<double>> weighted_sharing(std::span<const WeightedClass> classes);

}  // namespace plimsoll::theory
