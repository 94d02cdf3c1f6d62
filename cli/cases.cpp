#include "study/cases.hpp"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "cli/command.hpp"
#include "cli/failure.hpp"
#include "cli/measure_columns.hpp"
#include "cli/model_input.hpp"
#include "cli/output_file.hpp"
#include "cli/simulate.hpp"
#include "cli/terminal.hpp"
#include "report/cases.hpp"

namespace plimsoll::cli {
namespace {

constexpr std::int64_t kMostThreads = 1024;
constexpr int kInterrupted = 130;

/// The model with one case applied; "" is the baseline.
spec::LoadResult load_case(const Arguments& arguments, const std::string& name) {
  ModelInput input;
  input.paths = arguments.operands();
  input.request.case_name = name;
  input.request.sets = arguments.values("set");
  add_run_options(arguments, input.request);
  return load_model(std::move(input));
}

/// The baseline, then the cases that were asked for, or all; every one must load before anything is run.
std::vector<std::pair<std::string, spec::LoadResult>> load_all(const Arguments& arguments) {
  std::vector<std::pair<std::string, spec::LoadResult>> models;
  models.emplace_back("", load_case(arguments, ""));
  const spec::Spec& baseline = accepted(models.front().second);
  std::vector<std::string> names = arguments.values("case");
  if (names.empty()) names = baseline.cases;
  if (names.empty()) {
    throw UsageError(fmt::format("{}: has no [case.NAME]", baseline.source),
                     "`plimsoll explain case` shows how to write one");
  }
  for (const std::string& name : names) {
    models.emplace_back(name, load_case(arguments, name));
    const spec::LoadResult& loaded = models.back().second;
    if (!loaded.spec.has_value()) throw ModelError(refusal(loaded.diagnostics));
  }
  return models;
}

std::string shown(const std::vector<Outcome>& outcomes, const std::vector<std::string>& measures,
                  const std::string& format, const report::Palette& palette) {
  if (format == "json") return report::to_json(outcomes);
  if (format == "csv") return report::to_csv(outcomes);
  if (format == "markdown") return report::to_markdown(outcomes, measures);
  return report::to_text(outcomes, measures, palette);
}

int run_cases(const Arguments& arguments) {
  const std::string format = arguments.choice("format", {"text", "markdown", "csv", "json"});
  const int threads = static_cast<int>(arguments.number("threads", 0, kMostThreads).value_or(0));
  const std::string out = arguments.value("out").value_or("");
  const std::vector<std::string>& measures = arguments.values("measure");
  keep_inputs(out, arguments.operands());
  OutputFile output(out);

  const auto models = load_all(arguments);
  std::vector<std::string> subjects;
  for (const auto& [name, loaded] : models) add_subjects(*loaded.spec, subjects);
  check_subjects(measures, subjects, models.front().second.spec->requests.front().name + ".p99");
  std::vector<Outcome> outcomes;
  for (const auto& [name, loaded] : models) {
    outcomes.push_back(outcome_of(name, *loaded.spec, simulate(*loaded.spec, loaded.diagnostics, threads)));
    if (!outcomes.back().results.run.complete) break;
  }
  const bool is_whole = outcomes.back().results.run.complete;
  if (outcomes.front().results.run.replications == 0) return kInterrupted;
  check_measures(measures, addresses_of(outcomes), "case");
  if (!is_whole && outcomes.size() > 1) outcomes.pop_back();  // what is shown is finished

  output.write(
      shown(outcomes, measures, format, output.is_standard_output() ? palette_for(1) : report::Palette{}));
  if (!is_whole) say(fmt::format("interrupted: {} of {} cases\n", outcomes.size(), models.size()));
  return is_whole ? kOk : kInterrupted;
}

std::vector<Option> cases_options() {
  return {
      {"case", "NAME", "One case, beside the baseline; may be given often. Without it all of the file.",
       true},
      {"measure", "ADDRESS", "A column: checkout.p99, app.utilisation, stock.oversold. May be given often.",
       true},
      {"set", "ADDRESS=VALUE", "Change one setting of all. May be given often.", true},
      {"seed", "N", "The seed of all. Short for --set run.seed=N.", false},
      {"replications", "N", "Independent runs behind every interval. Short for --set run.replications=N.",
       false},
      {"threads", "N", "Worker threads; 0 means one per core. Never changes a result.", false},
      {"format", "text|markdown|csv|json",
       "How to print it; csv has a line for every case and measure, json the results whole.", false},
      {"out", "FILE", "Write it there instead of to standard output.", false},
  };
}

}  // namespace

Command cases_command() {
  Command command;
  command.name = "cases";
  command.summary = "run a model and its cases side by side: one table, a row for each";
  command.operands = "FILE...";
  command.least_operands = 1;
  command.most_operands = 1000;
  command.examples = {
      {"plimsoll cases shop.toml", "the baseline and every [case.NAME] of the file"},
      {"plimsoll cases shop.toml --case lean --measure page.p99 --measure app.utilisation",
       "the baseline and one case, and which columns"},
      {"plimsoll cases shop.toml --format csv --out cases.csv",
       "every measure of every case, a line each, for a notebook"},
  };
  command.options = cases_options();
  command.details = {
      "Each case is run as `plimsoll run --case NAME` would run it, with the same seed and so the same users "
      "and the same luck. `plimsoll compare` says of two of them what differs beyond noise.",
      "ADDRESS is REQUEST.p99 (or mean, p50, p95, throughput, errors; REQUEST may be all where there are "
      "several), PART.utilisation (or wait_mean, wait_p99, refused, and what its kind measures), an "
      "objective with its metric, or cost, cost.per_user, cost.per_million_requests.",
      "Exit code: 0 when all have run, whatever their verdicts; 130 interrupted (what is finished is shown), "
      "2 "
      "usage, 3 file, 4 invalid model, 5 stopped by a guard, 1 our own mistake."};
  command.run = run_cases;
  return command;
}

}  // namespace plimsoll::cli
