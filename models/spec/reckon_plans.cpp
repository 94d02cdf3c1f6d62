#include <fmt/format.h>

#include "models/spec/query_plan.hpp"
#include "models/spec/readers.hpp"
#include "models/spec/units.hpp"
#include "sim/discrete.hpp"

namespace plimsoll::spec {
namespace {

/// How often each value of an attribute is drawn, in proportion.
std::vector<double> weights_of(const Attribute& attribute) {
  if (attribute.popularity == Attribute::Popularity::weighted) return attribute.weights;
  const bool is_zipf = attribute.popularity == Attribute::Popularity::zipf;
  const auto count = static_cast<std::uint64_t>(attribute.values);
  const Zipf zipf(count, is_zipf ? attribute.exponent : 0);
  std::vector<double> weights;
  for (std::uint64_t value = 0; value < count; ++value) weights.push_back(zipf.probability(value));
  return weights;
}

void reckon(const Spec& spec, std::vector<Step>& steps) {
  for (Step& step : steps) {
    reckon(spec, step.branches);
    if (step.plan.empty()) continue;
    const Plan& plan = *spec.find_plan(step.plan);
    step.time = time_of(spec, plan, step.target);
    step.network = Duration::from_seconds(cost_of(spec, plan, step.target).network_seconds);
  }
}

}  // namespace

std::vector<double> seconds_by_page(const Spec& spec, const Plan& plan, const std::string& database) {
  std::vector<double> seconds;
  const std::int64_t pages = spec.find_attribute(plan.page_of)->values;
  for (std::int64_t page = 1; page <= pages; ++page) {
    seconds.push_back(cost_of(spec, plan, database, page).demand_seconds());
  }
  return seconds;
}

TimeSpec time_of(const Spec& spec, const Plan& plan, const std::string& database) {
  if (!plan.page_of.empty()) {
    const std::vector<double> weights = weights_of(*spec.find_attribute(plan.page_of));
    return {Distribution::empirical(seconds_by_page(spec, plan, database), weights),
            fmt::format("by the page ({})", plan.page_of)};
  }
  const double seconds = cost_of(spec, plan, database).demand_seconds();
  if (!plan.varies) return {Distribution::constant(seconds), write_seconds(seconds)};
  return {plan.varies->law.times(seconds), fmt::format("{} x {}", write_seconds(seconds), plan.varies->text)};
}

void reckon_plans(Spec& spec) {
  for (Routine& request : spec.requests) reckon(spec, request.steps);
  for (Routine& routine : spec.routines) reckon(spec, routine.steps);
}

}  // namespace plimsoll::spec
