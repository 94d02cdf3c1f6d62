#include "study/run.hpp"

#include <pybind11/stl.h>

#include "bindings/bind.hpp"
#include "bindings/hands.hpp"
#include "bindings/loaded.hpp"
#include "bindings/watch.hpp"
#include "models/guard_stop.hpp"
#include "models/model_problem.hpp"
#include "report/json.hpp"
#include "report/text.hpp"
#include "report/verdict.hpp"
#include "sim/check.hpp"

namespace plimsoll::python {
namespace {

namespace py = pybind11;

std::shared_ptr<Observed> observe_loaded(const std::shared_ptr<const Loaded>& loaded,
                                         const std::optional<RunChanges>& changes, int threads,
                                         py::object progress, py::object hands, std::size_t sampled) {
  auto observed = std::make_shared<Observed>();
  observed->loaded = loaded;
  observed->spec = changes ? changes->applied_to(loaded->spec()) : loaded->spec();
  Watch watch(std::move(progress));
  const bool has_hands = !hands.is_none();
  const Hands elsewhere(std::move(hands), watch);
  RunOptions options = watch.options(threads);
  options.sampled_requests = sampled;
  if (has_hands) options.elsewhere = &elsewhere.elsewhere();
  try {
    const py::gil_scoped_release others_may_run;
    observed->observation = observe(observed->spec, options);
  } catch (const ModelProblem& problem) {
    raise_spec_error(with_problem(loaded->result.diagnostics, problem.diagnostic()));
  }
  observed->was_interrupted = watch.was_interrupted();
  return observed;
}

/// What all finished replications have counted of one request or part, where that was kept.
template <typename Of>
std::shared_ptr<Histogram> merged(const Observed& observed, const Of& of) {
  auto sum = std::make_shared<Histogram>();
  for (const Replication& replication : observed.observation.replications) {
    if (replication.is_finished && replication.has_histograms) sum->merge(of(replication));
  }
  return sum;
}

std::shared_ptr<Histogram> request_latency(const Observed& observed, std::size_t number) {
  return merged(observed, [number](const Replication& r) -> const Histogram& {
    return number < r.requests.size() ? r.requests[number].latency.histogram : r.all.latency.histogram;
  });
}

std::shared_ptr<Histogram> part_wait(const Observed& observed, std::size_t number) {
  return merged(observed, [number](const Replication& r) -> const Histogram& {
    return r.parts.at(number).wait.histogram;
  });
}

}  // namespace

void bind_run(py::module_& module) {
  py::register_exception<GuardStop>(module, "GuardStop", PyExc_RuntimeError);
  py::register_exception<InternalError>(module, "InternalError", PyExc_RuntimeError);

  py::class_<RunChanges>(module, "RunChanges", "What a comparison changes of a model's [run].")
      .def(py::pickle(
          [](const RunChanges& one) {
            return py::make_tuple(one.seed, one.replications, one.warm_up.count(), one.finds_warm_up,
                                  static_cast<int>(one.variance_reduction));
          },
          [](const py::tuple& state) {
            RunChanges one;
            one.seed = state[0].cast<std::uint64_t>();
            one.replications = state[1].cast<std::int64_t>();
            one.warm_up = Duration::ns(state[2].cast<std::int64_t>());
            one.finds_warm_up = state[3].cast<bool>();
            one.variance_reduction = static_cast<spec::RunSettings::VarianceReduction>(state[4].cast<int>());
            return one;
          }));

  py::class_<Observed, std::shared_ptr<Observed>>(module, "Observed", "A model that ran.")
      .def_property_readonly("loaded", [](const Observed& one) { return one.loaded; })
      .def_property_readonly("was_interrupted", [](const Observed& one) { return one.was_interrupted; })
      .def_property_readonly("exit_code",
                             [](const Observed& one) { return exit_code(one.observation.results); })
      .def("json", [](const Observed& one) { return report::to_json(one.observation.results); })
      .def(
          "text",
          [](const Observed& one, bool colour) {
            return report::to_text(one.observation.results, report::Palette(colour));
          },
          py::arg("colour") = false)
      .def("verdict_line", [](const Observed& one) { return report::verdict_line(one.observation.results); })
      .def("request_latency", request_latency, py::arg("number"))
      .def("part_wait", part_wait, py::arg("number"));

  module.def("observe", observe_loaded, py::arg("loaded"), py::arg("changes") = std::nullopt,
             py::arg("threads") = 0, py::arg("progress") = py::none(), py::arg("hands") = py::none(),
             py::arg("sampled") = 0);
}

}  // namespace plimsoll::python
