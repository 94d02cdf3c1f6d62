#pragma once

#include <map>
#include <string>
#include <vector>

namespace plimsoll {

/// A formula of models/theory by name, with its numbers: { of = "mm_c", with = [80, 0.1, 10] }. Rates are per
/// second, times in seconds; what is counted comes last:
///
///     mm_c, sharing       rate, service, servers
///     mm_c_k              rate, service, servers, capacity
///     mg_1                rate, service, scv
///     batch_m_1           rate of batches, service, size of a batch
///     finite_source       users, think, service, servers
///     closed              classes; users of each, think of each; then, station by station, demands of each
///     class erlang_a, deadline  rate, service, servers, patience retrial             rate, service, mean
///     time between tries token_bucket        rate, refill, burst lru, che, random    items, exponent of
///     zipf, capacity ttl                 rate, ttl fork_join           rate, service kth branches, mean, how
///     many are needed outage              rate, capacity, seconds
struct Formula {
  std::string of;
  std::vector<double> with;
};

/// All figures that the formula gives, by name: "response", "wait_chance", "throughput_1". Throws
/// InternalError for a formula that does not exist, or that refuses its numbers: the suite is ours.
std::map<std::string, double> evaluate(const Formula& formula);

}  // namespace plimsoll
