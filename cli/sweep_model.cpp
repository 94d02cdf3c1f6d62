#include "cli/sweep_model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "cli/failure.hpp"
#include "cli/measure_columns.hpp"
#include "cli/model_input.hpp"
#include "cli/terminal.hpp"
#include "models/build.hpp"
#include "models/guard_stop.hpp"
#include "models/model_problem.hpp"
#include "report/number.hpp"
#include "sim/check.hpp"

namespace plimsoll::cli {
namespace {

constexpr std::uint64_t kMostPoints = 100'000;
constexpr std::size_t kMostTried = 1'000;  // values that `check` tries: it is to take moments
constexpr std::size_t kMostProblems = 10;  // different ones; a sweep may have one for every point

/// Problems that several points share, each once.
class Problems {
 public:
  void add(const spec::Diagnostics& found) {
    if (found.empty()) return;
    std::vector<std::string>& texts = found.has_errors() ? errors_ : warnings_;
    if (found.has_errors()) ++points_;
    const std::string text = found.render();
    if (std::find(texts.begin(), texts.end(), text) == texts.end()) texts.push_back(text);
  }

  /// Says warnings that are not among `said`; throws ModelError if a point cannot be run.
  void report(const std::string& said, std::size_t points) const {
    if (errors_.empty()) {
      for (const std::string& text : warnings_) {
        if (text != said) say(text);
      }
      return;
    }
    std::string text;
    for (std::size_t i = 0; i < errors_.size() && i < kMostProblems; ++i) text += errors_[i];
    if (errors_.size() > kMostProblems)
      text += fmt::format("{} more like these\n", errors_.size() - kMostProblems);
    throw ModelError(text + fmt::format("{} of {} cannot be run; nothing was simulated\n", points_,
                                        report::plural(points, "point")));
  }

 private:
  std::vector<std::string> errors_, warnings_;
  std::size_t points_ = 0;
};

/// Some problems show only when the parts are put together; a guard's are for when the point's turn comes.
void put_together(const spec::Spec& model, spec::Diagnostics& diagnostics) {
  try {
    build(model, model.run.seed, 0);
  } catch (const ModelProblem& problem) {
    const spec::Diagnostic& found = problem.diagnostic();
    diagnostics.error(found.place, found.address, found.message, found.remedy);
  } catch (const GuardStop&) {
  }
}

spec::LoadRequest request_of(const Arguments& arguments, const std::string& option = "sweep") {
  const std::vector<std::string>& paths = arguments.operands();
  if (std::count(paths.begin(), paths.end(), "-") > 1) {
    throw UsageError("standard input can be read once only, so '-' may stand once");
  }
  spec::LoadRequest request;
  for (const std::string& path : paths) request.files.push_back(read_source(path));
  request.case_name = arguments.value("case").value_or("");
  request.sets = arguments.values("set");
  request.sweeps = arguments.values(option);
  request.sweep_option = "--" + option;
  add_run_options(arguments, request);
  return request;
}

void check_size(const spec::LoadResult& loaded, const std::string& option) {
  if (loaded.sweep.empty()) {
    throw UsageError(
        fmt::format("{}: {}", loaded.spec->source, option == "sweep" ? "nothing is swept" : "there is nothing to choose from"),
        fmt::format("write [sweep], or --{} 'system.app.instances=[2, 3, 4]'; `plimsoll explain sweep`", option));
  }
  const std::uint64_t points = spec::points_of(loaded.sweep);
  if (points <= kMostPoints) return;
  throw UsageError(fmt::format("the lists make {} points; {} are the most",
                               points == UINT64_MAX ? "more than any number of" : report::count(points),
                               report::count(kMostPoints)),
                   "shorten a list, or zip two that belong together");
}

}  // namespace

spec::Spec SweepModel::at(std::size_t index) const {
  spec::LoadRequest one = request;
  one.point = index;
  spec::LoadResult loaded = load_request(std::move(one));
  PLIMSOLL_CHECK(loaded.spec.has_value());  // it could be loaded before
  return *std::move(loaded.spec);
}

SweepModel load_sweep(const Arguments& arguments, const std::string& option) {
  SweepModel model;
  model.request = request_of(arguments, option);
  const spec::LoadResult baseline = load_request(model.request);
  accepted(baseline);
  check_size(baseline, option);
  model.plan.files = model.request.files;
  for (const spec::SweepAxis& axis : baseline.sweep) model.plan.addresses.push_back(axis.address);
  model.example = baseline.spec->requests.front().name + ".p99";
  Problems problems;
  const auto points = static_cast<std::size_t>(spec::points_of(baseline.sweep));
  for (std::size_t index = 0; index < points; ++index) {
    spec::LoadRequest one = model.request;
    one.point = index;
    spec::LoadResult loaded = load_request(std::move(one));
    if (loaded.spec.has_value()) put_together(*loaded.spec, loaded.diagnostics);
    problems.add(loaded.diagnostics);
    if (!loaded.spec.has_value()) continue;
    add_subjects(*loaded.spec, model.subjects);
    model.plan.points.push_back({index + 1, loaded.spec->title, digest_text(loaded.spec->digest),
                                 loaded.spec->case_name, loaded.spec->sets,
                                 spec::values_at(baseline.sweep, index)});
  }
  problems.report(baseline.diagnostics.render(), points);
  return model;
}

spec::Diagnostics problems_of_lists(const Arguments& arguments, const spec::LoadResult& baseline) {
  spec::Diagnostics problems;
  if (baseline.sweep.empty()) return problems;
  const spec::LoadRequest request = request_of(arguments);
  for (const spec::Source& file : request.files) problems.add_source(file.name, file.text);
  std::set<std::string> met;
  std::vector<std::uint64_t> points = spec::points_one_by_one(baseline.sweep);
  if (points.size() > kMostTried) points.resize(kMostTried);
  for (const std::uint64_t point : points) {
    spec::LoadRequest one = request;
    one.point = point;
    spec::LoadResult loaded = load_request(std::move(one));
    if (loaded.spec.has_value()) put_together(*loaded.spec, loaded.diagnostics);
    for (const spec::Diagnostic& found : loaded.diagnostics.sorted()) {
      if (found.severity != spec::Severity::error) continue;
      const spec::Place& place = found.place;
      const std::string whole =
          fmt::format("{}:{}:{}:{}", place.source, place.line, place.column, found.message);
      if (met.insert(whole).second) problems.error(place, found.address, found.message, found.remedy);
    }
  }
  return problems;
}

}  // namespace plimsoll::cli
