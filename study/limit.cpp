#include "study/limit.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "study/limit_search.hpp"
#include "study/limit_theory.hpp"

namespace plimsoll {
namespace {

constexpr double kFarther = 1000;  // times the load of the file: as far as is looked where nothing is said

LimitSearch::Range range_of(const NumberSetting& load, const LimitOptions& options) {
  const double size = load.value > 0 ? load.value : 1;
  LimitSearch::Range range{size / kFarther, size * kFarther};
  if (load.is_whole) range = {1, std::max(kFarther, std::round(size * kFarther))};
  if (options.from) range.low = *options.from;
  if (options.to) range.high = *options.to;
  return range;
}

void describe_model(const spec::Spec& model, Limit& limit) {
  limit.title = model.title;
  limit.source = model.source;
  limit.case_name = model.case_name;
  limit.seed = model.run.seed;
  if (model.run.precision) {
    limit.assumptions.push_back("run.precision is not used: replications are added until the limit is known");
  }
  if (model.run.variance_reduction != spec::RunSettings::VarianceReduction::none) {
    limit.assumptions.push_back("run.variance_reduction is not used: loads share their luck instead");
  }
  for (const spec::Objective& objective : model.objectives) {
    if (is_broken_by_load(objective)) continue;
    limit.assumptions.push_back(objective.name +
                                ": more load cannot break a promise of throughput, so it does not limit it");
  }
}

void tell(const LimitSamples& samples, const LimitSearch::Edge& edge, Limit& limit) {
  limit.state = edge.state;
  limit.trouble = edge.trouble;
  const bool is_told = edge.state == LimitState::found || edge.state == LimitState::imprecise;
  if (is_told) limit.load = edge.load;
  const auto middle = samples.all().find(edge.middle);
  if (middle == samples.all().end() || middle->second.replications.empty()) return;
  const LimitSamples::Sample& sample = middle->second;
  const auto name = [&](std::size_t k) { return sample.spec.objectives[k].name; };
  if (edge.binding) limit.binding = name(*edge.binding);
  for (const std::size_t k : edge.also) limit.also.push_back(name(k));
  limit.part = sample.results.bottleneck.part;
  limit.part_sentence = sample.results.bottleneck.sentence;
  limit.model_digest = sample.results.model_digest;
  if (!is_told) return;
  for (const std::string& warning : sample.results.warnings) limit.warnings.push_back(warning);
  for (const ObjectiveFigures& objective : sample.results.objectives) {
    if (objective.is_upper || objective.verdict != Verdict::fail) continue;
    limit.warnings.push_back(objective.name +
                             " fails at the limit: no load keeps it and the other objectives");
    limit.state = LimitState::fails_at_lowest;
  }
}

/// What a search left behind, whether or not it came to its end.
void keep(const LimitSamples& samples, Limit& limit) {
  for (const auto& [load, sample] : samples.all()) {
    if (sample.point.replications >= 2 || !sample.point.overload.empty()) limit.points.push_back(sample.point);
  }
  limit.warm_up_seconds = samples.warm_up().seconds;
  limit.replications = samples.replications();
  limit.events = samples.events();
}

}  // namespace

std::vector<NumberSetting> usual_load(const LoadWith& load, const spec::LoadResult& loaded) {
  std::vector<NumberSetting> moved;
  const std::vector<NumberSetting> numbers = numbers_of(loaded.resolved);
  for (const spec::Traffic& traffic : loaded.spec->traffic) {
    for (const char* setting : {".users", ".rate"}) {
      const auto found = number_at(load, numbers, "traffic." + traffic.name + setting);
      if (found) moved.push_back(*found);
    }
  }
  return moved;
}

Limit find_limit(const LoadWith& load, const std::vector<NumberSetting>& moved, const LimitOptions& options) {
  Limit limit;
  limit.moved = moved;
  LimitSamples samples(load, limit.moved, options);
  const NumberSetting& first = limit.moved.front();
  const LimitSearch::Range range = range_of(first, options);
  limit.lowest_allowed = range.low;
  limit.highest_allowed = range.high;
  const spec::LoadResult loaded = load({});
  const bool has_objective = std::any_of(loaded.spec->objectives.begin(), loaded.spec->objectives.end(), is_broken_by_load);
  if (!has_objective) throw std::invalid_argument("the model has no objective that load could break");
  describe_model(*loaded.spec, limit);

  const auto theory = theory_limit([&](double at) { return samples.spec_at(at); }, range.low, range.high,
                                   first.is_whole);
  if (theory) {
    limit.theory = theory->load;
    limit.theory_model = theory->model;
    limit.is_theory_exact = theory->is_exact;
  }
  const double start = theory ? theory->load : std::max(first.value, first.is_whole ? 1.0 : 0.0);
  try {
    samples.settle_warm_up(std::clamp(start, range.low, range.high));
    LimitSearch search(samples, range, first.is_whole, options.precision);
    tell(samples, search.find(start, theory.has_value()), limit);
  } catch (const LimitInterrupted&) {
    limit.state = LimitState::interrupted;
  }
  keep(samples, limit);
  return limit;
}

int exit_code(const Limit& limit) {
  switch (limit.state) {
    case LimitState::found:
      return 0;
    case LimitState::fails_at_lowest:
      return 99;
    case LimitState::interrupted:
      return 130;
    case LimitState::imprecise:
    case LimitState::never_fails:
    case LimitState::undecided:
      break;
  }
  return 98;
}

}  // namespace plimsoll
