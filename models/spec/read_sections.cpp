#include <fmt/format.h>

#include <algorithm>

#include "models/spec/read_value.hpp"
#include "models/spec/readers.hpp"
#include "models/spec/text.hpp"

namespace plimsoll::spec {
namespace {

constexpr std::int64_t kLanguageVersion = 1;

void check_version(Reading& reading, const Node& root) {
  const Node* const version = root.find("plimsoll");
  std::int64_t number = kLanguageVersion;
  if (version == nullptr || !read_value(*version, "plimsoll", reading.diagnostics, number)) return;
  if (number > kLanguageVersion) {
    reading.diagnostics.error(
        version->place(), "plimsoll",
        fmt::format("is version {} of the language; this program reads version {}", number, kLanguageVersion),
        "use a newer program");
  } else if (number < kLanguageVersion) {
    reading.diagnostics.error(version->place(), "plimsoll", fmt::format("there is no version {}", number),
                              "write 1");
  }
}

void define_section(Reading& reading, const Node& section) {
  const std::string& name = section.key();
  if (!section.is_table()) {
    report_not(section, name, reading.diagnostics, "a table", fmt::format("write [{}.NAME]", name));
    return;
  }
  const std::string thing = thing_in(name);
  for (const Node& entry : section.children()) {
    const std::string address = name + "." + entry.key();
    if (!is_name(entry.key())) {
      reading.diagnostics.error(entry.key_place(), address, fmt::format("'{}' is no name", entry.key()),
                                "a name is of small letters, digits and _, and begins with a letter");
    }
    if (!entry.is_table()) {
      report_not(entry, address, reading.diagnostics, "a table", fmt::format("write [{}]", address));
      continue;
    }
    const Node* const kind = entry.find("kind");
    reading.define(thing, entry.key(), entry.key_place(),
                   kind != nullptr && kind->is_text() ? kind->text() : "");
  }
}

}  // namespace

const std::vector<std::string>& named_sections() {
  static const std::vector<std::string> sections{"system", "region",    "attribute", "costs",    "table",
                                                 "plan",   "request",   "routine",   "policy",   "traffic",
                                                 "event",  "objective", "bill",      "catalogue"};
  return sections;
}

std::string thing_in(std::string_view section) { return section == "system" ? "part" : std::string(section); }

void define_names(Reading& reading, const Node& root) {
  std::vector<std::string> known = named_sections();
  known.insert(known.end(), {"price", "run", "case", "sweep", "plimsoll", "title"});
  for (const Node& entry : root.children()) {
    if (std::find(known.begin(), known.end(), entry.key()) == known.end()) {
      reading.mark_gap();
      std::string remedy = reading.suggestion(entry.key(), known);
      if (remedy.empty()) remedy = "it has " + listing(known, "and");
      reading.diagnostics.error(entry.key_place(), entry.key(),
                                fmt::format("a topology has no '{}'", entry.key()), remedy);
    }
  }
  check_version(reading, root);
  if (const Node* const title = root.find("title")) {
    read_value(*title, "title", reading.diagnostics, reading.spec.title);
  }
  for (const std::string& name : named_sections()) {
    if (const Node* const section = root.find(name)) define_section(reading, *section);
  }
  if (const Node* const prices = root.find("price"); prices != nullptr && prices->is_table()) {
    for (const Node& price : prices->children()) reading.define("price", price.key(), price.key_place());
  }
  define_catalogue_prices(reading, root);
}

void for_each_table(Reading& reading, const Node& root, const std::string& section,
                    const std::function<void(const Node& table, const std::string& address)>& read) {
  const Node* const tables = root.find(section);
  if (tables == nullptr || !tables->is_table()) return;
  for (const Node& table : tables->children()) {
    if (!table.is_table()) continue;
    const std::string address = section + "." + table.key();
    reading.begin_table(address);
    read(table, address);
  }
}

}  // namespace plimsoll::spec
