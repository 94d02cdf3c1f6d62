#pragma once

#include <string>
#include <utility>
#include <vector>

#include "cli/model_input.hpp"
#include "study/cases.hpp"

namespace plimsoll::cli {

/// A model with each of its cases, by name; "" is the baseline, which is the first.
using ModelCases = std::vector<std::pair<std::string, spec::LoadResult>>;

/// The baseline of `input`, then the cases of those names, or all; every one must load before anything is
/// run. Throws UsageError where there is none, ModelError where one does not load.
ModelCases load_cases(const ModelInput& input, std::vector<std::string> names);

/// Runs them one after the other. Where an interrupt came, fewer than there are models, the last perhaps
/// unfinished.
std::vector<Outcome> run_cases(const ModelCases& models, int threads);

}  // namespace plimsoll::cli
