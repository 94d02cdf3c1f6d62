#include "report/json_values.hpp"

#include <cmath>

namespace plimsoll::report {

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json figure(const Estimate& estimate) {
  const bool has_interval = estimate.exists && estimate.has_interval;
  Json json = {{"value", estimate.exists ? number(estimate.value) : Json(nullptr)},
               {"low", has_interval ? number(estimate.low) : Json(nullptr)},
               {"high", has_interval ? number(estimate.high) : Json(nullptr)}};
  if (!estimate.refused.empty()) json["refused"] = estimate.refused;
  return json;
}

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

const char* word(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return "pass";
    case Verdict::fail:
      return "fail";
    case Verdict::inconclusive:
      break;
  }
  return "inconclusive";
}

}  // namespace plimsoll::report
