#include "report/verify.hpp"

#include <fmt/format.h>

#include <string>

#include "cli/command.hpp"
#include "cli/failure.hpp"
#include "cli/model_input.hpp"
#include "cli/simulate.hpp"
#include "cli/terminal.hpp"
#include "cli/two_models.hpp"
#include "report/comparison.hpp"
#include "report/html/carried.hpp"
#include "report/json.hpp"

namespace plimsoll::cli {
namespace {

constexpr std::int64_t kMostThreads = 1024;
constexpr int kDiffers = 99;
constexpr int kInterrupted = 130;

spec::LoadResult load_recorded(const report::Recorded& recorded, const std::string& case_name) {
  spec::LoadRequest request;
  request.files = recorded.files;
  request.case_name = case_name;
  request.sets = recorded.sets;
  return load_request(std::move(request));
}

/// A result as JSON, or the report of a run.
std::optional<report::Verification> verify_run(const report::html::Carried& carried, const std::string& name,
                                               int threads) {
  const report::Recorded& recorded = carried.models.front();
  if (!recorded.complete) {
    throw FileError(fmt::format("{}: is of an interrupted run", name),
                    "which replications had finished was chance; only a complete result can be verified");
  }
  const Results now = simulate(load_recorded(recorded, recorded.case_name), threads);
  if (!now.run.complete) return std::nullopt;
  return report::verify(carried.document, report::to_json(now));
}

std::optional<report::Verification> verify_comparison(const report::html::Carried& carried, int threads) {
  const report::Recorded& a = carried.models.front();
  const report::Recorded& b = carried.models.back();
  const TwoModels models{load_recorded(a, a.case_name), load_recorded(b, b.case_name)};
  accepted(models.a);
  accepted(models.b);
  const Comparison now = compare_loaded(models, threads);
  if (!now.a.run.complete || !now.b.run.complete) return std::nullopt;
  return report::verify(carried.document, report::to_json(now));
}

/// Of each variant the digest, which is of all that happened in it.
std::optional<report::Verification> verify_cases(const report::html::Carried& carried, int threads) {
  report::Verification found;
  found.recorded_version = carried.models.front().version;
  found.version = report::build_info().version;
  for (const report::html::Carried::Case& one : carried.cases) {
    report::Recorded variant = carried.models.front();
    variant.sets = one.sets;
    const Results now = simulate(load_recorded(variant, one.case_name), threads);
    if (!now.run.complete) return std::nullopt;
    ++found.fields;
    if (now.run.digest != one.digest) {
      found.differences.push_back(
          {fmt::format("{}.digest", one.name.empty() ? "baseline" : one.name), one.digest, now.run.digest});
    }
  }
  return found;
}

std::optional<report::Verification> verify_carried(const report::html::Carried& carried,
                                                   const std::string& name, int threads) {
  switch (carried.kind) {
    case report::html::Carried::Kind::comparison:
      return verify_comparison(carried, threads);
    case report::html::Carried::Kind::cases:
      return verify_cases(carried, threads);
    case report::html::Carried::Kind::run:
      break;
  }
  return verify_run(carried, name, threads);
}

int verify_result(const Arguments& arguments) {
  const int threads = static_cast<int>(arguments.number("threads", 0, kMostThreads).value_or(0));
  const spec::Source file = read_source(arguments.operands().front());
  std::string problem;
  const std::optional<report::html::Carried> carried = report::html::read_carried(file.text, problem);
  if (!carried.has_value()) {
    if (problem.empty()) report::read_recorded(file.text, problem);  // for what it says
    throw FileError(fmt::format("{}: {}", file.name, problem),
                    "plimsoll run MODEL --format json --out result.json");
  }
  const std::optional<report::Verification> found = verify_carried(*carried, file.name, threads);
  if (!found) return kInterrupted;
  print(report::to_text(*found, file.name));
  return found->is_same() ? kOk : kDiffers;
}

}  // namespace

Command verify_command() {
  Command command;
  command.name = "verify";
  command.summary = "run a result again and say whether the same comes out, to the byte";
  command.operands = "RESULT";
  command.least_operands = 1;
  command.most_operands = 1;
  command.examples = {
      {"plimsoll run shop.toml --format json --out result.json && plimsoll verify result.json",
       "a result carries its model, so the file alone is enough"},
      {"plimsoll run shop.toml --format json | plimsoll verify -", "from standard input"},
      {"plimsoll report shop.toml && plimsoll verify report.html",
       "a report carries its result and its model"},
  };
  command.options = {
      {"threads", "N", "Worker threads; 0 means one per core. Never changes a result.", false}};
  command.details = {
      "RESULT is what `plimsoll run --format json` or `plimsoll report` wrote. Its model is run again, with "
      "its case, settings, "
      "seed and "
      "replications, and every field is compared but the three that may differ: wall_seconds, threads, "
      "commit.",
      "Exit code: 0 the same, 99 something differs, 3 the file is no complete result, 4 its model is not "
      "accepted, "
      "130 interrupted, 2 usage, 5 stopped by a guard, 1 our own mistake."};
  command.run = verify_result;
  return command;
}

}  // namespace plimsoll::cli
