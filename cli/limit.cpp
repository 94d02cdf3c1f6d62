#include "study/ladder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include "cli/command.hpp"
#include "cli/failure.hpp"
#include "cli/interrupt.hpp"
#include "cli/model_input.hpp"
#include "cli/number_option.hpp"
#include "cli/output_file.hpp"
#include "cli/progress.hpp"
#include "cli/terminal.hpp"
#include "models/model_problem.hpp"
#include "report/limit.hpp"

namespace plimsoll::cli {
namespace {

constexpr std::int64_t kMostThreads = 1024;
constexpr std::int64_t kMostRungs = 20;

/// What is moved: what --of names, or the load of the file.
std::vector<NumberSetting> moved_by(const Arguments& arguments, const FamilyOfModels& family) {
  std::vector<NumberSetting> moved;
  for (const std::string& address : arguments.values("of")) {
    moved.push_back(family.number("of", address));
  }
  if (!moved.empty()) {
    if (moved.size() > 1 && !(moved.front().value > 0)) {
      throw UsageError(fmt::format("--of {}: is 0, so that nothing can follow it in proportion",
                                   moved.front().address));
    }
    return moved;
  }
  moved = usual_load(family.load_with(), family.loaded());
  if (moved.empty()) {
    throw UsageError("no traffic of this model has users or a rate to raise",
                     "say which number is the load: --of ADDRESS");
  }
  if (moved.size() > 1) {
    std::string all;
    for (const NumberSetting& one : moved) all += " --of " + one.address;
    throw UsageError("the model has several kinds of traffic, and the load may be any of them",
                     "name one, or all that rise together:" + all);
  }
  return moved;
}

int find(const Arguments& arguments) {
  const std::string format = arguments.choice("format", {"text", "json"});
  const std::string out = arguments.value("out").value_or("");
  LimitOptions options;
  options.precision = share_option(arguments, "precision", 0.01);
  options.run.threads = static_cast<int>(arguments.number("threads", 0, kMostThreads).value_or(0));
  const int next = static_cast<int>(arguments.number("next", 0, kMostRungs).value_or(0));
  keep_inputs(out, arguments.operands());
  OutputFile output(out);

  const FamilyOfModels family(arguments);
  const std::vector<NumberSetting> moved = moved_by(arguments, family);
  options.from = family.amount_option(arguments, "from", moved.front());
  options.to = family.amount_option(arguments, "to", moved.front());
  if (options.from && options.to && !(*options.from < *options.to)) {
    throw UsageError("--from is not below --to");
  }
  ProgressLine progress;
  options.run.stop = &catch_interrupts();
  options.run.progress = progress.callback();
  options.looked = [&](const LimitPoint& point) {
    progress.set_label(report::look_text(moved.front(), point));
  };
  const Ladder ladder = family.ask([&] { return climb(family.load_with(), moved, next, options); });

  const report::Palette palette = output.is_standard_output() ? palette_for(1) : report::Palette{};
  output.write(format == "json" ? report::to_json(ladder) : report::to_text(ladder, palette));
  if (format == "json" || !output.is_standard_output()) {
    say(report::verdict_line(ladder.first, palette_for(2)) + "\n");
  }
  return exit_code(ladder);
}

std::vector<Option> limit_options() {
  std::vector<Option> options = {
      {"of", "ADDRESS", "The number that is the load. Several rise together, in proportion. Without it the users or the rate of the file's traffic.", true},
      {"precision", "SHARE", "How narrow the interval shall be: \"1 %\" to either side, unless another is given.", false},
      {"next", "N", "Also what limits next, once that is lifted, and after that: N limits more.", false},
      {"from", "LOAD", "The lowest load to look at; without it 1, or a thousandth of the file's.", false},
      {"to", "LOAD", "The highest; without it a thousand times the file's.", false},
  };
  for (const Option& option : model_options()) options.push_back(option);
  options.push_back({"threads", "N", "Worker threads; 0 means one per core. Never changes a result.", false});
  options.push_back({"format", "text|json", "How to print it.", false});
  options.push_back({"out", "FILE", "Write it there instead of to standard output.", false});
  return options;
}

}  // namespace

Command limit_command() {
  Command command;
  command.name = "limit";
  command.summary = "find the highest load at which every objective holds, and what binds there";
  command.operands = "FILE...";
  command.least_operands = 1;
  command.most_operands = 1000;
  command.examples = {
      {"plimsoll limit shop.toml", "how many users it carries"},
      {"plimsoll limit shop.toml --next 1 --precision '5 %'", "and what gives way next, once that has been enlarged"},
      {"plimsoll limit shop.toml --of traffic.visitors.users --to 2_000 --precision '5 %'", "which number is the load, and how far to look"},
      {"plimsoll limit shop.toml --precision '5 %' --format json", "a coarser answer, for a program"},
  };
  command.options = limit_options();
  command.details = {
      "Theory says where to begin, few replications find two loads of which one holds and one fails, and "
      "replications are added between them until the interval of the limit is narrow enough. Replication i "
      "has the same luck at every load.",
      "Exit code: 0 when the limit is found, 98 when it is known less closely than was asked for, cannot be told, or lies beyond --to; "
      "99 when an objective fails at the lowest load; 130 interrupted, 2 usage, 3 file, 4 invalid model, 5 stopped by a guard, "
      "1 our own mistake."};
  command.run = find;
  return command;
}

}  // namespace plimsoll::cli
