#include "study/measures.hpp"

#include <pybind11/stl.h>

#include "bindings/bind.hpp"
#include "bindings/loaded.hpp"
#include "bindings/numpy_view.hpp"

namespace plimsoll::python {
namespace {

namespace py = pybind11;

/// (of, subject, name, unit, better, value in every replication) of each measure.
py::list measures(const Observed& observed) {
  const auto all =
      std::make_shared<const std::vector<Measure>>(measures_of(observed.spec, observed.observation));
  py::list list;
  for (const Measure& one : *all) {
    const char* better = one.better == Better::lower    ? "lower"
                         : one.better == Better::higher ? "higher"
                                                        : "neither";
    list.append(py::make_tuple(word(one.of), one.subject, one.name, one.unit, better,
                               view_of(one.replications, all)));
  }
  return list;
}

}  // namespace

void bind_measures(py::module_& module) { module.def("measures", measures, py::arg("observed")); }

}  // namespace plimsoll::python
