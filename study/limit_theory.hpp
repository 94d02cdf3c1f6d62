#pragma once

#include <functional>
#include <optional>
#include <string>

#include "models/spec/spec.hpp"

namespace plimsoll {

/// Where queueing theory puts a limit.
struct TheoryLimit {
  double load = 0;
  std::string model;      // "M/M/3"; empty: bounds only
  bool is_exact = false;  // both the model and the measure that binds
};

/// The model at a load; nothing where the language refuses that load.
using SpecAt = std::function<std::optional<spec::Spec>(double load)>;

/// The load between `low` and `high` at which theory says that an objective breaks or a part has no time
/// left. Where theory has an answer for one objective and none for another, that of the former. Nothing where it sees no
/// edge between the two.
std::optional<TheoryLimit> theory_limit(const SpecAt& spec_at, double low, double high, bool is_whole);

}  // namespace plimsoll
