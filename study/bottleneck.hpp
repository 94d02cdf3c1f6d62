#pragma once

#include <vector>

#include "study/results.hpp"

namespace plimsoll {

/// Which part gives way first, in one sentence. In this order:
///
///   1. a processor or a lock that is in use nearly all the time: what is merely held meanwhile (workers,
///      connections, places) fills up behind it, and making that larger would not help;
///   2. the part that refuses most, if that is more than one request in a hundred;
///   3. the part that slow requests of some kind wait for, if that is more than half of their latency, around
///      its p99: also where all have room on average (a rush, a hot key);
///   4. whatever is in use most of the time;
///   5. nothing: the busiest part is named, as the one to give way as load grows.
Bottleneck find_bottleneck(const std::vector<PartFigures>& parts,
                           const std::vector<RequestFigures>& requests);

}  // namespace plimsoll
