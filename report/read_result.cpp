#include "report/read_result.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "report/json_values.hpp"
#include "report/verify.hpp"

namespace plimsoll::report {
namespace {

double number_at(const Json& json, const char* key) {
  const Json& value = json.at(key);
  return value.is_number() ? value.get<double>() : std::numeric_limits<double>::infinity();
}

std::string text_at(const Json& json, const char* key) {
  const Json& value = json.at(key);
  return value.is_string() ? value.get<std::string>() : "";
}

/// null is no value; an end that is null beside one that is not lies at infinity.
Estimate estimate_of(const Json& json) {
  Estimate estimate;
  estimate.exists = json.at("value").is_number();
  if (estimate.exists) estimate.value = estimate.low = estimate.high = json.at("value").get<double>();
  const Json& low = json.at("low");
  const Json& high = json.at("high");
  estimate.has_interval = estimate.exists && (low.is_number() || high.is_number());
  if (estimate.has_interval) {
    estimate.low = low.is_number() ? low.get<double>() : -std::numeric_limits<double>::infinity();
    estimate.high = high.is_number() ? high.get<double>() : std::numeric_limits<double>::infinity();
  }
  if (json.contains("refused")) estimate.refused = json.at("refused").get<std::string>();
  return estimate;
}

LatencyFigures latency_of(const Json& json) {
  LatencyFigures figures;
  for (const auto& [name, member] : kLatencyFigures)
    figures.*member = estimate_of(json.at(std::string(name)));
  return figures;
}

/// The one of `all` that is written as `word`.
template <typename Enum, std::size_t size, typename Write>
Enum meant(const std::array<Enum, size>& all, const std::string& word, const Write& write) {
  const auto found = std::find_if(all.begin(), all.end(), [&](Enum one) { return write(one) == word; });
  return found == all.end() ? all.back() : *found;
}

Verdict verdict_of(const std::string& text) {
  return meant(std::array{Verdict::pass, Verdict::fail, Verdict::inconclusive}, text,
               [](Verdict one) { return std::string(word(one)); });
}

RunFigures run_of(const Json& json) {
  using Method = spec::RunSettings::VarianceReduction;
  RunFigures run;
  run.kind = text_at(json, "kind");
  run.seed = json.at("seed").get<std::uint64_t>();
  run.replications = json.at("replications").get<std::int64_t>();
  run.replications_wanted = json.at("replications_wanted").get<std::int64_t>();
  run.stretches = json.at("stretches").get<std::int64_t>();
  run.warm_up_seconds = number_at(json, "warm_up_seconds");
  const Json& warm_up = json.at("warm_up");
  run.warm_up = {run.warm_up_seconds,
                 warm_up.at("automatic").get<bool>(),
                 warm_up.at("found").get<bool>(),
                 text_at(warm_up, "decided_by"),
                 number_at(warm_up, "pilot_seconds"),
                 ""};
  run.duration_seconds = number_at(json, "duration_seconds");
  run.events = json.at("events").get<std::uint64_t>();
  run.digest = text_at(json, "digest");
  run.wall_seconds = number_at(json, "wall_seconds");
  run.threads = json.at("threads").get<int>();
  run.complete = json.at("complete").get<bool>();
  if (const Json& precision = json.at("precision"); precision.is_object()) {
    run.precision.is_wanted = true;
    run.precision.wanted = number_at(precision, "wanted");
    run.precision.is_reached = precision.at("reached").get<bool>();
    for (const auto& [name, share] : precision.at("measures").items()) {
      run.precision.measures.push_back(
          {name, share.is_number() ? share.get<double>() : std::numeric_limits<double>::infinity()});
    }
  }
  run.is_out_of_time = json.at("out_of_time").get<bool>();
  const Json& reduction = json.at("variance_reduction");
  run.variance_reduction = {
      meant(std::array{Method::control_variates, Method::antithetic, Method::both, Method::none},
            text_at(reduction, "method"), [](Method one) { return std::string(spec::word(one)); }),
      reduction.at("observations").get<std::int64_t>(),
      reduction.at("controls").get<std::vector<std::string>>()};
  run.exact_events = json.at("exact_events").get<bool>();
  run.superposed = json.at("superposed").get<std::vector<std::string>>();
  return run;
}

ObjectiveFigures objective_of(const Json& json) {
  return {text_at(json, "name"),    text_at(json, "metric"),         text_at(json, "subject"),
          number_at(json, "limit"), json.at("is_upper").get<bool>(), text_at(json, "unit"),
          text_at(json, "during"),  estimate_of(json.at("value")),   verdict_of(text_at(json, "verdict"))};
}

AttributionFigures attribution_of(const Json& json) {
  const Json& seconds = json.at("seconds");
  const Json& share = json.at("share");
  return {text_at(json, "part"),          text_at(json, "what"),          estimate_of(seconds.at("mean")),
          estimate_of(seconds.at("p95")), estimate_of(seconds.at("p99")), number_at(share, "mean"),
          number_at(share, "p95"),        number_at(share, "p99")};
}

RequestFigures request_of(const std::string& name, const Json& json) {
  RequestFigures request;
  request.name = name;
  request.arrived = estimate_of(json.at("arrived"));
  request.completed = estimate_of(json.at("completed"));
  request.degraded = estimate_of(json.at("degraded"));
  request.in_flight_start = estimate_of(json.at("in_flight_start"));
  request.in_flight_end = estimate_of(json.at("in_flight_end"));
  request.throughput_per_second = estimate_of(json.at("throughput_per_second"));
  request.success_ratio = estimate_of(json.at("success_ratio"));
  request.latency_seconds = latency_of(json.at("latency_seconds"));
  const Json distribution = json.value("latency_distribution", Json::object());  // results had none at first
  for (std::size_t i = 0; distribution.contains("count") && i < distribution.at("count").size(); ++i) {
    request.latency_distribution.buckets.push_back({distribution.at("upper_seconds").at(i).get<double>(),
                                                    distribution.at("count").at(i).get<std::uint64_t>()});
  }
  for (const Json& one : json.at("attribution")) request.attribution.push_back(attribution_of(one));
  for (const auto& [reason, failure] : json.at("failures").items()) {
    request.failures.push_back({reason, failure.at("status").get<int>(),
                                estimate_of(json.at("failed").at(reason)),
                                latency_of(failure.at("latency_seconds"))});
  }
  return request;
}

PartFigures part_of(const std::string& name, const Json& json) {
  constexpr const char* kCommon[] = {"kind",    "instances",    "utilisation", "in_use",
                                     "waiting", "wait_seconds", "served",      "refused"};
  PartFigures part;
  part.name = name;
  part.kind = text_at(json, "kind");
  part.instances = json.at("instances").get<std::int64_t>();
  part.utilisation = estimate_of(json.at("utilisation"));
  part.has_utilisation = part.utilisation.exists || !part.utilisation.refused.empty();
  part.in_use = estimate_of(json.at("in_use"));
  part.waiting = estimate_of(json.at("waiting"));
  part.has_wait = part.waiting.exists || !part.waiting.refused.empty();
  part.wait_seconds = latency_of(json.at("wait_seconds"));
  part.served = estimate_of(json.at("served"));
  part.refused = estimate_of(json.at("refused"));
  for (const auto& [key, value] : json.items()) {
    const bool is_common = std::find(std::begin(kCommon), std::end(kCommon), key) != std::end(kCommon);
    if (!is_common && value.is_object() && value.contains("value"))
      part.own.push_back({key, estimate_of(value)});
  }
  return part;
}

/// One line of a bill. Results had fewer fields at first; a line without them is of instances by the hour.
CostItem cost_item_of(const Json& json) {
  using Per = spec::Price::Per;
  CostItem item;
  item.part = text_at(json, "part");
  item.price_name = text_at(json, "price");
  item.instances = number_at(json, "instances");
  item.per_hour = number_at(json, "per_hour");
  item.per_month = number_at(json, "per_month");
  if (!json.contains("charged_by")) {
    item.quantity = item.instances;
    return item;
  }
  const std::string per = text_at(json, "charged_by");
  item.is_part = text_at(json, "of") == "part";
  item.quantity = number_at(json, "quantity");
  item.price.per = per == "storage"    ? Per::storage
                   : per == "traffic"  ? Per::traffic
                   : per == "requests" ? Per::requests
                                       : Per::time;
  item.price.each = number_at(json, "each");
  item.price.text = text_at(json, "written");
  item.price.source = text_at(json, "source");
  item.price.date = text_at(json, "date");
  item.price.catalogue = text_at(json, "catalogue");
  return item;
}

CostFigures cost_of(const Json& json) {
  const auto figure_at = [&](const char* key) {
    return json.contains(key) ? estimate_of(json.at(key)) : Estimate{};
  };
  CostFigures cost;
  cost.currency = text_at(json, "currency");
  cost.month = estimate_of(json.at("per_month"));
  cost.per_month = cost.month.value;
  cost.measured = figure_at("measured");
  cost.users = figure_at("users");
  cost.requests_per_month = figure_at("requests_per_month");
  cost.per_user = figure_at("per_user");
  cost.per_million_requests = figure_at("per_million_requests");
  for (const Json& item : json.at("items")) cost.items.push_back(cost_item_of(item));
  cost.unpriced = json.at("unpriced").get<std::vector<std::string>>();
  return cost;
}

std::vector<TimelinePoint> timeline_of(const Json& json) {
  std::vector<TimelinePoint> points;
  for (std::size_t i = 0; i < json.at("starts_seconds").size(); ++i) {
    const auto at = [&](const char* key) {
      const Json& value = json.at(key).at(i);
      return value.is_number() ? value.get<double>() : 0.0;
    };
    points.push_back(
        {at("starts_seconds"), at("arrived"), at("completed"), at("failed"), at("mean_latency_seconds")});
  }
  return points;
}

TheoryResults theory_of(const Json& json) {
  using Measure = TheoryMeasure;
  constexpr std::array kMeasures{Measure::throughput,     Measure::latency_mean, Measure::latency_p50,
                                 Measure::latency_p95,    Measure::latency_p99,  Measure::refused_share,
                                 Measure::cpu_utilisation};
  TheoryResults theory;
  theory.model = text_at(json, "model");
  for (const Json& one : json.at("figures")) {
    const std::string kind = text_at(one, "kind"), verdict = text_at(one, "verdict");
    TheoryComparison figure;
    figure.theory = {
        text_at(one, "subject"),
        meant(kMeasures, text_at(one, "measure"), [](Measure is) { return std::string(name_of(is)); }),
        kind == "exact"      ? TheoryKind::exact
        : kind == "at_most"  ? TheoryKind::at_most
        : kind == "at_least" ? TheoryKind::at_least
                             : TheoryKind::approximation,
        number_at(one, "value"), text_at(one, "source")};
    figure.simulated = estimate_of(one.at("simulated"));
    figure.verdict = verdict == "agrees"      ? TheoryVerdict::agrees
                     : verdict == "disagrees" ? TheoryVerdict::disagrees
                                              : TheoryVerdict::not_judged;
    theory.figures.push_back(std::move(figure));
  }
  theory.notes = json.at("notes").get<std::vector<std::string>>();
  theory.disagreements = json.at("disagreements").get<std::vector<std::string>>();
  return theory;
}

Refusal refusal_of(const Json& json) {
  const std::string kind = text_at(json, "kind");
  return {kind == "overload"        ? Refusal::Kind::overload
          : kind == "warm_up"       ? Refusal::Kind::warm_up
          : kind == "few_stretches" ? Refusal::Kind::few_stretches
                                    : Refusal::Kind::wide,
          text_at(json, "subject"), text_at(json, "sentence")};
}

Results results_of(const Json& json) {
  Results results;
  const Json& model = json.at("model");
  results.title = text_at(model, "title");
  results.source = text_at(model, "source");
  results.case_name = text_at(model, "case");
  results.model_digest = text_at(model, "digest");
  for (const Json& file : model.at("files"))
    results.files.push_back({text_at(file, "name"), text_at(file, "text")});
  results.sets = model.at("sets").get<std::vector<std::string>>();
  results.run = run_of(json.at("run"));
  for (const Json& one : json.at("objectives")) results.objectives.push_back(objective_of(one));
  for (const auto& [name, one] : json.at("requests").items())
    results.requests.push_back(request_of(name, one));
  for (const auto& [name, one] : json.at("parts").items()) results.parts.push_back(part_of(name, one));
  results.bottleneck = {text_at(json.at("bottleneck"), "part"), text_at(json.at("bottleneck"), "sentence")};
  results.cost = cost_of(json.at("cost"));
  results.timeline = timeline_of(json.at("timeline"));
  results.theory = theory_of(json.at("theory"));
  for (const Json& one : json.at("refusals")) results.refusals.push_back(refusal_of(one));
  results.warnings = json.at("warnings").get<std::vector<std::string>>();
  results.assumptions = json.at("assumptions").get<std::vector<std::string>>();
  return results;
}

/// "app.instances = 2, shoppers.users = 100": what a point of a sweep sets.
std::string name_of_point(const Json& point) {
  std::string name;
  for (const auto& [address, value] : point.at("settings").items()) {
    const std::size_t last = address.rfind('.');
    const std::size_t before = last == std::string::npos ? last : address.rfind('.', last - 1);
    name += (name.empty() ? "" : ", ") + (before == std::string::npos ? address : address.substr(before + 1));
    name += " = " + (value.is_string() ? value.get<std::string>()
                     : value.is_null() ? "baseline"
                                       : value.dump());
  }
  return name;
}

constexpr const char* kLacks = "lacks a field that every result has, or has one of another kind";

}  // namespace

std::optional<Results> read_result(std::string_view text, std::string& problem) {
  if (!read_recorded(text, problem)) return std::nullopt;
  try {
    return results_of(Json::parse(text));
  } catch (const Json::exception&) {
    problem = kLacks;
    return std::nullopt;
  }
}

std::vector<Outcome> read_cases(std::string_view text, std::string& problem) {
  const Json json = Json::parse(text, nullptr, false);
  std::vector<Outcome> outcomes;
  const char* list = json.is_object() && json.contains("points") ? "points" : "cases";
  if (!json.is_object() || !json.contains(list) || !json[list].is_array()) {
    problem = "is no list of cases, and no sweep";
    return outcomes;
  }
  try {
    for (const Json& one : json.at(list)) {
      // A point that a guard stopped has no result.
      if (one.at("result").is_null()) continue;
      const bool is_case = one.contains("case");
      outcomes.push_back({is_case ? one.at("case").get<std::string>() : name_of_point(one),
                          results_of(one.at("result")),
                          {}});
    }
    problem = outcomes.empty() ? "has no result in it" : "";
  } catch (const Json::exception&) {
    problem = kLacks;
    outcomes.clear();
  }
  return outcomes;
}

}  // namespace plimsoll::report
