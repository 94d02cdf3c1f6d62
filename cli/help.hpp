#pragma once

#include <cstddef>
#include <string>

#include "cli/command.hpp"
#include "report/palette.hpp"

namespace plimsoll::cli {

/// What `plimsoll` alone prints: three examples and the commands.
std::string short_help(const report::Palette& palette);

/// What `plimsoll COMMAND --help` prints: examples first.
std::string help_of(const Command& command, const report::Palette& palette);

/// Every example of every command, one per line: exit code, tab, command line. For the tests.
std::string all_examples();

}  // namespace plimsoll::cli
