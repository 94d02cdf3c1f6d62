#include "report/html/report.hpp"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <vector>

#include "cli/command.hpp"
#include "cli/failure.hpp"
#include "cli/model_cases.hpp"
#include "cli/model_input.hpp"
#include "cli/output_file.hpp"
#include "cli/simulate.hpp"
#include "cli/terminal.hpp"
#include "cli/two_models.hpp"
#include "report/cases.hpp"
#include "report/comparison.hpp"
#include "report/markdown.hpp"
#include "report/read_result.hpp"
#include "report/verdict.hpp"

namespace plimsoll::cli {
namespace {

constexpr std::int64_t kMostThreads = 1024;
constexpr int kInterrupted = 130;

/// What was found, written; the line that says so, and the exit code.
struct Written {
  std::string text;
  std::string verdict;
  int exit_code = kOk;
};

class ReportMaker {
 public:
  explicit ReportMaker(const Arguments& arguments)
      : arguments_(arguments),
        is_markdown_(arguments.choice("format", {"html", "md"}) == "md"),
        threads_(static_cast<int>(arguments.number("threads", 0, kMostThreads).value_or(0))) {
    for (const std::string& path : arguments.operands()) sources_.push_back(read_source(path));
    if (!is_list_of_cases(sources_.front())) carried_ = carried_by(sources_.front());
  }

  Written written() const {
    if (is_list_of_cases(sources_.front())) return saved_cases();
    const auto kind = carried_ ? carried_->kind : report::html::Carried::Kind::run;
    const bool has_sides = has_own_options(arguments_, "a") || has_own_options(arguments_, "b");
    if (sources_.size() == 2 || has_sides || kind == report::html::Carried::Kind::comparison)
      return comparison();
    const bool wants_cases = arguments_.has("cases") || arguments_.values("case").size() > 1;
    if (wants_cases || kind == report::html::Carried::Kind::cases) return cases();
    return run();
  }

 private:
  /// What `plimsoll cases --format json` prints, or a sweep.
  static bool is_list_of_cases(const spec::Source& source) {
    return source.text.starts_with("{\"cases\": [") || is_sweep(source);
  }
  static bool is_sweep(const spec::Source& source) {
    return source.text.starts_with("{\"schema\": \"plimsoll/sweep/1\"");
  }

  ModelInput input() const {
    ModelInput input;
    input.paths = {arguments_.operands().front()};
    for (const std::string& overlay : arguments_.values("overlay")) input.paths.push_back(overlay);
    input.request.sets = arguments_.values("set");
    add_run_options(arguments_, input.request);
    return input;
  }

  bool changes_nothing() const {
    for (const char* option : {"case", "set", "overlay", "seed", "replications", "exact-events"}) {
      if (arguments_.has(option)) return false;
    }
    return true;
  }

  /// A result that was saved is shown as it is, unless the command line changes its model.
  Written run() const {
    ModelInput model = input();
    if (!arguments_.values("case").empty()) model.request.case_name = arguments_.values("case").front();
    const spec::LoadResult loaded = load_model(std::move(model));
    if (carried_ && changes_nothing()) {
      std::string problem;
      std::optional<Results> results = report::read_result(carried_->document, problem);
      if (!results) throw FileError(fmt::format("{}: {}", sources_.front().name, problem));
      accepted(loaded);
      return shown(loaded, *results);
    }
    return shown(loaded, simulate(loaded, threads_));
  }

  Written shown(const spec::LoadResult& loaded, const Results& results) const {
    return {
        is_markdown_ ? report::to_markdown(results) : report::to_html(report::ReportedRun{loaded, results}),
        report::verdict_line(results, palette_for(2)), exit_code(results)};
  }

  Written comparison() const {
    const TwoModels models = load_both(arguments_);
    const Comparison found = compare_loaded(models, threads_);
    const bool is_whole = found.a.run.complete && found.b.run.complete;
    return {is_markdown_ ? report::to_markdown(found) : report::to_html(found, models.a, models.b),
            report::verdict_line(found, palette_for(2)), is_whole ? kOk : kInterrupted};
  }

  Written cases() const {
    std::vector<std::string> names = arguments_.values("case");
    if (names.empty() && carried_) names = cases_carried();
    const ModelCases models = load_cases(input(), names);
    std::vector<Outcome> outcomes = run_cases(models, threads_);
    const bool is_whole = outcomes.back().results.run.complete;
    if (outcomes.front().results.run.replications == 0)
      return {"", "interrupted: nothing has finished", kInterrupted};
    if (!is_whole && outcomes.size() > 1) outcomes.pop_back();  // what is shown is finished
    std::vector<const spec::LoadResult*> loaded;
    for (const auto& [name, model] : models) loaded.push_back(&model);
    Written written = shown(outcomes, loaded);
    if (is_whole) return written;
    written.verdict = fmt::format("interrupted: {} of {} cases", outcomes.size(), models.size());
    written.exit_code = kInterrupted;
    return written;
  }

  /// Those of a report of cases. The points of a sweep are no cases, and a sweep is run by another command.
  std::vector<std::string> cases_carried() const {
    std::vector<std::string> names;
    for (const report::html::Carried::Case& one : carried_->cases) {
      if (one.sets != carried_->models.front().sets) {
        throw UsageError(
            fmt::format("{}: is the report of a sweep, whose points are no cases", sources_.front().name),
            "`plimsoll verify` runs them again; `plimsoll report` takes the sweep as JSON");
      }
      if (!one.case_name.empty()) names.push_back(one.case_name);
    }
    return names;
  }

  Written saved_cases() const {
    if (!changes_nothing()) {
      throw UsageError(
          fmt::format("{}: holds results, which no setting can change any more", sources_.front().name),
          "name the model");
    }
    std::string problem;
    const std::vector<Outcome> outcomes = report::read_cases(sources_.front().text, problem);
    if (!problem.empty()) throw FileError(fmt::format("{}: {}", sources_.front().name, problem));
    std::vector<spec::LoadResult> models;
    for (const Outcome& outcome : outcomes) {
      spec::LoadRequest request;
      request.files = outcome.results.files;
      request.case_name = outcome.results.case_name;
      request.sets = outcome.results.sets;
      models.push_back(load_request(std::move(request)));
      if (!models.back().spec.has_value()) throw ModelError(refusal(models.back().diagnostics));
    }
    std::vector<const spec::LoadResult*> loaded;
    for (const spec::LoadResult& model : models) loaded.push_back(&model);
    return shown(outcomes, loaded);
  }

  Written shown(const std::vector<Outcome>& outcomes,
                const std::vector<const spec::LoadResult*>& loaded) const {
    if (is_markdown_) return {report::to_markdown(outcomes, {}), summary(outcomes.size()), kOk};
    std::vector<report::ReportedCase> cases;
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      cases.push_back({outcomes[i].name, {*loaded[i], outcomes[i].results}});
    }
    const auto variants = is_sweep(sources_.front()) ? report::Variants::points : report::Variants::cases;
    return {report::to_html(cases, variants), summary(outcomes.size()), kOk};
  }

  static std::string summary(std::size_t cases) { return fmt::format("{} variants side by side", cases); }

  const Arguments& arguments_;
  const bool is_markdown_;
  const int threads_;
  std::vector<spec::Source> sources_;
  std::optional<report::html::Carried> carried_;
};

int write_report(const Arguments& arguments) {
  const bool is_markdown = arguments.choice("format", {"html", "md"}) == "md";
  const std::string out = arguments.value("out").value_or(is_markdown ? "" : "report.html");
  keep_inputs(out, inputs_of_both(arguments));
  const ReportMaker maker(arguments);
  OutputFile output(out);
  const Written written = maker.written();
  if (!written.text.empty()) output.write(written.text);
  say(written.verdict + "\n");
  if (!output.is_standard_output() && !written.text.empty()) print(out + "\n");
  return written.exit_code;
}

std::vector<Option> report_options() {
  std::vector<Option> options = {
      {"case", "NAME", "Apply the [case.NAME] of the file; given often, those cases side by side.", true},
      {"cases", "", "The baseline and all cases of the file, side by side.", false},
      {"set", "ADDRESS=VALUE", "Change one setting. May be given often.", true},
      {"overlay", "FILE", "Lay a file over the model. May be given often.", true},
      {"seed", "N", "The seed. Short for --set run.seed=N.", false},
      {"replications", "N", "Independent runs behind every interval. Short for --set run.replications=N.",
       false},
      {"exact-events", "", "An event for each user who thinks. Short for --set run.exact_events=true.",
       false},
  };
  for (Option& option : side_options()) options.push_back(std::move(option));
  options.push_back({"threads", "N", "Worker threads; 0 means one per core. Never changes a result.", false});
  options.push_back({"format", "html|md", "One HTML file to send, or Markdown for a pull request.", false});
  options.push_back(
      {"out", "FILE", "Write there; without it to report.html, and Markdown to standard output.", false});
  return options;
}

}  // namespace

Command report_command() {
  Command command;
  command.name = "report";
  command.summary = "write an answer as one file that can be sent: HTML with drawings, or Markdown";
  command.operands = "INPUT [INPUT]";
  command.least_operands = 1;
  command.most_operands = 2;
  command.examples = {
      {"plimsoll report shop.toml", "runs the model and writes report.html"},
      {"plimsoll report shop.toml --b-case lean --replications 5 --out lean.html", "what a change changes"},
      {"plimsoll report shop.toml --cases --out cases.html", "the baseline and its cases side by side"},
      {"plimsoll run shop.toml --format json --out result.json && plimsoll report result.json",
       "from a result that was kept; nothing is run again"},
      {"plimsoll report shop.toml --format md", "a table for a pull request"},
      {"plimsoll report shop.toml && plimsoll run report.html --set system.app.instances=3",
       "a report carries its model: run it again, or ask what if"},
  };
  command.options = report_options();
  command.details = {
      "INPUT is a model, a result as JSON, or a report. Two of them are compared, A and B, pair by pair, and "
      "so are "
      "two sides of one (--b-set and its like). The file asks nothing of the network, and needs no script.",
      "Exit code: that of `plimsoll run` for one model, else 0; 130 interrupted, 2 usage, 3 file, 4 invalid "
      "model, 5 "
      "stopped by a guard, 1 our own mistake."};
  command.run = write_report;
  return command;
}

}  // namespace plimsoll::cli
