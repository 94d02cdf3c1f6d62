#pragma once

#include <string>
#include <vector>

#include "models/component.hpp"

namespace plimsoll {

/// Every kind of part there is, by name. Generated from models/components/CMakeLists.txt.
const std::vector<ComponentKind>& catalogue();

/// The same, as the language wants them.
std::vector<const spec::PartKind*> part_kinds();

/// The kind of that name, or nullptr.
const ComponentKind* find_kind(const std::string& name);

}  // namespace plimsoll
