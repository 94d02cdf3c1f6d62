#pragma once

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "models/spec/quantity.hpp"

namespace plimsoll::spec {

class Node;
class Diagnostics;

/// What one setting is, bound to the member that holds its value. Parser, error texts, `--set`, events,
/// the reference page and `config --resolved` all read this and nothing else.
struct Field {
  std::string name;
  std::string doc;
  std::string type;  // "count", "time", "rate", "share", "name", "list of names", ... for the reference page
  bool required = false;
  bool capacity = false;              // more of it lets more through, if it is what runs out
  bool live = false;                  // may change while the model runs, under an event's `set`
  bool given = false;                 // written by the user (set while reading)
  std::vector<std::string> choices;   // the words allowed, for a choice
  std::vector<std::string> meanings;  // what each of them means
  std::string
      references;  // "server", "attribute", ... for a name of something else, as in names(); else empty
  std::optional<double> minimum, maximum;  // in the unit of the number (seconds, per second, count)
  bool minimum_is_open = false;            // above rather than at least

  /// Reads `node` into the bound member; reports a problem and returns false if it does not fit.
  std::function<bool(const Node& node, const std::string& address, Diagnostics& diagnostics)> read;
  /// The value as the user would write it: "2 s", 25, "unlimited"; empty while an optional value is absent.
  std::function<std::string()> write;
  /// The bound value as one number, and back: what events and sweeps move. Empty for settings without one; a
  /// TimeSpec has its mean for a number, and nothing to set it by.
  std::function<double()> number;
  std::function<void(double)> set_number;
  /// A number in the unit of the setting: "2 s" for 2.0. Empty where number is.
  std::function<std::string(double)> show;

  /// read(), then checks the bounds. False, and says why, if the value does not fit; `given` is set if it
  /// does.
  bool accept(const Node& node, const std::string& address, Diagnostics& diagnostics);
};

/// What a setting may be bound to.
template <typename T, typename... Allowed>
concept OneOf = (std::same_as<T, Allowed> || ...) || (std::same_as<T, std::optional<Allowed>> || ...);
template <typename T>
concept SettingValue = OneOf<T, std::int64_t, double, bool, std::string, Duration, Rate, Ratio, Limit, Bytes,
                             TimeSpec, std::vector<std::string>, Shares>;

/// The settings of one table, named once in a `describe(Fields&)`:
///
///     void describe(spec::Fields& f) {
///       f.required("drain_rate", drain_rate, "Steady rate at which waiting requests leave.").above(0);
///       f.optional("depth", depth, "Requests that may wait; one more is refused.").at_least(0).live();
///     }
///
/// An optional setting keeps the value its member was initialised with, which is its documented default.
class Fields {
 public:
  /// Adds what a setting may be; returned by required() and optional().
  class Rule {
   public:
    explicit Rule(Field& field) : field_(&field) {}
    Rule& at_least(double minimum);
    Rule& above(double minimum);
    Rule& at_most(double maximum);
    Rule& live();
    /// A number of which more lets more through, if it is what runs out: machines, cores, places.
    Rule& capacity();
    /// The text names something else in the file: "part", "attribute", "routine", "policy", "price"; or a
    /// part that can do what is asked of it: "server" (a request runs on it), "database" (it is queried).
    Rule& names(std::string_view what);
    /// One of these words may stand where otherwise something else is named: `per = "all"`.
    Rule& or_words(std::vector<std::string> words);

   private:
    Field* field_;
  };

  /// One word of a choice, and what it means.
  template <typename Enum>
  struct Word {
    std::string_view word;
    Enum value;
    std::string_view meaning = {};
  };

  // Supported members: std::int64_t (a count, at least 0), double (a pure number), bool, std::string,
  // Duration, Rate, Ratio (0 to 1 unless at_most() says otherwise), Limit, Bytes, TimeSpec,
  // std::vector<std::string> (a name or a list of names), Shares (names with weights), and std::optional of
  // each.
  template <SettingValue T>
  Rule required(std::string_view name, T& member, std::string_view doc) {
    return bind(name, member, doc, true);
  }
  template <SettingValue T>
  Rule optional(std::string_view name, T& member, std::string_view doc) {
    return bind(name, member, doc, false);
  }
  template <typename Enum>
  Rule required_choice(std::string_view name, Enum& member, std::vector<Word<Enum>> words,
                       std::string_view doc) {
    return bind_choice(name, member, std::move(words), doc, true);
  }
  template <typename Enum>
  Rule choice(std::string_view name, Enum& member, std::vector<Word<Enum>> words, std::string_view doc) {
    return bind_choice(name, member, std::move(words), doc, false);
  }

  /// A setting with a shape of its own, such as a list of steps.
  Rule custom(std::string_view name, std::string_view type, std::string_view doc, bool required,
              std::function<bool(const Node&, const std::string&, Diagnostics&)> read,
              std::function<std::string()> write);

  std::vector<Field>& all() { return fields_; }
  const std::vector<Field>& all() const { return fields_; }
  Field* find(std::string_view name);
  std::vector<std::string> names() const;

 private:
  Field& add(std::string_view name, std::string_view doc, bool required);
  template <typename T>
  Rule bind(std::string_view name, T& member, std::string_view doc, bool required);
  Rule bind_word(std::string_view name, std::vector<std::string> words, std::function<std::size_t()> get,
                 std::function<void(std::size_t)> set, std::string_view doc, bool required);

  template <typename Enum>
  Rule bind_choice(std::string_view name, Enum& member, std::vector<Word<Enum>> words, std::string_view doc,
                   bool required) {
    std::vector<std::string> texts;
    for (const Word<Enum>& word : words) texts.emplace_back(word.word);
    const auto get = [&member, words] {
      const auto found = std::find_if(words.begin(), words.end(),
                                      [&](const Word<Enum>& word) { return word.value == member; });
      return static_cast<std::size_t>(found - words.begin());
    };
    const auto set = [&member, words](std::size_t index) { member = words[index].value; };
    const Rule rule = bind_word(name, std::move(texts), get, set, doc, required);
    for (const Word<Enum>& word : words) fields_.back().meanings.emplace_back(word.meaning);
    return rule;
  }

  std::vector<Field> fields_;
};

}  // namespace plimsoll::spec
