#include "cli/two_models.hpp"

#include <algorithm>

#include "cli/failure.hpp"
#include "cli/model_input.hpp"
#include "cli/simulate.hpp"
#include "cli/terminal.hpp"

namespace plimsoll::cli {
namespace {

constexpr const char* kOwn[] = {"case", "set", "overlay"};

/// The model of one side: what both share, then what is its own.
ModelInput input_of(const Arguments& arguments, const std::string& side) {
  const std::vector<std::string>& files = arguments.operands();
  ModelInput input;
  input.paths = {side == "a" ? files.front() : files.back()};
  input.side = side == "a" ? 0 : 1;
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
  input.request.case_name = arguments.values("case").empty() ? "" : arguments.values("case").front();
  if (const auto own = arguments.value(side + "-case")) {
    input.request.case_name = *own;
    input.request.case_option = "--" + side + "-case";
  }
  return input;
}

}  // namespace

std::vector<Option> side_options() {
  return {
      {"b-set", "ADDRESS=VALUE", "Change one setting of B. May be given often.", true},
      {"b-case", "NAME", "Apply the [case.NAME] to B.", false},
      {"b-overlay", "FILE", "Lay a file over B. May be given often.", true},
      {"a-set", "ADDRESS=VALUE", "Change one setting of A.", true},
      {"a-case", "NAME", "Apply the [case.NAME] to A.", false},
      {"a-overlay", "FILE", "Lay a file over A.", true},
  };
}

bool has_own_options(const Arguments& arguments, const std::string& side) {
  return std::any_of(std::begin(kOwn), std::end(kOwn),
                     [&](const char* option) { return arguments.has(side + "-" + option); });
}

std::vector<std::string> inputs_of_both(const Arguments& arguments) {
  std::vector<std::string> inputs = input_of(arguments, "a").paths;
  for (const std::string& path : input_of(arguments, "b").paths) inputs.push_back(path);
  return inputs;
}

TwoModels load_both(const Arguments& arguments) {
  TwoModels both{load_model(input_of(arguments, "a")), load_model(input_of(arguments, "b"))};
  const std::string of_a = both.a.diagnostics.render();
  const std::string of_b = both.b.diagnostics.render();
  if (both.a.spec.has_value() && both.b.spec.has_value()) {
    say(of_a == of_b ? of_a : of_a + of_b);
    return both;
  }
  if (both.a.spec.has_value()) throw ModelError(refusal(both.b.diagnostics));
  if (both.b.spec.has_value() || of_a == of_b) throw ModelError(refusal(both.a.diagnostics));
  throw ModelError(of_a + refusal(both.b.diagnostics));
}

Comparison compare_loaded(const TwoModels& models, int threads) {
  spec::Spec of_a = *models.a.spec, of_b = *models.b.spec;
  std::vector<std::string> changed = align(of_a, of_b);
  const Observation seen_a = simulate(of_a, models.a.diagnostics, threads);
  const Observation seen_b = simulate(of_b, models.b.diagnostics, threads);
  Comparison comparison = compare(of_a, seen_a, of_b, seen_b);
  comparison.assumptions = std::move(changed);
  return comparison;
}

}  // namespace plimsoll::cli
