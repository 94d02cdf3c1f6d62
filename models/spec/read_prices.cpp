#include <fmt/format.h>

#include <algorithm>

#include "models/spec/read_prices.hpp"
#include "models/spec/read_value.hpp"
#include "models/spec/readers.hpp"
#include "models/spec/text.hpp"

namespace plimsoll::spec {
namespace {

/// 2026-11-28
bool is_date(std::string_view text) {
  if (text.size() != 10) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_dash = i == 4 || i == 7;
    if (is_dash ? text[i] != '-' : text[i] < '0' || text[i] > '9') return false;
  }
  const int month = (text[5] - '0') * 10 + text[6] - '0', day = (text[8] - '0') * 10 + text[9] - '0';
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/// A date, with or without quotes.
bool read_date(const Node& node, const std::string& address, Diagnostics& diagnostics, std::string& date) {
  const bool may_be = node.is_text() || node.type() == Node::Type::date;
  if (!may_be || !is_date(node.text())) {
    diagnostics.error(node.place(), address, fmt::format("{} is no date", node.to_toml()),
                      "write year, month and day: 2026-11-28");
    return false;
  }
  date = node.text();
  return true;
}

void describe_origin(Price& price, Fields& fields, bool required) {
  const char* const from = "Where it is from: a page, a list, an offer.";
  if (required) {
    fields.required("source", price.source, from);
  } else {
    fields.optional("source", price.source, from);
  }
  fields.custom(
      "date", "date", "Of what day it is: 2026-11-28.", required,
      [&price](const Node& node, const std::string& address, Diagnostics& diagnostics) {
        return read_date(node, address, diagnostics, price.date);
      },
      [&price] { return write_value(price.date); });
}

/// { price = "0.17 USD/h", minimum = "1 min", source = "...", date = 2026-11-28 }
bool read_described_price(Reading& reading, const Node& table, const std::string& address, Price& price) {
  Price money;
  Fields fields;
  fields.custom(
      "price", "price", "What it costs: \"0.17 USD/h\".", true,
      [&money](const Node& node, const std::string& at, Diagnostics& diagnostics) {
        return read_value(node, at, diagnostics, money);
      },
      [&money] { return money.text.empty() ? "" : write_value(money); });
  fields.optional("minimum", price.minimum, "An instance that is started is paid for at least so long.");
  describe_origin(price, fields, false);
  const std::size_t errors = reading.diagnostics.errors();
  reading.read_fields(table, address, "a price", fields);
  const Node* const minimum = table.find("minimum");
  if (reading.diagnostics.errors() == errors && minimum != nullptr && money.per != Price::Per::time) {
    reading.diagnostics.error(
        minimum->place(), address + ".minimum",
        fmt::format("says how long, and \"{}\" is not paid for by the time", money.text),
        "leave it out, or give a price per hour, day or month");
  }
  money.minimum = price.minimum;
  money.source = printable(price.source);
  money.date = price.date;
  price = std::move(money);
  return reading.diagnostics.errors() == errors;
}

/// One entry of [price], or of the prices of a catalogue whose origin `price` has already.
bool read_price(Reading& reading, const Node& entry, const std::string& address, Price& price) {
  if (!is_name(entry.key())) {
    reading.diagnostics.error(entry.key_place(), address, fmt::format("'{}' is no name", entry.key()),
                              "a name is of small letters, digits and _, and begins with a letter");
  }
  if (entry.is_table()) return read_described_price(reading, entry, address, price);
  Price money;
  if (!read_value(entry, address, reading.diagnostics, money)) return false;
  money.source = price.source;
  money.date = price.date;
  price = std::move(money);
  reading.record(address, write_value(price), &entry);
  return true;
}

bool read_catalogue_origin(Reading& reading, const Node& catalogue, const std::string& address,
                           Price& origin) {
  Fields fields;
  describe_origin(origin, fields, true);
  const std::size_t errors = reading.diagnostics.errors();
  reading.read_fields(catalogue, address, "a catalogue", fields, {"price"});
  origin.source = printable(origin.source);
  return reading.diagnostics.errors() == errors;
}

/// The prices of one catalogue, or nullptr after saying what is wrong.
const Node* prices_in(Reading& reading, const Node& catalogue, const std::string& address) {
  const Node* const prices = catalogue.find("price");
  if (prices != nullptr && prices->is_table()) return prices;
  const std::string remedy = fmt::format("write [{}.price] with names and prices", address);
  if (prices == nullptr) {
    reading.diagnostics.error(catalogue.key_place(), address, "a catalogue needs 'price'", remedy);
  } else {
    report_not(*prices, address + ".price", reading.diagnostics, "a table", remedy);
  }
  return nullptr;
}

/// Whether a later catalogue, or the model's own [price], has a price of that name: it wins.
bool is_replaced(const Node& root, const Node& catalogue, const std::string& name) {
  const Node* const own = root.find("price");
  if (own != nullptr && own->is_table() && own->find(name) != nullptr) return true;
  const std::vector<Node>& all = root.find("catalogue")->children();
  for (auto later = all.rbegin(); later != all.rend() && &*later != &catalogue; ++later) {
    const Node* const prices = later->is_table() ? later->find("price") : nullptr;
    if (prices != nullptr && prices->is_table() && prices->find(name) != nullptr) return true;
  }
  return false;
}

void check_currency(Reading& reading, const Node& entry, const std::string& address, const Price& price) {
  if (reading.spec.prices.empty() || reading.spec.prices.front().second.currency == price.currency) return;
  const auto& [first, other] = reading.spec.prices.front();
  reading.diagnostics.error(entry.place(), address,
                            fmt::format("is in {}, but '{}' is in {}", price.currency, first, other.currency),
                            "write all prices in one currency");
}

}  // namespace

void read_prices(Reading& reading, const Node& root) {
  const Node* const prices = root.find("price");
  if (prices == nullptr) return;
  reading.begin_table("price");
  if (!prices->is_table()) {
    report_not(*prices, "price", reading.diagnostics, "a table", "write [price]");
    return;
  }
  for (const Node& entry : prices->children()) {
    const std::string address = "price." + entry.key();
    Price price;
    if (!read_price(reading, entry, address, price)) continue;
    check_currency(reading, entry, address, price);
    reading.spec.prices.emplace_back(entry.key(), std::move(price));
  }
}

void define_catalogue_prices(Reading& reading, const Node& root) {
  const Node* const catalogues = root.find("catalogue");
  if (catalogues == nullptr || !catalogues->is_table()) return;
  for (const Node& catalogue : catalogues->children()) {
    const Node* const prices = catalogue.is_table() ? catalogue.find("price") : nullptr;
    if (prices == nullptr || !prices->is_table()) continue;
    for (const Node& price : prices->children()) {
      reading.define("price", price.key(), price.key_place(), std::string(kCatalogue));
    }
  }
}

void read_catalogues(Reading& reading, const Node& root) {
  for_each_table(reading, root, "catalogue", [&](const Node& catalogue, const std::string& address) {
    // What nobody uses is checked and left out of the model: it would be another one for each new price list.
    reading.begin_table("");
    Price origin;
    const bool is_good = read_catalogue_origin(reading, catalogue, address, origin);
    const Node* const prices = prices_in(reading, catalogue, address);
    if (prices == nullptr || !is_good) return;
    bool is_told = false;
    for (const Node& entry : prices->children()) {
      const bool is_used =
          reading.is_used("price", entry.key()) && !is_replaced(root, catalogue, entry.key());
      if (is_used) reading.begin_table(address);
      if (is_used && !std::exchange(is_told, true)) {
        reading.record(address + ".source", write_value(origin.source), catalogue.find("source"));
        reading.record(address + ".date", write_value(origin.date), catalogue.find("date"));
      }
      Price price = origin;
      const std::string entry_address = address + ".price." + entry.key();
      const bool is_read = read_price(reading, entry, entry_address, price);
      reading.begin_table("");
      if (!is_read || !is_used) continue;
      price.catalogue = catalogue.key();
      check_currency(reading, entry, entry_address, price);
      reading.spec.prices.emplace_back(entry.key(), std::move(price));
    }
  });
}

}  // namespace plimsoll::spec
