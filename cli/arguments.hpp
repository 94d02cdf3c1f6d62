#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll::cli {

/// One option of a command: "--set ADDRESS=VALUE". Names are never abbreviated or guessed.
struct Option {
  std::string name;   // "set"
  std::string value;  // "ADDRESS=VALUE", as help shows it; empty: a flag
  std::string help;
  bool repeats = false;
};

/// A command line after parsing: options by name, everything else in order.
class Arguments {
 public:
  /// Throws UsageError for an option that is unknown, lacks its value, or is given twice.
  Arguments(const std::vector<Option>& options, const std::vector<std::string>& words);

  bool has(const std::string& option) const { return values_.contains(option); }
  std::optional<std::string> value(const std::string& option) const;
  const std::vector<std::string>& values(const std::string& option) const;
  const std::vector<std::string>& operands() const { return operands_; }

  /// A whole number between `least` and `most`, or nothing if the option is not given.
  std::optional<std::int64_t> number(const std::string& option, std::int64_t least, std::int64_t most) const;

  /// One of `words`, the first of them if the option is not given.
  std::string choice(const std::string& option, const std::vector<std::string>& words) const;

 private:
  std::map<std::string, std::vector<std::string>> values_;
  std::vector<std::string> operands_;
};

}  // namespace plimsoll::cli
