#pragma once

#include <stdexcept>

namespace plimsoll {

/// A run that a guard ended: too much memory, a queue without end, time that stands still. Neither the
/// user's mistake nor ours: the model asks for what cannot be done. Exit code 5.
class GuardStop : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace plimsoll
