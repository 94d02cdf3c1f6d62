#include "study/variance_reduction.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <utility>

#include "study/estimate.hpp"
#include "study/precision.hpp"

namespace plimsoll {
namespace {

using Method = spec::RunSettings::VarianceReduction;
using Of = DrawTally::Of;

/// Which tallies a control adds up.
using Chosen = std::function<bool(const DrawTally&)>;

double sum_of(const Replication& replication, const Chosen& chosen) {
  double sum = 0;
  for (const DrawTally& tally : replication.tallies) {
    if (chosen(tally)) sum += tally.surplus;
  }
  return sum;
}

/// Numbers of the parts that work was drawn for, the busiest first.
std::vector<std::size_t> busiest_first(const spec::Spec& spec,
                                       const std::vector<const Replication*>& replications) {
  std::vector<double> busy(spec.parts.size());
  for (const Replication* replication : replications) {
    for (std::size_t i = 0; i < busy.size(); ++i) {
      const double utilisation = replication->parts[i].utilisation;
      if (!std::isnan(utilisation)) busy[i] += utilisation;
    }
  }
  std::vector<std::size_t> parts;
  for (std::size_t i = 0; i < busy.size(); ++i) {
    const auto is_of_it = [&](const DrawTally& tally) {
      return tally.of == Of::work && tally.name == spec.parts[i].name;
    };
    const std::vector<DrawTally>& tallies = replications.front()->tallies;
    if (std::any_of(tallies.begin(), tallies.end(), is_of_it)) parts.push_back(i);
  }
  std::stable_sort(parts.begin(), parts.end(),
                   [&](std::size_t a, std::size_t b) { return busy[a] > busy[b]; });
  return parts;
}

}  // namespace

bool has_controls(const spec::RunSettings& run) {
  return run.variance_reduction == Method::control_variates || run.variance_reduction == Method::both;
}

bool is_antithetic(const spec::RunSettings& run) {
  return run.variance_reduction == Method::antithetic || run.variance_reduction == Method::both;
}

std::int64_t replications_together(const spec::RunSettings& run) { return is_antithetic(run) ? 2 : 1; }

std::int64_t whole_observations(const spec::RunSettings& run, std::int64_t count) {
  const std::int64_t together = replications_together(run);
  return (count + together - 1) / together * together;
}

std::uint32_t number_of_luck(const spec::RunSettings& run, std::uint32_t number) {
  return is_antithetic(run) ? number - number % 2 : number;
}

BuildOptions build_options(const spec::RunSettings& run, std::uint32_t number, BuildOptions options) {
  options.sums_up_draws = has_controls(run);
  options.is_mirrored = is_antithetic(run) && number % 2 == 1;
  return options;
}

std::vector<const Replication*> whole_pairs(const spec::RunSettings& run,
                                            const std::vector<Replication>& replications) {
  const auto together = static_cast<std::size_t>(replications_together(run));
  std::vector<const Replication*> whole;
  for (std::size_t first = 0; first + together <= replications.size(); first += together) {
    const bool is_finished =
        std::all_of(replications.begin() + static_cast<std::ptrdiff_t>(first),
                    replications.begin() + static_cast<std::ptrdiff_t>(first + together),
                    [](const Replication& replication) { return replication.is_finished; });
    if (!is_finished) continue;
    for (std::size_t i = 0; i < together; ++i) whole.push_back(&replications[first + i]);
  }
  return whole;
}

Observations::Observations(const spec::Spec& spec, const std::vector<const Replication*>& replications)
    : together_(static_cast<std::size_t>(replications_together(spec.run))),
      count_(static_cast<std::int64_t>(replications.size() / together_)),
      confidence_(confidence_of(spec.run)),
      method_(spec.run.variance_reduction) {
  if (has_controls(spec.run) && !replications.empty()) pick(spec, replications);
}

void Observations::pick(const spec::Spec& spec, const std::vector<const Replication*>& replications) {
  std::vector<std::vector<double>> columns;
  const auto add = [&](std::string name, const Chosen& chosen) {
    std::vector<double> column;
    for (const Replication* replication : replications) column.push_back(sum_of(*replication, chosen));
    names_.push_back(std::move(name));
    columns.push_back(by_observation(column));
  };
  add("work", [](const DrawTally& tally) { return tally.of == Of::work; });
  add("traffic", [](const DrawTally& tally) { return tally.of == Of::traffic; });
  for (const std::size_t part : busiest_first(spec, replications)) {
    const std::string& name = spec.parts[part].name;
    add("work at " + name,
        [&](const DrawTally& tally) { return tally.of == Of::work && tally.name == name; });
  }
  controls_ = ControlVariates(std::move(columns));
}

/// Of a pair in which one lacks the measure, the other says it.
std::vector<double> Observations::by_observation(std::span<const double> replications) const {
  if (together_ == 1) return {replications.begin(), replications.end()};
  std::vector<double> observations;
  for (std::size_t first = 0; first + 1 < replications.size(); first += 2) {
    const double one = replications[first], other = replications[first + 1];
    observations.push_back(std::isnan(one) ? other : std::isnan(other) ? one : one + (other - one) / 2);
  }
  return observations;
}

Estimate Observations::mean(std::span<const double> replications) const {
  return estimate_of(interval_of(by_observation(replications), confidence_));
}

Estimate Observations::controlled_mean(std::span<const double> replications) const {
  const std::vector<double> values = by_observation(replications);
  const Interval controlled = controlled_interval_of(values, controls_, confidence_);
  return estimate_of(controlled.value < 0 ? interval_of(values, confidence_) : controlled);
}

PooledQuantile Observations::pool(std::vector<const Histogram*> histograms) const {
  const std::size_t observations = histograms.size() / together_;
  if (observations == static_cast<std::size_t>(count_) || controls_.used().empty()) {
    return PooledQuantile(std::move(histograms), together_, controls_);
  }
  std::vector<std::size_t> first(observations);
  std::iota(first.begin(), first.end(), std::size_t{0});
  return PooledQuantile(std::move(histograms), together_, controls_.of(first));
}

VarianceReductionFigures Observations::figures() const {
  VarianceReductionFigures figures;
  figures.method = method_;
  figures.observations = count_;
  for (const std::size_t used : controls_.used()) figures.controls.push_back(names_[used]);
  return figures;
}

std::int64_t degrees_of_freedom(const RunFigures& run) {
  if (run.stretches > 0) return run.stretches - 1;
  const VarianceReductionFigures& reduction = run.variance_reduction;
  const std::int64_t freedom =
      reduction.method == Method::none
          ? run.replications - 1
          : reduction.observations - static_cast<std::int64_t>(reduction.controls.size()) - 1;
  return run.precision.is_wanted ? std::min(freedom, run.precision.freedom_max) : freedom;
}

}  // namespace plimsoll
