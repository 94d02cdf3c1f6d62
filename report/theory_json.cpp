#include "report/theory_json.hpp"

#include <cmath>

namespace plimsoll::report {
namespace {

using Json = nlohmann::ordered_json;

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

const char* word_of(TheoryKind kind) {
  switch (kind) {
    case TheoryKind::exact:
      return "exact";
    case TheoryKind::at_most:
      return "at_most";
    case TheoryKind::at_least:
      return "at_least";
    case TheoryKind::approximation:
      break;
  }
  return "approximation";
}

const char* word_of(TheoryVerdict verdict) {
  switch (verdict) {
    case TheoryVerdict::agrees:
      return "agrees";
    case TheoryVerdict::disagrees:
      return "disagrees";
    case TheoryVerdict::not_judged:
      break;
  }
  return "not_judged";
}

Json figure_json(const TheoryFigure& figure) {
  return {{"subject", figure.subject},
          {"measure", name_of(figure.measure)},
          {"kind", word_of(figure.kind)},
          {"value", number(figure.value)},
          {"source", figure.source}};
}

Json model_json(const std::string& model) { return model.empty() ? Json(nullptr) : Json(model); }

}  // namespace

Json theory_json(const TheoryResults& theory, Json (*figure)(const Estimate&)) {
  Json figures = Json::array();
  for (const TheoryComparison& one : theory.figures) {
    Json json = figure_json(one.theory);
    json["simulated"] = figure(one.simulated);
    json["verdict"] = word_of(one.verdict);
    figures.push_back(std::move(json));
  }
  return {{"model", model_json(theory.model)},
          {"figures", std::move(figures)},
          {"notes", theory.notes},
          {"disagreements", theory.disagreements}};
}

Json theory_json(const Twin& twin) {
  Json figures = Json::array();
  for (const TheoryFigure& one : twin.figures) figures.push_back(figure_json(one));
  return {{"model", model_json(twin.model)},
          {"figures", std::move(figures)},
          {"saturation_users", twin.saturation_users ? number(*twin.saturation_users) : Json(nullptr)},
          {"notes", twin.reasons}};
}

}  // namespace plimsoll::report
