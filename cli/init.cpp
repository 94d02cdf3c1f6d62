#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "cli/command.hpp"
#include "cli/failure.hpp"
#include "cli/terminal.hpp"

namespace plimsoll::cli {
namespace {

constexpr std::string_view kStartingModel =
    R"([system.app]                    # a part; `plimsoll explain server` lists its settings
kind    = "server"
cores   = 4                     # per instance; add instances = 2 for two of them
workers = 32                    # per instance: requests in progress at once
[request.page]                  # what users ask for, step by step
on      = "app"
steps   = [{ work = { dist = "exponential", mean = "8 ms" } }]   # CPU time, drawn anew each time
[traffic.visitors]              # who asks: 1,000 users, each thinking 5 s between answer and question
users   = 1_000
think   = { dist = "exponential", mean = "5 s" }
[objective.quick]               # what we promise; the exit code of `plimsoll run` tells
p95_below = "100 ms"
)";

std::string path_for(std::string name) {
  constexpr std::string_view kEnding = ".toml";
  const bool has_ending =
      name.size() > kEnding.size() && name.substr(name.size() - kEnding.size()) == kEnding;
  return has_ending ? name : name.append(kEnding);
}

int write_model(const Arguments& arguments) {
  const std::string path = path_for(arguments.operands().empty() ? "model" : arguments.operands().front());
  // O_EXCL: somebody's file is never written over, not even in a race.
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (file < 0) {
    const int problem = errno;
    if (problem == EEXIST) throw FileError(fmt::format("{}: is there already and was left as it is", path));
    throw FileError(fmt::format("{}: cannot be written: {}", path, std::strerror(problem)));
  }
  const int problem = write_all(file, kStartingModel);
  close(file);
  if (problem != 0) throw FileError(fmt::format("{}: cannot be written: {}", path, std::strerror(problem)));
  print(fmt::format("wrote {}; next: plimsoll run {}\n", path, path));
  return kOk;
}

}  // namespace

Command init_command() {
  Command command;
  command.name = "init";
  command.summary = "write a model of 12 lines to start from";
  command.operands = "[NAME]";
  command.most_operands = 1;
  command.examples = {
      {"plimsoll init", "writes model.toml"},
      {"plimsoll init web", "writes web.toml"},
  };
  command.details = {"A file that is there already is left as it is (exit code 3)."};
  command.run = write_model;
  return command;
}

}  // namespace plimsoll::cli
