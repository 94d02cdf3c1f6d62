#include "cli/model_cases.hpp"

#include <fmt/format.h>

#include "cli/failure.hpp"
#include "cli/simulate.hpp"

namespace plimsoll::cli {
namespace {

spec::LoadResult load_case(ModelInput input, const std::string& name) {
  input.request.case_name = name;
  return load_model(std::move(input));
}

}  // namespace

ModelCases load_cases(const ModelInput& input, std::vector<std::string> names) {
  ModelCases models;
  models.emplace_back("", load_case(input, ""));
  const spec::Spec& baseline = accepted(models.front().second);
  if (names.empty()) names = baseline.cases;
  if (names.empty()) {
    throw UsageError(fmt::format("{}: has no [case.NAME]", baseline.source),
                     "`plimsoll explain case` shows how to write one");
  }
  for (const std::string& name : names) {
    models.emplace_back(name, load_case(input, name));
    const spec::LoadResult& loaded = models.back().second;
    if (!loaded.spec.has_value()) throw ModelError(refusal(loaded.diagnostics));
  }
  return models;
}

std::vector<Outcome> run_cases(const ModelCases& models, int threads) {
  std::vector<Outcome> outcomes;
  for (const auto& [name, loaded] : models) {
    outcomes.push_back(outcome_of(name, *loaded.spec, simulate(*loaded.spec, loaded.diagnostics, threads)));
    if (!outcomes.back().results.run.complete) break;
  }
  return outcomes;
}

}  // namespace plimsoll::cli
