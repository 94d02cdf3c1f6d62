#include "study/settings.hpp"

#include <cctype>
#include <cstdlib>

namespace plimsoll {
namespace {

/// Calls `look` with the field of that name, if the kind has it.
template <typename Look>
void with_field(const spec::Part& part, const std::string& setting, const Look& look) {
  const std::unique_ptr<spec::PartSettings> settings = part.settings->clone();
  spec::Fields fields;
  settings->describe(fields);
  if (const spec::Field* field = fields.find(setting)) look(*field);
}

bool is_of_name(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

}  // namespace

double number_of(const spec::Part& part, const std::string& setting, double otherwise) {
  double number = otherwise;
  with_field(part, setting, [&](const spec::Field& field) {
    if (field.number) number = field.number();
  });
  return number;
}

std::string text_of(const spec::Part& part, const std::string& setting) {
  std::string text;
  with_field(part, setting, [&](const spec::Field& field) { text = field.write(); });
  return text;
}

spec::Shares shares_of(const spec::Part& part, const std::string& setting) {
  const std::string text = text_of(part, setting);
  spec::Shares shares;
  double sum = 0;
  for (std::size_t at = 0; at < text.size();) {
    if (!is_of_name(text[at]) || std::isdigit(static_cast<unsigned char>(text[at])) != 0) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && is_of_name(text[end])) ++end;
    double share = 1;
    if (text.compare(end, 3, " = ") == 0) {
      const std::size_t number = end + 3;
      share = std::strtod(text.c_str() + number, nullptr);
      shares.emplace_back(text.substr(at, end - at), share);
      at = text.find(',', number);
      if (at == std::string::npos) at = text.size();
    } else {
      shares.emplace_back(text.substr(at, end - at), share);
      at = end;
    }
    sum += share;
  }
  for (auto& [name, share] : shares) share = sum > 0 ? share / sum : 0;
  return shares;
}

bool names(const spec::Part& part, const std::string& setting, const std::string& name) {
  for (const auto& [named, share] : shares_of(part, setting)) {
    if (named == name) return true;
  }
  return false;
}

}  // namespace plimsoll
