#include "study/number_setting.hpp"

#include <pybind11/stl.h>

#include "bindings/bind.hpp"
#include "bindings/family.hpp"

namespace plimsoll::python {
namespace {

namespace py = pybind11;

std::vector<NumberSetting> numbers_of_loaded(const Loaded& loaded) {
  return numbers_of(loaded.result.resolved);
}

std::optional<NumberSetting> number_at_of_loaded(const std::shared_ptr<const Loaded>& loaded,
                                                 const std::string& address) {
  return number_at(family_of(loaded), numbers_of_loaded(*loaded), address);
}

}  // namespace

void bind_number_setting(py::module_& module) {
  py::class_<NumberSetting>(module, "NumberSetting", "One number of a model.")
      .def_property_readonly("address", [](const NumberSetting& one) { return one.address; })
      .def_property_readonly("value", [](const NumberSetting& one) { return one.value; })
      .def_property_readonly("unit", [](const NumberSetting& one) { return one.unit; })
      .def_property_readonly("is_whole", [](const NumberSetting& one) { return one.is_whole; })
      .def("assignment", assignment, py::arg("value"));
  module.def("numbers", numbers_of_loaded, py::arg("loaded"));
  module.def("number_at", number_at_of_loaded, py::arg("loaded"), py::arg("address"));
  module.def("did_you_mean", spec::did_you_mean, py::arg("name"), py::arg("known"));
}

}  // namespace plimsoll::python
