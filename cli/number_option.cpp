#include "cli/number_option.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <stdexcept>

#include "cli/failure.hpp"
#include "models/model_problem.hpp"
#include "models/spec/units.hpp"

namespace plimsoll::cli {
namespace {

/// The whole of a text as a number.
std::optional<double> number_in(const std::string& text) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (text.empty() || *end != '\0' || !std::isfinite(value)) return std::nullopt;
  return value;
}

}  // namespace

double share_option(const Arguments& arguments, const std::string& option, double otherwise) {
  const std::optional<std::string> text = arguments.value(option);
  if (!text) return otherwise;
  std::optional<double> share = number_in(*text);
  if (!share) {
    if (const auto parsed = spec::parse_ratio(*text); parsed.value) share = parsed.value->value;
  }
  if (!share || !(*share > 0 && *share < 1)) {
    throw UsageError(fmt::format("--{} {}: is no share between 0 and 1", option, *text),
                     "write it as \"1 %\" or 0.01");
  }
  return *share;
}

FamilyOfModels::FamilyOfModels(const Arguments& arguments) {
  for (const std::string& path : arguments.operands()) request_.files.push_back(read_source(path));
  request_.case_name = arguments.value("case").value_or("");
  request_.sets = arguments.values("set");
  add_run_options(arguments, request_);
  load_with_ = [this](const std::vector<std::string>& sets) {
    spec::LoadRequest request = request_;
    request.sets.insert(request.sets.end(), sets.begin(), sets.end());
    return load_request(std::move(request));
  };
  loaded_ = load_with_({});
  accepted(loaded_);
  numbers_ = numbers_of(loaded_.resolved);
}

NumberSetting FamilyOfModels::number(const std::string& option, const std::string& address) const {
  if (const auto found = number_at(load_with_, numbers_, address)) return *found;
  std::vector<std::string> known;
  for (const NumberSetting& one : numbers_) known.push_back(one.address);
  const std::string remedy = spec::did_you_mean(address, known);
  throw UsageError(fmt::format("--{} {}: the model has no number there", option, address),
                   remedy.empty() ? "`plimsoll config --resolved` lists every setting" : remedy);
}

std::optional<double> FamilyOfModels::amount_option(const Arguments& arguments, const std::string& option,
                                                    const NumberSetting& setting) const {
  std::optional<std::string> text = arguments.value(option);
  if (!text) return std::nullopt;
  // Read by the language itself, so that any unit does, and shown in the setting's own.
  const bool is_bare = number_in(*text).has_value();
  const std::string value = is_bare && !setting.unit.empty() ? *text + " " + setting.unit : *text;
  const spec::LoadResult loaded = load_with_({setting.address + "=" + value});
  if (!loaded.spec) throw UsageError(fmt::format("--{} {}: is no value of {}", option, *text, setting.address));
  for (const NumberSetting& one : numbers_of(loaded.resolved)) {
    if (one.address == setting.address && one.unit == setting.unit) return one.value;
  }
  throw UsageError(fmt::format("--{} {}: is not in the unit of {}", option, *text, setting.address),
                   fmt::format("write it in {}", setting.unit));
}

void FamilyOfModels::guarded(const std::function<void()>& question) const {
  try {
    question();
  } catch (const ModelProblem& problem) {
    spec::Diagnostics problems = loaded_.diagnostics;
    const spec::Diagnostic& found = problem.diagnostic();
    problems.error(found.place, found.address, found.message, found.remedy);
    throw ModelError(refusal(problems));
  } catch (const std::invalid_argument& impossible) {
    throw UsageError(impossible.what());
  }
}

}  // namespace plimsoll::cli
