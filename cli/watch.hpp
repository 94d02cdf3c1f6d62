#pragma once

#include <string>
#include <vector>

#include "cli/arguments.hpp"
#include "models/spec/spec.hpp"
#include "study/compare.hpp"

namespace plimsoll::cli {

/// What --fail-if-worse looks at and --tolerate lets pass.
class Watch {
 public:
  /// Throws UsageError for a measure that the models do not have, before anything is simulated.
  Watch(const Arguments& arguments, const spec::Spec& a, const spec::Spec& b);

  /// The exit code: 0, 99 where something watched is worse, 98 where that cannot be judged. Says on standard
  /// error what.
  int judge(const Comparison& comparison) const;

 private:
  std::vector<std::string> measures_;
  double tolerated_ = 0;
};

}  // namespace plimsoll::cli
