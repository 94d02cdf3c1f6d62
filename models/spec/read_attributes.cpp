#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "models/spec/read_value.hpp"
#include "models/spec/readers.hpp"
#include "models/spec/text.hpp"
#include "models/spec/units.hpp"

namespace plimsoll::spec {
namespace {

constexpr std::int64_t kMostValues = 1'000'000'000;

bool read_values(const Node& node, const std::string& address, Diagnostics& diagnostics,
                 Attribute& attribute) {
  if (node.is_list()) {
    if (!read_value(node, address, diagnostics, attribute.value_names)) return false;
    const std::set<std::string> different(attribute.value_names.begin(), attribute.value_names.end());
    if (different.size() != attribute.value_names.size()) {
      diagnostics.error(node.place(), address, "a value stands twice in the list");
      return false;
    }
    attribute.values = static_cast<std::int64_t>(attribute.value_names.size());
  } else if (!node.is_integer()) {
    report_not(node, address, diagnostics, "a whole number or a list of names");
    return false;
  } else {
    attribute.values = node.integer();
  }
  if (attribute.values >= 1 && attribute.values <= kMostValues) return true;
  diagnostics.error(node.place(), address,
                    fmt::format("must be from 1 to {} values, got {}", kMostValues, attribute.values));
  return false;
}

/// { weights = [5, 1, 1] }
bool read_weights(const Node& node, const std::string& address, Diagnostics& diagnostics,
                  Attribute& attribute) {
  const Node& list = *node.find("weights");
  attribute.popularity = Attribute::Popularity::weighted;
  if (!read_list(list, address + ".weights", diagnostics, "a list of numbers", attribute.weights))
    return false;
  double sum = 0;
  bool is_good = true;
  for (const double weight : attribute.weights) {
    sum += weight;
    is_good = is_good && weight >= 0;
  }
  if (!is_good || !(sum > 0) || !(sum < 1e300)) {
    diagnostics.error(list.place(), address + ".weights", "weights are not negative, and not all of them 0");
    return false;
  }
  return true;
}

/// { dist = "zipf", exponent = 1.0 }, or one of its words alone.
bool read_popularity(const Node& node, const std::string& address, Diagnostics& diagnostics,
                     Attribute& attribute) {
  using Popularity = Attribute::Popularity;
  const std::string known = "write \"uniform\", { dist = \"zipf\", exponent = 1.0 } or { weights = [...] }";
  const bool is_weighted = node.is_table() && node.find("weights") != nullptr && node.find("dist") == nullptr;
  std::string word;
  Fields fields;
  if (is_weighted) {
    fields.custom(
        "weights", "list of numbers", "One for each value.", true,
        [&](const Node&, auto&, auto&) { return read_weights(node, address, diagnostics, attribute); }, {});
  } else {
    fields.choice<Popularity>("dist", attribute.popularity,
                              {{"uniform", Popularity::uniform}, {"zipf", Popularity::zipf}}, "");
    const bool is_zipf =
        node.is_table() && node.find("dist") != nullptr && node.find("dist")->text() == "zipf";
    if (is_zipf) fields.optional("exponent", attribute.exponent, "").at_least(0).at_most(100);
  }
  if (node.is_text()) return fields.find("dist")->accept(node, address, diagnostics);
  if (!node.is_table() || (!is_weighted && node.find("dist") == nullptr)) {
    diagnostics.error(node.place(), address, "does not say how often each value is drawn", known);
    return false;
  }
  bool is_good = true;
  for (const Node& entry : node.children()) {
    Field* const field = fields.find(entry.key());
    const std::string entry_address = address + "." + entry.key();
    if (field == nullptr) {
      diagnostics.error(entry.key_place(), entry_address,
                        fmt::format("this popularity has no setting '{}'", entry.key()),
                        did_you_mean(entry.key(), fields.names()));
      is_good = false;
    } else {
      is_good &= field->accept(entry, entry_address, diagnostics);
    }
  }
  return is_good;
}

std::string write_popularity(const Attribute& attribute) {
  if (attribute.popularity == Attribute::Popularity::uniform) return "\"uniform\"";
  if (attribute.popularity == Attribute::Popularity::zipf) {
    return fmt::format("{{ dist = \"zipf\", exponent = {} }}", write_number(attribute.exponent));
  }
  std::string weights;
  for (const double weight : attribute.weights)
    weights += (weights.empty() ? "" : ", ") + write_number(weight);
  return "{ weights = [" + weights + "] }";
}

/// An attribute that follows from another needs one that is drawn.
void check_what_they_follow_from(Reading& reading, const Node& root) {
  for (const Attribute& attribute : reading.spec.attributes) {
    const Attribute* const base = reading.spec.find_attribute(attribute.of);
    if (base == nullptr || base->of.empty()) continue;
    const Node* const of = root.find("attribute")->find(attribute.name)->find("of");
    reading.diagnostics.error(of->place(), "attribute." + attribute.name + ".of",
                              attribute.of == attribute.name
                                  ? "follows from itself"
                                  : "follows from '" + attribute.of + "', which follows from another itself",
                              "name an attribute that is drawn");
  }
}

}  // namespace

void read_attributes(Reading& reading, const Node& root) {
  for_each_table(reading, root, "attribute", [&](const Node& table, const std::string& address) {
    Attribute attribute;
    attribute.name = table.key();
    attribute.place = table.key_place();
    Fields fields;
    fields.custom(
        "values", "count or list of names", "How many different values there are, or their names.", true,
        [&](const Node& node, const std::string& at, Diagnostics& diagnostics) {
          return read_values(node, at, diagnostics, attribute);
        },
        [&] {
          return attribute.value_names.empty() ? write_value(attribute.values)
                                               : write_value(attribute.value_names);
        });
    fields.custom(
        "popularity", "distribution over the values", "How often each value is drawn.", false,
        [&](const Node& node, const std::string& at, Diagnostics& diagnostics) {
          return read_popularity(node, at, diagnostics, attribute);
        },
        [&] { return write_popularity(attribute); });
    fields
        .optional("of", attribute.of, "The attribute it follows from: its value modulo the number of values.")
        .names("attribute");
    reading.read_fields(table, address, "an attribute", fields);
    if (!attribute.of.empty() && fields.find("popularity")->given) {
      reading.diagnostics.error(table.find("popularity")->key_place(), address + ".popularity",
                                "says how values are drawn, but they follow from those of " + attribute.of,
                                "give that attribute the popularity");
    }
    const bool has_both = fields.find("values")->given && fields.find("popularity")->given;
    if (has_both && attribute.popularity == Attribute::Popularity::weighted &&
        static_cast<std::int64_t>(attribute.weights.size()) != attribute.values) {
      reading.diagnostics.error(
          table.find("popularity")->place(), address + ".popularity.weights",
          fmt::format("has {} weights for {} values", attribute.weights.size(), attribute.values),
          "write one weight for each value");
    }
    reading.spec.attributes.push_back(std::move(attribute));
  });
  check_what_they_follow_from(reading, root);
}

}  // namespace plimsoll::spec
