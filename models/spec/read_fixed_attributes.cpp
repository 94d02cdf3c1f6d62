#include <fmt/format.h>

#include <algorithm>

#include "models/spec/read_value.hpp"
#include "models/spec/readers.hpp"
#include "models/spec/text.hpp"

namespace plimsoll::spec {
namespace {

/// One value: a number, a name, or { first = 20 }.
bool read_one(const Node& node, const std::string& address, Diagnostics& diagnostics,
              const Attribute& attribute, FixedAttribute& fixed) {
  const auto in_range = [&](std::int64_t number, std::int64_t low, std::int64_t high) {
    if (number >= low && number <= high) return true;
    diagnostics.error(node.place(), address, fmt::format("must be from {} to {}, got {}", low, high, number),
                      fmt::format("'{}' has {} values", attribute.name, attribute.values));
    return false;
  };
  if (node.is_table()) {
    Fields fields;
    fields.required("first", fixed.first, "");
    for (const Node& entry : node.children()) {
      Field* const field = fields.find(entry.key());
      if (field == nullptr) {
        diagnostics.error(entry.key_place(), address, fmt::format("has no setting '{}'", entry.key()),
                          "write { first = 20 }: the first 20 values in turn");
        return false;
      }
      if (!field->accept(entry, address, diagnostics)) return false;
    }
    return in_range(fixed.first, 1, attribute.values);
  }
  if (node.is_text() && !attribute.value_names.empty()) {
    const auto& names = attribute.value_names;
    const auto found = std::find(names.begin(), names.end(), node.text());
    fixed.value = found - names.begin();
    if (found != names.end()) return true;
    diagnostics.error(node.place(), address,
                      fmt::format("'{}' is no value of '{}'", node.text(), attribute.name),
                      "one of " + listing(names));
    return false;
  }
  return read_value(node, address, diagnostics, fixed.value) &&
         in_range(fixed.value, 0, attribute.values - 1);
}

}  // namespace

/// { item = 7 }, { plan = "gold" } or { item = { first = 20 } }
bool read_fixed_attributes(Reading& reading, const Node& node, const std::string& address, Traffic& traffic) {
  if (!node.is_table()) {
    report_not(node, address, reading.diagnostics, "a table of attributes", "write { item = 7 }");
    return false;
  }
  bool is_good = true;
  for (const Node& entry : node.children()) {
    const std::string at = address + "." + entry.key();
    is_good &= reading.refer("attribute", {entry.key(), entry.key_place(), address, "sets"});
    const Attribute* const attribute = reading.spec.find_attribute(entry.key());
    if (attribute == nullptr) continue;  // its own table is wrong, or refer() has said so
    if (!attribute->of.empty()) {
      reading.diagnostics.error(entry.key_place(), at, "follows from '" + attribute->of + "'",
                                "set that attribute");
      is_good = false;
      continue;
    }
    FixedAttribute fixed{entry.key(), 0, 0};
    is_good &= read_one(entry, at, reading.diagnostics, *attribute, fixed);
    traffic.attributes.push_back(fixed);
  }
  return is_good;
}

std::string write_fixed_attributes(const Traffic& traffic) {
  std::string text;
  for (const FixedAttribute& fixed : traffic.attributes) {
    text += text.empty() ? "" : ", ";
    text += fixed.first > 0 ? fmt::format("{} = {{ first = {} }}", fixed.attribute, fixed.first)
                            : fmt::format("{} = {}", fixed.attribute, fixed.value);
  }
  return text.empty() ? "" : "{ " + text + " }";
}

}  // namespace plimsoll::spec
