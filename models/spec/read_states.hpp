#pragma once

#include <string>

#include "models/spec/diagnostic.hpp"
#include "models/spec/node.hpp"
#include "models/spec/spec.hpp"

namespace plimsoll::spec {

/// Reads { busy = { rate = "90 /s", lasts = "2 s" }, calm = { ... } } into Traffic::states. False, and says
/// why, if it does not fit.
bool read_states(const Node& node, const std::string& address, Diagnostics& diagnostics, Traffic& traffic);

/// The states as they would be written; "" where there are none.
std::string write_states(const Traffic& traffic);

}  // namespace plimsoll::spec
