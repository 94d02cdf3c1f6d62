#include "study/sampled_requests.hpp"

#include <pybind11/stl.h>

#include "bindings/bind.hpp"
#include "bindings/loaded.hpp"
#include "bindings/numpy_view.hpp"

namespace plimsoll::python {
namespace {

namespace py = pybind11;

/// The columns of a sample by name: lists of texts for places, views of the sample's own memory for all else.
py::dict columns(const Observed& observed, std::size_t most) {
  const auto sample =
      std::make_shared<const SampledRequests>(sampled_requests(observed.observation.replications, most));
  const RequestTrace& trace = sample->trace;
  py::list steps, parts, uses;
  for (const RequestTrace::Place& place : trace.places) {
    steps.append(place.step);
    parts.append(place.part);
    uses.append(std::string(word(place.use)));
  }
  py::list reasons;
  for (const Replication& replication : observed.observation.replications) {
    if (!replication.is_finished) continue;
    for (const std::string& reason : replication.reasons) reasons.append(reason);
    break;
  }
  using namespace pybind11::literals;
  return py::dict(
      "steps"_a = steps, "parts"_a = parts, "uses"_a = uses, "reasons"_a = reasons,
      "replication"_a = view_of(sample->replication, sample), "number"_a = view_of(trace.number, sample),
      "kind"_a = view_of(trace.kind, sample), "why"_a = view_of(trace.why, sample),
      "arrived_ns"_a = view_of(trace.arrived_ns, sample), "latency_ns"_a = view_of(trace.latency_ns, sample),
      "stretches"_a = view_of(trace.stretches, sample), "place"_a = view_of(trace.place, sample),
      "branch"_a = view_of(trace.branch, sample), "begins_ns"_a = view_of(trace.begins_ns, sample),
      "takes_ns"_a = view_of(trace.takes_ns, sample));
}

}  // namespace

void bind_sampled_requests(py::module_& module) {
  module.def(
      "sample_share",
      [](const Loaded& loaded, std::size_t most) { return sample_share(loaded.spec().run, most); },
      py::arg("loaded"), py::arg("most"));
  module.def("sampled_requests", columns, py::arg("observed"), py::arg("most"));
}

}  // namespace plimsoll::python
