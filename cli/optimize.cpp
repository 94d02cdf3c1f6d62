#include "study/optimize.hpp"

#include <fmt/format.h>

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
#include "cli/sweep_model.hpp"
#include "cli/terminal.hpp"
#include "report/optimize.hpp"

namespace plimsoll::cli {
namespace {

constexpr std::int64_t kMostThreads = 1024;
constexpr std::int64_t kMostRunnersUp = 1'000;

/// What can be asked of a model only once it is loaded.
void check_question(const spec::Spec& model) {
  if (model.objectives.empty()) {
    throw UsageError(fmt::format("{}: has no objective, so that the cheapest point of all would do", model.source),
                     "write one: [objective.quick] with request = \"page\" and p99_below = \"300 ms\"; `plimsoll explain objective`");
  }
  if (model.prices.empty()) {
    throw UsageError(fmt::format("{}: has no price, so that no point is cheaper than another", model.source),
                     "write price = \"machine\" in a part, and [price] with machine = \"0.04 USD/h\"; `plimsoll explain price`");
  }
}

int choose(const Arguments& arguments) {
  const std::string format = arguments.choice("format", {"text", "json"});
  const std::string out = arguments.value("out").value_or("");
  OptimizeOptions options;
  options.sure = share_option(arguments, "sure", 0.95);
  options.runners_up = static_cast<int>(arguments.number("runner-ups", 0, kMostRunnersUp).value_or(3));
  options.exhaustive = arguments.has("exhaustive");
  options.run.threads = static_cast<int>(arguments.number("threads", 0, kMostThreads).value_or(0));
  keep_inputs(out, arguments.operands());
  OutputFile output(out);

  const SweepModel model = load_sweep(arguments, "over");
  check_question(model.at(0));
  PointsToChoose points;
  points.addresses = model.plan.addresses;
  for (const auto& point : model.plan.points) points.values.push_back(point.values);
  points.at = [&](std::uint64_t number) { return model.at(number); };

  ProgressLine progress;
  options.run.stop = &catch_interrupts();
  options.run.progress = progress.callback();
  options.looked = [&](const OptimumPoint& point) { progress.set_label(report::look_text(point)); };
  Optimum optimum;
  try {
    optimum = optimize(points, options);
  } catch (const std::invalid_argument& impossible) {
    throw UsageError(impossible.what());
  }
  const report::Palette palette = output.is_standard_output() ? palette_for(1) : report::Palette{};
  output.write(format == "json" ? report::to_json(optimum) : report::to_text(optimum, palette));
  if (format == "json" || !output.is_standard_output()) say(report::verdict_line(optimum, palette_for(2)) + "\n");
  return exit_code(optimum);
}

std::vector<Option> optimize_options() {
  std::vector<Option> options = {
      {"over", "ADDRESS=[...]", "The values to choose from for one setting. May be given often; every combination is a point. Adds to [sweep].", true},
      {"sure", "SHARE", "How sure the answer shall be: \"95 %\", unless another is given.", false},
      {"runner-ups", "N", "So many that cost more are simulated too, a little: 3, unless another is given.", false},
      {"exhaustive", "", "Simulate every point until it is decided: nothing is struck out by theory or left out.", false},
  };
  for (const Option& option : model_options()) options.push_back(option);
  options.push_back({"threads", "N", "Worker threads; 0 means one per core. Never changes a result.", false});
  options.push_back({"format", "text|json", "How to print it.", false});
  options.push_back({"out", "FILE", "Write it there instead of to standard output.", false});
  return options;
}

}  // namespace

Command optimize_command() {
  Command command;
  command.name = "optimize";
  command.summary = "find the cheapest of many settings at which every objective holds, and how sure that is";
  command.operands = "FILE...";
  command.least_operands = 1;
  command.most_operands = 1000;
  command.examples = {
      {"plimsoll optimize shop.toml --over 'system.app.instances=[1, 2, 3]'", "how few servers will do"},
      {"plimsoll optimize shop.toml --over 'system.app.instances=[1, 2, 3]' --over 'system.app.cores=[1, 2]' --sure '99 %' --format json",
       "every combination of two settings, for a program"},
  };
  command.options = optimize_options();
  command.details = {
      "Lists are those of `plimsoll sweep`. Theory strikes out points that cannot hold; the others are simulated "
      "in order of cost, each until it is clear whether it holds, and the first that does is the answer.",
      "Exit code: 0 when the cheapest is found, 98 when it is known less surely than was asked for, 99 when no point "
      "holds; 130 interrupted, 2 usage, 3 file, 4 invalid model, 5 stopped by a guard, 1 our own mistake."};
  command.run = choose;
  return command;
}

}  // namespace plimsoll::cli
