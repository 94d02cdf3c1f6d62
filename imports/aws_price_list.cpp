#include "imports/aws_price_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "models/spec/text.hpp"

namespace plimsoll::imports {
namespace {

using Json = nlohmann::json;

std::optional<double> as_number(const std::string& text) {
  double value = 0;
  const auto [rest, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc{} || rest != text.data() + text.size()) return std::nullopt;
  return value;
}

/// "2026-11-20T12:00:00Z" to its day.
std::string day_of(const std::string& time) { return time.substr(0, 10); }

/// Walks through the file, keeping the names of the tables it is in and nothing else but what is wanted.
class Walk final : public nlohmann::json_sax<Json> {
 public:
  Walk(Catalogue& catalogue, ListHead& head) : catalogue_(catalogue), head_(head) {}

  bool saw_products = false, saw_terms = false;
  std::string problem;

  bool key(string_t& name) override {
    key_ = name;
    return true;
  }
  bool start_object(std::size_t) override {
    path_.push_back(std::exchange(key_, ""));
    if (path_.size() == 3 && path_[1] == "products") attributes_ = {{"sku", path_[2]}};
    if (path_.size() == 7 && is_dimension(7)) offer_ = {};
    saw_products |= path_.size() == 2 && path_[1] == "products";
    saw_terms |= path_.size() == 2 && path_[1] == "terms";
    return true;
  }
  bool end_object() override {
    if (path_.size() == 3 && path_[1] == "products" && catalogue_.wants(attributes_)) {
      wanted_.emplace(path_[2], std::move(attributes_));
    }
    if (path_.size() == 7 && is_dimension(7)) take_offer();
    path_.pop_back();
    return true;
  }
  bool start_array(std::size_t) override {
    path_.push_back(std::exchange(key_, ""));
    return true;
  }
  bool end_array() override {
    path_.pop_back();
    return true;
  }
  bool string(string_t& text) override {
    if (path_.size() == 1) {
      if (key_ == "offerCode") head_.offer = text;
      if (key_ == "version") head_.version = text;
      if (key_ == "publicationDate") head_.date = day_of(text);
    } else if (path_.size() == 4 && path_[1] == "products" && path_[3] == "attributes") {
      attributes_[attribute_key(key_)] = text;
    } else if (path_.size() == 3 && path_[1] == "products") {
      attributes_[attribute_key(key_)] = text;  // productFamily
    } else if (path_.size() == 7 && is_dimension(7)) {
      if (key_ == "unit") offer_.unit = text;
      if (key_ == "beginRange") begins_ = text;
    } else if (path_.size() == 8 && is_dimension(8) && path_[7] == "pricePerUnit") {
      offer_.currency = key_;
      offer_.amount = as_number(text).value_or(0);
    }
    return true;
  }
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override {
    problem = fmt::format("is no JSON: it goes wrong at byte {}", position);
    return false;
  }

 private:
  /// Inside terms.OnDemand.SKU.TERM.priceDimensions.RATE, or in a table of that.
  bool is_dimension(std::size_t depth) const {
    return depth >= 7 && path_[1] == "terms" && path_[2] == "OnDemand" && path_[5] == "priceDimensions";
  }

  void take_offer() {
    const bool is_first_step = begins_.empty() || begins_ == "0";
    begins_.clear();
    const auto product = wanted_.find(path_[3]);
    if (!is_first_step || product == wanted_.end() || offer_.currency.empty()) return;
    offer_.attributes = product->second;
    catalogue_.add(std::move(offer_));
  }

  Catalogue& catalogue_;
  ListHead& head_;
  std::vector<std::string> path_;  // "", "products", SKU, "attributes"
  std::string key_;
  Attributes attributes_;                     // of the product being read
  std::map<std::string, Attributes> wanted_;  // by SKU
  Offer offer_;
  std::string begins_;
};

bool read_json(std::istream& file, Catalogue& catalogue, ListHead& head, std::string& problem) {
  Walk walk(catalogue, head);
  if (!Json::sax_parse(file, &walk)) {
    problem = walk.problem;
    return false;
  }
  if (walk.saw_products && walk.saw_terms) return true;
  problem = "is no price list of the AWS bulk API: it has no 'products' and 'terms'";
  return false;
}

/// One row of CSV after RFC 4180; false at the end of the file.
bool read_row(std::istream& file, std::vector<std::string>& row) {
  row.clear();
  std::string field;
  bool is_quoted = false, is_any = false;
  for (int c = file.get(); c != std::istream::traits_type::eof(); c = file.get()) {
    is_any = true;
    const char letter = static_cast<char>(c);
    if (is_quoted && letter == '"' && file.peek() == '"') {
      field += static_cast<char>(file.get());
    } else if (letter == '"') {
      is_quoted = !is_quoted;
    } else if (letter == ',' && !is_quoted) {
      row.push_back(std::exchange(field, ""));
    } else if (letter == '\n' && !is_quoted) {
      break;
    } else if (letter != '\r' || is_quoted) {
      field += letter;
    }
  }
  if (is_any) row.push_back(std::move(field));
  return is_any;
}

bool read_csv(std::istream& file, Catalogue& catalogue, ListHead& head, std::string& problem) {
  constexpr int kRowsOfHead = 5;
  std::vector<std::string> row, keys;
  for (int i = 0; i < kRowsOfHead && read_row(file, row); ++i) {
    if (row.size() < 2) continue;
    const std::string what = attribute_key(row[0]);
    if (what == "offercode") head.offer = row[1];
    if (what == "version") head.version = row[1];
    if (what == "publicationdate") head.date = day_of(row[1]);
  }
  if (read_row(file, row)) {
    for (const std::string& heading : row) keys.push_back(attribute_key(heading));
  }
  const auto has = [&](const char* key) { return std::find(keys.begin(), keys.end(), key) != keys.end(); };
  if (!has("sku") || !has("priceperunit") || !has("unit")) {
    problem = "is no price list of the AWS bulk API: its sixth row has no SKU, Unit and PricePerUnit";
    return false;
  }
  while (read_row(file, row)) {
    Offer offer;
    for (std::size_t i = 0; i < std::min(row.size(), keys.size()); ++i) {
      if (!row[i].empty()) offer.attributes[keys[i]] = row[i];
    }
    const auto take = [&](const char* key) {
      const auto found = offer.attributes.extract(key);
      return found.empty() ? std::string() : found.mapped();
    };
    const std::string term = take("termtype"), begins = take("startingrange");
    offer.unit = take("unit");
    offer.currency = take("currency");
    offer.amount = as_number(take("priceperunit")).value_or(0);
    for (const char* of_term :
         {"offertermcode", "ratecode", "pricedescription", "effectivedate", "endingrange"}) {
      take(of_term);
    }
    const bool is_first_step = begins.empty() || begins == "0";
    if (term == "OnDemand" && is_first_step && catalogue.wants(offer.attributes))
      catalogue.add(std::move(offer));
  }
  return true;
}

}  // namespace

bool read_aws_price_list(std::istream& file, Catalogue& catalogue, ListHead& head, std::string& problem) {
  file >> std::ws;
  const bool is_json = file.peek() == '{';
  if (!(is_json ? read_json(file, catalogue, head, problem) : read_csv(file, catalogue, head, problem)))
    return false;
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const bool has_day = head.date.size() == 10 && is_digit(head.date[0]) && is_digit(head.date[9]);
  if (!has_day) problem = "does not say of what day it is (publicationDate)";
  return has_day;
}

}  // namespace plimsoll::imports
