#pragma once

#include <optional>
#include <string>

#include "models/spec/spec.hpp"

namespace plimsoll {

/// An objective that a model breaks whatever luck does.
struct BrokenObjective {
  std::string objective;
  std::string sentence;  // "utilisation of app is 1.2 (utilisation law)"
};

/// The first objective that queueing theory shows to be broken: by an exact value or a bound beyond its limit.
/// Approximations strike nothing out, nor do exact values within 1 % of the limit, of percentiles 3 %: what
/// `run` would say of those is for simulation to tell. Models whose load or capacity changes are left alone.
std::optional<BrokenObjective> broken_by_theory(const spec::Spec& spec);

}  // namespace plimsoll
