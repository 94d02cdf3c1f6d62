#include <fmt/format.h>

#include <algorithm>

#include "models/spec/read_value.hpp"
#include "models/spec/readers.hpp"

namespace plimsoll::spec {
namespace {

/// rtt = { eu = "80 ms", asia = "160 ms" }
bool read_rtt(Reading& reading, const Node& node, const std::string& address, Region& region) {
  if (!node.is_table() || node.children().empty()) {
    report_not(node, address, reading.diagnostics, "a table of regions and times",
               "write rtt = { eu = \"80 ms\" }");
    return false;
  }
  bool is_good = true;
  for (const Node& entry : node.children()) {
    const std::string at = address + "." + entry.key();
    TimeSpec time;
    is_good &= reading.refer("region", {entry.key(), entry.key_place(), at, "names"});
    is_good &= read_value(entry, at, reading.diagnostics, time);
    if (entry.key() == region.name) {
      reading.diagnostics.error(entry.key_place(), at, "is the way from a region to itself",
                                "leave it out: it takes no time");
      is_good = false;
    }
    const std::vector<Region>& others = reading.spec.regions;
    const bool is_double = std::any_of(others.begin(), others.end(), [&](const Region& other) {
      return other.name == entry.key() &&
             std::any_of(other.rtt.begin(), other.rtt.end(),
                         [&](const auto& rtt) { return rtt.first == region.name; });
    });
    if (is_double) {
      reading.diagnostics.error(
          entry.key_place(), at,
          fmt::format("region '{}' says already how far it is from '{}'", entry.key(), region.name),
          "a round trip is the same both ways: write it once");
      is_good = false;
    }
    reading.record(at, write_value(time), &entry);
    region.rtt.emplace_back(entry.key(), std::move(time));
  }
  return is_good;
}

}  // namespace

void read_regions(Reading& reading, const Node& root) {
  for_each_table(reading, root, "region", [&](const Node& table, const std::string& address) {
    Region region;
    region.name = table.key();
    region.place = table.key_place();
    Fields fields;
    fields.custom(
        "rtt", "regions with times", "Round trips to other regions: { eu = \"80 ms\" }. Each pair once.",
        false,
        [&](const Node& node, const std::string& at, Diagnostics&) {
          return read_rtt(reading, node, at, region);
        },
        [] { return std::string(); });
    reading.read_fields(table, address, "a region", fields);
    reading.spec.regions.push_back(std::move(region));
  });
}

}  // namespace plimsoll::spec
