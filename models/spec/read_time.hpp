#pragma once

#include <optional>
#include <string>

#include "models/spec/diagnostic.hpp"
#include "models/spec/node.hpp"
#include "models/spec/quantity.hpp"

namespace plimsoll::spec {

/// Reads { dist = "hyperexponential", scv = 4 } as a distribution without unit whose mean is 1: only its
/// shape is the user's. Nothing if it does not fit; the problem is reported.
std::optional<TimeSpec> read_shape(const Node& node, const std::string& address, Diagnostics& diagnostics);

/// A fixed time.
TimeSpec fixed_time(Duration value);

}  // namespace plimsoll::spec
