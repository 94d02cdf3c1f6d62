#pragma once

#include <cstdint>
#include <vector>

#include "models/spec/spec.hpp"
#include "study/replication.hpp"
#include "study/results.hpp"

namespace plimsoll {

/// Adds what a reader should know besides the figures to the warnings and assumptions of `results`, whose
/// figures are there: how long the warm-up is, what never happens, what is not as precise as was asked for,
/// why there are no intervals or no controls. `observations` are replications, or pairs of them.
void add_remarks(const spec::Spec& spec, const WarmUpFigures& warm_up,
                 const std::vector<const Replication*>& finished, std::int64_t observations,
                 Results& results);

}  // namespace plimsoll
