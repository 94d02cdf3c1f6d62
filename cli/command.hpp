#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "cli/arguments.hpp"

namespace plimsoll::cli {

/// A line that help shows and a test runs.
struct Example {
  std::string line;  // "plimsoll run shop.toml --set system.app.instances=2"
  std::string says;  // what it is good for
  int exit_code = 0;
};

/// One sub-command. Everything that help, parsing and tests need to know about it stands here once.
struct Command {
  std::string name;
  std::string summary;   // one line
  std::string operands;  // "FILE...", as help shows them
  std::size_t least_operands = 0;
  std::size_t most_operands = 0;
  std::vector<std::string> details;  // paragraphs below the options
  std::vector<Option> options;
  std::vector<Example> examples;
  int (*run)(const Arguments& arguments) = nullptr;  // returns the exit code
};

/// All commands, in the order in which help lists them.
const std::vector<Command>& commands();

// One file each: run.cpp, check.cpp, ...
Command run_command();
Command cases_command();
Command sweep_command();
Command merge_command();
Command compare_command();
Command limit_command();
Command optimize_command();
Command sensitivity_command();
Command verify_command();
Command report_command();
Command check_command();
Command config_command();
Command explain_command();
Command init_command();
Command examples_command();
Command demo_command();
Command prices_command();
Command schema_command();
Command selftest_command();

}  // namespace plimsoll::cli
