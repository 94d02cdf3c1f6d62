#include "report/embedded.hpp"
#include "report/json_values.hpp"
#include "report/limit.hpp"

namespace plimsoll::report {
namespace {

const char* word_of(LimitState state) {
  switch (state) {
    case LimitState::found:
      return "found";
    case LimitState::imprecise:
      return "imprecise";
    case LimitState::fails_at_lowest:
      return "fails_at_lowest";
    case LimitState::never_fails:
      return "never_fails";
    case LimitState::interrupted:
      return "interrupted";
    case LimitState::undecided:
      break;
  }
  return "undecided";
}

Json moved_json(const std::vector<NumberSetting>& moved) {
  Json list = Json::array();
  for (const NumberSetting& one : moved) {
    list.push_back({{"address", one.address},
                    {"in_file", number(one.value)},
                    {"unit", text_or_null(one.unit)},
                    {"whole", one.is_whole}});
  }
  return list;
}

Json points_json(const std::vector<LimitPoint>& points) {
  Json list = Json::array();
  for (const LimitPoint& point : points) {
    Json objectives = Json::array();
    for (const ObjectiveFigures& one : point.objectives) {
      objectives.push_back({{"name", one.name}, {"value", figure(one.value)}, {"verdict", word(one.verdict)}});
    }
    list.push_back({{"load", number(point.load)},
                    {"replications", point.replications},
                    {"holds", point.holds},
                    {"overload", text_or_null(point.overload)},
                    {"objectives", std::move(objectives)}});
  }
  return list;
}

Json limit_json(const Limit& limit) {
  return {{"state", word_of(limit.state)},
          {"verdict", verdict_line(limit)},
          {"load", figure(limit.load)},
          {"binding", text_or_null(limit.binding)},
          {"also", limit.also},
          {"part", text_or_null(limit.part)},
          {"part_sentence", text_or_null(limit.part_sentence)},
          {"theory", limit.theory ? Json{{"load", number(*limit.theory)},
                                         {"model", text_or_null(limit.theory_model)},
                                         {"exact", limit.is_theory_exact}}
                                  : Json()},
          {"points", points_json(limit.points)},
          {"warm_up_seconds", number(limit.warm_up_seconds)},
          {"replications", limit.replications},
          {"events", limit.events},
          {"trouble", text_or_null(limit.trouble)},
          {"warnings", limit.warnings},
          {"assumptions", limit.assumptions}};
}

}  // namespace

std::string to_json(const Ladder& ladder, const BuildInfo& build) {
  const Limit& limit = ladder.first;
  Json json = {{"schema", "plimsoll/limit/1"},
               {"plimsoll", {{"version", build.version}, {"commit", build.commit}}},
               {"model",
                {{"title", limit.title},
                 {"source", limit.source},
                 {"case", text_or_null(limit.case_name)},
                 {"seed", limit.seed}}},
               {"moved", moved_json(limit.moved)},
               {"lowest_allowed", number(limit.lowest_allowed)},
               {"highest_allowed", number(limit.highest_allowed)}};
  json.update(limit_json(limit));
  Json next = Json::array();
  for (const Rung& rung : ladder.next) {
    next.push_back({{"lifted", {{"address", rung.lift.address}, {"from", rung.lift.from}, {"to", rung.lift.to}, {"factor", number(rung.lift.factor)}}},
                    {"limit", limit_json(rung.limit)}});
  }
  json["next"] = std::move(next);
  json["next_end"] = text_or_null(ladder.end);
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string_view limit_schema() { return embedded_limit_schema().front().text; }

}  // namespace plimsoll::report
