#include "models/spec/read_states.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "models/spec/fields.hpp"
#include "models/spec/read_value.hpp"
#include "models/spec/text.hpp"
#include "models/spec/units.hpp"

namespace plimsoll::spec {
namespace {

constexpr const char* kExample =
    "write it as { busy = { rate = \"90 /s\", lasts = \"2 s\" }, calm = { ... } }";

void describe(TrafficState& state, Fields& fields) {
  fields.required("rate", state.rate, "Requests come at this rate while it holds.").at_most(kHighestRate);
  fields.required("lasts", state.lasts, "How long it holds.");
  fields.optional("next", state.next, "The state that follows, or several with shares.");
  fields.optional("on_arrival", state.on_arrival, "States that an arrival moves to, with their chances.");
}

bool read_state(const Node& node, const std::string& address, Diagnostics& diagnostics, TrafficState& state) {
  if (!node.is_table()) {
    report_not(node, address, diagnostics, "a state", "write it as { rate = \"90 /s\", lasts = \"2 s\" }");
    return false;
  }
  Fields fields;
  describe(state, fields);
  bool is_good = true;
  for (const Node& entry : node.children()) {
    Field* const field = fields.find(entry.key());
    if (field == nullptr) {
      diagnostics.error(entry.key_place(), address, fmt::format("a state has no setting '{}'", entry.key()),
                        did_you_mean(entry.key(), fields.names()));
    }
    is_good &= field != nullptr && field->accept(entry, address + "." + entry.key(), diagnostics);
  }
  for (const Field& field : fields.all()) {
    if (!field.required || node.find(field.name) != nullptr) continue;
    diagnostics.error(node.place(), address, fmt::format("a state needs '{}'", field.name));
    is_good = false;
  }
  if (is_good && !(state.lasts.law.mean() > 0)) {
    diagnostics.error(node.find("lasts")->place(), address + ".lasts",
                      "must last longer than 0 s on average");
    is_good = false;
  }
  return is_good;
}

/// What follows a state is one of the states, and an arrival moves with a probability of at most 1.
bool check_moves(const Node& node, const std::string& address, Diagnostics& diagnostics,
                 const std::vector<TrafficState>& states) {
  std::vector<std::string> known;
  for (const TrafficState& state : states) known.push_back(state.name);
  bool is_good = true;
  for (const TrafficState& state : states) {
    const auto check = [&](const char* setting, const Shares& moves) {
      for (const auto& [name, share] : moves) {
        if (std::find(known.begin(), known.end(), name) != known.end()) continue;
        diagnostics.error(
            node.find(state.name)->find(setting)->place(), address + "." + state.name + "." + setting,
            fmt::format("names '{}', but no state has that name", name), did_you_mean(name, known));
        is_good = false;
      }
    };
    check("next", state.next);
    check("on_arrival", state.on_arrival);
    double sum = 0;
    for (const auto& [name, chance] : state.on_arrival) sum += chance;
    if (sum <= 1 + 1e-9) continue;
    diagnostics.error(node.find(state.name)->find("on_arrival")->place(),
                      address + "." + state.name + ".on_arrival",
                      fmt::format("the chances add up to {}, more than 1", write_number(sum)));
    is_good = false;
  }
  return is_good;
}

}  // namespace

bool read_states(const Node& node, const std::string& address, Diagnostics& diagnostics, Traffic& traffic) {
  if (!node.is_table()) {
    report_not(node, address, diagnostics, "a table of states", kExample);
    return false;
  }
  if (node.children().size() < 2) {
    diagnostics.error(node.place(), address, "needs at least two states", kExample);
    return false;
  }
  bool is_good = true;
  double highest = 0;
  for (const Node& entry : node.children()) {
    TrafficState& state = traffic.states.emplace_back();
    state.name = entry.key();
    state.place = entry.key_place();
    is_good &= read_state(entry, address + "." + entry.key(), diagnostics, state);
    highest = std::max(highest, state.rate.per_second);
  }
  if (!is_good || !check_moves(node, address, diagnostics, traffic.states)) return false;
  if (highest > 0) return true;
  diagnostics.error(node.place(), address, "has no state in which anybody comes");
  return false;
}

std::string write_states(const Traffic& traffic) {
  std::string text;
  for (const TrafficState& state : traffic.states) {
    text += fmt::format("{}{} = {{ rate = {}, lasts = {}", text.empty() ? "" : ", ", state.name,
                        write_value(state.rate), write_value(state.lasts));
    if (!state.next.empty()) text += ", next = " + write_value(state.next);
    if (!state.on_arrival.empty()) text += ", on_arrival = " + write_value(state.on_arrival);
    text += " }";
  }
  return text.empty() ? "" : "{ " + text + " }";
}

}  // namespace plimsoll::spec
