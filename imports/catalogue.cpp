#include "imports/catalogue.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "models/spec/node.hpp"
#include "models/spec/text.hpp"

namespace plimsoll::imports {
namespace {

bool is_letter(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// "db.r5.2xlarge" as a name: "db_r5_2xlarge".
std::string as_name(std::string_view text) {
  std::string name;
  for (const char raw : text) {
    const char c = lower(raw);
    const bool is_good = is_letter(c) || is_digit(c);
    if (is_good) {
      name += c;
    } else if (!name.empty() && name.back() != '_') {
      name += '_';
    }
  }
  while (!name.empty() && name.back() == '_') name.pop_back();
  return name.empty() || is_letter(name.front()) ? name : "x" + name;
}

/// What the plainest form of a thing has where a list has many; asked only of what has the attribute.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kPlainest{
    {{"operatingsystem", "Linux"},
     {"tenancy", "Shared"},
     {"preinstalledsw", "NA"},
     {"capacitystatus", "Used"},
     {"locationtype", "AWS Region"}}};

struct UnitOfList {
  std::string_view name;  // as attribute_key() makes it
  std::string_view ours;
  double times = 1;
};

constexpr std::array<UnitOfList, 12> kUnits{{{"hrs", "h"},
                                             {"hours", "h"},
                                             {"hour", "h"},
                                             {"hr", "h"},
                                             {"mo", "month"},
                                             {"month", "month"},
                                             {"gbmo", "GB/month"},
                                             {"gbmonth", "GB/month"},
                                             {"gb", "GB"},
                                             {"requests", "million", 1e6},
                                             {"request", "million", 1e6},
                                             {"apirequests", "million", 1e6}}};

/// An offer as a price of the language; nothing where its unit is none.
std::optional<std::string> price_text(const Offer& offer) {
  const std::string unit = attribute_key(offer.unit);
  for (const UnitOfList& one : kUnits) {
    // Six digits: a price a request, times a million, is no longer what the list's decimal digits say.
    if (one.name == unit)
      return fmt::format("{:.10g} {}/{}", offer.amount * one.times, offer.currency, one.ours);
  }
  return std::nullopt;
}

/// The attributes in which offers of one name differ, and what they are there.
std::string differences(const std::vector<Attributes>& all) {
  std::string text;
  for (const auto& [key, first] : all.front()) {
    std::set<std::string> values;
    for (const Attributes& one : all) {
      const auto found = one.find(key);
      values.insert(found == one.end() ? "" : found->second);
    }
    const bool is_serial = key == "sku" || key == "usagetype" || key == "operation" || key == "servicename";
    if (values.size() < 2 || is_serial) continue;
    text += fmt::format("{}--where {}={}", text.empty() ? "" : " or ", key,
                        spec::printable(*values.rbegin(), 60));
  }
  return text;
}

std::string value_of(const Attributes& attributes, const std::string& key) {
  const auto found = attributes.find(key);
  return found == attributes.end() ? "" : found->second;
}

/// "2 vcpu, 4 GiB, Linux": what a reader wants to know of a thing.
std::string remark(const Attributes& attributes) {
  std::string text;
  for (const auto& [key, behind] :
       {std::pair{"vcpu", " vCPU"}, std::pair{"memory", ""}, std::pair{"databaseengine", ""},
        std::pair{"deploymentoption", ""}, std::pair{"cacheengine", ""}, std::pair{"operatingsystem", ""},
        std::pair{"group", ""}, std::pair{"sku", ""}}) {
    const std::string value = value_of(attributes, key);
    if (value.empty() || value == "NA") continue;
    text += (text.empty() ? "" : ", ") + spec::printable(value, 60) + behind;
  }
  return text;
}

}  // namespace

std::string attribute_key(std::string_view name) {
  std::string key;
  for (const char raw : name) {
    const char c = lower(raw);
    if (is_letter(c) || is_digit(c)) key += c;
  }
  return key;
}

Catalogue::Catalogue(Selection selection) : selection_(std::move(selection)) {
  for (auto& [key, value] : selection_.where) key = attribute_key(key);
}

bool Catalogue::wants(const Attributes& attributes) const {
  std::set<std::string_view> said;
  for (const auto& [key, value] : selection_.where) {
    const auto found = attributes.find(key);
    if (found == attributes.end() || found->second != value) return false;
    said.insert(key);
  }
  return std::all_of(kPlainest.begin(), kPlainest.end(), [&](const auto& plainest) {
    const auto found = attributes.find(std::string(plainest.first));
    return found == attributes.end() || said.contains(plainest.first) || found->second == plainest.second;
  });
}

std::string Catalogue::name_of(const Attributes& attributes) {
  const std::string instance = value_of(attributes, "instancetype");
  return as_name(instance.empty() ? value_of(attributes, "usagetype") : instance);
}

void Catalogue::add(Offer offer) {
  const std::optional<std::string> text = price_text(offer);
  if (!text) {
    ++units_[offer.unit];
  } else if (!(offer.amount > 0)) {
    ++free_;
  } else if (std::string name = name_of(offer.attributes); spec::is_name(name)) {
    std::vector<Priced>& known = prices_[std::move(name)];
    const bool is_known =
        std::any_of(known.begin(), known.end(), [&](const Priced& one) { return one.text == *text; });
    if (!is_known) known.push_back({*text, std::move(offer.attributes)});
  }
}

std::size_t Catalogue::size() const {
  std::size_t size = 0;
  for (const auto& [name, priced] : prices_) size += priced.size() == 1 ? 1U : 0U;
  return size;
}

std::string Catalogue::title(const ListHead& head) const {
  if (!selection_.name.empty()) return selection_.name;
  std::set<std::string> regions;
  for (const auto& [name, priced] : prices_)
    regions.insert(value_of(priced.front().attributes, "regioncode"));
  const std::string region = regions.size() == 1 ? *regions.begin() : "";
  const std::string name = as_name(head.offer + (region.empty() ? "" : "_" + region));
  return spec::is_name(name) ? name : "price_list";
}

std::string Catalogue::to_toml(const ListHead& head, std::string_view file) const {
  const std::string name = title(head);
  std::string text = "# Prices for parts and bills: give this file behind the model that names them.\n";
  for (const auto& [key, value] : selection_.where) {
    text += fmt::format("# where {} = {}\n", key, spec::printable(value, 60));
  }
  text += fmt::format("\n[catalogue.{}]\nsource = {}\ndate   = {}\n\n[catalogue.{}.price]\n", name,
                      spec::quoted(fmt::format("price list {} {}, {}", spec::printable(head.offer, 60),
                                               spec::printable(head.version, 60), spec::printable(file, 60))),
                      head.date, name);
  for (const auto& [thing, priced] : prices_) {
    if (priced.size() > 1) continue;
    const std::string said = remark(priced.front().attributes);
    text += fmt::format("{} = {}{}\n", thing, spec::quoted(priced.front().text),
                        said.empty() ? "" : "  # " + said);
  }
  return text;
}

std::vector<std::string> Catalogue::left_out() const {
  std::vector<std::string> sentences;
  for (const auto& [name, priced] : prices_) {
    if (priced.size() < 2) continue;
    std::vector<Attributes> all;
    for (const Priced& one : priced) all.push_back(one.attributes);
    const std::string how = differences(all);
    sentences.push_back(
        fmt::format("{} has {} prices{}", name, priced.size(), how.empty() ? "" : ", told apart by " + how));
  }
  for (const auto& [unit, count] : units_) {
    sentences.push_back(fmt::format("{} {} by '{}', which no price here is for", count,
                                    count == 1 ? "is charged" : "are charged", spec::printable(unit, 60)));
  }
  if (free_ > 0) sentences.push_back(fmt::format("{} {} nothing", free_, free_ == 1 ? "costs" : "cost"));
  return sentences;
}

}  // namespace plimsoll::imports
