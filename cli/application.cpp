#include "cli/application.hpp"

#include <fmt/format.h>

#include <exception>
#include <filesystem>
#include <new>
#include <system_error>

#include "cli/command.hpp"
#include "cli/failure.hpp"
#include "cli/help.hpp"
#include "cli/terminal.hpp"
#include "models/guard_stop.hpp"
#include "models/spec/diagnostic.hpp"
#include "report/build_info.hpp"

namespace plimsoll::cli {
namespace {

const Command& find_command(const std::string& name) {
  std::vector<std::string> known = {"help"};
  for (const Command& command : commands()) {
    if (command.name == name) return command;
    known.push_back(command.name);
  }
  std::string remedy = spec::did_you_mean(name, known);
  std::error_code ignored;
  if (remedy.empty() && std::filesystem::is_regular_file(name, ignored)) {
    remedy = fmt::format("to simulate that file: plimsoll run {}", name);
  }
  if (remedy.empty()) remedy = "`plimsoll` alone lists all commands";
  throw UsageError(fmt::format("there is no command '{}'", name), remedy);
}

int show_help(const std::vector<std::string>& words) {
  if (words.size() < 2) {
    print(short_help(palette_for(1)));
  } else if (words[1] == "--examples") {
    print(all_examples());
  } else {
    print(help_of(find_command(words[1]), palette_for(1)));
  }
  return kOk;
}

int show_version() {
  const report::BuildInfo& build = report::build_info();
  print(fmt::format("plimsoll {}\ncommit   {}\ncompiler {}\n", build.version, build.commit, build.compiler));
  return kOk;
}

int run_command_named(const std::string& name, const std::vector<std::string>& words) {
  const Command& command = find_command(name);
  const Arguments arguments(command.options, words);
  if (arguments.has("help")) {
    print(help_of(command, palette_for(1)));
    return kOk;
  }
  const std::vector<std::string>& operands = arguments.operands();
  if (operands.size() < command.least_operands) {
    throw UsageError(fmt::format("{} is missing", command.operands), command.examples.front().line);
  }
  if (operands.size() > command.most_operands) {
    throw UsageError(fmt::format("there is no use for '{}'", operands[command.most_operands]));
  }
  return command.run(arguments);
}

int dispatch(const std::vector<std::string>& words) {
  if (words.empty()) return show_help({});
  const std::string& first = words.front();
  if (first == "help" || first == "--help" || first == "-h") return show_help(words);
  if (first == "--version" || first == "-V") return show_version();
  if (first.starts_with('-')) {
    throw UsageError(fmt::format("there is no option '{}' before a command", first),
                     spec::did_you_mean(first, {"--help", "--version"}));
  }
  return run_command_named(first, {words.begin() + 1, words.end()});
}

/// "plimsoll run", or "plimsoll" where no command was understood.
std::string who(const std::vector<std::string>& words) {
  for (const Command& command : commands()) {
    if (!words.empty() && words.front() == command.name) return "plimsoll " + command.name;
  }
  return "plimsoll";
}

}  // namespace

int application(const std::vector<std::string>& words) {
  try {
    return dispatch(words);
  } catch (const UsageError& error) {
    say(fmt::format("{}: {}\n", who(words), error.what()));
    if (!error.remedy().empty()) say(fmt::format("  = {}\n", error.remedy()));
    say(fmt::format("  = `{} --help` shows how it is used\n", who(words)));
    return kUsage;
  } catch (const FileError& error) {
    say(fmt::format("{}: {}\n", who(words), error.what()));
    if (!error.remedy().empty()) say(fmt::format("  = {}\n", error.remedy()));
    return kFile;
  } catch (const ModelError& error) {
    say(error.what());
    return kModel;
  } catch (const GuardStop& stop) {
    say(fmt::format("{}: stopped by a guard: {}\n", who(words), stop.what()));
    return kGuard;
  } catch (const std::bad_alloc&) {
    say(fmt::format("{}: stopped by a guard: this machine has too little memory for it\n", who(words)));
    return kGuard;
  } catch (const std::exception& error) {
    say(fmt::format("{}: our own mistake, please report it with your model: {}\n", who(words), error.what()));
    return kInternal;
  }
}

}  // namespace plimsoll::cli
