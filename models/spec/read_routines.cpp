#include <optional>

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

Routine read_routine(Reading& reading, const Node& table, const std::string& address,
                     const std::string& noun) {
  Routine routine;
  routine.name = table.key();
  routine.address = address;
  routine.place = table.key_place();
  Fields fields;
  fields.optional("on", routine.on, "The server it runs on, or the load balancer that chooses one.");
  const Node* const holds = table.find("holds");
  fields.custom(
      "holds", "list of names, or of { lock = NAME, mode, key, order }",
      "Parts taken at its start, in order, and given back at its end.", false,
      [&](const Node& node, const std::string& at, Diagnostics&) {
        return read_holds(reading, node, at, routine);
      },
      [holds] {
        if (holds == nullptr || (holds->is_list() && holds->children().empty())) return std::string();
        return holds->is_list() ? holds->to_toml() : "[" + holds->to_toml() + "]";
      });
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
