#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "cli/arguments.hpp"
#include "models/spec/load.hpp"
#include "report/sweep_store.hpp"

namespace plimsoll::cli {

/// A model and its points, all of which can be run.
struct SweepModel {
  spec::LoadRequest request;  // with `point` set: one of them
  report::SweepPlan plan;
  std::vector<std::string> subjects;  // of measures, over all points
  std::string example;                // of a measure

  /// The model at the point with this index in the plan.
  spec::Spec at(std::size_t index) const;
};

/// Loads a model and every point of its sweep, and puts each together once, so that what is wrong with any of
/// them is said before anything is run. Lists are those of [sweep] and of `option`. Throws FileError, UsageError, and
/// ModelError with each problem once.
SweepModel load_sweep(const Arguments& arguments, const std::string& option = "sweep");

/// What is wrong with values of the lists that a model sweeps, each tried alone, a thousand at most; nothing
/// where all can be taken. Warnings are left out: they are about the model.
spec::Diagnostics problems_of_lists(const Arguments& arguments, const spec::LoadResult& baseline);

}  // namespace plimsoll::cli
