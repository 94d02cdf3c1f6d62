#pragma once

#include <cstdint>
#include <functional>

#include "models/theory/answer.hpp"
#include "models/theory/markov_stations.hpp"
#include "models/theory/station.hpp"

/// One exponential server, first come first served, with other arrivals than a Poisson stream; and streams
/// that are spread over many servers. load.servers is 1 unless said otherwise; rho < 1.
namespace plimsoll::theory {

/// GI/M/1, exact. A(s) = E[e^(-s gap)] is the Laplace-Stieltjes transform of independent gaps between
/// arrivals. `complement` gives 1 - A(s), so that it need not cancel where s is small; it has to be monotone
/// and free of libm, and the gaps' mean has to be 1 / load.arrivals_per_second.
///
///     sigma = A(mu (1 - sigma)),   wait = sigma s / (1 - sigma)
///
/// sigma is the chance to wait, and waits are exponential of mean s / (1 - sigma) when there are any, as is
/// the response always. Refused where gaps vary so much that sigma cannot be told from 1. Source: D. G.
/// Kendall, Annals of Mathematical Statistics 24 (1953); L. Kleinrock, Queueing Systems I, 1975, chapter 6.
Answer<StationMeans> gm_1(const Load& load, const std::function<double(double)>& complement);

/// E_k/M/1, exact: gaps are sums of `stages` exponential times. It is also what one of k servers sees that
/// are taken in turn by a Poisson stream; load.arrivals_per_second is then the rate at one of them. Source:
/// as gm_1, with A(s) = (k lambda / (k lambda + s))^k.
Answer<StationMeans> erlang_m_1(const Load& load, std::int64_t stages);

/// D/M/1, exact: arrivals at equal gaps. Source: as gm_1, with A(s) = e^(-s / lambda).
Answer<StationMeans> constant_m_1(const Load& load);

/// The mean response in seconds where each request joins the shortest of `choices` >= 2 queues picked at
/// random among infinitely many servers: an approximation for many servers (a few percent for 100), and a
/// bound from below. `load` is that of one server.
///
///     R = s * sum over i >= 1 of rho^((d^i - d) / (d - 1))
///
/// Source: N. D. Vvedenskaya, R. L. Dobrushin, F. I. Karpelevich, Problems of Information Transmission 32
/// (1996); M. Mitzenmacher, IEEE Transactions on Parallel and Distributed Systems 12 (2001).
Answer<double> best_of_choices_response(const Load& load, std::int64_t choices);

}  // namespace plimsoll::theory
