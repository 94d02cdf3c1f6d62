#pragma once

#include <nlohmann/json.hpp>

#include "study/results.hpp"
#include "study/twin.hpp"

namespace plimsoll::report {

/// `figure` renders an Estimate as the results do.
nlohmann::ordered_json theory_json(const TheoryResults& theory,
                                   nlohmann::ordered_json (*figure)(const Estimate&));

/// The twin alone, for `plimsoll check --format json`.
nlohmann::ordered_json theory_json(const Twin& twin);

}  // namespace plimsoll::report
