#include "models/spec/units.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <span>
#include <system_error>

#include "models/spec/diagnostic.hpp"
#include "models/spec/text.hpp"

namespace plimsoll::spec {
namespace {

struct Unit {
  std::string_view name;
  double factor;
};

constexpr std::array<Unit, 7> kTimes{
    {{"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}, {"min", 60e9}, {"h", 3600e9}, {"day", 86400e9}}};
constexpr std::array<Unit, 4> kRates{{{"/s", 1}, {"/min", 60}, {"/h", 3600}, {"/day", 86400}}};  // divides
constexpr std::array<Unit, 1> kShares{{{"%", 0.01}}};
constexpr std::array<Unit, 9> kSizes{{{"B", 1},
                                      {"KB", 1e3},
                                      {"KiB", 1024},
                                      {"MB", 1e6},
                                      {"MiB", 1048576},
                                      {"GB", 1e9},
                                      {"GiB", 1073741824},
                                      {"TB", 1e12},
                                      {"TiB", 1099511627776}}};
constexpr double kGigabyte = 1e9;
constexpr double kTooLong = 9.2e18;  // nanoseconds
constexpr std::string_view kBlanks = " \t";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// A quantity taken apart. `digits` has no underscores.
struct Pieces {
  std::string digits;
  std::string_view unit;
  bool is_whole = true;
  double number = 0;
};

/// Reads sign, digits with single underscores between them, a fraction and an exponent.
std::size_t read_digits(std::string_view text, Pieces& pieces) {
  std::size_t at = 0;
  const auto run = [&] {
    const std::size_t begin = at;
    while (at < text.size() && (is_digit(text[at]) || (text[at] == '_' && at > begin &&
                                                       at + 1 < text.size() && is_digit(text[at + 1])))) {
      if (text[at] != '_') pieces.digits += text[at];
      ++at;
    }
    return at > begin;
  };
  if (at < text.size() && (text[at] == '-' || text[at] == '+')) {
    if (text[at] == '-') pieces.digits += '-';
    ++at;
  }
  if (!run()) return 0;
  if (at + 1 < text.size() && text[at] == '.' && is_digit(text[at + 1])) {
    pieces.is_whole = false;
    pieces.digits += text[at++];
    run();
  }
  const std::size_t sign = at + 1 < text.size() && (text[at + 1] == '-' || text[at + 1] == '+') ? 1 : 0;
  if (at + 1 + sign < text.size() && (text[at] == 'e' || text[at] == 'E') && is_digit(text[at + 1 + sign])) {
    pieces.is_whole = false;
    pieces.digits += 'e';
    if (sign == 1 && text[at + 1] == '-') pieces.digits += '-';
    at += 1 + sign;
    run();
  }
  return at;
}

std::optional<Pieces> take_apart(std::string_view text) {
  Pieces pieces;
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return std::nullopt;
  text = text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
  const std::size_t end = read_digits(text, pieces);
  if (end == 0) return std::nullopt;
  text.remove_prefix(end);
  text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
  pieces.unit = text;
  const char* const last = pieces.digits.data() + pieces.digits.size();
  const auto [rest, failure] = std::from_chars(pieces.digits.data(), last, pieces.number);
  if (failure == std::errc::result_out_of_range) {  // too large, or so small that it is 0
    const bool is_tiny = pieces.digits.find("e-") != std::string::npos || pieces.digits.find("0.") == 0;
    pieces.number = is_tiny ? 0 : HUGE_VAL;
  }
  return pieces;
}

const Unit* find_unit(std::span<const Unit> units, std::string_view name) {
  for (const Unit& unit : units) {
    if (unit.name == name) return &unit;
  }
  return nullptr;
}

/// What every quantity has in common: a number that is not negative, and a unit of its own.
struct Quantity {
  std::optional<Pieces> pieces;
  const Unit* unit = nullptr;
  std::string problem;
  std::string remedy;
};

Quantity read_quantity(std::string_view text, std::span<const Unit> units, std::string_view what,
                       const std::string& example) {
  Quantity quantity;
  quantity.pieces = take_apart(text);
  const std::string in_full = fmt::format("write {} as \"{}\"", what, example);
  if (!quantity.pieces) {
    quantity.problem = fmt::format("'{}' is not {}", text, what);
    quantity.remedy = in_full;
    return quantity;
  }
  const Pieces& pieces = *quantity.pieces;
  quantity.unit = find_unit(units, pieces.unit);
  if (quantity.unit == nullptr) {
    std::vector<std::string> names;
    for (const Unit& unit : units) names.emplace_back(unit.name);
    quantity.problem = pieces.unit.empty()
                           ? fmt::format("'{}' has no unit", text)
                           : fmt::format("'{}' is no unit of {}", pieces.unit, what.substr(2));
    quantity.remedy = pieces.unit.empty() ? "" : did_you_mean(std::string(pieces.unit), names);
    if (const std::string kind = quantity_kind(text); !kind.empty()) {
      const std::string_view unit = what == "a time" ? "s" : units.front().name;
      quantity.problem = fmt::format("'{}' is {}", text, kind);
      quantity.remedy = fmt::format("{} is written as \"{} {}\"", what, pieces.digits, unit);
    }
    if (quantity.remedy.empty())
      quantity.remedy = fmt::format("{}; units are {}", in_full, listing(names, "and"));
  } else if (pieces.digits[0] == '-' && pieces.number != 0) {
    quantity.problem = fmt::format("{} cannot be negative, got {}", what, text);
    quantity.unit = nullptr;
  }
  return quantity;
}

constexpr const char* kHowToPrice =
    "write a price as \"0.17 USD/h\" or \"120 USD/month\"; `plimsoll explain price` shows the others";

/// `amount` for what stands behind the currency: "h", "GB/month", "GB", "million".
std::optional<Price> price_of_one(double amount, std::string_view per) {
  const auto per_month = [](std::string_view time) {
    return time == "h" ? kHoursPerMonth : time == "day" ? kHoursPerMonth / 24 : time == "month" ? 1 : 0;
  };
  Price price;
  if (const double times = per_month(per); times > 0) {
    price.each = amount * times;
    price.per_hour = per == "h" ? amount : per == "day" ? amount / 24 : amount / kHoursPerMonth;
    return price;
  }
  if (per == "million") {
    price.per = Price::Per::requests;
    price.each = amount;
    return price;
  }
  const std::size_t slash = per.find('/');
  const Unit* const size = find_unit(kSizes, per.substr(0, slash));
  const double times = slash == std::string_view::npos ? 1 : per_month(per.substr(slash + 1));
  if (size == nullptr || size->factor < kGigabyte || times == 0) return std::nullopt;
  price.per = slash == std::string_view::npos ? Price::Per::traffic : Price::Per::storage;
  price.each = amount * times * (kGigabyte / size->factor);
  return price;
}

std::string example_of(std::string_view text, std::string_view unit) {
  const std::optional<Pieces> pieces = take_apart(text);
  return fmt::format("{} {}", pieces && pieces->unit.empty() ? pieces->digits : "8", unit);
}

}  // namespace

Parsed<Duration> parse_duration(std::string_view text) {
  const Quantity read = read_quantity(text, kTimes, "a time", example_of(text, "ms"));
  if (read.unit == nullptr) return {{}, read.problem, read.remedy};
  if (read.pieces->is_whole) {  // whole numbers of a unit stay exact up to the last nanosecond
    std::int64_t whole = 0, nanoseconds = 0;
    const std::string& digits = read.pieces->digits;
    const auto failure = std::from_chars(digits.data(), digits.data() + digits.size(), whole).ec;
    const auto factor = static_cast<std::int64_t>(read.unit->factor);
    if (failure == std::errc{} && !__builtin_mul_overflow(whole, factor, &nanoseconds)) {
      return {Duration::ns(nanoseconds), {}, {}};
    }
  }
  const double nanoseconds = read.pieces->number * read.unit->factor;
  if (!(nanoseconds < kTooLong)) return {{}, fmt::format("{} is longer than 292 years", text), {}};
  return {Duration::ns(static_cast<std::int64_t>(nanoseconds + 0.5)), {}, {}};
}

Parsed<double> parse_seconds(std::string_view text) {
  Parsed<Duration> whole = parse_duration(text);
  if (!whole.value) return {{}, whole.problem, whole.remedy};
  const std::optional<Pieces> pieces = take_apart(text);
  const double nanoseconds = pieces->number * find_unit(kTimes, pieces->unit)->factor;
  const bool is_exact = static_cast<double>(whole.value->count()) == nanoseconds;
  return {is_exact ? whole.value->to_seconds() : nanoseconds / 1e9, {}, {}};
}

Parsed<Rate> parse_rate(std::string_view text) {
  const Quantity read = read_quantity(text, kRates, "a rate", example_of(text, "/s"));
  if (read.unit == nullptr) return {{}, read.problem, read.remedy};
  const double per_second = read.pieces->number / read.unit->factor;
  if (!std::isfinite(per_second)) return {{}, fmt::format("{} is too large a rate", text), {}};
  return {Rate{per_second}, {}, {}};
}

Parsed<Ratio> parse_ratio(std::string_view text) {
  const Quantity read = read_quantity(text, kShares, "a share", example_of(text, "%"));
  if (read.unit == nullptr) return {{}, read.problem, read.remedy};
  const double value = read.pieces->number / 100;
  if (!std::isfinite(value)) return {{}, fmt::format("{} is too large a share", text), {}};
  return {Ratio{value}, {}, {}};
}

Parsed<std::int64_t> parse_bytes(std::string_view text) {
  const Quantity read = read_quantity(text, kSizes, "a size", example_of(text, "KiB"));
  if (read.unit == nullptr) return {{}, read.problem, read.remedy};
  const double bytes = read.pieces->number * read.unit->factor;
  if (!(bytes < kTooLong)) return {{}, fmt::format("{} is too large a size", text), {}};
  if (bytes != std::floor(bytes)) return {{}, fmt::format("{} is not a whole number of bytes", text), {}};
  return {static_cast<std::int64_t>(bytes), {}, {}};
}

Parsed<Price> parse_price(std::string_view text) {
  const std::optional<Pieces> pieces = take_apart(text);
  if (!pieces) return {{}, fmt::format("'{}' is not a price", text), kHowToPrice};
  const std::size_t slash = pieces->unit.find('/');
  const std::string currency(pieces->unit.substr(0, slash));
  const std::string_view per = slash == std::string_view::npos ? "" : pieces->unit.substr(slash + 1);
  const bool is_currency =
      currency.size() == 3 && currency.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string::npos;
  if (!is_currency)
    return {{}, fmt::format("'{}' has no currency of three capital letters", text), kHowToPrice};
  std::optional<Price> price = price_of_one(pieces->number, per);
  if (!price)
    return {{}, fmt::format("'{}' does not say per hour, day, month, GB or million", text), kHowToPrice};
  if (pieces->number < 0) return {{}, fmt::format("a price cannot be negative, got {}", text), {}};
  if (!std::isfinite(price->each)) return {{}, fmt::format("{} is too high a price", text), {}};
  price->currency = currency;
  price->text = write_number(pieces->number) + " " + std::string(pieces->unit);
  return {std::move(*price), {}, {}};
}

std::optional<double> parse_percentile(std::string_view name) {
  if (!name.starts_with('p') || name.size() < 3) return std::nullopt;
  double digits = 0, power = 1;
  for (std::size_t i = 1; i < name.size(); ++i) {
    if (name[i] == '_' && i == 3 && name.size() > 4) continue;
    if (!is_digit(name[i])) return std::nullopt;
    digits = digits * 10 + (name[i] - '0');
    power *= 10;
  }
  const bool is_long = power > 100;
  if (digits == 0 || power > 1e7 || (is_long && name[1] != '9')) return std::nullopt;
  return digits / power;
}

std::string quantity_kind(std::string_view text) {
  const std::optional<Pieces> pieces = take_apart(text);
  if (!pieces || pieces->unit.empty()) return {};
  if (find_unit(kTimes, pieces->unit) != nullptr) return "a time";
  if (find_unit(kRates, pieces->unit) != nullptr) return "a rate";
  if (find_unit(kShares, pieces->unit) != nullptr) return "a share";
  if (find_unit(kSizes, pieces->unit) != nullptr) return "a size";
  return parse_price(text).value ? "a price" : "";
}

std::string with_blank(std::string_view text) {
  const std::optional<Pieces> pieces = take_apart(text);
  if (!pieces) return std::string(text);
  const std::string_view number = text.substr(0, text.size() - pieces->unit.size());
  return fmt::format("{} {}", number.substr(0, number.find_last_not_of(kBlanks) + 1), pieces->unit);
}

std::string write_number(double value, bool always_real) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  std::string text = fmt::format("{}", value);
  if (value == 0) text = "0";
  if (always_real && text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

std::string write_duration(Duration value) {
  const std::int64_t nanoseconds = value.count();
  if (nanoseconds == 0) return "0 s";
  for (std::size_t i = kTimes.size(); i-- > 0;) {
    const auto factor = static_cast<std::int64_t>(kTimes.at(i).factor);
    if (nanoseconds % factor == 0) return fmt::format("{} {}", nanoseconds / factor, kTimes.at(i).name);
  }
  return {};
}

std::string write_seconds(double seconds) {
  const Duration nearest = Duration::from_seconds(seconds);
  if (nearest.to_seconds() == seconds) return write_duration(nearest);
  return write_number(seconds) + " s";
}

std::string write_bytes(Bytes value) {
  const Unit* shortest = &kSizes.front();
  for (const Unit& unit : kSizes) {
    if (value.count > 0 && value.count % static_cast<std::int64_t>(unit.factor) == 0) shortest = &unit;
  }
  return fmt::format("{} {}", value.count / static_cast<std::int64_t>(shortest->factor), shortest->name);
}

std::string write_rate(Rate value) { return write_number(value.per_second) + " /s"; }

std::string write_price(const Price& value) { return value.text; }

}  // namespace plimsoll::spec
