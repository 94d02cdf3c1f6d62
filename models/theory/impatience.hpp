#pragma once

#include "models/theory/answer.hpp"
#include "models/theory/markov_stations.hpp"

/// Requests that give up, or that come back. Poisson arrivals; there is a steady state at any load where
/// everyone gives up some time.
namespace plimsoll::theory {

/// Means of a station whose queue is left by who has lost patience. A request in service stays.
struct ImpatientMeans {
  double abandonment = 0;   ///< share of arrivals that give up
  double throughput = 0;    ///< requests served per second
  double utilisation = 0;   ///< share of the servers that are busy
  double waiting = 0;       ///< requests in the queue
  double wait_seconds = 0;  ///< of all, whether they are served or give up
  double wait_chance = 0;   ///< share of arrivals that find all servers busy
};

/// Erlang A, M/M/c+M: each is patient for an exponential time of mean patience_seconds. Exact: the
/// birth-death chain with deaths c / s + (n - c) / patience above c, summed until nothing is left of the
/// tail. Source: C. Palm, Tele (English edition) 1957; O. Garnett, A. Mandelbaum, M. Reiman, Manufacturing
/// and Service Operations Management 4 (2002).
Answer<ImpatientMeans> erlang_a(const Load& load, double patience_seconds);

/// M/M/c+D: who has not begun to be served after patience_seconds gives up. Exact: the wait that an arrival
/// would have has the density  lambda p(c-1) e^(-(c/s - lambda) v)  up to the patience, and falls as
/// e^(-c v / s) beyond it, where nobody joins.
/// Source: D. Y. Barrer, Operations Research 5 (1957); B. V. Gnedenko, I. N. Kovalenko, Introduction to
/// Queueing Theory, 2nd ed., 1989.
struct DeadlineMeans : ImpatientMeans {
  double wait_seconds_of_served = 0;
};
Answer<DeadlineMeans> mm_c_deadline(const Load& load, double patience_seconds);

/// A server without a queue: who finds it busy comes back after an exponential time of mean retry_seconds,
/// again and again until served.
struct RetrialMeans {
  double utilisation = 0;
  double retrying = 0;      ///< clients between two tries
  double wait_seconds = 0;  ///< from the first try to the beginning of service
  double response_seconds = 0;
  double tries = 0;  ///< tries of one client, the last one included
};

/// M/G/1/1 with retrials, exact:
///
///     retrying = rho^2 (1 + scv) / (2 (1 - rho)) + lambda retry_seconds rho / (1 - rho)
///
/// rho < 1, however long the pauses. Source: G. I. Falin, J. G. C. Templeton, Retrial Queues, 1997,
/// chapter 1.
Answer<RetrialMeans> mg_1_retrial(const Load& load, double scv, double retry_seconds);

}  // namespace plimsoll::theory
