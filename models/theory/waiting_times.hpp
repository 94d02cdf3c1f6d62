#pragma once

#include "models/theory/answer.hpp"
#include "models/theory/markov_stations.hpp"

namespace plimsoll::theory {

/// How long a request waits and stays in M/M/c, first come first served. With theta = (c - a) / s, the rate
/// at which the line empties:
///
///     P(wait > t)     = C e^(-theta t)
///     P(response > t) = (1 - C) P(S > t) + C P(S + T > t),    S exponential of mean s, T of mean 1 / theta
///
/// For one server the response is exponential of mean 1 / (mu - lambda).
/// Source: D. Gross, J. F. Shortle, J. M. Thompson, C. M. Harris, Fundamentals of Queueing Theory, 4th ed.,
/// 2008, section 2.3.
class MarkovTimes {
 public:
  /// rho < 1, or there is no steady state.
  static Answer<MarkovTimes> of(const Load& load);

  /// Chances, for t >= 0 in seconds.
  double wait_exceeds(double t) const;
  double response_exceeds(double t) const;

  /// The time in seconds that is exceeded with probability 1 - `probability`, from 0 to below 1. Waits are 0
  /// up to the probability of not having to wait.
  Answer<double> wait_quantile(double probability) const;
  Answer<double> response_quantile(double probability) const;

 private:
  MarkovTimes(double wait_chance, double drain_rate, double service_rate)
      : wait_chance_(wait_chance), drain_rate_(drain_rate), service_rate_(service_rate) {}

  double wait_chance_, drain_rate_, service_rate_;
};

}  // namespace plimsoll::theory
