#include "cli/terminal.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "cli/failure.hpp"

namespace plimsoll::cli {
namespace {

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view{} : std::string_view{value};
}

}  // namespace

report::Palette palette_for(int descriptor) {
  if (!environment("NO_COLOR").empty()) return report::Palette{false};
  const std::string_view force = environment("CLICOLOR_FORCE");
  if (!force.empty() && force != "0") return report::Palette{true};
  return report::Palette{isatty(descriptor) == 1 && environment("TERM") != "dumb"};
}

bool can_show_progress() { return isatty(STDERR_FILENO) == 1 && environment("TERM") != "dumb"; }

int write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(descriptor, text.data(), text.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return errno;
    }
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

void print(std::string_view text) {
  const int problem = write_all(STDOUT_FILENO, text);
  if (problem != 0 && problem != EPIPE) {
    throw FileError(fmt::format("standard output cannot be written: {}", std::strerror(problem)));
  }
}

void say(std::string_view text) {
  // Where standard error is closed there is nobody left to tell.
  static_cast<void>(write_all(STDERR_FILENO, text));
}

}  // namespace plimsoll::cli
