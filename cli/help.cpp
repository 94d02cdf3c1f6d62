#include "cli/help.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/build_info.hpp"
#include "report/table.hpp"

namespace plimsoll::cli {
namespace {

const std::vector<Example>& first_examples() {
  static const std::vector<Example> all = {
      {"plimsoll demo", "a small shop meets a flash sale: what holds, what gives way first"},
      {"plimsoll init", "write a model of 12 lines to start from"},
      {"plimsoll run model.toml", "simulate it and say whether its objectives hold"},
  };
  return all;
}

std::string examples_text(const std::vector<Example>& examples, const report::Palette& palette) {
  std::string text = palette.bold("Examples") + "\n";
  for (const Example& example : examples) {
    text += fmt::format("  {}\n      {}\n", example.line, palette.faint(report::wrapped(example.says, 6)));
  }
  return text;
}

std::string spelled(const Option& option) {
  return "--" + option.name + (option.value.empty() ? "" : " " + option.value);
}

}  // namespace

std::string short_help(const report::Palette& palette) {
  std::string text = fmt::format(
      "plimsoll {}: how much load a back end carries, what gives way first, and how sure that is\n\n",
      report::build_info().version);
  text += examples_text(first_examples(), palette);
  text += "\n" + palette.bold("Commands") + "\n";
  std::size_t widest = 0;
  for (const Command& command : commands()) widest = std::max(widest, command.name.size());
  for (const Command& command : commands())
    text += fmt::format("  {:<{}}  {}\n", command.name, widest, command.summary);
  text += "\n`plimsoll help COMMAND` says more about one; `plimsoll --version` says what this is.\n";
  return text;
}

std::string help_of(const Command& command, const report::Palette& palette) {
  std::string text = fmt::format("plimsoll {}: {}\n\n", command.name, command.summary);
  text += examples_text(command.examples, palette);
  text += fmt::format("\n{}\n  plimsoll {}{}{}\n", palette.bold("Usage"), command.name,
                      command.operands.empty() ? "" : " " + command.operands,
                      command.options.empty() ? "" : " [options]");
  std::vector<Option> options = command.options;
  options.push_back({"help", "", "Show this page; -h does the same.", false});
  std::size_t widest = 0;
  for (const Option& option : options) widest = std::max(widest, spelled(option).size());
  text += "\n" + palette.bold("Options") + "\n";
  for (const Option& option : options) {
    text += fmt::format("  {:<{}}  {}\n", spelled(option), widest, report::wrapped(option.help, widest + 4));
  }
  for (const std::string& paragraph : command.details) text += "\n" + report::wrapped(paragraph, 0) + "\n";
  return text;
}

std::string all_examples() {
  std::string text;
  const auto add = [&](const std::vector<Example>& examples) {
    for (const Example& example : examples) text += fmt::format("{}\t{}\n", example.exit_code, example.line);
  };
  add(first_examples());
  for (const Command& command : commands()) add(command.examples);
  return text;
}

}  // namespace plimsoll::cli
