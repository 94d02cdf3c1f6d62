#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "models/theory/answer.hpp"
#include "models/theory/markov_stations.hpp"
#include "models/theory/station.hpp"

/// One server of constant service time and Poisson arrivals, and what behaves like it: buckets.
namespace plimsoll::theory {

/// How many requests are left behind in M/D/1 by one who goes, unscaled. By counting crossings of a level
/// (the terms are positive, so nothing cancels), with A the arrivals during one service:
///
///     p(j + 1) P(A = 0) = p(0) P(A > j) + sum for i = 1..j of p(i) P(A > j + 1 - i)
///
/// Beyond `exact` states the ratio of neighbours is 1 / z, where z other than 1 solves z = e^(rho (z - 1)):
/// other solutions are so far out that a double does not see them. Source: H. C. Tijms, Stochastic Models: An
/// Algorithmic Approach, 1994 (embedded chain, geometric tail).
class ConstantServiceChain {
 public:
  static constexpr std::size_t exact = 64;

  /// Any rho >= 0; above 1 the probabilities grow.
  explicit ConstantServiceChain(double rho);

  /// p(j) / p(j - 1), j >= 1.
  double ratio(std::int64_t j) const;

  /// The sum of p(j + i) / p(j) over i >= 1, for rho < 1.
  double rest_above(std::int64_t j) const;

  /// z - 1; 0 at rho = 1.
  double root_less_1() const { return root_less_1_; }

 private:
  std::array<double, exact> ratios_{};  // ratios_[j - 1] = p(j) / p(j - 1)
  double root_less_1_ = 0, tail_ratio_ = 1;
};

/// M/D/1/K, exact: at most `capacity` >= 1 requests, the one in service included. Any rho; load.servers is 1.
///
///     blocking = 1 - 1 / (p(0) + rho),    p over 0 .. K - 1
///
/// Source: L. Takács, Introduction to the Theory of Queues, 1962; for constant service also O. Brun,
/// J.-M. Garcia, Journal of Applied Probability 37 (2000).
Answer<StationMeans> md_1_k(const Load& load, std::int64_t capacity);

/// How long a request waits and stays in M/D/1, first come first served. rho < 1. Up to 64 services
///
///     P(wait <= x) = e^(-y) sum for j = 0..k-1 of P(at most k - j in the system) y^j / j!,
///     (k - 1) s <= x < k s,    y = lambda (k s - x)
///
/// whose terms are positive; beyond, the exponential tail (1 - rho) / (rho z - 1) e^(-eta x) with eta = ln z
/// / s. Source: G. J. Franx, Operations Research Letters 29 (2001); tail: H. C. Tijms, Stochastic Models,
/// 1994.
class ConstantServiceTimes {
 public:
  /// load.servers is 1.
  static Answer<ConstantServiceTimes> of(const Load& load);

  /// Chances, for t >= 0 in seconds.
  double wait_exceeds(double t) const;
  double response_exceeds(double t) const;

  /// The time in seconds that is exceeded with probability 1 - `probability`, from 0 to below 1.
  Answer<double> wait_quantile(double probability) const;
  Answer<double> response_quantile(double probability) const;

 private:
  ConstantServiceTimes(const Load& load, double rho);

  double service_seconds_, rho_, decay_rate_, tail_factor_;
  std::array<double, ConstantServiceChain::exact + 1> more_than_{};  // P(more than m in the system)
};

/// A token bucket, full at `burst` whole tokens and refilled continuously, on a Poisson stream where each
/// request takes one token or is refused: as the server of M/D/1/K with K = burst, whose work in progress is
/// what the bucket lacks. Exact.
struct TokenBucketMeans {
  double refused = 0;  ///< share of arrivals
  double admitted_per_second = 0;
};
Answer<TokenBucketMeans> token_bucket(double arrivals_per_second, double refill_per_second,
                                      std::int64_t burst);

/// A leaky bucket with a line of `depth`: requests leave 1 / drain_per_second apart. It is the *waiting* of
/// M/D/1/K with K = depth + 1, whose server is the gap after a departure. Exact for Poisson arrivals; wait
/// and response are both the time in line, from arrival to leaving.
Answer<StationMeans> leaky_bucket(double arrivals_per_second, double drain_per_second, std::int64_t depth);

}  // namespace plimsoll::theory
