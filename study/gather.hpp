#pragma once

#include <vector>

#include "models/spec/spec.hpp"
#include "study/replication.hpp"
#include "study/results.hpp"

namespace plimsoll {

/// Turns the finished replications of a run into figures with intervals. Reads them in order of number:
/// which thread finished when leaves no trace.
Results gather(const spec::Spec& spec, const std::vector<Replication>& replications);

}  // namespace plimsoll
