#include "study/replication_bytes.hpp"

#include <pybind11/stl.h>

#include "bindings/bind.hpp"
#include "bindings/loaded.hpp"
#include "bindings/watch.hpp"
#include "models/model_problem.hpp"

namespace plimsoll::python {
namespace {

namespace py = pybind11;

/// Does a share of a run, and gives what was counted as bytes; empty ones where a stop cut it off.
template <typename Work>
std::vector<py::bytes> share(const Loaded& loaded, const RunChanges& changes, std::size_t sampled,
                             const Work& work) {
  const spec::Spec spec = changes.applied_to(loaded.spec());
  Watch watch{py::none()};
  RunOptions options = watch.options(1);
  options.sampled_requests = sampled;
  std::vector<std::string> written;
  try {
    const py::gil_scoped_release others_may_run;
    for (const auto& one : work(spec, options))
      written.push_back(one.is_finished ? to_bytes(one) : std::string());
  } catch (const ModelProblem& problem) {
    raise_spec_error(with_problem(loaded.result.diagnostics, problem.diagnostic()));
  }
  if (watch.was_interrupted()) {
    PyErr_SetNone(PyExc_KeyboardInterrupt);
    throw py::error_already_set();
  }
  std::vector<py::bytes> bytes;
  for (const std::string& one : written) bytes.emplace_back(one);
  return bytes;
}

std::vector<py::bytes> replicate(const Loaded& loaded, const RunChanges& changes, std::size_t first,
                                 std::size_t last, std::size_t sampled) {
  return share(loaded, changes, sampled, [=](const spec::Spec& spec, const RunOptions& options) {
    return replicate_some(spec, first, last, options);
  });
}

std::vector<py::bytes> pilot(const Loaded& loaded, const RunChanges& changes, std::size_t first,
                             std::size_t last, std::int64_t length_ns) {
  return share(loaded, changes, 0, [=](const spec::Spec& spec, const RunOptions& options) {
    return pilot_some(spec, first, last, Duration::ns(length_ns), options);
  });
}

}  // namespace

void bind_replication_bytes(py::module_& module) {
  module.def("replicate", replicate, py::arg("loaded"), py::arg("changes"), py::arg("first"), py::arg("last"),
             py::arg("sampled") = 0);
  module.def("pilot", pilot, py::arg("loaded"), py::arg("changes"), py::arg("first"), py::arg("last"),
             py::arg("length_ns"));
}

}  // namespace plimsoll::python
