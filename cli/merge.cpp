#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include "cli/command.hpp"
#include "cli/failure.hpp"
#include "cli/measure_columns.hpp"
#include "cli/output_file.hpp"
#include "cli/sweep_output.hpp"
#include "cli/terminal.hpp"
#include "models/spec/text.hpp"
#include "report/number.hpp"
#include "report/sweep.hpp"

namespace plimsoll::cli {
namespace {

using report::StoreError;
using report::SweepPlan;
using report::SweepStore;

constexpr std::size_t kMostNamed = 10;

/// How `b` differs from `a`, in words; "" where both are of one sweep.
std::string difference_of(const SweepPlan& a, const SweepPlan& b) {
  if (a.addresses != b.addresses) {
    return fmt::format("it sweeps {}, not {}", fmt::join(b.addresses, ", "), fmt::join(a.addresses, ", "));
  }
  if (a.points.size() != b.points.size()) {
    return fmt::format("it has {}, not {}", report::plural(b.points.size(), "point"), a.points.size());
  }
  for (std::size_t i = 0; i < a.points.size(); ++i) {
    if (a.points[i] == b.points[i]) continue;
    return fmt::format("its point {} is another model", a.points[i].number);
  }
  return "";
}

/// Adds what `from` has of the plan to `to`. Results of one model must be equal, whoever found them.
void add_all(SweepStore& from, const SweepPlan& plan, SweepStore& to) {
  for (const SweepPlan::Point& point : plan.points) {
    const auto found = from.find(point.digest);
    if (!found.has_value()) continue;
    const auto there = to.find(point.digest);
    // What stopped one may have been its machine's memory.
    const bool is_better = there.has_value() && !there->stopped.empty() && found->stopped.empty();
    if (!there.has_value() || is_better) {
      to.add(point.digest, *found);
    } else if (found->stopped.empty() && !(*there == *found)) {
      throw StoreError(fmt::format("{}: its result of point {} differs from that of another store, though "
                                   "program, model and seed are the same",
                                   from.path(), point.number),
                       "one of them was changed after the run, or run on a machine that reckons differently");
    }
  }
}

void say_what_is_missing(const report::SweepFound& found) {
  if (found.is_whole) return;
  std::vector<std::string> names;
  std::size_t next = 0;
  for (std::size_t i = 0; i < found.plan.points.size(); ++i) {
    if (next < found.ended.size() && found.ended[next].first == i) {
      ++next;
    } else {
      names.push_back(fmt::format("{}", found.plan.points[i].number));
    }
  }
  const std::size_t missing = names.size();
  if (missing > kMostNamed) {
    names.resize(kMostNamed);
    names.push_back(fmt::format("{} more", missing - kMostNamed));
  }
  say(fmt::format("incomplete: {} of {} {} missing: {}\n", missing,
                  report::plural(found.plan.points.size(), "point"), missing == 1 ? "is" : "are",
                  spec::listing(names, "and")));
}

/// The stores that are merged, each of the same sweep by the same program.
std::vector<std::unique_ptr<SweepStore>> open_all(const Arguments& arguments, const std::string& target) {
  std::vector<std::unique_ptr<SweepStore>> stores;
  for (const std::string& path : arguments.operands()) {
    std::error_code not_there;
    if (!target.empty() && std::filesystem::equivalent(path, target, not_there)) {
      throw UsageError(fmt::format("--store {} is one of those that are merged", target), "name a new file");
    }
    stores.push_back(std::make_unique<SweepStore>(path, SweepStore::Access::read));
    SweepStore& first = *stores.front();
    SweepStore& last = *stores.back();
    if (last.program() != first.program()) {
      throw StoreError(fmt::format("{}: was made by plimsoll {}, and {} by {}", path, last.program(),
                                   first.path(), first.program()),
                       "run one of them again: another version may find other figures");
    }
    const std::string difference = difference_of(first.plan(), last.plan());
    if (difference.empty()) continue;
    throw StoreError(fmt::format("{}: is of another sweep than {}: {}", path, first.path(), difference));
  }
  return stores;
}

int merge_stores(const Arguments& arguments) {
  const std::string format = sweep_format(arguments);
  const std::string target = arguments.value("store").value_or("");
  const std::string out = arguments.value("out").value_or("");
  const std::vector<std::string>& measures = arguments.values("measure");
  keep_apart(target, out);
  const auto stores = open_all(arguments, target);
  for (const auto& store : stores) keep_apart(store->path(), out);
  OutputFile output(out);

  SweepStore merged(target, SweepStore::Access::write, stores.front()->program());
  const SweepPlan plan = stores.front()->plan();
  merged.set_plan(plan);
  for (const auto& store : stores) add_all(*store, plan, merged);

  std::vector<std::size_t> all(plan.points.size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
  const report::SweepFound found = report::found_in(merged, all);
  say_what_is_missing(found);
  if (!found.ended.empty()) {
    check_measures(measures, report::addresses_of(found), "point");
    const report::Palette palette = output.is_standard_output() ? palette_for(1) : report::Palette{};
    output.write(shown(found, measures, format, palette));
  }
  return exit_code_of(found);
}

int merge_or_fail(const Arguments& arguments) {
  try {
    return merge_stores(arguments);
  } catch (const StoreError& error) {
    throw FileError(error.what(), error.remedy());
  }
}

}  // namespace

Command merge_command() {
  Command command;
  command.name = "merge";
  command.summary = "put the shards of a sweep together, or show one that is kept";
  command.operands = "STORE...";
  command.least_operands = 1;
  command.most_operands = 1000;
  const std::string sweep = "plimsoll sweep shop.toml --sweep 'system.app.instances=[1, 2]'";
  command.examples = {
      {sweep + " --shard 1/2 --store one.db && " + sweep +
           " --shard 2/2 --store two.db && plimsoll merge one.db two.db --store whole.db",
       "two shards, here one after the other, and the store that one machine would have written"},
      {sweep + " --store sweep.db && plimsoll merge sweep.db --format json --out sweep.json",
       "a store that is there, shown in another way"},
  };
  command.options = {
      {"store", "FILE", "Write the whole there; without it, it is shown only.", false},
  };
  for (Option& option : sweep_output_options()) command.options.push_back(std::move(option));
  command.details = {
      "STORE is what `plimsoll sweep --store` wrote. All must be of one sweep, by one version of the "
      "program. "
      "The result is what one machine would have found, to the byte.",
      "Exit code: 0; 130 where points are missing (those that are there are shown), 5 when a guard stopped "
      "one, 2 usage, 3 no such store, or of another sweep, 1 our own mistake."};
  command.run = merge_or_fail;
  return command;
}

}  // namespace plimsoll::cli
