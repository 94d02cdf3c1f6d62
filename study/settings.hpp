#pragma once

#include <string>

#include "models/spec/spec.hpp"

/// Reads settings of parts by name, through the same list that the parser uses: what looks at a model from
/// outside need not know its kinds.
namespace plimsoll {

/// The setting as a number in its unit; `otherwise` where the kind has no such setting.
double number_of(const spec::Part& part, const std::string& setting, double otherwise);

/// The setting as the user would write it; empty where the kind has none.
std::string text_of(const spec::Part& part, const std::string& setting);

/// The names in a setting, with shares that sum to 1: "a", ["a", "b"] or { a = 0.9, b = 0.1 }.
spec::Shares shares_of(const spec::Part& part, const std::string& setting);

/// Whether the setting names `name`.
bool names(const spec::Part& part, const std::string& setting, const std::string& name);

}  // namespace plimsoll
