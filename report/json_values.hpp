#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "study/results.hpp"

/// The values that every JSON document of ours is made of.
namespace plimsoll::report {

using Json = nlohmann::ordered_json;

/// null where the number is none: JSON has no NaN and no infinity.
Json number(double value);

/// {"value", "low", "high"}; null for what does not exist.
Json figure(const Estimate& estimate);

Json text_or_null(const std::string& text);

/// "pass", "fail" or "inconclusive".
const char* word(Verdict verdict);

}  // namespace plimsoll::report
