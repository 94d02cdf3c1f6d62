#pragma once

#include <pybind11/pybind11.h>

#include <atomic>
#include <optional>
#include <string>

#include "models/spec/diagnostic.hpp"
#include "study/run.hpp"

namespace plimsoll::python {

/// Stands between a run, which works without Python's lock, and Python, which may want to stop it: asks for
/// signals ten times a second and passes on how far the run is. Python's exceptions end the run in good order
/// and go on afterwards; Ctrl-C alone is only noted, so that what is finished can be kept.
class Watch {
 public:
  /// `progress` is called with a tuple, or is None. Must outlive the run.
  explicit Watch(pybind11::object progress) : progress_(std::move(progress)) {}

  /// The options of a run that is watched.
  RunOptions options(int threads);

  /// Tells Python, unless `told` is None, a sentence about how far a search is, and asks for signals: a search
  /// of many short runs may never be long enough in one of them. Called without Python's lock.
  void tell(const pybind11::object& told, const std::string& sentence);

  /// Whether Ctrl-C has ended the run. Throws what else Python raised meanwhile.
  bool was_interrupted();

  /// Ends the run as Ctrl-C does.
  void note_interrupt();

 private:
  void note(pybind11::error_already_set error);
  void look(const Progress& progress);

  pybind11::object progress_;
  std::atomic<bool> stop_{false};
  bool interrupted_ = false;
  std::optional<pybind11::error_already_set> failure_;
};

/// Raises plimsoll.SpecError with what the command would say.
[[noreturn]] void raise_spec_error(const spec::Diagnostics& problems);

}  // namespace plimsoll::python
