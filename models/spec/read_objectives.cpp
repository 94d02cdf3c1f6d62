#include <fmt/format.h>

#include <list>

#include "models/spec/read_value.hpp"
#include "models/spec/readers.hpp"
#include "models/spec/text.hpp"
#include "models/spec/units.hpp"

namespace plimsoll::spec {
namespace {

/// What an objective may promise, bound by name. Percentiles are offered for the usual ones and for any
/// written.
class Promise {
 public:
  Promise(const Node& table, Fields& fields) : table_(table) {
    fields.optional("mean_below", mean_, "The mean response time of successful requests.").above(0);
    for (const char* name : {"p50_below", "p90_below", "p95_below", "p99_below", "p999_below"})
      add(name, fields);
    for (const Node& entry : table.children()) {
      if (percentile_of(entry.key()) && fields.find(entry.key()) == nullptr) add(entry.key(), fields);
    }
    fields.optional("errors_below", errors_, "The share of requests that fail.");
    fields.optional("throughput_above", throughput_, "Successful requests per second.");
    fields.optional("utilisation_below", utilisation_, "The share of a part's capacity in use; needs part.")
        .above(0);
  }

  /// Fills in what is promised. False, and says why, unless it is exactly one thing.
  bool settle(Reading& reading, const std::string& address, Objective& objective) const {
    std::vector<const Node*> given;
    for (const Node& entry : table_.children()) {
      if (metric_of(entry.key())) given.push_back(&entry);
    }
    const std::string choice =
        "mean_below, p99_below (or another percentile), errors_below, throughput_above or utilisation_below";
    if (given.empty()) {
      reading.diagnostics.error(table_.key_place(), address, "does not say what is promised",
                                "give one of " + choice);
      return false;
    }
    if (given.size() > 1) {
      reading.diagnostics.error(given[1]->key_place(), address,
                                fmt::format("promises both {} and {}", given[0]->key(), given[1]->key()),
                                "write two objectives");
      return false;
    }
    objective.metric_name = given.front()->key();
    objective.metric = *metric_of(objective.metric_name);
    objective.is_upper = objective.metric != Objective::Metric::throughput;
    objective.quantile = percentile_of(objective.metric_name).value_or(0);
    objective.limit = limit(objective);
    return true;
  }

 private:
  static std::optional<double> percentile_of(const std::string& name) {
    if (!name.ends_with("_below")) return std::nullopt;
    return parse_percentile(std::string_view(name).substr(0, name.size() - 6));
  }

  static std::optional<Objective::Metric> metric_of(const std::string& name) {
    using Metric = Objective::Metric;
    if (name == "mean_below") return Metric::latency_mean;
    if (name == "errors_below") return Metric::errors;
    if (name == "throughput_above") return Metric::throughput;
    if (name == "utilisation_below") return Metric::utilisation;
    return percentile_of(name) ? std::optional(Metric::latency_quantile) : std::nullopt;
  }

  void add(const std::string& name, Fields& fields) {
    percentiles_.emplace_back(name, std::nullopt);
    fields.optional(name, percentiles_.back().second, "A percentile of the response time.").above(0);
  }

  double limit(const Objective& objective) const {
    using Metric = Objective::Metric;
    if (objective.metric == Metric::latency_mean) return mean_ ? mean_->to_seconds() : 0;
    if (objective.metric == Metric::errors) return errors_ ? errors_->value : 0;
    if (objective.metric == Metric::throughput) return throughput_ ? throughput_->per_second : 0;
    if (objective.metric == Metric::utilisation) return utilisation_ ? utilisation_->value : 0;
    for (const auto& [name, value] : percentiles_) {
      if (name == objective.metric_name && value) return value->to_seconds();
    }
    return 0;
  }

  const Node& table_;
  std::optional<Duration> mean_;
  std::optional<Ratio> errors_, utilisation_;
  std::optional<Rate> throughput_;
  std::list<std::pair<std::string, std::optional<Duration>>> percentiles_;  // a list: fields point into it
};

/// "p100_below": meant as a percentile, whether or not there is such a one.
bool looks_like_percentile(const std::string& name) {
  return name.size() > 7 && name.starts_with('p') && name.ends_with("_below") &&
         name.find_first_not_of("0123456789_", 1) == name.size() - 5;
}

/// The settings that are written like percentiles and are none, after saying so.
std::vector<std::string> report_no_percentiles(Reading& reading, const Node& table,
                                               const std::string& address) {
  std::vector<std::string> found;
  for (const Node& entry : table.children()) {
    const std::string& name = entry.key();
    if (!looks_like_percentile(name) || parse_percentile(name.substr(0, name.size() - 6))) continue;
    reading.diagnostics.error(entry.key_place(), address + "." + name,
                              "a percentile lies above 0 and below 100",
                              "write it as p05_below, p99_below or p999_below");
    found.push_back(name);
  }
  return found;
}

/// A bare 1 may have been meant as one percent.
void warn_of_all_errors(Reading& reading, const Node& table, const std::string& address) {
  const Node* const errors = table.find("errors_below");
  if (errors == nullptr || !(errors->is_integer() || errors->is_number()) || errors->number() != 1) return;
  reading.diagnostics.warning(errors->place(), address + ".errors_below",
                              "a bare 1 is 100 %: missed only where every request fails",
                              "write \"1 %\" for one request in a hundred");
}

void check_during(Reading& reading, const Node& table, const std::string& address) {
  const Node* const during = table.find("during");
  if (during == nullptr) return;
  const auto check = [&](const Node& name) {
    if (!name.is_text() || name.text() == "steady") return;
    reading.refer("event", {name.text(), name.place(), address + ".during", "holds during", {"steady"}});
  };
  check(*during);
  for (const Node& name : during->children()) check(name);
}

}  // namespace

void read_objectives(Reading& reading, const Node& root) {
  for_each_table(reading, root, "objective", [&](const Node& table, const std::string& address) {
    Objective objective;
    objective.name = table.key();
    objective.place = table.key_place();
    Fields fields;
    fields.optional("request", objective.request, "The request meant; all where none is named.")
        .names("request");
    fields.optional("part", objective.part, "The part meant, for utilisation.").names("part");
    fields.optional("during", objective.during, "\"steady\" or events; the whole run where nothing is said.");
    const Promise promise(table, fields);
    const std::vector<std::string> no_percentiles = report_no_percentiles(reading, table, address);
    reading.read_fields(table, address, "an objective", fields, no_percentiles);
    check_during(reading, table, address);
    warn_of_all_errors(reading, table, address);
    if (!no_percentiles.empty() || !promise.settle(reading, address, objective)) return;
    const bool needs_part = objective.metric == Objective::Metric::utilisation;
    if (needs_part && table.find("part") == nullptr) {
      reading.diagnostics.error(table.find(objective.metric_name)->key_place(), address,
                                "utilisation_below needs 'part'");
    } else if (!needs_part && table.find("part") != nullptr) {
      reading.diagnostics.error(table.find("part")->key_place(), address + ".part",
                                "belongs to utilisation_below");
    }
    for (const char* name : {"request", "during"}) {
      if (!needs_part || table.find(name) == nullptr) continue;
      reading.diagnostics.error(table.find(name)->key_place(), address + "." + name,
                                "says nothing for utilisation_below, which is of the whole run");
    }
    reading.spec.objectives.push_back(std::move(objective));
  });
}

}  // namespace plimsoll::spec
