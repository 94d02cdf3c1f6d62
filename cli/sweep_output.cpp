#include "cli/sweep_output.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/failure.hpp"
#include "cli/terminal.hpp"

namespace plimsoll::cli {
namespace {

constexpr int kInterrupted = 130;

}  // namespace

std::string shown(const report::SweepFound& found, const std::vector<std::string>& measures,
                  const std::string& format, const report::Palette& palette) {
  if (format == "json") return report::to_json(found);
  if (format == "csv") return report::to_csv(found);
  if (format == "markdown") return report::to_markdown(found, measures);
  return report::to_text(found, measures, palette);
}

std::string sweep_format(const Arguments& arguments) {
  return arguments.choice("format", {"text", "markdown", "csv", "json"});
}

std::vector<Option> sweep_output_options() {
  return {
      {"measure", "ADDRESS", "A column: checkout.p99, app.utilisation, cost. May be given often.", true},
      {"format", "text|markdown|csv|json",
       "How to print it; csv has a line for every point and measure, json the results whole.", false},
      {"out", "FILE", "Write it there instead of to standard output.", false},
  };
}

int exit_code_of(const report::SweepFound& found) {
  int code = kOk;
  for (const auto& [index, result] : found.ended) {
    if (!result.stopped.empty() && code == kOk) code = kGuard;
    if (result.exit_code != kInternal) continue;
    code = kInternal;
    say(fmt::format("plimsoll: point {}: theory says otherwise, which is our own mistake, please report it\n",
                    found.plan.points[index].number));
  }
  return found.is_whole ? code : kInterrupted;
}

void keep_apart(const std::string& store, const std::string& out) {
  if (!store.empty() && store == out) {
    throw UsageError(fmt::format("--store and --out would both write {}", store));
  }
}

}  // namespace plimsoll::cli
