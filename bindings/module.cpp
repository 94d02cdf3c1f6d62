#include "bindings/bind.hpp"
#include "report/build_info.hpp"
#include "report/comparison.hpp"
#include "report/json.hpp"
#include "report/limit.hpp"
#include "report/sensitivity.hpp"

PYBIND11_MODULE(_core, module) {
  namespace py = pybind11;
  using namespace plimsoll;
  module.doc() = "The simulator itself. Use the package `plimsoll`, which says what everything means.";

  const report::BuildInfo& build = report::build_info();
  module.attr("version") = build.version;
  module.attr("commit") = build.commit;
  module.attr("compiler") = build.compiler;
  module.def("result_schema", [] { return py::str(std::string(report::result_schema())); });
  module.def("comparison_schema", [] { return py::str(std::string(report::comparison_schema())); });
  module.def("limit_schema", [] { return py::str(std::string(report::limit_schema())); });
  module.def("sensitivity_schema", [] { return py::str(std::string(report::sensitivity_schema())); });

  python::bind_diagnostic(module);
  python::bind_load(module);
  python::bind_histogram(module);
  python::bind_run(module);
  python::bind_measures(module);
  python::bind_replication_bytes(module);
  python::bind_sampled_requests(module);
  python::bind_check(module);
  python::bind_compare(module);
  python::bind_number_setting(module);
  python::bind_limit(module);
  python::bind_sensitivity(module);
  python::bind_theory(module);
}
