#pragma once

#include <string>
#include <string_view>

#include "report/palette.hpp"

namespace plimsoll::cli {

/// Whether colour goes to standard output (1) or standard error (2): NO_COLOR turns it off, CLICOLOR_FORCE
/// on; else it is for terminals that are not dumb.
report::Palette palette_for(int descriptor);

/// Whether a line on standard error may be written over, for progress.
bool can_show_progress();

/// Data, to standard output. A reader that has gone away is no error; a full disk is (throws FileError).
void print(std::string_view text);

/// Everything else, to standard error.
void say(std::string_view text);

/// Writes all of `text`. Returns 0, or the error number that stopped it.
int write_all(int descriptor, std::string_view text);

}  // namespace plimsoll::cli
