#include "study/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/command.hpp"
#include "cli/failure.hpp"
#include "cli/model_input.hpp"
#include "cli/output_file.hpp"
#include "cli/simulate.hpp"
#include "cli/terminal.hpp"
#include "cli/watch.hpp"
#include "report/comparison.hpp"
#include "report/gate.hpp"
#include "report/verify.hpp"

namespace plimsoll::cli {
namespace {

constexpr std::int64_t kMostThreads = 1024;
constexpr const char* kOwn[] = {"case", "set", "overlay"};

/// Whether any option speaks of one side only: "a" or "b".
bool has_own_options(const Arguments& arguments, const std::string& side) {
  return std::any_of(std::begin(kOwn), std::end(kOwn),
                     [&](const char* option) { return arguments.has(side + "-" + option); });
}

/// The model of one side: what both share, then what is its own.
ModelInput input_of(const Arguments& arguments, const std::string& side) {
  const std::vector<std::string>& files = arguments.operands();
  ModelInput input;
  input.paths = {side == "a" ? files.front() : files.back()};
  const auto add = [&](const std::string& option, std::vector<std::string>& to) {
    for (const std::string& value : arguments.values(option)) to.push_back(value);
  };
  add("overlay", input.paths);
  add(side + "-overlay", input.paths);
  add("set", input.request.sets);
  add_run_options(arguments, input.request);
  input.request.set_options.assign(input.request.sets.size(), "--set");
  add(side + "-set", input.request.sets);
  input.request.set_options.resize(input.request.sets.size(), "--" + side + "-set");
  input.request.case_name = arguments.value("case").value_or("");
  if (const auto own = arguments.value(side + "-case")) {
    input.request.case_name = *own;
    input.request.case_option = "--" + side + "-case";
  }
  return input;
}

/// Puts the model that a result carries, if `file` is one, in the place of it. What is said on the command
/// line comes on top. Throws FileError for JSON that is no result.
void unpack_result(const spec::Source& file, spec::LoadRequest& request) {
  const std::size_t first = file.text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos || file.text[first] != '{') {  // no TOML begins so
    request.files.insert(request.files.begin(), file);
    return;
  }
  std::string problem;
  const std::optional<report::Recorded> recorded = report::read_recorded(file.text, problem);
  if (!recorded.has_value()) {
    throw FileError(fmt::format("{}: {}", file.name, problem),
                    "plimsoll run MODEL --format json --out base.json");
  }
  std::vector<spec::Source> files = recorded->files;
  for (spec::Source& one : files) one.name = file.name + ": " + one.name;
  request.files.insert(request.files.begin(), files.begin(), files.end());
  request.sets.insert(request.sets.begin(), recorded->sets.begin(), recorded->sets.end());
  request.set_options.insert(request.set_options.begin(), recorded->sets.size(), file.name + ": --set");
  if (!request.case_name.empty()) return;
  request.case_name = recorded->case_name;
  request.case_option = file.name + ": case";
}

/// The model of one side. Either may be a result of `run --format json`, which carries its model.
spec::LoadResult load_side(const Arguments& arguments, const std::string& side) {
  ModelInput input = input_of(arguments, side);
  if (std::count(input.paths.begin(), input.paths.end(), "-") > 1) {
    throw UsageError("standard input can be read once only, so '-' may stand once");
  }
  for (std::size_t i = 1; i < input.paths.size(); ++i) {
    input.request.files.push_back(read_source(input.paths[i]));
  }
  unpack_result(read_source(input.paths.front()), input.request);
  return load_request(std::move(input.request));
}

/// Both models, or every problem of both, each told once.
std::pair<spec::LoadResult, spec::LoadResult> load_both(const Arguments& arguments) {
  std::pair<spec::LoadResult, spec::LoadResult> both{load_side(arguments, "a"), load_side(arguments, "b")};
  const std::string of_a = both.first.diagnostics.render();
  const std::string of_b = both.second.diagnostics.render();
  if (both.first.spec.has_value() && both.second.spec.has_value()) {
    say(of_a == of_b ? of_a : of_a + of_b);
    return both;
  }
  if (both.first.spec.has_value()) throw ModelError(refusal(both.second.diagnostics));
  if (both.second.spec.has_value() || of_a == of_b) throw ModelError(refusal(both.first.diagnostics));
  throw ModelError(of_a + refusal(both.second.diagnostics));
}

Comparison compare_loaded(const spec::LoadResult& a, const spec::LoadResult& b, int threads) {
  spec::Spec of_a = *a.spec, of_b = *b.spec;
  std::vector<std::string> changed = align(of_a, of_b);
  const Observation seen_a = simulate(of_a, a.diagnostics, threads);
  const Observation seen_b = simulate(of_b, b.diagnostics, threads);
  Comparison comparison = compare(of_a, seen_a, of_b, seen_b);
  comparison.assumptions = std::move(changed);
  return comparison;
}

std::string shown(const Comparison& comparison, const std::string& format, const report::Palette& palette) {
  if (format == "json") return report::to_json(comparison);
  if (format == "markdown") return report::to_markdown(comparison);
  return report::to_text(comparison, palette);
}

std::string shown(const Gate& gate, const Comparison& comparison, const std::string& format,
                  const report::Palette& palette) {
  if (format == "json") return report::to_json(gate, comparison);
  if (format == "markdown") return report::to_markdown(gate, comparison);
  return report::to_text(gate, comparison, palette);
}

int compare_models(const Arguments& arguments) {
  const std::string format = arguments.choice("format", {"text", "json", "markdown"});
  const int threads = static_cast<int>(arguments.number("threads", 0, kMostThreads).value_or(0));
  if (arguments.operands().size() == 1 && !has_own_options(arguments, "a") &&
      !has_own_options(arguments, "b")) {
    throw UsageError("there is nothing to compare it with",
                     "name a second file, or say what differs in B: --b-case, --b-set or --b-overlay");
  }
  const std::string out = arguments.value("out").value_or("");
  std::vector<std::string> inputs = input_of(arguments, "a").paths;
  for (const std::string& path : input_of(arguments, "b").paths) inputs.push_back(path);
  keep_inputs(out, inputs);
  OutputFile output(out);

  const auto [a, b] = load_both(arguments);
  const Watch watch(arguments, *a.spec, *b.spec);
  const std::optional<GateRules> rules = gate_rules(arguments, *a.spec, *b.spec);
  const Comparison comparison = compare_loaded(a, b, threads);

  const report::Palette palette = output.is_standard_output() ? palette_for(1) : report::Palette{};
  std::optional<Gate> gate;
  if (rules.has_value()) gate = judge(comparison, *rules);
  output.write(gate ? shown(*gate, comparison, format, palette) : shown(comparison, format, palette));
  if (format == "json" || !output.is_standard_output()) {
    say((gate ? report::verdict_line(*gate, comparison, palette_for(2))
              : report::verdict_line(comparison, palette_for(2))) +
        "\n");
  }
  if (!comparison.a.run.complete) return exit_code(comparison.a);
  if (!comparison.b.run.complete) return exit_code(comparison.b);
  return gate ? exit_code_of(*gate) : watch.judge(comparison);
}

std::vector<Option> compare_options() {
  return {
      {"b-set", "ADDRESS=VALUE", "Change one setting of B. May be given often.", true},
      {"b-case", "NAME", "Apply the [case.NAME] to B.", false},
      {"b-overlay", "FILE", "Lay a file over B. May be given often.", true},
      {"a-set", "ADDRESS=VALUE", "Change one setting of A.", true},
      {"a-case", "NAME", "Apply the [case.NAME] to A.", false},
      {"a-overlay", "FILE", "Lay a file over A.", true},
      {"set", "ADDRESS=VALUE", "Change one setting of both.", true},
      {"case", "NAME", "Apply the [case.NAME] to both.", false},
      {"overlay", "FILE", "Lay a file over both.", true},
      {"seed", "N", "The seed of both; without it the seed of A.", false},
      {"replications", "N", "Pairs of replications; without it the larger number of the two.", false},
      {"gate", "",
       "Exit with 99 if any request or objective is worse beyond noise, over all of them at once.", false},
      {"measure", "MEASURE", "With --gate: judge this one only. May be given often.", true},
      {"fail-if-worse", "MEASURE", "Exit with 99 if it is worse in B beyond noise. May be given often.",
       true},
      {"tolerate", "SHARE", "With either: ... by more than this, \"2 %\" of A's value.", false},
      {"threads", "N", "Worker threads; 0 means one per core. Never changes a result.", false},
      {"format", "text|json|markdown", "How to print it; markdown is for pull requests.", false},
      {"out", "FILE", "Write it there instead of to standard output.", false},
  };
}

}  // namespace

Command compare_command() {
  Command command;
  command.name = "compare";
  command.summary = "say what a change changes: two models with the same users and the same luck";
  command.operands = "A [B]";
  command.least_operands = 1;
  command.most_operands = 2;
  command.examples = {
      {"plimsoll compare shop.toml --b-set system.app.instances=1",
       "one model, and the same with one change"},
      {"plimsoll compare shop.toml --b-case lean --replications 5", "the baseline, and one of its cases"},
      {"plimsoll compare shop.toml shop.toml --a-overlay lean.toml", "two files, an overlay over the first"},
      {"plimsoll run shop.toml --format json --out base.json && plimsoll compare base.json shop.toml --gate "
       "--format markdown",
       "for CI: exit code 99 on a regression beyond noise, and a table for the pull request"},
      {"plimsoll compare shop.toml --b-case lean --fail-if-worse page.p99 --tolerate '900 %'",
       "exit code 99 if p99 of page is worse by more than that, beyond noise"},
  };
  command.options = compare_options();
  command.details = {
      "A is the model as it is, B the model as it would be; with one file both are made from it. What is "
      "said of "
      "both comes first, so an option of one side wins. Replication i of B is compared with replication i of "
      "A. Either may be a result of `run --format json`, which carries its model.",
      "MEASURE is `objectives` (one that A does not fail and B fails), or REQUEST.p99 (or mean, p50, p95, "
      "throughput, errors), PART.wait_mean (or wait_p99, refused), or cost.",
      "Exit code: 0; with --gate or --fail-if-worse 99 where something is worse, 98 where that cannot be "
      "judged; 130 "
      "interrupted, 2 usage, 3 file, 4 invalid model, 5 stopped by a guard, 1 our own mistake."};
  command.run = compare_models;
  return command;
}

}  // namespace plimsoll::cli
