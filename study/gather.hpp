#pragma once

#include <vector>

#include "models/spec/spec.hpp"
#include "study/replication.hpp"
#include "study/results.hpp"

namespace plimsoll {

/// Turns the finished replications of a run into figures with intervals. Reads them in order of number:
/// which thread finished when leaves no trace. `warm_up` says where that of `spec` comes from.
Results gather(const spec::Spec& spec, const WarmUpFigures& warm_up,
               const std::vector<Replication>& replications);

/// The measures of run.precision_of over the finished replications, in their order.
std::vector<Estimate> precision_estimates(const spec::Spec& spec,
                                          const std::vector<Replication>& replications);

}  // namespace plimsoll
