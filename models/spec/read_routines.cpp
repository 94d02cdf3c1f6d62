#include <fmt/format.h>

#include <optional>
#include <set>

#include "models/spec/read_value.hpp"
#include "models/spec/readers.hpp"

namespace plimsoll::spec {
namespace {

void check_on(Reading& reading, const Node& table, const Routine& routine) {
  const Node* const on = table.find("on");
  if (on == nullptr || !on->is_text()) return;
  const auto roles = static_cast<std::uint32_t>(Role::host) | static_cast<std::uint32_t>(Role::route);
  reading.refer_to_part({on->text(), on->place(), routine.address + ".on", "runs on"}, roles, "`on`");
}

void check_holds(Reading& reading, const Node& table, Routine& routine) {
  const Node* const holds = table.find("holds");
  if (holds == nullptr) return;
  std::set<std::string> held;
  const auto check = [&](const Node& name) {
    if (!name.is_text()) return;
    const std::string address = routine.address + ".holds";
    routine.holds_places.push_back(name.place());
    reading.refer_to_part({name.text(), name.place(), address, "holds"},
                          static_cast<std::uint32_t>(Role::hold), "`holds`");
    if (!held.insert(name.text()).second) {
      reading.diagnostics.error(name.place(), address, fmt::format("holds '{}' twice", name.text()),
                                "once is enough");
    }
  };
  check(*holds);
  for (const Node& name : holds->children()) check(name);
}

Routine read_routine(Reading& reading, const Node& table, const std::string& address,
                     const std::string& noun) {
  Routine routine;
  routine.name = table.key();
  routine.address = address;
  routine.place = table.key_place();
  Fields fields;
  fields.optional("on", routine.on, "The server it runs on, or the load balancer that chooses one.");
  fields.optional("holds", routine.holds, "Parts taken at its start, in order, and given back at its end.");
  std::optional<Bytes> memory;
  fields.optional("memory", memory,
                  "Memory of the server's instance that is taken at its start and given back at its end.");
  fields.custom(
      "steps", "list of steps", "What it does, in order.", true,
      [&](const Node& node, const std::string& at, Diagnostics&) {
        routine.steps = read_steps(reading, node, at);
        return true;
      },
      [] { return std::string(); });
  reading.read_fields(table, address, noun, fields);
  routine.memory = memory.value_or(Bytes{});
  check_on(reading, table, routine);
  check_holds(reading, table, routine);
  return routine;
}

}  // namespace

void read_requests_and_routines(Reading& reading, const Node& root) {
  for_each_table(reading, root, "request", [&](const Node& table, const std::string& address) {
    if (table.key() == "all") {
      reading.diagnostics.error(table.key_place(), address, "is what the sum of all requests is called",
                                "give it another name");
    }
    reading.spec.requests.push_back(read_routine(reading, table, address, "a request"));
  });
  for_each_table(reading, root, "routine", [&](const Node& table, const std::string& address) {
    reading.spec.routines.push_back(read_routine(reading, table, address, "a routine"));
  });
}

}  // namespace plimsoll::spec
