#include "bindings/hands.hpp"

#include <pybind11/stl.h>

#include "bindings/loaded.hpp"
#include "study/replication_bytes.hpp"

namespace plimsoll::python {
namespace {

namespace py = pybind11;

/// What Python gives, read back; those that it did not do are not finished.
template <typename Found, typename Ask>
std::vector<Found> answer_of(const Ask& ask, std::size_t count, Watch& watch,
                             Found (*read)(std::string_view)) {
  const py::gil_scoped_acquire lock;
  std::vector<Found> found(count);
  try {
    const py::tuple answer = ask();
    if (answer[1].cast<bool>()) watch.note_interrupt();
    const auto all = answer[0].cast<std::vector<py::bytes>>();
    for (std::size_t i = 0; i < all.size() && i < count; ++i) {
      const auto bytes = all[i].cast<std::string_view>();
      if (!bytes.empty()) found[i] = read(bytes);
    }
  } catch (py::error_already_set& error) {
    if (!error.matches(PyExc_KeyboardInterrupt)) throw;
    watch.note_interrupt();
  }
  return found;
}

}  // namespace

Hands::Hands(py::object python, Watch& watch) : python_(std::move(python)), watch_(watch) {
  elsewhere_.replicate = [this](const spec::Spec& spec, std::size_t first, std::size_t last, double budget) {
    const auto ask = [&] {
      return py::tuple(python_.attr("replicate")(RunChanges::of(spec.run), first, last, budget));
    };
    return answer_of(ask, last - first, watch_, replication_from_bytes);
  };
  elsewhere_.pilot = [this](const spec::Spec& spec, std::size_t count, Duration length) {
    const auto ask = [&] {
      return py::tuple(python_.attr("pilot")(RunChanges::of(spec.run), count, length.count()));
    };
    return answer_of(ask, count, watch_, pilot_from_bytes);
  };
}

}  // namespace plimsoll::python
