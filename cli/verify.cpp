#include "report/verify.hpp"

#include <fmt/format.h>

#include <string>

#include "cli/command.hpp"
#include "cli/failure.hpp"
#include "cli/model_input.hpp"
#include "cli/simulate.hpp"
#include "cli/terminal.hpp"
#include "report/html/carried.hpp"
#include "report/json.hpp"

namespace plimsoll::cli {
namespace {

constexpr std::int64_t kMostThreads = 1024;
constexpr int kDiffers = 99;

int verify_result(const Arguments& arguments) {
  const int threads = static_cast<int>(arguments.number("threads", 0, kMostThreads).value_or(0));
  const spec::Source file = read_source(arguments.operands().front());
  const std::string text = report::html::carried_in(file.text).value_or(file.text);
  std::string problem;
  const std::optional<report::Recorded> recorded = report::read_recorded(text, problem);
  if (!recorded.has_value()) {
    throw FileError(fmt::format("{}: {}", file.name, problem),
                    "plimsoll run MODEL --format json --out result.json");
  }
  if (!recorded->complete) {
    throw FileError(fmt::format("{}: is of an interrupted run", file.name),
                    "which replications had finished was chance; only a complete result can be verified");
  }
  spec::LoadRequest request;
  request.files = recorded->files;
  request.case_name = recorded->case_name;
  request.sets = recorded->sets;
  const Results now = simulate(load_request(std::move(request)), threads);
  if (!now.run.complete) return exit_code(now);

  const report::Verification found = report::verify(text, report::to_json(now));
  print(report::to_text(found, file.name));
  return found.is_same() ? kOk : kDiffers;
}

}  // namespace

Command verify_command() {
  Command command;
  command.name = "verify";
  command.summary = "run a result again and say whether the same comes out, to the byte";
  command.operands = "RESULT";
  command.least_operands = 1;
  command.most_operands = 1;
  command.examples = {
      {"plimsoll run shop.toml --format json --out result.json && plimsoll verify result.json",
       "a result carries its model, so the file alone is enough"},
      {"plimsoll run shop.toml --format json | plimsoll verify -", "from standard input"},
      {"plimsoll report shop.toml && plimsoll verify report.html", "a report carries its result and its model"},
  };
  command.options = {
      {"threads", "N", "Worker threads; 0 means one per core. Never changes a result.", false}};
  command.details = {
      "RESULT is what `plimsoll run --format json` or `plimsoll report` wrote. Its model is run again, with its case, settings, "
      "seed and "
      "replications, and every field is compared but the three that may differ: wall_seconds, threads, "
      "commit.",
      "Exit code: 0 the same, 99 something differs, 3 the file is no complete result, 4 its model is not "
      "accepted, "
      "130 interrupted, 2 usage, 5 stopped by a guard, 1 our own mistake."};
  command.run = verify_result;
  return command;
}

}  // namespace plimsoll::cli
