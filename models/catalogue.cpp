#include "models/catalogue.hpp"

namespace plimsoll {

#define PLIMSOLL_COMPONENT(name) ComponentKind kind_##name();
#include "component_list.inc"
#undef PLIMSOLL_COMPONENT

const std::vector<ComponentKind>& catalogue() {
  static const std::vector<ComponentKind> kinds = {
#define PLIMSOLL_COMPONENT(name) kind_##name(),
#include "component_list.inc"
#undef PLIMSOLL_COMPONENT
  };
  return kinds;
}

std::vector<const spec::PartKind*> part_kinds() {
  std::vector<const spec::PartKind*> kinds;
  for (const ComponentKind& kind : catalogue()) kinds.push_back(&kind.language);
  return kinds;
}

const ComponentKind* find_kind(const std::string& name) {
  for (const ComponentKind& kind : catalogue()) {
    if (kind.language.name == name) return &kind;
  }
  return nullptr;
}

}  // namespace plimsoll
