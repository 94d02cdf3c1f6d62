#include "study/check.hpp"

#include <pybind11/stl.h>

#include "bindings/bind.hpp"
#include "bindings/loaded.hpp"
#include "report/check.hpp"

namespace plimsoll::python {

namespace py = pybind11;

void bind_check(py::module_& module) {
  py::class_<CheckReport>(module, "CheckReport", "What arithmetic says of a model.")
      .def_readonly("findings", &CheckReport::findings)
      .def("json", [](const CheckReport& one) { return report::to_json(one); })
      .def("text", [](const CheckReport& one) { return report::to_text(one); });
  module.def(
      "check",
      [](const std::shared_ptr<const Loaded>& loaded) {
        const py::gil_scoped_release others_may_run;
        return check(loaded->spec(), loaded->result.diagnostics);
      },
      py::arg("loaded"));
}

}  // namespace plimsoll::python
