#pragma once

#include <cstdint>
#include <memory>
#include <utility>

#include "models/spec/load.hpp"
#include "study/run.hpp"

namespace plimsoll::python {

/// A topology that was read, and what it was read from.
struct Loaded {
  explicit Loaded(spec::LoadRequest what) : request(std::move(what)), result(spec::load(request)) {}

  /// The model. There must be one.
  const spec::Spec& spec() const { return result.spec.value(); }

  spec::LoadRequest request;
  spec::LoadResult result;
};

/// What may differ between a model as it was loaded and as it is run: what a comparison makes alike, and the
/// warm-up once it is known.
struct RunChanges {
  std::uint64_t seed = 1;
  std::int64_t replications = 1;
  Duration warm_up;
  bool finds_warm_up = true;
  spec::RunSettings::VarianceReduction variance_reduction = spec::RunSettings::VarianceReduction::none;

  static RunChanges of(const spec::RunSettings& run) {
    return {run.seed, run.replications, run.warm_up, run.finds_warm_up, run.variance_reduction};
  }

  spec::Spec applied_to(spec::Spec spec) const {
    spec.run.seed = seed;
    spec.run.replications = replications;
    spec.run.warm_up = warm_up;
    spec.run.finds_warm_up = finds_warm_up;
    spec.run.variance_reduction = variance_reduction;
    return spec;
  }
};

/// A model that ran, with what was seen of it.
struct Observed {
  std::shared_ptr<const Loaded> loaded;
  spec::Spec spec;  // as it ran
  Observation observation;
  bool was_interrupted = false;
};

inline spec::Diagnostics with_problem(spec::Diagnostics problems, const spec::Diagnostic& found) {
  problems.error(found.place, found.address, found.message, found.remedy);
  return problems;
}

}  // namespace plimsoll::python
