#pragma once

#include "models/build.hpp"
#include "models/spec/spec.hpp"
#include "study/replication.hpp"

namespace plimsoll {

/// Reads what objectives, and the measures of run.precision_of, came to in a replication, whose requests and
/// parts have been read into `out` before.
void read_objectives(const spec::Spec& spec, const Model& model, Replication& out);

/// The same for a stretch of a replication without events.
void read_objectives(const spec::Spec& spec, Replication& stretch);

}  // namespace plimsoll
