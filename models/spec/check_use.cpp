#include <fmt/format.h>

#include "models/spec/checks.hpp"

namespace plimsoll::spec {
namespace {

struct Unused {
  const char* what;
  const char* section;
  const char* message;
  bool is_error;
};

}  // namespace

void check_use(Reading& reading, const Node& root, const std::string& first_source) {
  for (const Unused& kind : {Unused{"part", "system", "is used by no request", false},
                             Unused{"attribute", "attribute", "is used by no step and no part", true},
                             Unused{"routine", "routine", "is called by no step", true},
                             Unused{"policy", "policy", "is named by no step and no traffic", true},
                             Unused{"price", "price", "is the price of no part", true},
                             Unused{"request", "request", "is asked for by no traffic", false}}) {
    for (const auto& [name, place] : reading.unused(kind.what)) {
      const std::string address = fmt::format("{}.{}", kind.section, name);
      if (kind.is_error) {
        reading.diagnostics.error(place, address, kind.message, "use it or leave it out");
      } else {
        reading.diagnostics.warning(place, address, kind.message);
      }
    }
  }
  for (const auto& [section, example] : {std::pair{"request", "[request.home] with its steps"},
                                         std::pair{"traffic", "[traffic.visitors] with users or a rate"}}) {
    if (root.find(section) != nullptr) continue;
    reading.diagnostics.error({first_source, 1, 1}, section,
                              fmt::format("a topology needs at least one {}", section),
                              fmt::format("write {}", example));
  }
}

}  // namespace plimsoll::spec
