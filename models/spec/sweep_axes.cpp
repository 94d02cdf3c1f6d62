#include "models/spec/sweep_axes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "models/spec/read_value.hpp"
#include "models/spec/text.hpp"

namespace plimsoll::spec {
namespace {

class AxesReader {
 public:
  AxesReader(const std::set<std::string>& fixed, const std::vector<std::string>& cases,
             Diagnostics& diagnostics)
      : fixed_(fixed), cases_(cases), diagnostics_(diagnostics) {}

  std::vector<WrittenAxis> read(const Node& sweep) {
    for (const Node& child : sweep.children()) {
      if (child.key() != kZip) read_below(child, child.key());
    }
    for (std::size_t i = 0; i < axes_.size(); ++i) axes_[i].axis.group = i;
    if (const Node* const zip = sweep.find(kZip)) read_zip(*zip);
    number_groups();
    return std::move(axes_);
  }

 private:
  void read_below(const Node& node, const std::string& address) {
    if (node.is_table() && !node.is_inline()) {
      for (const Node& child : node.children()) read_below(child, address + "." + child.key());
    } else {
      read_axis(node, address);
    }
  }

  void read_axis(const Node& node, const std::string& address) {
    const std::string at = "sweep." + address;
    addresses_.insert(address);
    if (!node.is_list() || node.children().empty()) {
      report_not(node, at, diagnostics_, "a list of values", "write it like [10, 25, 50]");
      return;
    }
    if (fixed_.contains(address)) return;
    WrittenAxis found{{address, {}, node.key_place(), 0}, node.children()};
    for (const Node& value : node.children()) {
      if (address == kSweptCase && !is_case(value, at)) return;
      found.axis.values.push_back(address == kSweptCase ? value.text() : value.to_toml());
    }
    index_.emplace(address, axes_.size());
    axes_.push_back(std::move(found));
  }

  bool is_case(const Node& value, const std::string& at) {
    std::string name;
    if (!read_value(value, at, diagnostics_, name)) return false;
    if (name.empty() || std::find(cases_.begin(), cases_.end(), name) != cases_.end()) return true;
    std::string remedy = did_you_mean(name, cases_);
    if (remedy.empty()) remedy = cases_.empty() ? "" : "the cases are " + listing(cases_, "and");
    diagnostics_.error(value.place(), at, fmt::format("no case is named '{}'", name), remedy);
    return false;
  }

  /// One group, ["a", "b"], or several, [["a", "b"], ["c", "d"]].
  void read_zip(const Node& zip) {
    const auto is_list = [](const Node& node) { return node.is_list(); };
    if (!zip.is_list() || zip.children().empty()) {
      report_not(zip, "sweep.zip", diagnostics_, "a list of addresses", kExample);
    } else if (std::all_of(zip.children().begin(), zip.children().end(), is_list)) {
      for (const Node& group : zip.children()) read_group(group);
    } else {
      read_group(zip);
    }
  }

  void read_group(const Node& group) {
    WrittenAxis* first = nullptr;
    std::size_t named = 0;
    for (const Node& entry : group.children()) {
      std::string address;
      if (!read_value(entry, "sweep.zip", diagnostics_, address)) return;
      ++named;
      if (!is_swept(address, entry)) return;
      WrittenAxis* const axis = find(address);
      if (axis == nullptr) continue;  // given one value, or reported already
      if (zipped_.contains(address)) {
        diagnostics_.error(entry.place(), "sweep.zip", fmt::format("names '{}' twice", address),
                           "each list turns with one group");
        return;
      }
      zipped_.insert(address);
      if (first == nullptr) {
        first = axis;
      } else {
        join(*first, *axis);
      }
    }
    if (named < 2) {
      diagnostics_.error(group.place(), "sweep.zip", "must name two lists at least", kExample);
    }
  }

  bool is_swept(const std::string& address, const Node& entry) {
    if (addresses_.contains(address)) return true;
    std::vector<std::string> known;  // a hostile file may have a million, and as many slips
    if (++slips_ <= kMostSuggestions) known.assign(addresses_.begin(), addresses_.end());
    diagnostics_.error(entry.place(), "sweep.zip", fmt::format("'{}' is not swept", address),
                       did_you_mean(address, known));
    return false;
  }

  void join(const WrittenAxis& first, WrittenAxis& other) {
    if (other.values.size() != first.values.size()) {
      diagnostics_.error(other.axis.place, "sweep." + other.axis.address,
                         fmt::format("has {} values, but {}, which it is zipped with, has {}",
                                     other.values.size(), first.axis.address, first.values.size()),
                         "lists that turn together are equally long");
      return;
    }
    other.axis.group = first.axis.group;
  }

  WrittenAxis* find(const std::string& address) {
    const auto found = index_.find(address);
    return found == index_.end() ? nullptr : &axes_[found->second];
  }

  /// Groups are numbered by their first list.
  void number_groups() {
    std::map<std::size_t, std::size_t> numbers;
    for (WrittenAxis& one : axes_) {
      one.axis.group = numbers.emplace(one.axis.group, numbers.size()).first->second;
    }
  }

  static constexpr int kMostSuggestions = 10;
  static constexpr const char* kExample = "write it like [\"system.app.instances\", \"system.app.cores\"]";

  const std::set<std::string>& fixed_;
  const std::vector<std::string>& cases_;
  Diagnostics& diagnostics_;
  std::set<std::string> addresses_;  // of all lists, those that are left out too
  std::set<std::string> zipped_;
  int slips_ = 0;
  std::map<std::string, std::size_t> index_;  // of an address in axes_
  std::vector<WrittenAxis> axes_;
};

std::vector<SweepAxis> plain(const std::vector<WrittenAxis>& axes) {
  std::vector<SweepAxis> all;
  for (const WrittenAxis& one : axes) all.push_back(one.axis);
  return all;
}

/// Tables inside one another, with `value` at the end of `address`.
Node nested(const std::vector<std::string>& names, std::size_t from, const Node& value) {
  if (from == names.size()) return value;
  Node table = Node::table(value.place());
  table.add(names[from], value.place(), nested(names, from + 1, value));
  return table;
}

}  // namespace

std::vector<WrittenAxis> read_axes(const Node& sweep, const std::set<std::string>& fixed,
                                   const std::vector<std::string>& cases, Diagnostics& diagnostics) {
  if (!sweep.is_table()) {
    report_not(sweep, "sweep", diagnostics, "a table", "write [sweep]");
    return {};
  }
  return AxesReader(fixed, cases, diagnostics).read(sweep);
}

std::optional<std::string> case_at(const std::vector<WrittenAxis>& axes, std::uint64_t number) {
  const std::vector<std::size_t> indices = indices_at(plain(axes), number);
  for (std::size_t i = 0; i < axes.size(); ++i) {
    if (axes[i].axis.address == kSweptCase) return axes[i].axis.values[indices[i]];
  }
  return std::nullopt;
}

std::vector<PointSetting> settings_at(const std::vector<WrittenAxis>& axes, std::uint64_t number) {
  std::vector<PointSetting> settings;
  const std::vector<std::size_t> indices = indices_at(plain(axes), number);
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const SweepAxis& axis = axes[i].axis;
    if (axis.address == kSweptCase) continue;
    settings.push_back({nested(split_address(axis.address), 0, axes[i].values[indices[i]]),
                        axis.address + "=" + axis.values[indices[i]]});
  }
  return settings;
}

}  // namespace plimsoll::spec
