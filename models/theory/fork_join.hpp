#pragma once

#include <cstdint>

#include "models/theory/answer.hpp"
#include "models/theory/markov_stations.hpp"

/// Requests that fork into one task for each of n equal queues and are answered when all tasks are. Each
/// queue has one exponential server, first come first served; load gives the rate of requests and the mean of
/// a task, with servers = 1. R = 1 / (mu - lambda) is the response of one queue, H(n) = 1 + 1/2 + ... + 1/n.
namespace plimsoll::theory {

/// Two branches, exact: (12 - rho) / 8 R.
/// Source: L. Flatto, S. Hahn, SIAM Journal on Applied Mathematics 44 (1984); R. Nelson, A. N. Tantawi, IEEE
/// Transactions on Computers 37 (1988).
Answer<double> fork_join_two_response(const Load& load);

/// n branches, an approximation, exact for n = 1 and 2, within 5 % up to 32, and refused above:
///
///     (H(n) / H(2) + 4/11 (1 - H(n) / H(2)) rho) (12 - rho) / 8 R
///
/// Source: R. Nelson, A. N. Tantawi, IEEE Transactions on Computers 37 (1988).
Answer<double> fork_join_response(const Load& load, std::int64_t branches);

/// Between these the mean response lies for certain, in seconds: no less than the exact response of two of
/// the branches or than the slowest of n services, no more than the slowest of n *independent* responses,
/// H(n) R, because responses of one request are associated. Source: R. Nelson, A. N. Tantawi, as above; F.
/// Baccelli, A. M. Makowski, A. Shwartz, Advances in Applied Probability 21 (1989).
struct ResponseBounds {
  double lower = 0, upper = 0;
};
Answer<ResponseBounds> fork_join_bounds(const Load& load, std::int64_t branches);

}  // namespace plimsoll::theory
