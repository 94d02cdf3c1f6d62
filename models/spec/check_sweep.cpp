#include <fmt/format.h>

#include <set>

#include "models/spec/checks.hpp"
#include "models/spec/step_ids.hpp"
#include "models/spec/text.hpp"

namespace plimsoll::spec {
namespace {

/// Every address that a sweep may move: what the model has settings for, and what was written below them.
class Addresses {
 public:
  Addresses(const Reading& reading, const Node& root) {
    for (const auto& [table, settings] : reading.settings()) {
      for (const ResolvedSetting& setting : settings) add(setting.address);
    }
    add_written(root, "");
  }

  bool knows(const std::string& address) const { return addresses_.contains(address); }

  /// The addresses that share all but the last part with `address`.
  std::vector<std::string> beside(const std::string& address) const {
    const std::string table = address.substr(0, address.rfind('.') + 1);
    std::vector<std::string> names;
    for (auto at = addresses_.lower_bound(table); at != addresses_.end() && at->starts_with(table); ++at) {
      const std::string rest = at->substr(table.size());
      if (rest.find('.') == std::string::npos) names.push_back(rest);
    }
    return names;
  }

 private:
  /// Adds an address and the tables it stands in.
  void add(std::string address) {
    while (addresses_.insert(address).second && address.find('.') != std::string::npos) {
      address.resize(address.rfind('.'));
    }
  }

  void add_written(const Node& node, const std::string& address) {
    if (!address.empty()) add(address);
    const std::string prefix = address.empty() ? "" : address + ".";
    if (node.is_table()) {
      for (const Node& child : node.children()) add_written(child, prefix + child.key());
    } else if (node.is_list() && (node.key() == "steps" || holds_steps(node.key()))) {
      const std::vector<std::string> ids = step_ids(node);
      for (std::size_t i = 0; i < ids.size(); ++i) add_written(node.children()[i], prefix + ids[i]);
    }
  }

  std::set<std::string> addresses_;
};

class SweepCheck {
 public:
  SweepCheck(Reading& reading, const Node& root)
      : reading_(reading), root_(root), addresses_(reading, root) {}

  void check(const SweepAxis& axis) {
    const std::string at = "sweep." + axis.address;
    if (axis.address == kSweptCase) return;
    if (!addresses_.knows(axis.address)) {
      reading_.diagnostics.error(axis.place, at,
                                 fmt::format("the topology has no setting '{}'", axis.address),
                                 first_unknown(axis.address));
    } else if (is_list_itself(axis.address)) {
      reading_.diagnostics.error(axis.place, at, "is a list itself and cannot be swept",
                                 "use cases: [case.NAME]");
    }
  }

 private:
  /// A suggestion for the first part of an address that does not exist.
  std::string first_unknown(const std::string& address) {
    std::string known;
    for (const std::string& part : split_address(address)) {
      const std::string next = known.empty() ? part : known + "." + part;
      if (!addresses_.knows(next)) return reading_.suggestion(part, addresses_.beside(next));
      known = next;
    }
    return "";
  }

  bool is_list_itself(const std::string& address) const {
    const Node* node = &root_;
    for (const std::string& part : split_address(address)) {
      node = node->is_table() ? node->find(part) : nullptr;
      if (node == nullptr) return false;
    }
    return node->is_list();
  }

  Reading& reading_;
  const Node& root_;
  Addresses addresses_;
};

}  // namespace

void check_sweep(Reading& reading, const std::vector<SweepAxis>& axes, const Node& root) {
  if (axes.empty()) return;
  SweepCheck check(reading, root);
  for (const SweepAxis& axis : axes) check.check(axis);
}

}  // namespace plimsoll::spec
