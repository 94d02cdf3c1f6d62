#include "models/spec/fields.hpp"

#include <fmt/format.h>

#include "models/spec/read_value.hpp"
#include "models/spec/text.hpp"
#include "models/spec/units.hpp"

namespace plimsoll::spec {
namespace {

/// What a type of value is called, and how it is moved as a number.
template <typename T>
struct Kind;

template <>
struct Kind<std::int64_t> {
  static constexpr std::string_view name = "count";
  static double number(std::int64_t value) { return static_cast<double>(value); }
  static std::int64_t from(double number) {
    return static_cast<std::int64_t>(number < 0 ? number - 0.5 : number + 0.5);
  }
  static std::string show(double number) { return fmt::format("{}", from(number)); }
};

template <>
struct Kind<double> {
  static constexpr std::string_view name = "number";
  static double number(double value) { return value; }
  static double from(double number) { return number; }
  static std::string show(double number) { return write_number(number); }
};

template <>
struct Kind<Duration> {
  static constexpr std::string_view name = "time";
  static double number(Duration value) { return value.to_seconds(); }
  static Duration from(double number) { return Duration::from_seconds(number); }
  static std::string show(double number) { return write_seconds(number); }
};

template <>
struct Kind<Rate> {
  static constexpr std::string_view name = "rate";
  static double number(Rate value) { return value.per_second; }
  static Rate from(double number) { return Rate{number}; }
  static std::string show(double number) { return write_rate(Rate{number}); }
};

template <>
struct Kind<Ratio> {
  static constexpr std::string_view name = "share";
  static double number(Ratio value) { return value.value; }
  static Ratio from(double number) { return Ratio{number}; }
  static std::string show(double number) { return fmt::format("{:.6g} %", number * 100); }
};

template <>
struct Kind<Limit> {
  static constexpr std::string_view name = "count or \"unlimited\"";
  static double number(Limit value) { return static_cast<double>(value.count); }
  static Limit from(double number) {
    return Limit{number >= 9.2e18 ? Limit::kUnlimited : Kind<std::int64_t>::from(number)};
  }
  static std::string show(double number) {
    return number >= 9.2e18 ? "unlimited" : Kind<std::int64_t>::show(number);
  }
};

template <>
struct Kind<Bytes> {
  static constexpr std::string_view name = "size";
  static double number(Bytes value) { return static_cast<double>(value.count); }
  static Bytes from(double number) { return Bytes{Kind<std::int64_t>::from(number)}; }
  static std::string show(double number) { return Kind<std::int64_t>::show(number) + " B"; }
};

template <>
struct Kind<TimeSpec> {
  static constexpr std::string_view name = "time or distribution";
  static double number(const TimeSpec& value) { return value.law.mean(); }
  static std::string show(double number) { return write_seconds(number); }
};

template <>
struct Kind<bool> {
  static constexpr std::string_view name = "true or false";
  static double number(bool value) { return value ? 1 : 0; }
  static bool from(double number) { return number >= 0.5; }
  static std::string show(double number) { return from(number) ? "true" : "false"; }
};
template <>
struct Kind<std::string> {
  static constexpr std::string_view name = "name";
};
template <>
struct Kind<std::vector<std::string>> {
  static constexpr std::string_view name = "list of names";
};
template <>
struct Kind<Shares> {
  static constexpr std::string_view name = "names with shares";
};

template <typename T>
struct Inner {
  using type = T;
  static const T* of(const T& member) { return &member; }
};
template <typename T>
struct Inner<std::optional<T>> {
  using type = T;
  static const T* of(const std::optional<T>& member) { return member ? &*member : nullptr; }
};

/// Whether the value is within the bounds of its field.
bool fits(const Field& field, double value) {
  if (field.minimum && (field.minimum_is_open ? value <= *field.minimum : value < *field.minimum))
    return false;
  // Where "unlimited" may stand, it is not what the most is meant for.
  const bool is_unlimited = field.type == Kind<Limit>::name && value >= 9.2e18;
  return !field.maximum || value <= *field.maximum || is_unlimited;
}

}  // namespace

bool Field::accept(const Node& node, const std::string& address, Diagnostics& diagnostics) {
  if (!read(node, address, diagnostics)) return false;
  if (number && !fits(*this, number())) {
    const bool is_low = minimum && (minimum_is_open ? number() <= *minimum : number() < *minimum);
    const std::string bound =
        is_low ? (minimum_is_open ? "above " : "at least ") + show(*minimum) : "at most " + show(*maximum);
    diagnostics.error(node.place(), address, fmt::format("must be {}, got {}", bound, show(number())));
    return false;
  }
  given = true;
  return true;
}

Fields::Rule& Fields::Rule::at_least(double minimum) {
  field_->minimum = minimum;
  field_->minimum_is_open = false;
  return *this;
}

Fields::Rule& Fields::Rule::above(double minimum) {
  field_->minimum = minimum;
  field_->minimum_is_open = true;
  return *this;
}

Fields::Rule& Fields::Rule::at_most(double maximum) {
  field_->maximum = maximum;
  return *this;
}

Fields::Rule& Fields::Rule::capacity() {
  field_->capacity = true;
  return *this;
}

Fields::Rule& Fields::Rule::live() {
  field_->live = true;
  return *this;
}

Fields::Rule& Fields::Rule::names(std::string_view what) {
  field_->references = what;
  return *this;
}

Fields::Rule& Fields::Rule::or_words(std::vector<std::string> words) {
  field_->choices = std::move(words);
  return *this;
}

Field& Fields::add(std::string_view name, std::string_view doc, bool required) {
  Field& field = fields_.emplace_back();
  field.name = name;
  field.doc = doc;
  field.required = required;
  return field;
}

template <typename T>
Fields::Rule Fields::bind(std::string_view name, T& member, std::string_view doc, bool required) {
  using Value = typename Inner<T>::type;
  Field& field = add(name, doc, required);
  field.type = Kind<Value>::name;
  field.read = [&member](const Node& node, const std::string& address, Diagnostics& diagnostics) {
    return read_value(node, address, diagnostics, member);
  };
  field.write = [&member] { return write_value(member); };
  if constexpr (requires { Kind<Value>::show; }) {
    field.show = Kind<Value>::show;
    field.number = [&member] {
      const Value* const value = Inner<T>::of(member);
      return value == nullptr ? 0.0 : Kind<Value>::number(*value);
    };
  }
  if constexpr (requires { Kind<Value>::from; }) {
    field.set_number = [&member](double number) { member = Kind<Value>::from(number); };
  }
  constexpr bool is_count = std::same_as<Value, std::int64_t> || std::same_as<Value, Limit>;
  if (is_count || std::same_as<Value, Ratio>) field.minimum = 0;
  if (std::same_as<Value, Ratio>) field.maximum = 1;
  return Rule{field};
}

#define PLIMSOLL_SETTING(...)                                                                 \
  template Fields::Rule Fields::bind(std::string_view, __VA_ARGS__&, std::string_view, bool); \
  template Fields::Rule Fields::bind(std::string_view, std::optional<__VA_ARGS__>&, std::string_view, bool)
PLIMSOLL_SETTING(std::int64_t);
PLIMSOLL_SETTING(double);
PLIMSOLL_SETTING(bool);
PLIMSOLL_SETTING(std::string);
PLIMSOLL_SETTING(Duration);
PLIMSOLL_SETTING(Rate);
PLIMSOLL_SETTING(Ratio);
PLIMSOLL_SETTING(Limit);
PLIMSOLL_SETTING(Bytes);
PLIMSOLL_SETTING(TimeSpec);
PLIMSOLL_SETTING(std::vector<std::string>);
PLIMSOLL_SETTING(Shares);
#undef PLIMSOLL_SETTING

Fields::Rule Fields::bind_word(std::string_view name, std::vector<std::string> words,
                               std::function<std::size_t()> get, std::function<void(std::size_t)> set,
                               std::string_view doc, bool required) {
  Field& field = add(name, doc, required);
  field.type = "one of " + listing(words);
  field.choices = words;
  field.write = [words, get] { return get() < words.size() ? quoted(words[get()]) : ""; };
  field.read = [words, set](const Node& node, const std::string& address, Diagnostics& diagnostics) {
    if (!node.is_text()) {
      report_not(node, address, diagnostics, "a text in quotes", "one of " + listing(words));
      return false;
    }
    const std::string& word = node.text();
    const auto found = std::find(words.begin(), words.end(), word);
    if (found == words.end()) {
      const std::string remedy = did_you_mean(word, words);
      diagnostics.error(node.place(), address,
                        fmt::format("'{}' is not one of {}", word, listing(words, "and")), remedy);
      return false;
    }
    set(static_cast<std::size_t>(found - words.begin()));
    return true;
  };
  return Rule{field};
}

Fields::Rule Fields::custom(std::string_view name, std::string_view type, std::string_view doc, bool required,
                            std::function<bool(const Node&, const std::string&, Diagnostics&)> read,
                            std::function<std::string()> write) {
  Field& field = add(name, doc, required);
  field.type = type;
  field.read = std::move(read);
  field.write = std::move(write);
  return Rule{field};
}

Field* Fields::find(std::string_view name) {
  const auto found =
      std::find_if(fields_.begin(), fields_.end(), [&](const Field& field) { return field.name == name; });
  return found == fields_.end() ? nullptr : &*found;
}

std::vector<std::string> Fields::names() const {
  std::vector<std::string> names;
  for (const Field& field : fields_) names.push_back(field.name);
  return names;
}

}  // namespace plimsoll::spec
