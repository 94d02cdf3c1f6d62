#pragma once

#include <cstdint>

#include "models/theory/answer.hpp"

namespace plimsoll::theory {

/// Erlang's loss formula: the share of arrivals that find all `servers` busy in M/G/c/c, where they are
/// turned away. `offered` = arrival rate x mean service time, in erlangs. It is exact for Poisson arrivals
/// and any law of the service time.
///
///     B(0) = 1,   B(n) = a B(n-1) / (n + a B(n-1))
///
/// The recursion has positive terms only and neither overflows nor cancels. Relative error below 1e-9 up to
/// 10^7 servers. servers may be 0: then all are turned away, even when nothing is offered.
/// Source: A. K. Erlang, Elektroteknikeren 13 (1917); R. B. Cooper, Introduction to Queueing Theory, 2nd ed.,
/// 1981, chapter 3.
Answer<double> erlang_b(std::int64_t servers, double offered);

/// Erlang's delay formula: the share of arrivals that have to wait in M/M/c. offered < servers.
///
///     C = c B / (c - a (1 - B))
///
/// Source: as above.
Answer<double> erlang_c(std::int64_t servers, double offered);

/// The fewest servers with which at most `blocking` (0 < blocking <= 1) of the arrivals are turned away.
Answer<std::int64_t> servers_for_blocking(double offered, double blocking);

/// The fewest servers with which at most `chance` (0 < chance <= 1) of the arrivals have to wait, in steady
/// state.
Answer<std::int64_t> servers_for_wait_chance(double offered, double chance);

}  // namespace plimsoll::theory
