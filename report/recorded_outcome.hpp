#pragma once

#include <string>

#include "study/cases.hpp"

namespace plimsoll::report {

/// What tables of outcomes show of a result, read back from its JSON: verdicts, refusals, the request that
/// stands for all, how busy parts are, cost. The measures are not in it.
Outcome recorded_outcome(const std::string& name, const std::string& json);

}  // namespace plimsoll::report
