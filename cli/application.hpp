#pragma once

#include <string>
#include <vector>

namespace plimsoll::cli {

/// Does what the command line asks for and returns the exit code of the process. Throws nothing.
int application(const std::vector<std::string>& words);

}  // namespace plimsoll::cli
