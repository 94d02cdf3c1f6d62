#include "study/measures.hpp"

#include "study/bill.hpp"

#include <functional>
#include <utility>

namespace plimsoll {
namespace {

using Number = std::function<double(const Replication&)>;

/// One measure of latency: its name, where the results have it and where a replication has it.
struct LatencyMeasure {
  const char* name;
  Estimate LatencyFigures::*estimate;
  double RawLatency::*raw;
};

constexpr LatencyMeasure kLatencies[] = {{"mean", &LatencyFigures::mean, &RawLatency::mean},
                                         {"p50", &LatencyFigures::p50, &RawLatency::p50},
                                         {"p95", &LatencyFigures::p95, &RawLatency::p95},
                                         {"p99", &LatencyFigures::p99, &RawLatency::p99}};

constexpr LatencyMeasure kWaits[] = {{"wait_mean", &LatencyFigures::mean, &RawLatency::mean},
                                     {"wait_p99", &LatencyFigures::p99, &RawLatency::p99}};

/// 1 less a share.
Estimate rest_of(const Estimate& share) {
  if (!share.exists) return share;
  Estimate rest = share;
  rest.value = 1 - share.value;
  rest.low = 1 - share.high;
  rest.high = 1 - share.low;
  return rest;
}

/// Collects measures of one observation.
class Listing {
 public:
  Listing(const spec::Spec& spec, const Observation& observation) : spec_(spec), seen_(observation) {}

  std::vector<Measure> all() {
    const Results& results = seen_.results;
    if (results.run.replications == 0) return {};
    for (std::size_t k = 0; k < results.requests.size(); ++k) {
      // Behind the requests of the file stands their sum, where there are several.
      const bool is_sum = k >= spec_.requests.size();
      request(results.requests[k], [is_sum, k](const Replication& r) -> const RawRequest& {
        return is_sum ? r.all : r.requests[k];
      });
    }
    for (std::size_t i = 0; i < results.parts.size(); ++i) part(results.parts[i], i);
    for (std::size_t i = 0; i < results.objectives.size(); ++i) objective(results.objectives[i], i);
    cost(results.cost);
    return std::move(measures_);
  }

 private:
  void add(Measure measure, const Estimate& estimate, const Number& number) {
    measure.estimate = estimate;
    for (const Replication& replication : seen_.replications) {
      measure.replications.push_back(replication.is_finished ? number(replication) : RawLatency::kAbsent);
    }
    measures_.push_back(std::move(measure));
  }

  void request(const RequestFigures& figures,
               const std::function<const RawRequest&(const Replication&)>& of) {
    const auto named = [&](const char* name, const char* unit, Better better) {
      return Measure{Measure::Of::request, figures.name, name, unit, better, {}, {}};
    };
    for (const LatencyMeasure& one : kLatencies) {
      add(named(one.name, "seconds", Better::lower), figures.latency_seconds.*one.estimate,
          [&](const Replication& r) { return of(r).latency.*one.raw; });
    }
    add(named("throughput", "per_second", Better::higher), figures.throughput_per_second,
        [&](const Replication& r) { return throughput_of(of(r), r.measured_seconds); });
    add(named("errors", "share", Better::lower), rest_of(figures.success_ratio),
        [&](const Replication& r) { return 1 - success_ratio_of(of(r)); });
  }

  void part(const PartFigures& figures, std::size_t i) {
    const auto named = [&](const std::string& name, const char* unit, Better better) {
      return Measure{Measure::Of::part, figures.name, name, unit, better, {}, {}};
    };
    if (figures.has_utilisation) {
      // Busier is neither good nor bad: less hardware is busier, and so is less waiting for others.
      add(named("utilisation", "share", Better::neither), figures.utilisation,
          [i](const Replication& r) { return r.parts[i].utilisation; });
    }
    if (figures.has_wait) {
      for (const LatencyMeasure& one : kWaits) {
        add(named(one.name, "seconds", Better::lower), figures.wait_seconds.*one.estimate,
            [&one, i](const Replication& r) { return r.parts[i].wait.*one.raw; });
      }
    }
    add(named("refused", "count", Better::lower), figures.refused,
        [i](const Replication& r) { return r.parts[i].refused; });
    for (std::size_t k = 0; k < figures.own.size(); ++k) {
      add(named(figures.own[k].name, "", Better::neither), figures.own[k].value,
          [i, k](const Replication& r) {
            return k < r.parts[i].own.size() ? r.parts[i].own[k].second : RawLatency::kAbsent;
          });
    }
  }

  void objective(const ObjectiveFigures& figures, std::size_t i) {
    add({Measure::Of::objective,
         figures.name,
         figures.metric,
         figures.unit,
         figures.is_upper ? Better::lower : Better::higher,
         {},
         {}},
        figures.value, [&figures, i](const Replication& r) {
          return figures.value.exists ? r.objectives[i] : RawLatency::kAbsent;
        });
  }

  void cost(const CostFigures& figures) {
    if (figures.items.empty()) return;
    const Bill bill = bill_of(spec_);
    const auto named = [&](const char* subject, const char* name) {
      return Measure{Measure::Of::cost, subject, name, figures.currency, Better::lower, {}, {}};
    };
    add(named("", "cost"), figures.month, [&](const Replication& r) { return bill.per_month(r); });
    if (figures.per_user.exists) {
      add(named("cost", "per_user"), figures.per_user,
          [&](const Replication& r) { return bill.per_user(r); });
    }
    add(named("cost", "per_million_requests"), figures.per_million_requests,
        [&](const Replication& r) { return bill.per_million_requests(r); });
  }

  const spec::Spec& spec_;
  const Observation& seen_;
  std::vector<Measure> measures_;
};

}  // namespace

const char* word(Measure::Of of) {
  switch (of) {
    case Measure::Of::request:
      return "request";
    case Measure::Of::part:
      return "part";
    case Measure::Of::objective:
      return "objective";
    case Measure::Of::cost:
      break;
  }
  return "cost";
}

std::string address_of(const Measure& measure) {
  return measure.subject.empty() ? measure.name : measure.subject + "." + measure.name;
}

std::vector<std::string> measures_with_a_better_way(const spec::Spec& spec) {
  std::vector<std::string> names;
  const auto of_request = [&](const std::string& request) {
    for (const LatencyMeasure& one : kLatencies) names.push_back(request + "." + one.name);
    for (const char* one : {"throughput", "errors"}) names.push_back(request + "." + one);
  };
  for (const spec::Routine& request : spec.requests) of_request(request.name);
  if (spec.requests.size() > 1) of_request("all");
  for (const spec::Part& part : spec.parts) {
    for (const LatencyMeasure& one : kWaits) names.push_back(part.name + "." + one.name);
    names.push_back(part.name + ".refused");
  }
  if (spec.prices.empty()) return names;
  names.push_back("cost");
  if (all_are_users(spec)) names.push_back("cost.per_user");
  names.push_back("cost.per_million_requests");
  return names;
}

std::vector<Measure> measures_of(const spec::Spec& spec, const Observation& observation) {
  return Listing(spec, observation).all();
}

}  // namespace plimsoll
