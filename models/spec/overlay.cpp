#include "models/spec/overlay.hpp"

#include <fmt/format.h>

#include <utility>

#include "models/spec/step_ids.hpp"
#include "models/spec/sweep_axes.hpp"
#include "models/spec/text.hpp"
#include "models/spec/toml_reader.hpp"

namespace plimsoll::spec {
namespace {

std::string inside(const std::string& address, const std::string& name) {
  return address.empty() ? name : address + "." + name;
}

bool is_list_of_steps(const Node& node) {
  if (!node.is_list() || node.children().empty()) return false;
  return (node.key() == "steps" || holds_steps(node.key())) && node.children().front().is_table();
}

bool is_another_distribution(const Node& base, const Node& over) {
  const Node* const from = base.find("dist");
  const Node* const to = over.find("dist");
  return from != nullptr && to != nullptr && from->text() != to->text();
}

/// Merges settings into the steps that their ids name.
void merge_steps(Node& steps, const Node& over, const std::string& address, Diagnostics& diagnostics) {
  for (const Node& entry : over.children()) {
    Node* const step = find_step(steps, entry.key());
    if (step == nullptr) {
      std::string remedy = did_you_mean(entry.key(), step_ids(steps));
      if (remedy.empty()) remedy = "its steps are " + listing(step_ids(steps), "and");
      diagnostics.error(entry.key_place(), inside(address, entry.key()),
                        fmt::format("no step has the id '{}'", entry.key()), remedy);
    } else if (!entry.is_table()) {
      diagnostics.error(entry.place(), inside(address, entry.key()), "a step is changed setting by setting",
                        fmt::format("write {}.{}.SETTING = ...", address, entry.key()));
    } else {
      merge(*step, entry, inside(address, entry.key()), diagnostics);
    }
  }
}

void merge_entry(Node& base, const Node& over, const std::string& address, Diagnostics& diagnostics) {
  if (base.is_table() && over.is_table() && !is_another_distribution(base, over)) {
    merge(base, over, address, diagnostics);
  } else if (is_list_of_steps(base) && over.is_table() && !over.is_inline()) {
    merge_steps(base, over, address, diagnostics);
  } else if (over.is_table() && !over.is_inline() && !base.is_table() && !over.children().empty()) {
    const Node& first = over.children().front();
    diagnostics.error(first.key_place(), inside(address, first.key()),
                      fmt::format("{} is {}, which has no '{}'", address, base.to_toml(), first.key()),
                      fmt::format("replace it whole: {} = {{ ... }}", address));
  } else {
    base.replace(over);
  }
}

/// `--set` needs exactly one address: walks down to its value and returns it, or nullptr.
const Node* only_value(const Node& root) {
  const Node* node = &root;
  while (node->is_table() && (node == &root || !node->is_inline())) {
    if (node->children().size() != 1) return nullptr;
    node = &node->children().front();
  }
  return node;
}

/// Puts `text` in the place of the value at the end of a chain of tables.
void set_text(Node& node, const std::string& text, const Place& place) {
  if (node.is_table()) {
    set_text(node.child(0), text, place);
  } else {
    node.replace(Node::text(text, place));
  }
}

void apply_case(const LoadRequest& request, Merged& merged, Diagnostics& diagnostics) {
  Node* const cases = merged.root.find("case");
  if (cases != nullptr && cases->is_table()) {
    for (const Node& one : cases->children()) {
      merged.cases.push_back(one.key());
      if (!one.is_table())
        diagnostics.error(one.place(), "case." + one.key(), "a case is a table of settings");
      for (const char* name : {"case", "sweep"}) {
        const Node* const nested = one.is_table() ? one.find(name) : nullptr;
        if (nested == nullptr) continue;
        diagnostics.error(nested->key_place(), fmt::format("case.{}.{}", one.key(), name),
                          "stands inside a case");
      }
    }
  }
  const std::string& name = merged.case_name;
  Node* const chosen = cases != nullptr && cases->is_table() && !name.empty() ? cases->find(name) : nullptr;
  if (!name.empty() && chosen == nullptr) {
    std::string remedy = did_you_mean(name, merged.cases);
    if (!merged.cases.empty()) {
      remedy += (remedy.empty() ? "" : " ") + ("the cases are " + listing(merged.cases, "and"));
    } else {
      remedy = "no [case.NAME] stands in the files";
    }
    diagnostics.error({request.case_option, 0, 0}, "", fmt::format("no case is named '{}'", name), remedy);
  }
  if (chosen != nullptr && chosen->is_table()) {
    Node overlay = *chosen;
    overlay.mark_case(name);
    merge(merged.root, std::move(overlay), "", diagnostics);
  }
}

/// The address that a setting changes: all names on the way to its value.
std::string address_in(const Node& set) {
  std::string address;
  for (const Node* node = &set; node->is_table() && (node == &set || !node->is_inline());) {
    node = &node->children().front();
    address = inside(address, node->key());
  }
  return address;
}

/// "--set #2", numbered for each spelling of its own.
std::string name_of_set(const LoadRequest& request, std::size_t index) {
  const auto option = [&](std::size_t i) -> std::string {
    return i < request.set_options.size() ? request.set_options[i] : "--set";
  };
  std::size_t number = 0;
  for (std::size_t i = 0; i <= index; ++i) number += option(i) == option(index) ? 1u : 0u;
  return fmt::format("{} #{}", option(index), number);
}

/// Adds every text that stands as a value in `node` or below.
void collect_texts(const Node& node, std::set<std::string>& texts) {
  if (node.is_text()) texts.insert(node.text());
  for (const Node& child : node.children()) collect_texts(child, texts);
}

/// Takes [sweep] out of the topology, lays --sweep over it and reads its lists. A setting that is given one
/// value later, by --set or --case, is not swept.
std::vector<WrittenAxis> take_sweep(const LoadRequest& request, std::vector<Node> over,
                                    const std::vector<Node>& sets, Merged& merged, Diagnostics& diagnostics) {
  const bool is_written = merged.root.find("sweep") != nullptr;
  Node sweep = is_written ? merged.root.take("sweep") : Node::table({});
  std::set<std::string> asked, fixed;
  for (Node& one : over) {
    asked.insert(address_in(one));
    if (sweep.is_table()) merge(sweep, std::move(one), "sweep", diagnostics);
  }
  if (!request.case_name.empty()) fixed.insert(kSweptCase);
  for (const Node& set : sets) fixed.insert(address_in(set));
  for (const std::string& address : asked) {
    if (!fixed.contains(address)) continue;
    diagnostics.error(
        {request.sweep_option, 0, 0}, "",
        fmt::format("'{}' is given by --{} and by {}", address, address == kSweptCase ? "case" : "set",
                    request.sweep_option),
        "a setting has one value, or a list of them");
  }
  collect_texts(sweep, merged.mentioned);
  const Node* const cases = merged.root.find("case");
  std::vector<std::string> names;
  if (cases != nullptr && cases->is_table()) {
    for (const Node& one : cases->children()) names.push_back(one.key());
  }
  std::vector<WrittenAxis> axes;
  if (is_written || !asked.empty()) axes = read_axes(sweep, fixed, names, diagnostics);
  for (const WrittenAxis& one : axes) merged.sweep.push_back(one.axis);
  return axes;
}

}  // namespace

void merge(Node& base, Node over, const std::string& address, Diagnostics& diagnostics) {
  for (const Node& entry : over.children()) {
    Node* const present = base.find(entry.key());
    if (present == nullptr) {
      base.add(entry.key(), entry.key_place(), entry);
    } else {
      merge_entry(*present, entry, inside(address, entry.key()), diagnostics);
    }
  }
}

std::optional<Node> read_set(const std::string& argument, const std::string& name, Diagnostics& diagnostics) {
  diagnostics.add_source(name, argument);
  const std::size_t equals = argument.find('=');
  const Place start{name, 1, 1};
  if (equals == std::string::npos || argument.find('\n') != std::string::npos || argument.starts_with('[')) {
    diagnostics.error(start, "", "is no setting", "write one as system.app.instances=2");
    return std::nullopt;
  }
  Diagnostics unused;  // of an argument that is no TOML: its text is taken, or its address is reported below
  std::optional<Node> root = read_toml(name, argument, unused);
  if (!root) {
    const std::string value = argument.substr(equals + 1);
    root = read_toml(name, argument.substr(0, equals) + "=0", diagnostics);
    if (!root) return std::nullopt;
    std::uint32_t column = 2;
    for (std::size_t at = 0; at < equals; ++column) at += character_length(argument, at);
    if (!read_toml(name, "x=" + quoted(value), diagnostics)) return std::nullopt;  // bytes that are no text
    if (only_value(*root) != nullptr) set_text(*root, value, {name, 1, column});
  }
  if (only_value(*root) == nullptr) {
    diagnostics.error(start, "", "sets no single address", "write one as system.app.instances=2");
    return std::nullopt;
  }
  return root;
}

std::optional<Merged> read_and_merge(const LoadRequest& request, Diagnostics& diagnostics) {
  std::optional<Merged> merged;
  bool is_whole = true;
  for (const Source& file : request.files) {
    diagnostics.add_source(file.name, file.text);
    std::optional<Node> root = read_toml(file.name, file.text, diagnostics);
    is_whole = is_whole && root;
    if (!root) continue;
    if (!merged) {
      merged = Merged{std::move(*root), {}};
    } else {
      collect_texts(merged->root, merged->mentioned);
      merge(merged->root, std::move(*root), "", diagnostics);
    }
  }
  std::vector<Node> sets;
  for (std::size_t i = 0; i < request.sets.size(); ++i) {
    std::optional<Node> set = read_set(request.sets[i], name_of_set(request, i), diagnostics);
    if (set) sets.push_back(std::move(*set));
  }
  std::vector<Node> sweeps;
  for (std::size_t i = 0; i < request.sweeps.size(); ++i) {
    std::optional<Node> sweep = read_set(request.sweeps[i], fmt::format("{} #{}", request.sweep_option, i + 1), diagnostics);
    if (sweep) sweeps.push_back(std::move(*sweep));
  }
  if (request.files.empty()) diagnostics.error({}, "", "no topology was given");
  if (!merged || !is_whole) return std::nullopt;  // half a topology would be full of names that are missing
  const std::vector<WrittenAxis> axes = take_sweep(request, std::move(sweeps), sets, *merged, diagnostics);
  const bool has_point = request.point.has_value() && !axes.empty() && !diagnostics.has_errors();
  const bool is_overlaid = !request.case_name.empty() || !sets.empty() || has_point;
  const Node* const aside = is_overlaid ? &merged->root : merged->root.find("case");
  if (aside != nullptr) collect_texts(*aside, merged->mentioned);
  merged->case_name = request.case_name;
  if (has_point) merged->case_name = case_at(axes, *request.point).value_or(request.case_name);
  apply_case(request, *merged, diagnostics);
  for (Node& set : sets) merge(merged->root, std::move(set), "", diagnostics);
  if (has_point) {
    for (PointSetting& setting : settings_at(axes, *request.point)) {
      merge(merged->root, std::move(setting.overlay), "", diagnostics);
      merged->point_sets.push_back(std::move(setting.set));
    }
  }
  if (merged->root.find("case") != nullptr) merged->root.take("case");
  return merged;
}

}  // namespace plimsoll::spec
