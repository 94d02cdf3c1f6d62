#pragma once

#include <span>
#include <vector>

#include "models/theory/answer.hpp"

namespace plimsoll::theory {

/// The steady state of a chain of states 0 to n that moves one up or one down: births_per_second[i] from i
/// to i + 1, deaths_per_second[i] from i + 1 to i, both with n entries.
///
///     p(i + 1) deaths[i] = p(i) births[i]
///
/// Returns the n + 1 probabilities, each with a relative error of about n roundings. Products are kept as
/// mantissa and exponent, so that neither a mode of 10^100000 times the first state nor a valley between two
/// modes is lost. Births may be 0 (what is above is never reached), deaths may not.
///
/// `tail_ratio`, from 0 to below 1, adds states above n whose probabilities go on as p(n) r, p(n) r^2 ...;
/// the probabilities returned then add up to less than 1. Source: L. Kleinrock, Queueing Systems I, 1975,
/// chapter 3.
Answer<std::vector<double>> birth_death(std::span<const double> births_per_second,
                                        std::span<const double> deaths_per_second, double tail_ratio = 0);

/// Means over the states of a birth-death chain that grows upwards one state at a time, without storing it:
/// with q(n) = P(N = n | N <= n) and the ratio r = births[n-1] / deaths[n-1],
///
///     q(n) = r q(n-1) / (1 + r q(n-1))    and    E[f | N <= n] = (1 - q(n)) E[f | N <= n-1] + q(n) f(n)
///
/// All terms are positive and none exceeds what is averaged, so nothing overflows. Meant for chains with one
/// mode: a last state that has underflown to 0 stays 0. The recursion is Erlang's for B, with any rates.
class GrowingChain {
 public:
  /// P(N = n | N <= n) of the highest state n so far; 1 for state 0.
  double last() const { return last_; }

  /// Adds a state whose probability is `ratio` times that of the last one.
  void grow(double ratio) {
    const double relative = ratio * last_;
    last_ = relative < 1 ? relative / (1 + relative) : 1 / (1 + 1 / relative);
  }

  /// Brings a mean over the states before up to date with the value that it has in the last state.
  void include(double& mean, double value_in_last) const { mean += last_ * (value_in_last - mean); }

 private:
  double last_ = 1;
};

}  // namespace plimsoll::theory
