#include "models/spec/read_value.hpp"

#include <fmt/format.h>

#include <cmath>

#include "models/spec/text.hpp"
#include "models/spec/units.hpp"

namespace plimsoll::spec {
namespace {

/// "is a list", "is the text 'fast'": what was written, for a sentence about what should have been.
std::string described(const Node& node) {
  switch (node.type()) {
    case Node::Type::table:
      return "a table";
    case Node::Type::list:
      return "a list";
    case Node::Type::text:
      return fmt::format("the text '{}'", node.text());
    case Node::Type::integer:
    case Node::Type::number:
      return fmt::format("the number {}", node.to_toml());
    case Node::Type::boolean:
      return node.to_toml();
    case Node::Type::date:
      return "a date";
  }
  return "";
}

bool is_bare_number(const Node& node) { return node.is_integer() || node.is_number(); }

/// Reads a text with `parse`; a bare number, or anything else, is told how a `what` is written.
template <typename Parse, typename Store>
bool read_quantity(const Node& node, const std::string& address, Diagnostics& diagnostics,
                   std::string_view what, std::string_view unit, Parse parse, Store store) {
  if (is_bare_number(node)) {
    const bool is_usable = std::isfinite(node.number()) && node.number() >= 0;
    const std::string number = is_usable ? write_number(node.number()) : "8";
    const std::string in_seconds = what == "a time" ? fmt::format("\"{} s\" or ", number) : "";
    diagnostics.error(node.place(), address, fmt::format("{} needs its unit, got {}", what, node.to_toml()),
                      fmt::format("write {}\"{} {}\"", in_seconds, number, unit));
    return false;
  }
  if (!node.is_text()) {
    report_not(node, address, diagnostics, what, fmt::format("write it like \"8 {}\"", unit));
    return false;
  }
  auto parsed = parse(node.text());
  if (!parsed.value) {
    diagnostics.error(node.place(), address, parsed.problem, parsed.remedy);
    return false;
  }
  store(*parsed.value);
  return true;
}

}  // namespace

void report_not(const Node& node, const std::string& address, Diagnostics& diagnostics, std::string_view what,
                std::string remedy) {
  diagnostics.error(node.place(), address, fmt::format("must be {}, got {}", what, described(node)),
                    std::move(remedy));
}

bool read_value(const Node& node, const std::string& address, Diagnostics& diagnostics, std::int64_t& value) {
  if (node.is_integer()) {
    value = node.integer();
    return true;
  }
  std::string remedy;
  if (node.is_number() && std::floor(node.number()) == node.number() && std::fabs(node.number()) < 9e18) {
    remedy = fmt::format("write {}", static_cast<std::int64_t>(node.number()));
  } else if (node.is_text() && !node.text().empty() &&
             node.text().find_first_not_of("0123456789_") == std::string::npos) {
    remedy = fmt::format("write {}, without quotes", node.text());
  }
  report_not(node, address, diagnostics, "a whole number", remedy);
  return false;
}

bool read_value(const Node& node, const std::string& address, Diagnostics& diagnostics, double& value) {
  if (!is_bare_number(node)) {
    report_not(node, address, diagnostics, "a number");
    return false;
  }
  if (!std::isfinite(node.number())) {
    diagnostics.error(node.place(), address, fmt::format("must be a finite number, got {}", node.to_toml()));
    return false;
  }
  value = node.number();
  return true;
}

bool read_value(const Node& node, const std::string& address, Diagnostics& diagnostics, bool& value) {
  if (node.type() != Node::Type::boolean) {
    report_not(node, address, diagnostics, "true or false");
    return false;
  }
  value = node.boolean();
  return true;
}

bool read_value(const Node& node, const std::string& address, Diagnostics& diagnostics, std::string& value) {
  if (!node.is_text()) {
    report_not(node, address, diagnostics, "a text in quotes");
    return false;
  }
  value = node.text();
  return true;
}

bool read_value(const Node& node, const std::string& address, Diagnostics& diagnostics, Duration& value) {
  return read_quantity(node, address, diagnostics, "a time", "ms", parse_duration,
                       [&](Duration d) { value = d; });
}

bool read_value(const Node& node, const std::string& address, Diagnostics& diagnostics, Rate& value) {
  return read_quantity(node, address, diagnostics, "a rate", "/s", parse_rate, [&](Rate r) { value = r; });
}

bool read_value(const Node& node, const std::string& address, Diagnostics& diagnostics, Ratio& value) {
  if (is_bare_number(node)) return read_value(node, address, diagnostics, value.value);
  return read_quantity(node, address, diagnostics, "a share", "%", parse_ratio, [&](Ratio r) { value = r; });
}

bool read_value(const Node& node, const std::string& address, Diagnostics& diagnostics, Limit& value) {
  if (node.is_text() && node.text() == "unlimited") {
    value = Limit{};
    return true;
  }
  if (!node.is_integer()) {
    report_not(node, address, diagnostics, "a whole number or \"unlimited\"");
    return false;
  }
  if (node.integer() == Limit::kUnlimited) {
    diagnostics.error(node.place(), address, "is too large a number", "write \"unlimited\"");
    return false;
  }
  value.count = node.integer();
  return true;
}

bool read_value(const Node& node, const std::string& address, Diagnostics& diagnostics, Bytes& value) {
  return read_quantity(node, address, diagnostics, "a size", "KiB", parse_bytes,
                       [&](std::int64_t bytes) { value.count = bytes; });
}

bool read_value(const Node& node, const std::string& address, Diagnostics& diagnostics, Price& value) {
  return read_quantity(node, address, diagnostics, "a price", "USD/h", parse_price,
                       [&](const Price& price) { value = price; });
}

bool read_value(const Node& node, const std::string& address, Diagnostics& diagnostics,
                std::vector<std::string>& value) {
  value.clear();
  if (node.is_text()) {
    value.push_back(node.text());
    return true;
  }
  return read_list(node, address, diagnostics, "a name or a list of names", value);
}

bool read_value(const Node& node, const std::string& address, Diagnostics& diagnostics, Shares& value) {
  value.clear();
  bool is_good = true;
  if (!node.is_table()) {
    std::vector<std::string> names;
    is_good = read_value(node, address, diagnostics, names);
    for (std::string& name : names) value.emplace_back(std::move(name), 1.0);
    return is_good;
  }
  for (const Node& entry : node.children()) {
    Ratio share;
    const std::string entry_address = address + "." + entry.key();
    if (!read_value(entry, entry_address, diagnostics, share)) {
      is_good = false;
    } else if (share.value <= 0) {
      diagnostics.error(entry.place(), entry_address,
                        fmt::format("a share must be above 0, got {}", entry.to_toml()));
      is_good = false;
    }
    value.emplace_back(entry.key(), share.value);
  }
  return is_good;
}

std::string write_value(std::int64_t value) { return std::to_string(value); }
std::string write_value(double value) { return write_number(value); }
std::string write_value(bool value) { return value ? "true" : "false"; }
std::string write_value(const std::string& value) { return value.empty() ? "" : quoted(value); }
std::string write_value(const Duration& value) { return quoted(write_duration(value)); }
std::string write_value(const Rate& value) { return quoted(write_rate(value)); }
std::string write_value(const Ratio& value) { return write_number(value.value); }
std::string write_value(const Limit& value) {
  return value.is_unlimited() ? quoted("unlimited") : std::to_string(value.count);
}
std::string write_value(const Bytes& value) { return quoted(write_bytes(value)); }
std::string write_value(const Price& value) { return quoted(write_price(value)); }
std::string write_value(const TimeSpec& value) {
  return value.text.starts_with("{") ? value.text : quoted(value.text);
}

std::string write_value(const std::vector<std::string>& value) {
  std::string text;
  for (const std::string& name : value) text += (text.empty() ? "" : ", ") + quoted(name);
  return text.empty() ? "" : "[" + text + "]";
}

std::string write_value(const Shares& value) {
  std::string text;
  for (const auto& [name, share] : value) {
    text += (text.empty() ? "" : ", ") + (is_name(name) ? name : quoted(name)) + " = " + write_number(share);
  }
  return text.empty() ? "" : "{ " + text + " }";
}

}  // namespace plimsoll::spec
