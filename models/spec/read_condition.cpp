#include <fmt/format.h>

#include <algorithm>

#include "models/spec/read_value.hpp"
#include "models/spec/readers.hpp"

namespace plimsoll::spec {
namespace {

class ConditionReader {
 public:
  ConditionReader(Reading& reading, const Node& node, const std::string& address, Condition& condition)
      : diagnostics_(reading.diagnostics), node_(node), address_(address), condition_(condition) {
    condition_.attribute = node_.key();
    for (const Attribute& attribute : reading.spec.attributes) {
      if (attribute.name == node_.key()) attribute_ = &attribute;
    }
  }

  bool read() {
    if (attribute_ == nullptr) return true;  // its own table is wrong, and says so
    if (node_.is_table()) return read_range();
    if (!node_.is_list()) return read_one(node_);
    bool is_good = true;
    for (const Node& value : node_.children()) is_good &= read_one(value);
    if (node_.children().empty())
      diagnostics_.error(node_.place(), address_, "lists no value, so it is never true");
    return is_good && !node_.children().empty();
  }

 private:
  /// One value: its number, or its name where the attribute's values have names.
  bool read_one(const Node& node) {
    const std::vector<std::string>& names = attribute_->value_names;
    std::int64_t value = 0;
    if (!names.empty() && node.is_text()) {
      const auto found = std::find(names.begin(), names.end(), node.text());
      if (found == names.end()) {
        diagnostics_.error(node.place(), address_,
                           fmt::format("'{}' is no value of attribute '{}'", node.text(), attribute_->name),
                           did_you_mean(node.text(), names));
        return false;
      }
      value = found - names.begin();
    } else if (!read_value(node, address_, diagnostics_, value) || !is_in_range(node, value)) {
      return false;
    }
    condition_.any_of.push_back(value);
    return true;
  }

  bool is_in_range(const Node& node, std::int64_t value) {
    if (value >= 0 && value < attribute_->values) return true;
    diagnostics_.error(
        node.place(), address_,
        fmt::format("'{}' has the values 0 to {}, got {}", attribute_->name, attribute_->values - 1, value));
    return false;
  }

  /// { below = 100 }, { at_least = 100 } or both.
  bool read_range() {
    Fields fields;
    fields.optional("below", condition_.below, "");
    fields.optional("at_least", condition_.at_least, "");
    bool is_good = !node_.children().empty();
    if (!is_good) diagnostics_.error(node_.place(), address_, "needs below or at_least");
    for (const Node& entry : node_.children()) {
      Field* const field = fields.find(entry.key());
      if (field == nullptr) {
        diagnostics_.error(entry.key_place(), address_ + "." + entry.key(),
                           fmt::format("a range has no setting '{}'", entry.key()),
                           "write below or at_least");
        is_good = false;
      } else {
        is_good &= field->accept(entry, address_ + "." + entry.key(), diagnostics_);
      }
    }
    return is_good;
  }

  Diagnostics& diagnostics_;
  const Node& node_;
  const std::string& address_;
  Condition& condition_;
  const Attribute* attribute_ = nullptr;
};

}  // namespace

bool read_condition(Reading& reading, const Node& node, const std::string& address, Condition& condition) {
  if (!node.is_table() || node.children().size() != 1) {
    reading.diagnostics.error(node.place(), address, "must be a condition on one attribute",
                              "write it like { sku = 3 }, { sku = [1, 2] } or { sku = { below = 100 } }");
    return false;
  }
  const Node& test = node.children().front();
  if (!reading.refer("attribute", {test.key(), test.key_place(), address, "asks for"})) return false;
  return ConditionReader(reading, test, address + "." + test.key(), condition).read();
}

}  // namespace plimsoll::spec
