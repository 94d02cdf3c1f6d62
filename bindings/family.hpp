#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bindings/loaded.hpp"
#include "bindings/watch.hpp"
#include "models/model_problem.hpp"
#include "study/number_setting.hpp"

namespace plimsoll::python {

/// The topology with settings laid over it, as often as a question wants it. Needs no lock of Python's.
inline LoadWith family_of(std::shared_ptr<const Loaded> loaded) {
  return [loaded = std::move(loaded)](const std::vector<std::string>& sets) {
    spec::LoadRequest request = loaded->request;
    request.sets.insert(request.sets.end(), sets.begin(), sets.end());
    return spec::load(request);
  };
}

/// Asks a question of that family without Python's lock; what shows only when a model is put together is
/// raised as plimsoll.SpecError, and a question that cannot be asked of a model as ValueError.
template <typename Question>
auto asked_of(const Loaded& loaded, const Question& question) {
  try {
    const pybind11::gil_scoped_release others_may_run;
    return question();
  } catch (const ModelProblem& problem) {
    raise_spec_error(with_problem(loaded.result.diagnostics, problem.diagnostic()));
  }
}

}  // namespace plimsoll::python
