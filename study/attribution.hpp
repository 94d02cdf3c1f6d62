#pragma once

#include <functional>
#include <vector>

#include "models/engine.hpp"
#include "study/replication.hpp"
#include "study/results.hpp"

namespace plimsoll {

/// Reads where the latency of each kind of request went, and of all kinds together, into `out`; leaves it
/// empty where nothing was booked.
void read_attribution(Engine& engine, Replication& out);

/// The figures of one request over replications, largest part of the mean first; without what took no time.
///
/// `estimate` makes a figure of a number of each replication, `of` finds the request in one.
std::vector<AttributionFigures> gather_attribution(
    const std::vector<Account>& accounts,
    const std::function<Estimate(const std::function<double(const Replication&)>&)>& estimate,
    const std::function<const RawRequest&(const Replication&)>& of);

}  // namespace plimsoll
