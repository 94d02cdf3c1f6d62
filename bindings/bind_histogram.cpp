#include "sim/measure/histogram.hpp"

#include <pybind11/stl.h>

#include "bindings/bind.hpp"
#include "bindings/numpy_view.hpp"
#include "study/replication_bytes.hpp"

namespace plimsoll::python {
namespace {

namespace py = pybind11;

/// One bound or count of every bucket that holds something.
template <typename T, typename Read>
py::array_t<T> of_buckets(const Histogram& histogram, const Read& read) {
  std::vector<T> values;
  for (const Histogram::Bucket& bucket : histogram.buckets()) values.push_back(read(bucket));
  return array_of(std::move(values));
}

}  // namespace

void bind_histogram(py::module_& module) {
  py::class_<Histogram, std::shared_ptr<Histogram>>(module, "Histogram",
                                                    "How often each length of time was seen.")
      .def_property_readonly("count", &Histogram::count)
      .def_property_readonly("mean_seconds", &Histogram::mean_seconds)
      .def_property_readonly("min_seconds",
                             [](const Histogram& one) {
                               return one.empty() ? std::numeric_limits<double>::quiet_NaN()
                                                  : one.min().to_seconds();
                             })
      .def_property_readonly("max_seconds",
                             [](const Histogram& one) {
                               return one.empty() ? std::numeric_limits<double>::quiet_NaN()
                                                  : one.max().to_seconds();
                             })
      .def("quantile_seconds", py::vectorize(&Histogram::quantile_seconds), py::arg("p"))
      .def("count_above", py::vectorize([](const Histogram* one, double seconds) {
             return one->count_above(Duration::from_seconds(seconds));
           }),
           py::arg("seconds"))
      .def("lower_seconds",
           [](const Histogram& one) {
             return of_buckets<double>(one, [](const Histogram::Bucket& b) { return b.lower.to_seconds(); });
           })
      .def("upper_seconds",
           [](const Histogram& one) {
             return of_buckets<double>(one, [](const Histogram::Bucket& b) { return b.upper.to_seconds(); });
           })
      .def("counts",
           [](const Histogram& one) {
             return of_buckets<std::uint64_t>(one, [](const Histogram::Bucket& b) { return b.count; });
           })
      .def(py::pickle([](const Histogram& one) { return py::bytes(to_bytes(one)); },
                      [](const py::bytes& bytes) {
                        return std::make_shared<Histogram>(
                            histogram_from_bytes(bytes.cast<std::string_view>()));
                      }));
}

}  // namespace plimsoll::python
