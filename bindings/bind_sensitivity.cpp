#include "study/sensitivity.hpp"

#include <fmt/format.h>
#include <pybind11/stl.h>

#include "bindings/bind.hpp"
#include "bindings/family.hpp"
#include "report/sensitivity.hpp"

namespace plimsoll::python {
namespace {

namespace py = pybind11;

std::vector<NumberSetting> written_numbers_of(const std::shared_ptr<const Loaded>& loaded) {
  return written_numbers(family_of(loaded), loaded->result);
}

/// What was found, and whether Ctrl-C ended it.
std::pair<Sensitivity, bool> sensitivity_of_loaded(const std::shared_ptr<const Loaded>& loaded,
                                                   const std::vector<NumberSetting>& settings,
                                                   const std::vector<std::string>& measures, double step,
                                                   int threads, py::object progress, const py::object& looked) {
  Watch watch(std::move(progress));
  SensitivityOptions options;
  options.run = watch.options(threads);
  options.step = step;
  std::size_t done = 0;
  options.looked = [&](const SensitivityRow&) {
    watch.tell(looked, fmt::format("{} of {} numbers", ++done, settings.size()));
  };
  Sensitivity found = asked_of(
      *loaded, [&] { return sensitivity_of(family_of(loaded), settings, measures, options); });
  return {std::move(found), watch.was_interrupted()};
}

}  // namespace

void bind_sensitivity(py::module_& module) {
  py::class_<Sensitivity>(module, "Sensitivity", "How measures follow numbers.")
      .def("json", [](const Sensitivity& one) { return report::to_json(one); })
      .def("csv", [](const Sensitivity& one) { return report::to_csv(one); })
      .def("text", [](const Sensitivity& one) { return report::to_text(one); });
  module.def("written_numbers", written_numbers_of, py::arg("loaded"));
  module.def("usual_measures", [](const Loaded& loaded) { return usual_measures(loaded.spec()); },
             py::arg("loaded"));
  module.def("sensitivity", sensitivity_of_loaded, py::arg("loaded"), py::arg("settings"), py::arg("measures"),
             py::arg("step") = SensitivityOptions{}.step, py::arg("threads") = 0,
             py::arg("progress") = py::none(), py::arg("looked") = py::none());
}

}  // namespace plimsoll::python
