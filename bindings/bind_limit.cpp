#include "study/ladder.hpp"

#include <pybind11/stl.h>

#include "bindings/bind.hpp"
#include "bindings/family.hpp"
#include "report/limit.hpp"

namespace plimsoll::python {
namespace {

namespace py = pybind11;

std::vector<NumberSetting> usual_load_of(const std::shared_ptr<const Loaded>& loaded) {
  return usual_load(family_of(loaded), loaded->result);
}

/// What was found, and whether Ctrl-C ended it.
std::pair<Ladder, bool> climb_loaded(const std::shared_ptr<const Loaded>& loaded,
                                     const std::vector<NumberSetting>& moved, int next, double precision,
                                     std::optional<double> lowest, std::optional<double> highest, int threads,
                                     py::object progress, const py::object& looked) {
  Watch watch(std::move(progress));
  LimitOptions options;
  options.run = watch.options(threads);
  options.precision = precision;
  options.from = lowest;
  options.to = highest;
  options.looked = [&](const LimitPoint& point) {
    watch.tell(looked, report::look_text(moved.front(), point));
  };
  Ladder ladder = asked_of(*loaded, [&] { return climb(family_of(loaded), moved, next, options); });
  return {std::move(ladder), watch.was_interrupted()};
}

}  // namespace

void bind_limit(py::module_& module) {
  py::class_<Ladder>(module, "Ladder", "The highest load, and what limits after that.")
      .def_property_readonly("exit_code", [](const Ladder& one) { return exit_code(one); })
      .def("json", [](const Ladder& one) { return report::to_json(one); })
      .def("text", [](const Ladder& one) { return report::to_text(one); });
  module.def("usual_load", usual_load_of, py::arg("loaded"));
  module.def("climb", climb_loaded, py::arg("loaded"), py::arg("moved"), py::arg("next") = 0,
             py::arg("precision") = LimitOptions{}.precision, py::arg("lowest") = std::nullopt,
             py::arg("highest") = std::nullopt, py::arg("threads") = 0, py::arg("progress") = py::none(),
             py::arg("looked") = py::none());
}

}  // namespace plimsoll::python
