#include "models/spec/toml_slips.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "models/spec/text.hpp"
#include "models/spec/units.hpp"

namespace plimsoll::spec {
namespace {

constexpr std::string_view kBlanks = " \t\r";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kBlanks);
  return first == std::string_view::npos ? ""
                                         : text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

/// The value a parser stumbled over: `key = value`, with the column where the value begins.
struct Stumble {
  std::string_view key;
  std::string_view value;
  std::size_t begin = 0;  // bytes before the value in its line
  bool in_list = false;
};

/// Where the text beginning at `line[at]` ends that no quotes hold together.
std::size_t end_of_bare(std::string_view line, std::size_t at) {
  return std::min(line.find_first_of(",]}#", at), line.size());
}

/// Finds the last value that begins at or before byte `column` of the line.
std::optional<Stumble> value_before(std::string_view line, std::size_t column) {
  std::optional<Stumble> found;
  std::size_t key_begin = 0;
  int open_lists = 0;
  char quote = 0;
  for (std::size_t at = 0; at < line.size() && at <= column; ++at) {
    const char c = line[at];
    if (quote != 0) {
      if (c == '\\' && quote == '"') ++at;
      if (c == quote) quote = 0;
      continue;
    }
    if (c == '"' || c == '\'') quote = c;
    if (c == '#') break;
    if (c == '[') ++open_lists;
    if (c == ']') --open_lists;
    if (c == '{' || c == ',') key_begin = at + 1;
    const bool starts_element = (c == '[' || c == ',') && open_lists > 0 && found;
    if (c != '=' && !starts_element) continue;
    const std::size_t begin = line.find_first_not_of(kBlanks, at + 1);
    if (begin == std::string_view::npos) continue;
    if (c == '=') found = Stumble{trimmed(line.substr(key_begin, at - key_begin)), {}, begin, false};
    if (starts_element) found = Stumble{found->key, {}, begin, true};
    found->value = trimmed(line.substr(begin, end_of_bare(line, begin) - begin));
  }
  return found;
}

struct Words {
  std::string message;
  std::string remedy;
};

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

constexpr std::string_view kGrouped = "digits are grouped by underscores";

std::string_view digits_and_commas(std::string_view line, std::size_t begin) {
  return line.substr(begin, std::min(line.find_first_not_of("0123456789,", begin), line.size()) - begin);
}

/// 50,000 as 50_000, if such a number stands there.
std::string with_thousands(std::string_view line, std::size_t begin) {
  const std::string_view text = digits_and_commas(line, begin);
  std::string grouped;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t comma = std::min(text.find(',', at), text.size());
    const std::string_view group = text.substr(at, comma - at);
    const bool fits = grouped.empty() ? !group.empty() && group.size() <= 3 : group.size() == 3;
    if (!fits) return {};
    grouped += (grouped.empty() ? "" : "_") + std::string(group);
    at = comma + 1;
  }
  return grouped.find('_') == std::string::npos ? "" : grouped;
}

/// What is wrong with a value that is no TOML.
std::optional<Words> words_for_value(std::string_view line, const Stumble& at) {
  const std::string_view value = at.value;
  if (const std::string kind = quantity_kind(value); !kind.empty()) {
    return Words{kind + " needs quotes", fmt::format("write it as \"{}\"", with_blank(value))};
  }
  if (const std::string grouped = with_thousands(line, at.begin); !grouped.empty() && !at.in_list) {
    return Words{std::string(kGrouped), "write " + grouped};
  }
  if (value.starts_with("\xe2\x80\x9c") || value.starts_with("\xe2\x80\x9d") ||
      value.starts_with("\xe2\x80\x9e")) {
    return Words{"these quotes are typographic", "write straight quotes: \""};
  }
  if (value == "True" || value == "TRUE" || value == "yes" || value == "on")
    return Words{"yes is written true", "write true"};
  if (value == "False" || value == "FALSE" || value == "no" || value == "off")
    return Words{"no is written false", "write false"};
  if (value.starts_with(".") && is_digits(value.substr(1))) {
    return Words{"a number begins with a digit", fmt::format("write 0{}", value)};
  }
  if (value.ends_with(".") && is_digits(value.substr(0, value.size() - 1))) {
    return Words{"a point needs a digit after it", fmt::format("write {}0", value)};
  }
  if (value.starts_with("0") && is_digits(value) && value.size() > 1) {
    const std::size_t first = std::min(value.find_first_not_of('0'), value.size() - 1);
    return Words{"a number has no zeros in front", fmt::format("write {}", value.substr(first))};
  }
  if (is_name(value)) return Words{"a name needs quotes", fmt::format("write it as \"{}\"", value)};
  return std::nullopt;
}

/// The first line, other than line `last`, that defines the key or table which line `last` defines again.
std::size_t first_definition(const std::vector<std::string_view>& lines, std::size_t last) {
  const auto without_comment = [](std::string_view line) { return trimmed(line.substr(0, line.find('#'))); };
  const std::string_view again = without_comment(lines[last]);
  if (again.starts_with("[")) {
    for (std::size_t i = 0; i < last; ++i) {
      if (without_comment(lines[i]) == again) return i + 1;
    }
    return 0;
  }
  const std::string_view key = trimmed(again.substr(0, again.find('=')));
  for (std::size_t i = last; i-- > 0;) {
    const std::string_view line = without_comment(lines[i]);
    if (line.starts_with("[")) return 0;  // the table of the key begins here
    if (line.find('=') != std::string_view::npos && trimmed(line.substr(0, line.find('='))) == key)
      return i + 1;
  }
  return 0;
}

std::string_view name_in_quotes(std::string_view description) {
  const std::size_t first = description.find('\'');
  const std::size_t last = description.rfind('\'');
  return first == last ? "" : description.substr(first + 1, last - first - 1);
}

/// What is wrong where the parser's own sentence says enough.
Words words_for_description(std::string_view description, const std::vector<std::string_view>& lines,
                            std::size_t line) {
  const auto says = [&](std::string_view part) { return description.find(part) != std::string_view::npos; };
  if (says("cannot redefine")) {
    const std::size_t first = first_definition(lines, line);
    return {fmt::format("'{}' is defined twice", name_in_quotes(description)),
            first == 0 ? "keep one of the two" : fmt::format("it is first defined on line {}", first)};
  }
  if (says("inline table") && (says("saw '\\n'") || says("saw '\\r") || says("saw '#'"))) {
    return {"a table in braces ends on the line where it begins",
            "write it on one line, or as a [table] of its own; a long step becomes a routine"};
  }
  if (says("dangling comma"))
    return {"a table in braces has no comma at its end", "leave the last comma out"};
  if (says("not representable in 64 bits")) return {"a number this large does not fit 64 bits", ""};
  if (says("maximum nested value depth")) return {"lists and tables lie too deep in one another", ""};
  if (says("could not be interpreted as a value")) return {"this number is too large", ""};
  if (says("expected '='")) return {"a name is followed by '=' and its value", "write NAME = VALUE"};
  if (says("string") && (says("end-of-file") || says("control characters"))) {
    return {"a text ends on the line where it begins", "close it with the quote it began with"};
  }
  if (says("saw '/'")) return {"this is neither a setting nor a [table]", "a comment begins with '#'"};
  if (says("expected keys, tables")) {
    return {"this is neither a setting nor a [table]", "a name of other letters needs quotes"};
  }
  if (says("array") && says("end-of-file")) return {"the list is not closed", "close it with ']'"};
  if (says("table header")) return {"a table begins with its name in brackets", "write it like [system.app]"};
  if (says("end-of-file")) return {"the file ends in the middle of a value", ""};
  if (says("expected comma")) return {"entries are separated by commas", ""};
  const std::size_t colon = description.find(": ");
  return {"is no TOML: " +
              std::string(colon == std::string_view::npos ? description : description.substr(colon + 2)),
          ""};
}

std::size_t bytes_before(std::string_view line, std::uint32_t column) {
  std::size_t at = 0;
  for (std::uint32_t i = 1; i < column && at < line.size(); ++i) {
    at += std::max<std::size_t>(character_length(line, at), 1);
  }
  return at;
}

std::uint32_t column_at(std::string_view line, std::size_t bytes) {
  std::uint32_t column = 1;
  for (std::size_t at = 0; at < bytes; ++column) at += std::max<std::size_t>(character_length(line, at), 1);
  return column;
}

}  // namespace

void report_slip(const Place& place, std::string_view description, const std::string& text,
                 Diagnostics& diagnostics) {
  const std::vector<std::string_view> lines = lines_of(text);
  const std::size_t index = std::min<std::size_t>(std::max<std::uint32_t>(place.line, 1), lines.size()) - 1;
  const std::string_view line = lines[index];
  std::optional<Stumble> stumble = value_before(line, bytes_before(line, place.column));
  const bool is_redefinition = description.find("redefine") != std::string_view::npos;
  if (stumble && !is_redefinition) {
    if (const std::optional<Words> words = words_for_value(line, *stumble)) {
      const Place at{place.source, place.line, column_at(line, stumble->begin)};
      if (words->message == kGrouped) stumble->value = digits_and_commas(line, stumble->begin);
      const std::string written = fmt::format("{} = {}", stumble->key, stumble->value);
      diagnostics.error(at, stumble->in_list ? std::string(stumble->key) : written, words->message,
                        words->remedy);
      return;
    }
  }
  Place at = place;
  const bool is_about_the_value = description.find("64 bits") != std::string_view::npos ||
                                  description.find("interpreted as a value") != std::string_view::npos ||
                                  description.find("string") != std::string_view::npos;
  if (stumble && is_about_the_value) at.column = column_at(line, stumble->begin);
  if (is_redefinition) {  // the parser points behind the name
    at.column = column_at(line, std::min(line.find_first_not_of(kBlanks), line.size()));
  }
  const Words words = words_for_description(description, lines, index);
  diagnostics.error(at, "", words.message, words.remedy);
}

}  // namespace plimsoll::spec
