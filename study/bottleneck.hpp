#pragma once

#include <vector>

#include "study/results.hpp"

namespace plimsoll {

/// Which part gives way first, in one sentence. In this order:
///
///   1. a processor or a lock that is in use nearly all the time: what is merely held meanwhile (workers,
///      connections, places) fills up behind it, and making that larger would not help;
///   2. the part that refuses most, if that is more than one request in a hundred;
///   3. whatever is in use nearly all the time;
///   4. where all have room on average, the part that the slowest requests wait for, if that wait is a large
///   share
///      of their latency (a rush, a hot key);
///   5. nothing: the busiest part is named, as the one to give way as load grows.
Bottleneck find_bottleneck(const std::vector<PartFigures>& parts,
                           const std::vector<RequestFigures>& requests);

}  // namespace plimsoll
