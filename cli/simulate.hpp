#pragma once

#include "models/spec/load.hpp"
#include "study/results.hpp"

namespace plimsoll::cli {

/// Runs a loaded model with progress on a terminal and Ctrl-C caught. Throws ModelError where there is no
/// model, or where it turns out that it cannot be put together.
Results simulate(const spec::LoadResult& loaded, int threads);

}  // namespace plimsoll::cli
