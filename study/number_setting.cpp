#include "study/number_setting.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string_view>

#include "models/spec/units.hpp"

namespace plimsoll {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

/// `225`, `0.5` or `"225 /s"`. A currency is a unit like any other: "0.17 USD/h".
std::optional<NumberSetting> read_number(const std::string& address, std::string_view text) {
  text = trimmed(text);
  const bool is_quoted = text.size() > 2 && text.front() == '"' && text.back() == '"';
  const std::string inner(is_quoted ? text.substr(1, text.size() - 2) : text);
  char* end = nullptr;
  const double value = std::strtod(inner.c_str(), &end);
  if (end == inner.c_str() || !std::isfinite(value)) return std::nullopt;
  const std::string unit(trimmed(end));
  // A quoted text with no unit is a name made of digits, and a bare number has none.
  if (is_quoted == unit.empty() || (is_quoted && *end != ' ')) return std::nullopt;
  return NumberSetting{address, value, unit, false};
}

/// The entries of `{ dist = "lognormal", mean = "6 ms" }`, split at commas outside of brackets and quotes.
std::vector<std::pair<std::string, std::string>> entries_of(std::string_view table) {
  std::vector<std::pair<std::string, std::string>> entries;
  int depth = 0;
  bool is_quoted = false;
  std::size_t begin = 0;
  const auto close = [&](std::size_t end) {
    const std::string_view entry = table.substr(begin, end - begin);
    const auto equals = entry.find(" = ");
    if (equals == std::string_view::npos) return;
    entries.emplace_back(trimmed(entry.substr(0, equals)), trimmed(entry.substr(equals + 3)));
  };
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (table[i] == '"') is_quoted = !is_quoted;
    if (is_quoted) continue;
    if (table[i] == '[' || table[i] == '{') ++depth;
    if (table[i] == ']' || table[i] == '}') --depth;
    if (table[i] != ',' || depth > 0) continue;
    close(i);
    begin = i + 1;
  }
  close(table.size());
  return entries;
}

void add_numbers(const std::string& address, std::string_view text, std::vector<NumberSetting>& numbers) {
  text = trimmed(text);
  if (text.size() > 2 && text.front() == '{' && text.back() == '}') {
    for (const auto& [name, value] : entries_of(text.substr(1, text.size() - 2))) {
      add_numbers(address + "." + name, value, numbers);
    }
  } else if (auto number = read_number(address, text)) {
    numbers.push_back(*std::move(number));
  }
}

}  // namespace

std::string assignment(const NumberSetting& setting, double value) {
  if (setting.is_whole) return fmt::format("{}={}", setting.address, std::llround(value));
  if (setting.unit.empty()) return fmt::format("{}={}", setting.address, spec::write_number(value));
  if (const auto bytes = spec::parse_bytes("1 " + setting.unit); bytes.value) {
    return fmt::format("{}=\"{} B\"", setting.address,
                       std::llround(value * static_cast<double>(*bytes.value)));
  }
  return fmt::format("{}=\"{} {}\"", setting.address, spec::write_number(value), setting.unit);
}

std::vector<NumberSetting> numbers_of(const std::vector<spec::ResolvedSetting>& resolved) {
  std::vector<NumberSetting> numbers;
  for (const spec::ResolvedSetting& setting : resolved) {
    if (setting.address != "plimsoll") add_numbers(setting.address, setting.value, numbers);
  }
  return numbers;
}

bool is_whole_number(const LoadWith& load, const NumberSetting& setting) {
  if (!setting.unit.empty() || setting.value != std::floor(setting.value)) return false;
  return !load({fmt::format("{}={}", setting.address, spec::write_number(setting.value + 0.5))}).spec;
}

std::optional<NumberSetting> number_at(const LoadWith& load, const std::vector<NumberSetting>& numbers,
                                       const std::string& address) {
  const auto found = std::find_if(numbers.begin(), numbers.end(),
                                  [&](const NumberSetting& one) { return one.address == address; });
  if (found == numbers.end()) return std::nullopt;
  NumberSetting setting = *found;
  setting.is_whole = is_whole_number(load, setting);
  return setting;
}

}  // namespace plimsoll
