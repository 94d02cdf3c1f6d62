#include "study/sensitivity.hpp"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "cli/command.hpp"
#include "cli/failure.hpp"
#include "cli/interrupt.hpp"
#include "cli/number_option.hpp"
#include "cli/output_file.hpp"
#include "cli/progress.hpp"
#include "cli/terminal.hpp"
#include "report/sensitivity.hpp"

namespace plimsoll::cli {
namespace {

constexpr std::int64_t kMostThreads = 1024;
constexpr int kInterrupted = 130;

std::string shown(const Sensitivity& found, const std::string& format, const report::Palette& palette) {
  if (format == "json") return report::to_json(found);
  if (format == "csv") return report::to_csv(found);
  return report::to_text(found, palette);
}

int look(const Arguments& arguments) {
  const std::string format = arguments.choice("format", {"text", "csv", "json"});
  const std::string out = arguments.value("out").value_or("");
  SensitivityOptions options;
  options.step = share_option(arguments, "step", 0.01);
  options.run.threads = static_cast<int>(arguments.number("threads", 0, kMostThreads).value_or(0));
  keep_inputs(out, arguments.operands());
  OutputFile output(out);

  const FamilyOfModels family(arguments);
  std::vector<NumberSetting> settings;
  for (const std::string& address : arguments.values("of")) settings.push_back(family.number("of", address));
  if (settings.empty()) settings = written_numbers(family.load_with(), family.loaded());
  std::vector<std::string> measures = arguments.values("measure");
  if (measures.empty()) measures = usual_measures(*family.loaded().spec);

  ProgressLine progress;
  options.run.stop = &catch_interrupts();
  options.run.progress = progress.callback();
  std::size_t done = 0;
  options.looked = [&](const SensitivityRow&) {
    progress.set_label(fmt::format("{} of {} numbers", ++done, settings.size()));
  };
  const Sensitivity found =
      family.ask([&] { return sensitivity_of(family.load_with(), settings, measures, options); });
  if (!found.complete && found.rows.empty()) return kInterrupted;
  output.write(shown(found, format, output.is_standard_output() ? palette_for(1) : report::Palette{}));
  return found.complete ? kOk : kInterrupted;
}

std::vector<Option> sensitivity_options() {
  std::vector<Option> options = {
      {"of", "ADDRESS", "A number to move; may be given often. Without it every number that the file gives.", true},
      {"measure", "ADDRESS", "What to look at: checkout.p99, app.utilisation, cost. May be given often. Without it what objectives promise.", true},
      {"step", "SHARE", "How far to either side: \"1 %\", unless another is given. Counts move by one at least.", false},
  };
  for (const Option& option : model_options()) options.push_back(option);
  options.push_back({"threads", "N", "Worker threads; 0 means one per core. Never changes a result.", false});
  options.push_back({"format", "text|csv|json", "How to print it; csv has a line for each number and measure.", false});
  options.push_back({"out", "FILE", "Write it there instead of to standard output.", false});
  return options;
}

}  // namespace

Command sensitivity_command() {
  Command command;
  command.name = "sensitivity";
  command.summary = "say which numbers of the file matter: per cent of a measure for a per cent of a number";
  command.operands = "FILE...";
  command.least_operands = 1;
  command.most_operands = 1000;
  command.examples = {
      {"plimsoll sensitivity shop.toml", "every number of the file, against what the objectives promise"},
      {"plimsoll sensitivity shop.toml --of traffic.visitors.users --measure page.mean --measure app.utilisation",
       "one number and two measures"},
  };
  command.options = sensitivity_options();
  command.details = {
      "An elasticity of +9 says that 1 % more of the number makes the measure 9 % larger. It is the difference "
      "between a model with a little more and one with a little less, replication by replication with the same luck.",
      "Exit code: 0; 130 interrupted (the numbers that are finished are shown), 2 usage, 3 file, 4 invalid "
      "model, 5 stopped by a guard, 1 our own mistake."};
  command.run = look;
  return command;
}

}  // namespace plimsoll::cli
