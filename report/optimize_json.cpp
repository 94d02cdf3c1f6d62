#include "report/embedded.hpp"
#include "report/json_values.hpp"
#include "report/optimize.hpp"

namespace plimsoll::report {
namespace {

const char* word_of(OptimumState state) {
  switch (state) {
    case OptimumState::found:
      return "found";
    case OptimumState::unsure:
      return "unsure";
    case OptimumState::none_holds:
      return "none_holds";
    case OptimumState::interrupted:
      return "interrupted";
    case OptimumState::undecided:
      break;
  }
  return "undecided";
}

const char* word_of(OptimumPoint::State state) {
  switch (state) {
    case OptimumPoint::State::ruled_out:
      return "ruled_out";
    case OptimumPoint::State::fails:
      return "fails";
    case OptimumPoint::State::holds:
      return "holds";
    case OptimumPoint::State::undecided:
      return "undecided";
    case OptimumPoint::State::not_needed:
      break;
  }
  return "not_needed";
}

Json point_json(const OptimumPoint& point) {
  Json objectives = Json::array();
  for (const ObjectiveFigures& one : point.objectives) {
    objectives.push_back({{"name", one.name},
                          {"limit", number(one.limit)},
                          {"is_upper", one.is_upper},
                          {"unit", one.unit},
                          {"value", figure(one.value)},
                          {"verdict", word(one.verdict)}});
  }
  return {{"point", point.number + 1},
          {"values", point.values},
          {"state", word_of(point.state)},
          {"cost_per_month", figure(point.cost)},
          {"chance", point.replications > 0 ? number(point.chance) : Json()},
          {"replications", point.replications},
          {"binding", text_or_null(point.binding)},
          {"why", text_or_null(point.why)},
          {"p99_seconds", figure(point.p99)},
          {"pareto", point.is_pareto},
          {"objectives", std::move(objectives)}};
}

}  // namespace

std::string to_json(const Optimum& optimum, const BuildInfo& build) {
  Json points = Json::array();
  for (const OptimumPoint& point : optimum.points) points.push_back(point_json(point));
  const Json json = {{"schema", "plimsoll/optimize/1"},
                     {"plimsoll", {{"version", build.version}, {"commit", build.commit}}},
                     {"model",
                      {{"title", optimum.title},
                       {"source", optimum.source},
                       {"case", text_or_null(optimum.case_name)},
                       {"seed", optimum.seed}}},
                     {"addresses", optimum.addresses},
                     {"state", word_of(optimum.state)},
                     {"verdict", verdict_line(optimum)},
                     {"chosen", optimum.chosen ? Json(*optimum.chosen) : Json()},
                     {"probability", number(optimum.probability)},
                     {"wanted", number(optimum.wanted)},
                     {"currency", text_or_null(optimum.currency)},
                     {"cost_known_beforehand", optimum.is_cost_fixed},
                     {"unpriced", optimum.unpriced},
                     {"points", std::move(points)},
                     {"replications", optimum.replications},
                     {"events", optimum.events},
                     {"warnings", optimum.warnings},
                     {"assumptions", optimum.assumptions}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string_view optimize_schema() { return embedded_optimize_schema().front().text; }

}  // namespace plimsoll::report
