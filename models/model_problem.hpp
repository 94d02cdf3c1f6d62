#pragma once

#include <stdexcept>

#include "models/spec/diagnostic.hpp"

namespace plimsoll {

/// A user's mistake that shows only when the model is put together: too many steps once unfolded, a cache
/// in front of itself. Carries the diagnostic; exit code 4.
class ModelProblem : public std::runtime_error {
 public:
  explicit ModelProblem(spec::Diagnostic diagnostic)
      : std::runtime_error(diagnostic.address + ": " + diagnostic.message),
        diagnostic_(std::move(diagnostic)) {}
  const spec::Diagnostic& diagnostic() const { return diagnostic_; }

 private:
  spec::Diagnostic diagnostic_;
};

}  // namespace plimsoll
