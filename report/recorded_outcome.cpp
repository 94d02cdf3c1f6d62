#include "report/recorded_outcome.hpp"

#include <limits>

#include "report/json_values.hpp"

namespace plimsoll::report {
namespace {

/// The opposite of figure().
Estimate estimate_of(const Json& json) {
  Estimate estimate;
  const Json& value = json.at("value");
  const Json& low = json.at("low");
  const Json& high = json.at("high");
  estimate.exists = !value.is_null();
  estimate.has_interval = !low.is_null();
  if (estimate.exists) estimate.value = value.get<double>();
  estimate.low = estimate.has_interval ? low.get<double>() : estimate.value;
  estimate.high = !estimate.has_interval ? estimate.value
                  : high.is_null()       ? std::numeric_limits<double>::infinity()
                                         : high.get<double>();
  if (const auto refused = json.find("refused"); refused != json.end()) refused->get_to(estimate.refused);
  return estimate;
}

Verdict verdict_of(const std::string& word_of_it) {
  for (const Verdict verdict : {Verdict::pass, Verdict::fail}) {
    if (word_of_it == word(verdict)) return verdict;
  }
  return Verdict::inconclusive;
}

RequestFigures request_of(const std::string& name, const Json& json) {
  RequestFigures request;
  request.name = name;
  request.arrived = estimate_of(json.at("arrived"));
  request.success_ratio = estimate_of(json.at("success_ratio"));
  request.throughput_per_second = estimate_of(json.at("throughput_per_second"));
  for (const auto& [latency, member] : kLatencyFigures) {
    request.latency_seconds.*member = estimate_of(json.at("latency_seconds").at(std::string(latency)));
  }
  for (const auto& [reason, count] : json.at("failed").items()) {
    FailureFigures failure;
    failure.reason = reason;
    failure.count = estimate_of(count);
    request.failures.push_back(std::move(failure));
  }
  return request;
}

CostFigures cost_of(const Json& json) {
  CostFigures cost;
  if (json.at("items").empty()) return cost;
  cost.currency = json.at("currency").is_null() ? "" : json.at("currency").get<std::string>();
  cost.per_month = estimate_of(json.at("per_month")).value;
  for (const Json& one : json.at("items")) {
    CostItem item;
    item.part = one.at("part").get<std::string>();
    cost.items.push_back(std::move(item));
  }
  return cost;
}

}  // namespace

Outcome recorded_outcome(const std::string& name, const std::string& text) {
  const Json json = Json::parse(text);
  Outcome outcome{name, {}, {}};
  Results& results = outcome.results;
  results.run.complete = json.at("run").at("complete").get<bool>();
  for (const Json& one : json.at("objectives")) {
    ObjectiveFigures objective;
    objective.name = one.at("name").get<std::string>();
    objective.verdict = verdict_of(one.at("verdict").get<std::string>());
    results.objectives.push_back(std::move(objective));
  }
  for (const Json& one : json.at("refusals")) {
    Refusal refusal;
    refusal.sentence = one.at("sentence").get<std::string>();
    results.refusals.push_back(std::move(refusal));
  }
  for (const auto& [request, figures] : json.at("requests").items()) {
    results.requests.push_back(request_of(request, figures));
  }
  for (const auto& [part, figures] : json.at("parts").items()) {
    PartFigures busy;
    busy.name = part;
    busy.utilisation = estimate_of(figures.at("utilisation"));
    busy.has_utilisation = busy.utilisation.exists;
    results.parts.push_back(std::move(busy));
  }
  results.cost = cost_of(json.at("cost"));
  return outcome;
}

}  // namespace plimsoll::report
