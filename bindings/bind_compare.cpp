#include "study/compare.hpp"

#include <pybind11/stl.h>

#include "bindings/bind.hpp"
#include "bindings/hands.hpp"
#include "bindings/loaded.hpp"
#include "bindings/watch.hpp"
#include "models/model_problem.hpp"
#include "report/comparison.hpp"

namespace plimsoll::python {
namespace {

namespace py = pybind11;

/// What each side runs as, and a sentence for each thing that was made alike.
py::tuple align_loaded(const std::shared_ptr<const Loaded>& a, const std::shared_ptr<const Loaded>& b,
                       int threads, py::object progress, py::object hands_of_a, py::object hands_of_b) {
  spec::Spec of_a = a->spec(), of_b = b->spec();
  std::vector<std::string> changed;
  Watch watch(std::move(progress));
  RunOptions options = watch.options(threads);
  const bool has_hands = !hands_of_a.is_none();
  const Hands left(std::move(hands_of_a), watch), right(std::move(hands_of_b), watch);
  Elsewhere elsewhere;  // only pilots are run here: of whichever side they are
  elsewhere.pilot = [&](const spec::Spec& spec, std::size_t count, Duration length) {
    return (&spec == &of_a ? left : right).elsewhere().pilot(spec, count, length);
  };
  if (has_hands) options.elsewhere = &elsewhere;
  try {
    const py::gil_scoped_release others_may_run;
    changed = align(of_a, of_b, options);
  } catch (const ModelProblem& problem) {
    spec::Diagnostics problems;
    raise_spec_error(with_problem(std::move(problems), problem.diagnostic()));
  }
  if (watch.was_interrupted()) {
    PyErr_SetNone(PyExc_KeyboardInterrupt);
    throw py::error_already_set();
  }
  return py::make_tuple(RunChanges::of(of_a.run), RunChanges::of(of_b.run), std::move(changed));
}

Comparison compare_observed(const Observed& a, const Observed& b, std::vector<std::string> changed) {
  const py::gil_scoped_release others_may_run;
  Comparison comparison = compare(a.spec, a.observation, b.spec, b.observation);
  comparison.assumptions = std::move(changed);
  return comparison;
}

}  // namespace

void bind_compare(py::module_& module) {
  py::class_<Comparison>(module, "Comparison", "Two models side by side.")
      .def("json", [](const Comparison& one) { return report::to_json(one); })
      .def("text", [](const Comparison& one) { return report::to_text(one); })
      .def("markdown", [](const Comparison& one) { return report::to_markdown(one); })
      .def("verdict_line", [](const Comparison& one) { return report::verdict_line(one); })
      .def("words", [](const Comparison& one) { return report::words(one); });
  module.def("align", align_loaded, py::arg("a"), py::arg("b"), py::arg("threads") = 0,
             py::arg("progress") = py::none(), py::arg("hands_of_a") = py::none(),
             py::arg("hands_of_b") = py::none());
  module.def("compare", compare_observed, py::arg("a"), py::arg("b"), py::arg("changed"));
}

}  // namespace plimsoll::python
