#pragma once

#include "models/spec/load.hpp"
#include "study/run.hpp"

namespace plimsoll::cli {

/// Runs a loaded model with progress on a terminal and Ctrl-C caught. Throws ModelError where there is no
/// model, or where it turns out that it cannot be put together.
Results simulate(const spec::LoadResult& loaded, int threads);

/// The same for a model that may differ from the loaded one in how it is run, with its replications; says
/// nothing of warnings.
Observation simulate(const spec::Spec& model, const spec::Diagnostics& from_loading, int threads);

}  // namespace plimsoll::cli
