#pragma once

#include <pybind11/pybind11.h>

#include "bindings/watch.hpp"
#include "study/run.hpp"

namespace plimsoll::python {

/// A run's Elsewhere that asks Python: an object with
///
///     replicate(changes, first, last, budget_seconds)   pilot(changes, count, length_ns)
///
/// that return (bytes of each that was done, in order; whether Ctrl-C ended it). What they raise ends the
/// run.
class Hands {
 public:
  /// Both must outlive the run.
  Hands(pybind11::object python, Watch& watch);

  const Elsewhere& elsewhere() const { return elsewhere_; }

 private:
  pybind11::object python_;
  Watch& watch_;
  Elsewhere elsewhere_;
};

}  // namespace plimsoll::python
