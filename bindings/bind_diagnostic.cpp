#include "models/spec/diagnostic.hpp"

#include <pybind11/stl.h>

#include "bindings/bind.hpp"
#include "report/check.hpp"

namespace plimsoll::python {

namespace py = pybind11;

void bind_diagnostic(py::module_& module) {
  py::class_<spec::Diagnostic>(module, "Diagnostic",
                               "A mistake in a topology, or something that is worth a look.")
      .def_property_readonly(
          "severity",
          [](const spec::Diagnostic& one) {
            return one.severity == spec::Severity::error ? "error" : "warning";
          },
          "'error' or 'warning'.")
      .def_property_readonly(
          "source", [](const spec::Diagnostic& one) { return one.place.source; },
          "The file, or '--set #2'; '' where there is none.")
      .def_property_readonly(
          "line", [](const spec::Diagnostic& one) { return one.place.line; }, "From 1; 0: not known.")
      .def_property_readonly(
          "column", [](const spec::Diagnostic& one) { return one.place.column; },
          "From 1, in characters; 0: not known.")
      .def_readonly("address", &spec::Diagnostic::address,
                    "What it is about: 'system.app.instances'; may be ''.")
      .def_readonly("message", &spec::Diagnostic::message, "What is wrong, in a sentence.")
      .def_readonly("remedy", &spec::Diagnostic::remedy, "What to write instead; may be ''.")
      .def(py::pickle(
          [](const spec::Diagnostic& one) {
            return py::make_tuple(one.severity == spec::Severity::error, one.place.source, one.place.line,
                                  one.place.column, one.address, one.message, one.remedy);
          },
          [](const py::tuple& state) {
            return spec::Diagnostic{state[0].cast<bool>() ? spec::Severity::error : spec::Severity::warning,
                                    {state[1].cast<std::string>(), state[2].cast<std::uint32_t>(),
                                     state[3].cast<std::uint32_t>()},
                                    state[4].cast<std::string>(),
                                    state[5].cast<std::string>(),
                                    state[6].cast<std::string>()};
          }));

  py::class_<spec::Diagnostics>(module, "Diagnostics", "All that was found in one topology.")
      .def(py::init<>())
      .def("sorted", &spec::Diagnostics::sorted, "By place, as the command shows them.")
      .def("render", &spec::Diagnostics::render, "The text that the command shows.")
      .def(
          "tally", [](const spec::Diagnostics& problems) { return report::tally(problems); },
          "'2 errors, 1 warning', or 'no problems'.")
      .def("has_errors", &spec::Diagnostics::has_errors);
}

}  // namespace plimsoll::python
