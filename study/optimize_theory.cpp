#include "study/optimize_theory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "study/twin.hpp"

namespace plimsoll {
namespace {

using Metric = spec::Objective::Metric;

constexpr double kMargin = 0.01, kMarginOfPercentiles = 0.03;  // those of study/theory_beside.hpp

std::optional<TheoryMeasure> measure_of(const spec::Objective& objective) {
  switch (objective.metric) {
    case Metric::latency_mean:
      return TheoryMeasure::latency_mean;
    case Metric::throughput:
      return TheoryMeasure::throughput;
    case Metric::errors:
      return TheoryMeasure::refused_share;
    case Metric::utilisation:
      return TheoryMeasure::cpu_utilisation;
    case Metric::latency_quantile:
      break;
  }
  if (std::abs(objective.quantile - 0.5) < 1e-9) return TheoryMeasure::latency_p50;
  if (std::abs(objective.quantile - 0.95) < 1e-9) return TheoryMeasure::latency_p95;
  if (std::abs(objective.quantile - 0.99) < 1e-9) return TheoryMeasure::latency_p99;
  return std::nullopt;
}

std::string subject_of(const spec::Spec& spec, const spec::Objective& objective) {
  if (objective.metric == Metric::utilisation) return objective.part;
  if (!objective.request.empty()) return objective.request;
  return spec.requests.size() > 1 ? "all" : spec.requests.front().name;
}

bool breaks(const spec::Objective& objective, const TheoryFigure& figure) {
  const bool is_exact = figure.kind == TheoryKind::exact;
  double margin = objective.metric == Metric::latency_quantile ? kMarginOfPercentiles : kMargin;
  if (!is_exact) margin = 0;
  if (objective.is_upper) {
    const bool is_floor = is_exact || figure.kind == TheoryKind::at_least;
    return is_floor && figure.value >= objective.limit * (1 + margin) && figure.value > 0;
  }
  const bool is_ceiling = is_exact || figure.kind == TheoryKind::at_most;
  return is_ceiling && figure.value <= objective.limit * (1 - margin);
}

/// What arrives a second, where that is one kind of request at a steady rate.
std::optional<double> arrivals_of_the_only_request(const spec::Spec& spec) {
  if (spec.requests.size() != 1) return std::nullopt;
  double rate = 0;
  for (const spec::Traffic& traffic : spec.traffic) {
    if (traffic.kind != spec::Traffic::Kind::open || !traffic.profile.empty()) return std::nullopt;
    rate += traffic.rate.per_second;
  }
  return rate;
}

/// Of what arrives no more can succeed than passes the tightest part; the rest fails, or waits in a queue that
/// grows without end. A promise about errors allows neither.
std::optional<BrokenObjective> cannot_keep_up(const spec::Spec& spec, const Twin& twin,
                                              const spec::Objective& objective) {
  const std::optional<double> arrivals = arrivals_of_the_only_request(spec);
  if (objective.metric != Metric::errors || !arrivals || !(*arrivals > 0)) return std::nullopt;
  for (const TheoryFigure& figure : twin.figures) {
    if (figure.measure != TheoryMeasure::throughput || figure.kind != TheoryKind::at_most) continue;
    const double lost = 1 - figure.value / *arrivals;
    if (figure.subject != spec.requests.front().name || lost < objective.limit + kMargin) continue;
    return BrokenObjective{objective.name, fmt::format("at most {:.4g} of {:.4g} requests a second can be served ({})",
                                                       figure.value, *arrivals, figure.source)};
  }
  return std::nullopt;
}

}  // namespace

std::optional<BrokenObjective> broken_by_theory(const spec::Spec& spec) {
  const Twin twin = twin_of(spec);
  if (!twin.has_steady_load || !twin.has_steady_capacity) return std::nullopt;
  for (const spec::Objective& objective : spec.objectives) {
    if (!objective.during.empty()) continue;
    if (const auto lost = cannot_keep_up(spec, twin, objective)) return lost;
    const std::optional<TheoryMeasure> measure = measure_of(objective);
    const std::string subject = subject_of(spec, objective);
    for (const TheoryFigure& figure : twin.figures) {
      if (!measure || figure.measure != *measure || figure.subject != subject) continue;
      if (!breaks(objective, figure)) continue;
      const char* relation = figure.kind == TheoryKind::exact ? "is" : figure.kind == TheoryKind::at_least ? "is at least" : "is at most";
      return BrokenObjective{objective.name, fmt::format("{} of {} {} {:.4g} ({})", name_of(figure.measure), subject,
                                                         relation, figure.value, figure.source)};
    }
  }
  return std::nullopt;
}

}  // namespace plimsoll
