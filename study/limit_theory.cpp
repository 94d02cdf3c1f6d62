#include "study/limit_theory.hpp"

#include <algorithm>
#include <cmath>

#include "sim/portable_math.hpp"
#include "study/check.hpp"
#include "study/twin.hpp"

namespace plimsoll {
namespace {

using Metric = spec::Objective::Metric;

constexpr double kFull = 0.999;  // utilisation by arithmetic

/// What theory says of one load.
struct Forecast {
  bool fails = false;
  bool is_exact = true;  // what makes it fail, or what would
  std::string model;
};

const TheoryFigure* find(const Twin& twin, const std::string& subject, TheoryMeasure measure) {
  const auto found = std::find_if(twin.figures.begin(), twin.figures.end(), [&](const TheoryFigure& one) {
    return one.subject == subject && one.measure == measure;
  });
  return found == twin.figures.end() ? nullptr : &*found;
}

/// The figure of that measure of an objective's subject.
const TheoryFigure* find(const spec::Spec& spec, const Twin& twin, const spec::Objective& objective,
                         TheoryMeasure measure) {
  if (!objective.during.empty()) return nullptr;
  const std::string all = spec.requests.size() > 1 ? "all" : spec.requests.front().name;
  return find(twin, objective.request.empty() ? all : objective.request, measure);
}

bool is_value(const TheoryFigure& figure) {
  return figure.kind == TheoryKind::exact || figure.kind == TheoryKind::approximation;
}

struct Value {
  double value = 0;
  bool is_exact = false;
};

std::optional<Value> of_figure(const TheoryFigure* figure) {
  if (figure == nullptr || !is_value(*figure)) return std::nullopt;
  return Value{figure->value, figure->kind == TheoryKind::exact};
}

/// Percentiles that theory does not know are taken for those of an exponential time: a place to begin.
std::optional<Value> quantile(const spec::Spec& spec, const Twin& twin, const spec::Objective& objective) {
  for (const auto& [p, measure] : {std::pair{0.5, TheoryMeasure::latency_p50},
                                   std::pair{0.95, TheoryMeasure::latency_p95},
                                   std::pair{0.99, TheoryMeasure::latency_p99}}) {
    if (std::abs(objective.quantile - p) > 1e-9) continue;
    if (const auto known = of_figure(find(spec, twin, objective, measure))) return known;
  }
  const auto mean = of_figure(find(spec, twin, objective, TheoryMeasure::latency_mean));
  if (!mean) return std::nullopt;
  return Value{-mean->value * portable::log(1 - objective.quantile), false};
}

std::optional<Value> value_of(const spec::Spec& spec, const Twin& twin, const spec::Objective& objective) {
  switch (objective.metric) {
    case Metric::latency_mean:
      return of_figure(find(spec, twin, objective, TheoryMeasure::latency_mean));
    case Metric::latency_quantile:
      return quantile(spec, twin, objective);
    case Metric::errors:
      return of_figure(find(spec, twin, objective, TheoryMeasure::refused_share));
    case Metric::utilisation:
      return of_figure(find(twin, objective.part, TheoryMeasure::cpu_utilisation));
    case Metric::throughput:
      break;
  }
  return std::nullopt;
}

/// Whether arrivals bring more than some part can do. Users who wait for answers cannot.
bool is_overloaded(const spec::Spec& spec) {
  const bool is_open = std::any_of(spec.traffic.begin(), spec.traffic.end(), [](const spec::Traffic& one) {
    return one.kind == spec::Traffic::Kind::open;
  });
  if (!is_open) return false;
  const CheckReport report = check(spec, {});
  return std::any_of(report.loads.begin(), report.loads.end(),
                     [](const PartLoad& one) { return one.utilisation >= kFull; });
}

Forecast forecast(const spec::Spec& spec) {
  const Twin twin = twin_of(spec);
  Forecast said;
  said.model = twin.model;
  for (const spec::Objective& objective : spec.objectives) {
    const std::optional<Value> value = value_of(spec, twin, objective);
    if (!value) {
      // Without an answer for every objective the edge may lie lower; errors come with refusals only.
      said.is_exact = said.is_exact && objective.metric == Metric::errors;
      continue;
    }
    said.is_exact = said.is_exact && value->is_exact;
    said.fails = said.fails || !(value->value < objective.limit);
  }
  // Beyond its end of a steady state theory is silent.
  if (!said.fails && is_overloaded(spec)) said.fails = true;
  return said;
}

}  // namespace

std::optional<TheoryLimit> theory_limit(const SpecAt& spec_at, double low, double high, bool is_whole) {
  const auto look = [&](double load) -> Forecast {
    const std::optional<spec::Spec> spec = spec_at(load);
    if (!spec) return {true, false, ""};
    return forecast(*spec);
  };
  Forecast last = look(low);
  if (last.fails || !look(high).fails) return std::nullopt;
  // By halving the ratio, to a thousandth of a per cent; whole numbers to one.
  while (is_whole ? high - low > 1.5 : high / low > 1.00001) {
    double middle = std::sqrt(low * high);
    if (is_whole) middle = std::clamp(std::round(middle), low + 1, high - 1);
    const Forecast here = look(middle);
    (here.fails ? high : low) = middle;
    if (!here.fails) last = here;
  }
  return TheoryLimit{low, last.model, last.is_exact && !last.model.empty()};
}

}  // namespace plimsoll
