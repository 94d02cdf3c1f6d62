#include <csignal>
#include <string>
#include <vector>

#include "cli/application.hpp"

int main(int argc, char** argv) {
  // A reader that goes away (`plimsoll run shop.toml | head -1`) is seen by print(), not by a signal.
  std::signal(SIGPIPE, SIG_IGN);
  return plimsoll::cli::application(std::vector<std::string>(argv + (argc > 0 ? 1 : 0), argv + argc));
}
