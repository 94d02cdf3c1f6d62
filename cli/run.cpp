#include <fmt/format.h>

#include <string>
#include <vector>

#include "cli/command.hpp"
#include "cli/failure.hpp"
#include "cli/model_input.hpp"
#include "cli/output_file.hpp"
#include "cli/simulate.hpp"
#include "cli/terminal.hpp"
#include "report/json.hpp"
#include "report/text.hpp"
#include "report/verdict.hpp"
#include "study/run.hpp"

namespace plimsoll::cli {
namespace {

constexpr std::int64_t kMostThreads = 1024;

int list_cases(const spec::Spec& model) {
  for (const std::string& name : model.cases) print(name + "\n");
  if (model.cases.empty()) say(fmt::format("{}: has no [case.NAME]\n", model.source));
  return kOk;
}

int run_model(const Arguments& arguments) {
  const bool as_json = arguments.choice("format", {"text", "json"}) == "json";
  const int threads = static_cast<int>(arguments.number("threads", 0, kMostThreads).value_or(0));
  const std::string out = arguments.value("out").value_or("");
  keep_inputs(out, arguments.operands());
  OutputFile output(out);

  const spec::LoadResult loaded = load_model(arguments);
  if (arguments.has("list-cases")) return list_cases(accepted(loaded));
  const Results results = simulate(loaded, threads);

  const report::Palette palette = output.is_standard_output() ? palette_for(1) : report::Palette{};
  output.write(as_json ? report::to_json(results) : report::to_text(results, palette));
  // Where the answer does not show on the terminal, its first line still does.
  if (as_json || !output.is_standard_output()) say(report::verdict_line(results, palette_for(2)) + "\n");
  for (const std::string& sentence : results.theory.disagreements) {
    say(fmt::format("plimsoll: {}\n", sentence));
  }
  return exit_code(results);
}

}  // namespace

Command run_command() {
  Command command;
  command.name = "run";
  command.summary = "simulate a model and say whether its objectives hold";
  command.operands = "FILE...";
  command.least_operands = 1;
  command.most_operands = 1000;
  command.examples = {
      {"plimsoll run shop.toml", "the answer: verdict, objectives, requests, parts, cost, how sure"},
      {"plimsoll run shop.toml --set system.app.instances=2 --set traffic.visitors.users=300",
       "what if: two settings changed, the same users and the same luck"},
      {"plimsoll run shop.toml lean.toml --replications 5 --seed 7",
       "with an overlay file on top; later files win"},
      {"plimsoll run shop.toml --list-cases", "names of the cases in the file"},
      {"plimsoll run shop.toml --case lean --format json --out result.json",
       "one named case, as JSON, written whole or not at all"},
      {"plimsoll run - < shop.toml", "from standard input"},
  };
  command.options = model_options();
  command.options.push_back({"list-cases", "", "Print the names of the cases and stop.", false});
  command.options.push_back(
      {"threads", "N", "Worker threads; 0 means one per core. Never changes a result.", false});
  command.options.push_back({"format", "text|json", "How to print the result; JSON is for programs.", false});
  command.options.push_back({"out", "FILE", "Write the result there instead of to standard output.", false});
  command.details = {
      "FILE is the model, or a result as JSON or a report, which carry theirs; further files are overlays, "
      "of "
      "which later ones win. A value after = is read as "
      "TOML, "
      "or taken as text if it is none, so 500ms needs no quotes.",
      "Exit code: 0 all objectives hold, 99 one failed, 98 undecided, 130 interrupted (what is finished is "
      "shown), 2 usage, 3 file, 4 invalid model, 5 stopped by a guard, 1 our own mistake."};
  command.run = run_model;
  return command;
}

}  // namespace plimsoll::cli
