#include "cli/model_input.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <limits>
#include <system_error>
#include <utility>

#include "cli/examples.hpp"
#include "cli/failure.hpp"
#include "cli/terminal.hpp"
#include "models/catalogue.hpp"
#include "report/check.hpp"

namespace plimsoll::cli {
namespace {

constexpr std::size_t kMostBytes = 65u
                                   << 20;  // a little above what load() accepts, so that it says no itself
constexpr std::int64_t kMostReplications = 100'000;

std::string standard_input() {
  std::string text;
  char buffer[1 << 16];
  while (text.size() < kMostBytes) {
    const ssize_t size = read(STDIN_FILENO, buffer, sizeof buffer);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) throw FileError(fmt::format("standard input cannot be read: {}", std::strerror(errno)));
    if (size == 0) break;
    text.append(buffer, static_cast<std::size_t>(size));
  }
  return text;
}

/// How to come by a model that is missing here, but ships with the program.
std::string how_to_get(const std::string& path) {
  std::error_code unknown;
  const std::string name = std::filesystem::path(path).stem().string();
  if (std::filesystem::exists(path, unknown) || find_shipped_model(name) == nullptr) return "";
  return fmt::format("`plimsoll examples {} --out {}` writes it", name, path);
}

}  // namespace

std::vector<Option> model_options() {
  return {
      {"case", "NAME", "Apply the [case.NAME] of the file.", false},
      {"set", "ADDRESS=VALUE", "Change one setting: --set system.app.instances=2. May be given often.", true},
      {"seed", "N", "Same seed, model and version: same bytes. Short for --set run.seed=N.", false},
      {"replications", "N", "Independent runs behind every interval. Short for --set run.replications=N.",
       false},
      {"exact-events", "", "An event for each user who thinks. Short for --set run.exact_events=true.",
       false},
  };
}

spec::Source read_source(const std::string& path) {
  if (path == "-") {
    static const std::string text = standard_input();
    return {"standard input", text};
  }
  std::string problem;
  std::optional<std::string> text = spec::read_file(path, problem);
  if (!text.has_value()) {
    // The sentence names the file, whoever wrote it.
    throw FileError(problem.find(path) == std::string::npos ? path + ": " + problem : problem,
                    how_to_get(path));
  }
  return {path, *std::move(text)};
}

spec::LoadResult load_model(const Arguments& arguments) {
  ModelInput input;
  input.paths = arguments.operands();
  input.request.case_name = arguments.value("case").value_or("");
  input.request.sets = arguments.values("set");
  add_run_options(arguments, input.request);
  return load_model(std::move(input));
}

spec::LoadResult load_model(ModelInput input) {
  if (std::count(input.paths.begin(), input.paths.end(), "-") > 1) {
    throw UsageError("standard input can be read once only, so '-' may stand once");
  }
  spec::LoadRequest& request = input.request;
  for (const std::string& path : input.paths) {
    spec::Source source = read_source(path);
    const std::optional<report::html::Carried> carried = carried_by(source);
    if (!carried) {
      request.files.push_back(std::move(source));
      continue;
    }
    if (!request.files.empty()) {
      throw UsageError(fmt::format("{}: carries a model of its own, and so is no overlay", path),
                       "name it first; what is laid over it comes behind");
    }
    if (carried->models.size() > 1 && !input.side) {
      throw FileError(
          fmt::format("{}: is the report of a comparison and carries two models", path),
          fmt::format("`plimsoll compare {0}` runs both again, `plimsoll verify {0}` says whether the same "
                      "comes out",
                      path));
    }
    const report::Recorded& recorded = carried->models[carried->models.size() > 1 ? *input.side : 0];
    request.files = recorded.files;
    if (request.case_name.empty()) request.case_name = recorded.case_name;
    request.sets.insert(request.sets.begin(), recorded.sets.begin(), recorded.sets.end());
    if (!request.set_options.empty()) {
      request.set_options.insert(request.set_options.begin(), recorded.sets.size(), "--set");
    }
  }
  return load_request(std::move(request));
}

std::optional<report::html::Carried> carried_by(const spec::Source& source) {
  std::string problem;
  std::optional<report::html::Carried> carried = report::html::read_carried(source.text, problem);
  if (!problem.empty()) {
    throw FileError(fmt::format("{}: {}", source.name, problem),
                    "a model, a result as JSON or a report is wanted");
  }
  return carried;
}

bool carries_two(const std::string& path) {
  const std::optional<report::html::Carried> carried = carried_by(read_source(path));
  return carried && carried->models.size() > 1;
}

spec::LoadResult load_request(spec::LoadRequest request) {
  request.kinds = part_kinds();
  return spec::load(request);
}

void add_run_options(const Arguments& arguments, spec::LoadRequest& request) {
  const auto seed = arguments.number("seed", 0, std::numeric_limits<std::int64_t>::max());
  const auto replications = arguments.number("replications", 1, kMostReplications);
  if (seed.has_value()) request.sets.push_back(fmt::format("run.seed={}", *seed));
  if (replications.has_value()) request.sets.push_back(fmt::format("run.replications={}", *replications));
  if (arguments.has("exact-events")) request.sets.push_back("run.exact_events=true");
}

void keep_inputs(const std::string& out, const std::vector<std::string>& inputs) {
  for (const std::string& input : inputs) {
    std::error_code not_both_there;
    if (out.empty() || !std::filesystem::equivalent(out, input, not_both_there)) continue;
    throw FileError(fmt::format("{}: is an input of this run and was left as it is", out));
  }
}

spec::LoadResult load_text(const spec::Source& source, const std::vector<std::string>& sets) {
  spec::LoadRequest request;
  request.files = {source};
  request.sets = sets;
  return load_request(std::move(request));
}

const spec::Spec& accepted(const spec::LoadResult& loaded) {
  if (!loaded.spec.has_value()) throw ModelError(refusal(loaded.diagnostics));
  say(loaded.diagnostics.render());
  return *loaded.spec;
}

std::string refusal(const spec::Diagnostics& problems) {
  return problems.render() + report::tally(problems) + "; nothing was simulated\n";
}

}  // namespace plimsoll::cli
