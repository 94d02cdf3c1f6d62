#include "bindings/watch.hpp"

namespace plimsoll::python {

namespace py = pybind11;

RunOptions Watch::options(int threads) {
  RunOptions options;
  options.threads = threads;
  options.stop = &stop_;
  options.progress = [this](const Progress& progress) { look(progress); };
  return options;
}

void Watch::note_interrupt() { stop_ = interrupted_ = true; }

void Watch::note(py::error_already_set error) {
  stop_ = true;
  if (error.matches(PyExc_KeyboardInterrupt)) {
    interrupted_ = true;
  } else if (!failure_) {
    failure_.emplace(std::move(error));
  }
}

void Watch::look(const Progress& progress) {
  const py::gil_scoped_acquire python;
  try {
    if (PyErr_CheckSignals() != 0) throw py::error_already_set();
    if (progress_.is_none() || stop_) return;
    progress_(py::make_tuple(progress.share, progress.events, progress.replications_done,
                             progress.replications, progress.elapsed_seconds, progress.is_pilot));
  } catch (py::error_already_set& error) {
    note(std::move(error));
  }
}

void Watch::tell(const py::object& told, const std::string& sentence) {
  const py::gil_scoped_acquire python;
  try {
    if (PyErr_CheckSignals() != 0) throw py::error_already_set();
    if (!told.is_none() && !stop_) told(sentence);
  } catch (py::error_already_set& error) {
    note(std::move(error));
  }
}

bool Watch::was_interrupted() {
  if (failure_) throw py::error_already_set(*std::move(failure_));
  return interrupted_;
}

void raise_spec_error(const spec::Diagnostics& problems) {
  const py::object type = py::module_::import("plimsoll.errors").attr("SpecError");
  const py::object error = type.attr("of")(problems);
  PyErr_SetObject(type.ptr(), error.ptr());
  throw py::error_already_set();
}

}  // namespace plimsoll::python
