#include "study/optimize.hpp"

#include <algorithm>
#include <stdexcept>

#include "study/optimize_search.hpp"

namespace plimsoll {
namespace {

void describe_model(const spec::Spec& model, Optimum& optimum) {
  optimum.title = model.title;
  optimum.source = model.source;
  optimum.case_name = model.case_name;
  optimum.seed = model.run.seed;
  if (model.run.precision) {
    optimum.assumptions.push_back("run.precision is not used: replications are added until objectives are decided");
  }
  if (model.run.variance_reduction != spec::RunSettings::VarianceReduction::none) {
    optimum.assumptions.push_back("run.variance_reduction is not used: points share their luck instead");
  }
}

bool is_seen(const OptimumPoint& one) { return one.p99.exists && one.cost.exists; }

void mark_pareto(std::vector<OptimumPoint>& points) {
  for (OptimumPoint& one : points) {
    one.is_pareto = is_seen(one) && std::none_of(points.begin(), points.end(), [&](const OptimumPoint& other) {
      const bool is_no_worse = is_seen(other) && other.cost.value <= one.cost.value && other.p99.value <= one.p99.value;
      return is_no_worse && (other.cost.value < one.cost.value || other.p99.value < one.p99.value);
    });
  }
}

}  // namespace

Optimum optimize(const PointsToChoose& points, const OptimizeOptions& options) {
  if (points.values.empty()) throw std::invalid_argument("there is no point to choose");
  Optimum optimum;
  optimum.addresses = points.addresses;
  optimum.wanted = options.sure;
  describe_model(points.at(0), optimum);
  OptimizeSearch search(points, options);
  bool is_whole = false;
  try {
    search.survey();
    search.decide();
    search.look_beyond();
    is_whole = true;
  } catch (const OptimizeSearch::Interrupted&) {
  }
  search.tell(optimum);
  if (!is_whole) {
    optimum.state = OptimumState::interrupted;
    optimum.chosen.reset();
    optimum.probability = 0;
  }
  mark_pareto(optimum.points);
  return optimum;
}

int exit_code(const Optimum& optimum) {
  switch (optimum.state) {
    case OptimumState::found:
      return 0;
    case OptimumState::none_holds:
      return 99;
    case OptimumState::interrupted:
      return 130;
    case OptimumState::unsure:
    case OptimumState::undecided:
      break;
  }
  return 98;
}

}  // namespace plimsoll
