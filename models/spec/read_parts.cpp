#include <fmt/format.h>

#include "models/spec/read_value.hpp"
#include "models/spec/readers.hpp"
#include "models/spec/text.hpp"

namespace plimsoll::spec {
namespace {

/// The kind that a part names, or nullptr after saying what is wrong.
const PartKind* read_kind(Reading& reading, const Node& table, const std::string& address) {
  const Node* const kind = table.find("kind");
  if (kind == nullptr) {
    reading.mark_gap();
    std::vector<std::string> others;
    for (const std::string& name : reading.names_of("part")) {
      if (name != table.key()) others.push_back(name);
    }
    std::string remedy = reading.suggestion(table.key(), others);  // an overlay may have misspelt a part
    if (table.key_place().source.starts_with("--")) {  // no part is defined by a --set of one setting
      if (remedy.empty() && !others.empty()) remedy = "the parts are " + listing(others, "and");
      reading.diagnostics.error(table.key_place(), address, "no part has that name", remedy);
      return nullptr;
    }
    if (remedy.empty()) remedy = "say what it is, such as kind = \"server\"";
    reading.diagnostics.error(table.key_place(), address, "a part needs 'kind'", remedy);
    return nullptr;
  }
  std::string name;
  if (!read_value(*kind, address + ".kind", reading.diagnostics, name)) return nullptr;
  const PartKind* const found = reading.find_kind(name);
  if (found == nullptr) {
    reading.mark_gap();
    std::string remedy = reading.suggestion(name, reading.kind_names());
    if (remedy.empty()) remedy = "one of " + listing(reading.kind_names());
    reading.diagnostics.error(kind->place(), address + ".kind", fmt::format("'{}' is no kind of part", name),
                              remedy);
  }
  return found;
}

/// What is right for itself and does not go together. A setting that was not written is at fault with its
/// default.
void report_mismatches(Reading& reading, const Node& table, const std::string& address,
                       const PartSettings& settings) {
  for (const Mismatch& mismatch : settings.mismatches()) {
    const Node* const written = table.find(mismatch.setting);
    reading.diagnostics.error(written == nullptr ? table.key_place() : written->place(),
                              address + "." + mismatch.setting, mismatch.message, mismatch.remedy);
  }
}

/// `price = "app_4core"`, or a list of names.
void describe_prices(Part& part, Fields& fields) {
  fields
      .custom(
          "price", "name or list of names",
          "What one instance costs, and what else it is charged for: names of prices.", false,
          [&part](const Node& node, const std::string& address, Diagnostics& diagnostics) {
            return read_value(node, address, diagnostics, part.prices);
          },
          [&part] {
            return part.prices.size() == 1 ? write_value(part.prices.front()) : write_value(part.prices);
          })
      .names("price");
}

}  // namespace

void read_parts(Reading& reading, const Node& root) {
  for_each_table(reading, root, "system", [&](const Node& table, const std::string& address) {
    Part part;
    part.name = table.key();
    part.place = table.key_place();
    part.kind = read_kind(reading, table, address);
    if (part.kind == nullptr) return;
    reading.record(address + ".kind", quoted(part.kind->name), table.find("kind"));
    std::unique_ptr<PartSettings> settings = part.kind->make();
    Fields fields;
    settings->describe(fields);
    describe_prices(part, fields);
    fields.optional("region", part.region, "Where it stands: a name in [region].").names("region");
    const std::size_t errors = reading.diagnostics.errors();
    reading.read_fields(table, address, with_article(part.kind->name), fields, {"kind"});
    if (reading.diagnostics.errors() == errors) report_mismatches(reading, table, address, *settings);
    part.settings = std::move(settings);
    reading.spec.parts.push_back(std::move(part));
  });
}

}  // namespace plimsoll::spec
