#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "models/spec/readers.hpp"
#include "models/spec/units.hpp"
#include "sim/check.hpp"

namespace plimsoll::spec {
namespace {

constexpr std::string_view kVarianceReduction = "variance_reduction";

using Method = RunSettings::VarianceReduction;

constexpr Fields::Word<Method> kMethods[] = {
    {"none", Method::none, "replications as they are"},
    {"control_variates", Method::control_variates,
     "takes out of each measure what goes along with the luck of the draws"},
    {"antithetic", Method::antithetic, "replications in pairs, one drawing 1 - u where the other draws u"},
    {"both", Method::both, "control variates of antithetic pairs"}};

/// The measure of that name ("checkout.p99", "throughput"), or nothing if there is none. Of a request that
/// the model has, or of all of them.
std::optional<Objective> measure_of(const Spec& spec, const std::string& name) {
  using Metric = Objective::Metric;
  Objective measure;
  measure.name = name;
  const std::size_t dot = name.rfind('.');
  const std::string word = dot == std::string::npos ? name : name.substr(dot + 1);
  if (dot != std::string::npos) measure.request = name.substr(0, dot);
  if (!measure.request.empty() && spec.find_request(measure.request) == nullptr) return std::nullopt;
  measure.metric_name = word;
  if (word == "mean") {
    measure.metric = Metric::latency_mean;
  } else if (word == "throughput") {
    measure.metric = Metric::throughput;
  } else if (word == "errors") {
    measure.metric = Metric::errors;
  } else if (const std::optional<double> quantile = parse_percentile(word)) {
    measure.metric = Metric::latency_quantile;
    measure.quantile = *quantile;
  } else {
    return std::nullopt;
  }
  return measure;
}

/// What was promised is what has to be known; without promises, the mean latency of all requests.
std::vector<Objective> usual_measures(const Spec& spec) {
  if (!spec.objectives.empty()) return spec.objectives;
  return {*measure_of(spec, "mean")};
}

}  // namespace

std::string_view word(RunSettings::VarianceReduction method) {
  const auto* const found = std::find_if(std::begin(kMethods), std::end(kMethods),
                                         [=](const auto& one) { return one.value == method; });
  PLIMSOLL_CHECK(found != std::end(kMethods));
  return found->word;
}

void describe_precision(RunSettings& run, std::vector<std::string>& measures, Fields& fields) {
  fields.optional("precision", run.precision, "Replications are added until intervals are this narrow.")
      .above(0);
  fields.optional("precision_of", measures,
                  "Measures that are to be precise: \"checkout.p99\", \"throughput\".");
  fields.optional("replications_max", run.replications_max, "No more than this for the sake of precision.")
      .at_least(2)
      .at_most(100'000);
  fields.optional("time_budget", run.time_budget, "Real time after which no replication is begun.").above(0);
}

void describe_variance_reduction(RunSettings& run, Fields& fields) {
  fields.choice<Method>(kVarianceReduction, run.variance_reduction,
                        {std::begin(kMethods), std::end(kMethods)}, "How intervals are made narrower.");
  // Not written while it is none: models without it keep their digest.
  Field& field = *fields.find(kVarianceReduction);
  field.write = [&run, write = field.write] {
    return run.variance_reduction == Method::none ? std::string() : write();
  };
}

void check_pairs(Reading& reading, const Node& table) {
  const RunSettings& run = reading.spec.run;
  if (run.variance_reduction != Method::antithetic && run.variance_reduction != Method::both) return;
  for (const auto& [name, count] :
       {std::pair{"replications", run.replications}, std::pair{"replications_max", run.replications_max}}) {
    if (count % 2 == 0) continue;
    const Node* const written = table.find(name);
    const Node& place = written != nullptr ? *written : *table.find(kVarianceReduction);
    reading.diagnostics.error(place.place(), fmt::format("run.{}", name),
                              fmt::format("antithetic replications come in pairs, and {} is odd", count),
                              fmt::format("write {}", count + 1));
  }
}

void settle_precision(Reading& reading, const Node& table, const std::vector<std::string>& measures) {
  RunSettings& run = reading.spec.run;
  if (const Node* const written = table.find("precision_of")) {
    for (const std::string& name : measures) {
      if (std::optional<Objective> measure = measure_of(reading.spec, name)) {
        run.precision_of.push_back(*std::move(measure));
        continue;
      }
      reading.diagnostics.error(
          written->place(), "run.precision_of", fmt::format("there is no measure '{}'", name),
          "write mean, p99 (or another percentile), throughput or errors; of one request: \"checkout.p99\"");
    }
  }
  if (run.precision && run.precision_of.empty()) run.precision_of = usual_measures(reading.spec);
}

}  // namespace plimsoll::spec
