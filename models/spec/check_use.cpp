#include <fmt/format.h>

#include <tuple>

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

void check_use(Reading& reading, const std::set<std::string>& mentioned) {
  const bool is_sound = !reading.diagnostics.has_errors();
  for (const Unused& kind :
       {Unused{"attribute", "attribute", "is used by no step and no part", true},
        Unused{"routine", "routine", "is called by no step", true},
        Unused{"table", "table", "is in no plan", true}, Unused{"plan", "plan", "is asked by no query", true},
        Unused{"policy", "policy", "is named by no step and no traffic", true},
        Unused{"price", "price", "is the price of nothing", true},
        Unused{"part", "system", "is used by no request", false},
        Unused{"request", "request", "is asked for by no traffic", false}}) {
    if (kind.is_error ? reading.has_gaps() : !is_sound) continue;
    for (const auto& [name, place] : reading.unused(kind.what)) {
      if (mentioned.contains(name))
        continue;  // by a case, or until a case or a --set put something in its place
      if (kind.what == std::string_view("price") && reading.kind_of("price", name) == kCatalogue) continue;
      const std::string address = fmt::format("{}.{}", kind.section, name);
      if (kind.is_error) {
        reading.diagnostics.error(place, address, kind.message, "use it or leave it out");
      } else {
        reading.diagnostics.warning(place, address, kind.message);
      }
    }
  }
}

void check_presence(Reading& reading, const Node& root, const std::string& first_source) {
  if (reading.has_gaps()) return;
  for (const auto& [section, message, remedy] :
       {std::tuple{"request", "a topology needs a request", "write [request.home] with its steps"},
        std::tuple{"traffic", "a topology needs traffic", "write [traffic.visitors] with users or a rate"}}) {
    const Node* const found = root.find(section);
    if (found != nullptr && !(found->is_table() && found->children().empty())) continue;
    reading.diagnostics.error({first_source, 1, 1}, "", message, remedy);
  }
}

}  // namespace plimsoll::spec
