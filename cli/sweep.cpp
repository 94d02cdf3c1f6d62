#include "study/sweep.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "cli/command.hpp"
#include "cli/failure.hpp"
#include "cli/interrupt.hpp"
#include "cli/measure_columns.hpp"
#include "cli/model_input.hpp"
#include "cli/output_file.hpp"
#include "cli/progress.hpp"
#include "cli/sweep_model.hpp"
#include "cli/sweep_output.hpp"
#include "cli/terminal.hpp"
#include "report/number.hpp"
#include "report/sweep.hpp"

namespace plimsoll::cli {
namespace {

constexpr std::int64_t kMostThreads = 1024;
constexpr int kInterrupted = 130;

/// Which points are run here: every `of`-th, from the `number`-th on.
struct Shard {
  std::size_t number = 1;
  std::size_t of = 1;
};

Shard shard_of(const Arguments& arguments) {
  Shard shard;
  const std::string text = arguments.value("shard").value_or("1/1");
  const char* const end = text.data() + text.size();
  const auto [slash, problem] = std::from_chars(text.data(), end, shard.number);
  bool is_good = problem == std::errc{} && slash != end && *slash == '/';
  if (is_good) {
    const auto [stopped, too] = std::from_chars(slash + 1, end, shard.of);
    is_good = too == std::errc{} && stopped == end && shard.number >= 1 && shard.number <= shard.of;
  }
  if (is_good) return shard;
  throw UsageError(
      fmt::format("option '--shard' takes I/N with I from 1 to N, got '{}'", text),
      "three machines: --shard 1/3, --shard 2/3 and --shard 3/3, each with a --store of its own");
}

std::vector<std::size_t> indices_of(const report::SweepPlan& plan, const Shard& shard) {
  std::vector<std::size_t> indices;
  for (std::size_t i = shard.number - 1; i < plan.points.size(); i += shard.of) indices.push_back(i);
  return indices;
}

/// Of these points, those without a result. Equal models are run once.
std::vector<std::uint64_t> missing_in(report::SweepStore& store, const report::SweepPlan& plan,
                                      const std::vector<std::size_t>& indices) {
  std::vector<std::uint64_t> missing;
  std::set<std::string> met;
  for (const std::size_t index : indices) {
    const std::string& digest = plan.points[index].digest;
    if (met.insert(digest).second && !store.has(digest)) missing.push_back(index);
  }
  return missing;
}

/// Runs points, each into the store as soon as it has ended. False if the user said stop before that.
bool run_missing(const SweepModel& model, const std::vector<std::uint64_t>& missing, int threads,
                 report::SweepStore& store) {
  const auto digest_at = [&](std::uint64_t index) { return model.plan.points[index].digest; };
  SweepRun run;
  run.points = missing;
  run.load = [&](std::uint64_t index) { return model.at(index); };
  run.finished = [&](std::uint64_t index, const spec::Spec& at, const Observation& observation) {
    store.add(digest_at(index), report::result_of(at, observation));
  };
  run.stopped = [&](std::uint64_t index, const spec::Spec&, const std::string& why) {
    store.add(digest_at(index), report::result_of_stopped(why));
  };
  ProgressLine progress;
  SweepOptions options;
  options.threads = threads;
  options.stop = &catch_interrupts();
  options.progress = progress.sweep_callback();
  return run_points(run, options);
}

void say_what_is_there(report::SweepStore& store, const report::SweepPlan& plan,
                       const std::vector<std::size_t>& indices) {
  const auto there = std::count_if(indices.begin(), indices.end(),
                                   [&](std::size_t index) { return store.has(plan.points[index].digest); });
  if (there == 0) return;
  say(fmt::format("{}: {} of {} {} in it already\n", store.path(), there,
                  report::plural(indices.size(), "point"), there == 1 ? "is" : "are"));
}

int run_sweep(const Arguments& arguments) {
  const std::string format = sweep_format(arguments);
  const int threads = static_cast<int>(arguments.number("threads", 0, kMostThreads).value_or(0));
  const Shard shard = shard_of(arguments);
  const std::string path = arguments.value("store").value_or("");
  const std::string out = arguments.value("out").value_or("");
  const std::vector<std::string>& measures = arguments.values("measure");
  if (arguments.has("retry") && path.empty()) throw UsageError("--retry says nothing without --store");
  keep_apart(path, out);
  keep_inputs(out, arguments.operands());
  keep_inputs(path, arguments.operands());
  OutputFile output(out);

  const SweepModel model = load_sweep(arguments);
  check_subjects(measures, model.subjects, model.example);
  report::SweepStore store(path, report::SweepStore::Access::write);
  store.set_plan(model.plan);
  if (arguments.has("retry")) store.forget_stopped();
  const std::vector<std::size_t> indices = indices_of(model.plan, shard);
  const std::vector<std::uint64_t> missing = missing_in(store, model.plan, indices);
  if (!path.empty()) say_what_is_there(store, model.plan, indices);
  const bool is_whole = run_missing(model, missing, threads, store);

  const report::SweepFound found = report::found_in(store, indices);
  if (!is_whole) {
    say(fmt::format("interrupted: {} of {}{}\n", found.ended.size(), report::plural(indices.size(), "point"),
                    path.empty() ? "" : "; the same command goes on from there"));
    if (found.ended.empty()) return kInterrupted;
  }
  check_measures(measures, report::addresses_of(found), "point");
  const report::Palette palette = output.is_standard_output() ? palette_for(1) : report::Palette{};
  output.write(shown(found, measures, format, palette));
  return exit_code_of(found);
}

int run_sweep_or_fail(const Arguments& arguments) {
  try {
    return run_sweep(arguments);
  } catch (const report::StoreError& error) {
    throw FileError(error.what(), error.remedy());
  }
}

std::vector<Option> sweep_options() {
  std::vector<Option> options = {
      {"sweep", "ADDRESS=[...]",
       "One list more, or another one for a setting of [sweep]. May be given often.", true},
      {"store", "FILE", "Keep each point there as soon as it has ended; go on from what is there.", false},
      {"shard", "I/N", "Every N-th point only, from the I-th on: for N machines, then `plimsoll merge`.",
       false},
      {"retry", "", "Run those again that a guard had stopped.", false},
  };
  for (Option& option : sweep_output_options()) options.push_back(std::move(option));
  for (Option& option : model_options()) options.push_back(std::move(option));
  options.push_back({"threads", "N", "Worker threads; 0 means one per core. Never changes a result.", false});
  return options;
}

}  // namespace

Command sweep_command() {
  Command command;
  command.name = "sweep";
  command.summary = "run a model at many points: every combination of lists of settings";
  command.operands = "FILE...";
  command.least_operands = 1;
  command.most_operands = 1000;
  command.examples = {
      {"plimsoll sweep shop.toml --sweep 'system.app.instances=[1, 2, 3]'", "a row for each value"},
      {"plimsoll sweep shop.toml --sweep 'system.app.instances=[1, 2]' --sweep 'traffic.visitors.users=[100, "
       "300]' --measure page.p99 --measure app.utilisation",
       "a grid: every combination, and which columns"},
      {"plimsoll sweep shop.toml --sweep 'system.app.instances=[1, 2]' --sweep 'traffic.visitors.users=[100, "
       "200]' --sweep 'zip=[\"system.app.instances\", \"traffic.visitors.users\"]'",
       "two lists that turn together"},
      {"plimsoll sweep shop.toml --sweep 'case=[\"\", \"lean\"]' --sweep 'run.seed=[1, 2]' --store sweep.db",
       "kept in a file: run again after an interrupt, it goes on from there"},
      {"plimsoll sweep shop.toml --sweep 'system.app.instances=[1, 2, 3]' --shard 2/3 --store two.db "
       "--format csv --out two.csv",
       "the second third, on one machine of three"},
  };
  command.options = sweep_options();
  command.details = {
      "Lists come from [sweep] and from --sweep, which wins; a setting that --set gives a value is not "
      "swept. "
      "All points are loaded before any is run, and run with the same seed and so the same users and the "
      "same luck.",
      "Points and their replications share the threads. A point that a guard stops is a row that says so.",
      "Exit code: 0 when all have run, whatever their verdicts; 5 when a guard stopped one; 130 interrupted "
      "(what is finished is shown), 2 usage, 3 file or store, 4 invalid model, 1 our own mistake."};
  command.run = run_sweep_or_fail;
  return command;
}

}  // namespace plimsoll::cli
