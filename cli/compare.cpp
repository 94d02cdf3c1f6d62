#include "study/compare.hpp"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <vector>

#include "cli/command.hpp"
#include "cli/failure.hpp"
#include "cli/model_input.hpp"
#include "cli/output_file.hpp"
#include "cli/terminal.hpp"
#include "cli/two_models.hpp"
#include "cli/watch.hpp"
#include "report/comparison.hpp"
#include "report/gate.hpp"
#include "report/verify.hpp"

namespace plimsoll::cli {
namespace {

constexpr std::int64_t kMostThreads = 1024;

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
  const std::vector<std::string>& operands = arguments.operands();
  if (operands.size() == 1 && !has_own_options(arguments, "a") && !has_own_options(arguments, "b") &&
      !carries_two(operands.front())) {
    throw UsageError("there is nothing to compare it with",
                     "name a second file, or say what differs in B: --b-case, --b-set or --b-overlay");
  }
  const std::string out = arguments.value("out").value_or("");
  keep_inputs(out, inputs_of_both(arguments));
  OutputFile output(out);

  const TwoModels models = load_both(arguments);
  const Watch watch(arguments, *models.a.spec, *models.b.spec);
  const std::optional<GateRules> rules = gate_rules(arguments, *models.a.spec, *models.b.spec);
  const Comparison comparison = compare_loaded(models, threads);

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
  std::vector<Option> options = side_options();
  const std::vector<Option> of_both = {
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
  options.insert(options.end(), of_both.begin(), of_both.end());
  return options;
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
