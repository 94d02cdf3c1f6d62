#pragma once

#include <vector>

#include "models/spec/spec.hpp"
#include "study/replication.hpp"
#include "study/results.hpp"

namespace plimsoll {

/// Looks for reasons why a steady run cannot be relied on, adds them to `results.refusals`, and takes back
/// what they touch: the times of what never settles, and verdicts.
///
///   overload       open traffic brings more than a part can do: what waits there grows from the first half
///   of the
///                  measured time to the second in (99 %) all replications, while the part is in use nearly
///                  all the time. Latencies of the requests that pile up are refused, with where they go; and
///                  so is what waits, how long for, and what is in use, at parts where that grows.
///   warm_up        pilots saw no end of the warm-up.
///   few_stretches  replications differ more among themselves than the slices of each would make them: so
///   much
///                  that a replication is worth less than three independent slices. A burst or a queue lasts
///                  about as long as the run, as under bursty traffic.
///   wide           the mean latency is known to ± 50 % at best.
///
/// After any but the first no objective is decided.
void distrust(const spec::Spec& spec, const WarmUpFigures& warm_up,
              const std::vector<const Replication*>& replications, Results& results);

}  // namespace plimsoll
