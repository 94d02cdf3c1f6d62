#include <fmt/format.h>

#include <algorithm>

#include "models/spec/query_plan.hpp"
#include "models/spec/read_prices.hpp"
#include "models/spec/read_value.hpp"
#include "models/spec/readers.hpp"
#include "models/spec/stored_bytes.hpp"
#include "models/spec/text.hpp"

namespace plimsoll::spec {
namespace {

/// "a price per GB and month": for a sentence.
std::string kind_of_price(const Price& price) {
  switch (price.per) {
    case Price::Per::time:
      return "is paid for by the time it runs";
    case Price::Per::storage:
      return "is paid for each GB that is kept";
    case Price::Per::traffic:
      return "is paid for each GB that is sent";
    case Price::Per::requests:
      break;
  }
  return "is paid for each million requests";
}

/// The settings of a line that go with a price; one of those that say how much must be there.
struct Quantities {
  std::vector<std::string> one_of;  // empty: it goes without
  std::vector<std::string> others;
};

Quantities quantities_of(Price::Per per) {
  switch (per) {
    case Price::Per::time:
      return {{}, {"count", "per"}};
    case Price::Per::storage:
      return {{"storage"}, {"count", "per"}};
    case Price::Per::traffic:
      return {{"traffic_per_month", "traffic_per_request"}, {"request"}};
    case Price::Per::requests:
      break;
  }
  return {{"requests_per_month", "per_request"}, {"request"}};
}

/// An example of each quantity.
std::string example_of(const std::string& setting) {
  if (setting == "storage") return "storage = \"512 GB\"";
  if (setting == "traffic_per_month") return "traffic_per_month = \"2 TB\"";
  if (setting == "traffic_per_request") return "traffic_per_request = \"120 KB\"";
  if (setting == "requests_per_month") return "requests_per_month = 20_000_000";
  return "per_request = 1";
}

bool holds(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// What does not go with the price of a line.
void check_line(Reading& reading, const Node& table, const BillLine& line) {
  const Price* const price = reading.spec.find_price(line.price);
  if (price == nullptr) return;  // said where it is named
  const std::string address = "bill." + line.name;
  const Quantities fitting = quantities_of(price->per);
  const std::string says = fmt::format("'{}' {} (\"{}\")", line.price, kind_of_price(*price), price->text);
  std::vector<const Node*> said;
  for (const Node& setting : table.children()) {
    if (holds(fitting.one_of, setting.key())) said.push_back(&setting);
    if (setting.key() == "price" || holds(fitting.one_of, setting.key()) ||
        holds(fitting.others, setting.key())) {
      continue;
    }
    std::vector<std::string> known = fitting.one_of;
    known.insert(known.end(), fitting.others.begin(), fitting.others.end());
    reading.diagnostics.error(setting.key_place(), address + "." + setting.key(),
                              fmt::format("says nothing here: {}", says),
                              "what goes with it is " + listing(known));
  }
  std::vector<std::string> examples;
  for (const std::string& one : fitting.one_of) examples.push_back(example_of(one));
  if (said.empty() && !fitting.one_of.empty()) {
    reading.diagnostics.error(table.key_place(), address, fmt::format("does not say how much: {}", says),
                              "write " + listing(examples));
  }
  if (said.size() > 1) {
    reading.diagnostics.error(said[1]->key_place(), address + "." + said[1]->key(),
                              fmt::format("stands beside '{}', which says how much already", said[0]->key()),
                              "leave one out");
  }
  const Node* const request = table.find("request");
  const bool is_fixed = line.traffic_per_month || line.requests_per_month;
  if (request != nullptr && is_fixed && holds(fitting.others, "request")) {
    reading.diagnostics.error(request->key_place(), address + ".request",
                              "says nothing beside what is said for a month", "leave it out");
  }
}

/// A part can be charged for what the model knows of it.
void check_part(Reading& reading, const Node& root, const Part& part) {
  const Node* const table = root.find("system")->find(part.name);
  const Node* const node = table == nullptr ? nullptr : table->find("price");
  if (node == nullptr) return;
  for (std::size_t i = 0; i < part.prices.size(); ++i) {
    const Price* const price = reading.spec.find_price(part.prices[i]);
    if (price == nullptr) continue;
    const Place& place = node->is_list() ? node->children()[i].place() : node->place();
    const std::string address = fmt::format("system.{}.price", part.name);
    const std::string says =
        fmt::format("'{}' {} (\"{}\")", part.prices[i], kind_of_price(*price), price->text);
    if (price->per == Price::Per::storage && !(stored_bytes(reading.spec, part) > 0)) {
      reading.diagnostics.error(
          place, address, fmt::format("{}, but no [table.NAME] says what '{}' keeps", says, part.name),
          fmt::format("write [bill.NAME] with price = \"{}\" and storage = \"512 GB\"", part.prices[i]));
    }
    if (price->per == Price::Per::traffic) {
      reading.diagnostics.error(
          place, address, fmt::format("{}, but no part says what it sends", says),
          fmt::format("write [bill.NAME] with price = \"{}\" and traffic_per_request = \"120 KB\"",
                      part.prices[i]));
    }
  }
}

}  // namespace

void BillLine::describe(Fields& f) {
  f.required("price", price, "What it costs: a name in [price] or a catalogue.").names("price");
  f.optional("count", count, "So many of it.").at_least(0);
  f.optional("per", per, "A part: so many for each of its instances.").names("part");
  f.optional("storage", storage, "What is kept, for a price per GB and month.");
  f.optional("traffic_per_month", traffic_per_month, "What is sent in a month, for a price per GB.");
  f.optional("traffic_per_request", traffic_per_request, "Or so much with each request that succeeds.");
  f.optional("requests_per_month", requests_per_month,
             "What is charged in a month, for a price per million.");
  f.optional("per_request", per_request, "Or so many for each request that comes.").above(0);
  f.optional("request", request, "Which requests these are; without it all of them.").names("request");
}

void read_bill(Reading& reading, const Node& root) {
  for_each_table(reading, root, "bill", [&](const Node& table, const std::string& address) {
    BillLine line;
    line.name = table.key();
    line.place = table.key_place();
    Fields fields;
    line.describe(fields);
    reading.read_fields(table, address, "a line of the bill", fields);
    reading.spec.bill.push_back(std::move(line));
  });
  read_catalogues(reading, root);
  for (const BillLine& line : reading.spec.bill)
    check_line(reading, *root.find("bill")->find(line.name), line);
  for (const Part& part : reading.spec.parts) check_part(reading, root, part);
}

}  // namespace plimsoll::spec
