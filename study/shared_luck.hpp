#pragma once

#include <optional>

#include "models/spec/spec.hpp"

namespace plimsoll {

/// Makes a model ready to be run beside others of its kind, replication by replication: no stop rule that
/// would give them different numbers of replications, nothing that ties replications together, and the warm-up
/// of all where it was to be found.
void share_luck(spec::Spec& spec, std::optional<double> warm_up_seconds);

}  // namespace plimsoll
