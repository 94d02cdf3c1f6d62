#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/arguments.hpp"
#include "models/spec/spec.hpp"
#include "study/compare.hpp"
#include "study/gate.hpp"

namespace plimsoll::cli {

/// The share of A's value that --tolerate lets pass; 0 without it. Throws UsageError.
double tolerated_share(const Arguments& arguments);

/// What --gate looks at, or nothing without it. Throws UsageError for a measure that the models do not have,
/// before anything is simulated.
std::optional<GateRules> gate_rules(const Arguments& arguments, const spec::Spec& a, const spec::Spec& b);

/// 0 where nothing is worse, 99 where something is, 98 where that cannot be judged.
int exit_code_of(const Gate& gate);

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
