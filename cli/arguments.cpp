#include "cli/arguments.hpp"

#include <fmt/format.h>

#include <boost/program_options.hpp>
#include <charconv>

#include "cli/failure.hpp"
#include "models/spec/diagnostic.hpp"

namespace plimsoll::cli {
namespace {

namespace po = boost::program_options;

po::options_description described(const std::vector<Option>& options) {
  po::options_description description;
  for (const Option& option : options) {
    if (option.value.empty()) {
      description.add_options()(option.name.c_str(), "");
    } else {
      description.add_options()(option.name.c_str(), po::value<std::string>(), "");
    }
  }
  description.add_options()("help,h", "");
  return description;
}

[[noreturn]] void refuse_unknown(const std::vector<Option>& options, const std::string& word) {
  const std::string name = word.substr(0, word.find('='));
  std::vector<std::string> known = {"--help"};
  for (const Option& option : options) known.push_back("--" + option.name);
  for (const std::string& one : known) {
    if (name.size() > 3 && one.rfind(name, 0) == 0) {
      throw UsageError(fmt::format("there is no option '{}'", name),
                       fmt::format("options are written out: '{}'", one));
    }
  }
  throw UsageError(fmt::format("there is no option '{}'", name), spec::did_you_mean(name, known));
}

/// What Boost found wrong, in our words.
[[noreturn]] void refuse(const po::invalid_command_line_syntax& error) {
  const std::string name = error.get_option_name();
  switch (error.kind()) {
    case po::invalid_command_line_syntax::missing_parameter:
    case po::invalid_command_line_syntax::empty_adjacent_parameter:
      throw UsageError(fmt::format("option '{}' needs a value", name));
    case po::invalid_command_line_syntax::extra_parameter:
      throw UsageError(fmt::format("option '{}' takes no value", name));
    default:
      throw UsageError(error.what());
  }
}

}  // namespace

Arguments::Arguments(const std::vector<Option>& options, const std::vector<std::string>& words) {
  namespace style = po::command_line_style;
  constexpr int kStyle = style::allow_long | style::long_allow_adjacent | style::long_allow_next |
                         style::allow_short | style::allow_dash_for_short | style::short_allow_next;
  const po::options_description description = described(options);
  po::positional_options_description operands;
  operands.add(" operand", -1);
  po::parsed_options parsed(&description);
  try {
    parsed = po::command_line_parser(words)
                 .options(description)
                 .positional(operands)
                 .style(kStyle)
                 .allow_unregistered()
                 .run();
  } catch (const po::invalid_command_line_syntax& error) {
    refuse(error);
  } catch (const po::error& error) {
    throw UsageError(error.what());
  }
  for (const po::option& found : parsed.options) {
    if (found.position_key >= 0) {
      operands_.insert(operands_.end(), found.value.begin(), found.value.end());
      continue;
    }
    if (found.unregistered) refuse_unknown(options, found.original_tokens.front());
    const std::string name = found.string_key == "-h" ? "help" : found.string_key;
    std::vector<std::string>& values = values_[name];
    for (const Option& option : options) {
      if (option.name == name && !option.repeats && !values.empty()) {
        throw UsageError(fmt::format("option '--{}' is given twice", name));
      }
    }
    values.insert(values.end(), found.value.begin(), found.value.end());
  }
}

std::optional<std::string> Arguments::value(const std::string& option) const {
  const auto found = values_.find(option);
  if (found == values_.end() || found->second.empty()) return std::nullopt;
  return found->second.back();
}

const std::vector<std::string>& Arguments::values(const std::string& option) const {
  static const std::vector<std::string> none;
  const auto found = values_.find(option);
  return found == values_.end() ? none : found->second;
}

std::optional<std::int64_t> Arguments::number(const std::string& option, std::int64_t least,
                                              std::int64_t most) const {
  const std::optional<std::string> text = value(option);
  if (!text.has_value()) return std::nullopt;
  std::int64_t number = 0;
  const char* end = text->data() + text->size();
  const auto [stopped, problem] = std::from_chars(text->data(), end, number);
  if (problem != std::errc{} || stopped != end || number < least || number > most) {
    throw UsageError(fmt::format("option '--{}' takes a whole number from {} to {}, got '{}'", option, least,
                                 most, *text));
  }
  return number;
}

std::string Arguments::choice(const std::string& option, const std::vector<std::string>& words) const {
  const std::optional<std::string> text = value(option);
  if (!text.has_value()) return words.front();
  for (const std::string& word : words) {
    if (word == *text) return word;
  }
  throw UsageError(fmt::format("option '--{}' takes {}, got '{}'", option, fmt::join(words, " or "), *text),
                   spec::did_you_mean(*text, words));
}

}  // namespace plimsoll::cli
