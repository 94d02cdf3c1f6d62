#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// A catalogue of prices, collected from offers of a price list and written as TOML.
namespace plimsoll::imports {

/// Attributes of what is offered: "instance type" is kept as "instancetype", so that JSON and CSV agree.
using Attributes = std::map<std::string, std::string>;

/// "Instance Type" or "instanceType" as a key of Attributes.
std::string attribute_key(std::string_view name);

/// One price of a list.
struct Offer {
  Attributes attributes;
  std::string unit;      // as the list has it: "Hrs", "GB-Mo"
  std::string currency;  // "USD"
  double amount = 0;
};

/// What is taken, and what the catalogue is called.
struct Selection {
  std::string name;                                        // of the catalogue; empty: after list and region
  std::vector<std::pair<std::string, std::string>> where;  // attributes with the value that they must have
};

/// What stands at the head of a price list.
struct ListHead {
  std::string offer, version, date;  // "AmazonEC2", "20261120...", "2026-11-20"
};

/// Collects offers and writes those that can be told apart.
class Catalogue {
 public:
  explicit Catalogue(Selection selection);

  /// Whether things with these attributes are wanted. What a list says twice over (every machine for every
  /// operating system and tenancy) is taken in its plainest form, unless the selection says otherwise.
  bool wants(const Attributes& attributes) const;
  void add(Offer offer);

  /// Prices in the catalogue: those that can be told apart.
  std::size_t size() const;
  /// The catalogue as TOML; `file` is the name of the list.
  std::string to_toml(const ListHead& head, std::string_view file) const;
  /// What was left out and why, a sentence each.
  std::vector<std::string> left_out() const;

 private:
  struct Priced {
    std::string text;  // "0.0416 USD/h"
    Attributes attributes;
  };
  static std::string name_of(const Attributes& attributes);
  std::string title(const ListHead& head) const;

  Selection selection_;
  std::map<std::string, std::vector<Priced>> prices_;  // by name; several: they cannot be told apart
  std::map<std::string, std::uint64_t> units_;         // that no price here is for, and how often they stood
  std::uint64_t free_ = 0;                             // offers of 0
};

}  // namespace plimsoll::imports
