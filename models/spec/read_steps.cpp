#include <fmt/format.h>

#include <map>

#include "models/spec/read_value.hpp"
#include "models/spec/readers.hpp"
#include "models/spec/step_ids.hpp"

namespace plimsoll::spec {
namespace {

/// Each branch of a `choose` says when it is taken: all by chance, or all by condition; the last may be
/// `otherwise`.
void check_branches(Reading& reading, const Node& list, const std::string& address,
                    const std::vector<Step>& branches) {
  double sum = 0;
  bool by_chance = false, by_condition = false;
  bool is_whole = branches.size() == list.children().size();
  for (std::size_t i = 0; i < list.children().size(); ++i) {
    const Node& node = list.children()[i];
    if (!node.is_table()) continue;
    const bool has_chance = node.find("chance") != nullptr;
    const bool has_when = node.find("when") != nullptr;
    const bool is_otherwise = node.find("otherwise") != nullptr;
    if (has_chance + has_when + is_otherwise != 1) {
      is_whole = false;
      reading.diagnostics.error(node.place(), address,
                                "a branch of `choose` needs exactly one of chance, when and otherwise");
    }
    if (is_otherwise && node.find("otherwise")->to_toml() == "false") {
      reading.diagnostics.error(node.find("otherwise")->place(), address,
                                "a branch without condition is `otherwise = true`");
    }
    if (is_otherwise && i + 1 < list.children().size()) {
      reading.diagnostics.error(node.find("otherwise")->key_place(), address,
                                "no branch is reached after `otherwise`", "make it the last");
    }
    by_chance |= has_chance;
    by_condition |= has_when;
  }
  if (by_chance && by_condition) {
    reading.diagnostics.error(list.place(), address, "chooses by chance and by condition at once",
                              "choose by condition, and by chance in a routine that a branch calls");
  }
  for (const Step& branch : branches) sum += branch.when || branch.otherwise ? 0 : branch.chance;
  if (by_chance && !by_condition && is_whole && sum > 1 + 1e-9) {
    reading.diagnostics.error(list.place(), address, fmt::format("the chances sum to {:.6g}", sum),
                              "they sum to at most 1; what is left does nothing");
  }
}

}  // namespace

std::vector<Step> read_steps(Reading& reading, const Node& list, const std::string& address,
                             bool branches_of_choose) {
  std::vector<Step> steps;
  if (!list.is_list() || list.children().empty()) {
    report_not(list, address, reading.diagnostics, list.is_list() ? "at least one step" : "a list of steps",
               "write it as [{ work = \"8 ms\" }]");
    return steps;
  }
  const std::vector<std::string> ids = step_ids(list);
  std::map<std::string, std::uint32_t> first;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const Node& node = list.children()[i];
    if (!node.is_table()) {
      report_not(node, address, reading.diagnostics, "a step in braces", "write it as { call = \"...\" }");
      continue;
    }
    const auto [found, is_new] = first.emplace(ids[i], node.place().line);
    if (!is_new) {
      const Place& place = node.find("id") != nullptr ? node.find("id")->place() : node.place();
      reading.diagnostics.error(place, address, fmt::format("two steps have the id '{}'", ids[i]),
                                fmt::format("the first is on line {}", found->second));
    }
    std::optional<Step> step = read_step(reading, node, address, ids[i], branches_of_choose);
    if (step) steps.push_back(std::move(*step));
  }
  if (branches_of_choose) check_branches(reading, list, address, steps);
  return steps;
}

}  // namespace plimsoll::spec
