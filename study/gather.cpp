#include "study/gather.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <type_traits>

#include "models/build.hpp"
#include "sim/digest.hpp"
#include "sim/measure/batch_means.hpp"
#include "study/attribution.hpp"
#include "study/bill.hpp"
#include "study/bottleneck.hpp"
#include "study/estimate.hpp"
#include "study/never_happens.hpp"
#include "study/precision.hpp"
#include "study/remarks.hpp"
#include "study/settings.hpp"
#include "study/trust.hpp"
#include "study/variance_reduction.hpp"
#include "study/warm_up.hpp"

namespace plimsoll {
namespace {

/// The figures of one run over its replications.
class Gatherer {
 public:
  Gatherer(const spec::Spec& spec, const WarmUpFigures& warm_up, const std::vector<Replication>& replications)
      : spec_(spec),
        warm_up_(warm_up),
        finished_(whole_pairs(spec.run, replications)),
        observations_(spec, finished_) {}

  Results results() {
    Results results;
    results.title = spec_.title;
    results.source = spec_.source;
    results.case_name = spec_.case_name;
    results.model_digest = digest_text(spec_.digest);
    results.files = spec_.files;
    results.sets = spec_.sets;
    results.queries = queries_of(spec_);
    results.run.seed = spec_.run.seed;
    results.run.kind = spec_.run.kind == spec::RunSettings::Kind::steady ? "steady" : "episode";
    results.run.exact_events = spec_.run.exact_events;
    for (const spec::Traffic& traffic : spec_.traffic) {
      if (is_superposed(spec_, traffic)) results.run.superposed.push_back(traffic.name);
    }
    results.run.warm_up_seconds = spec_.run.warm_up.to_seconds();
    results.run.warm_up = warm_up_;
    results.run.replications = static_cast<std::int64_t>(finished_.size());
    results.run.replications_wanted = spec_.run.replications;
    results.run.complete = results.run.replications == spec_.run.replications;
    results.run.digest = digest_text(digest());
    for (const Replication* replication : finished_) results.run.events += replication->events;
    if (finished_.empty()) return results;
    results.run.stretches = static_cast<std::int64_t>(stretches().size());
    results.run.variance_reduction = observations_.figures();
    results.run.precision = how_precise(spec_.run, precision_estimates());
    results.run.duration_seconds = estimate([](const Replication& r) { return r.measured_seconds; }).value;
    for (std::size_t k = 0; k < spec_.requests.size(); ++k) {
      results.requests.push_back(request(
          spec_.requests[k].name, [k](const Replication& r) -> const RawRequest& { return r.requests[k]; }));
    }
    if (spec_.requests.size() > 1) {
      results.requests.push_back(
          request("all", [](const Replication& r) -> const RawRequest& { return r.all; }));
    }
    for (std::size_t i = 0; i < spec_.parts.size(); ++i) results.parts.push_back(part(i));
    for (std::size_t i = 0; i < spec_.objectives.size(); ++i) results.objectives.push_back(objective(i));
    results.timeline = timeline();
    results.cost = cost();
    distrust(spec_, warm_up_, finished_, results);
    results.bottleneck = find_bottleneck(results.parts, results.requests);
    add_remarks(spec_, warm_up_, finished_, observations_.count(), results);
    return results;
  }

  std::vector<Estimate> precision_estimates() const {
    std::vector<Estimate> estimates;
    for (std::size_t i = 0; i < spec_.run.precision_of.size() && !finished_.empty(); ++i) {
      const spec::Objective& measure = spec_.run.precision_of[i];
      estimates.push_back(value_of(
          measure, measure.name, [i](const Replication& r) { return r.precision[i]; },
          [i](const Replication& r) { return &r.precision_latency[i]; }));
    }
    return estimates;
  }

 private:
  using Number = std::function<double(const Replication&)>;
  using RequestOf = std::function<const RawRequest&(const Replication&)>;
  using LatencyOf = std::function<const RawLatency&(const Replication&)>;
  using HistogramOf = std::function<const Histogram*(const Replication&)>;

  /// Of one run alone, where it could be cut up.
  const std::vector<Replication>& stretches() const {
    static const std::vector<Replication> none;
    return finished_.size() == 1 ? finished_.front()->stretches.all : none;
  }

  template <typename Many>
  static std::vector<double> values_of(const Number& number, const Many& replications) {
    std::vector<double> values;
    for (const auto& one : replications) {
      if constexpr (std::is_pointer_v<std::decay_t<decltype(one)>>) {
        values.push_back(number(*one));
      } else {
        values.push_back(number(one));
      }
    }
    return values;
  }

  /// The mean over replications. One run alone has no interval: it may have but one greatest value, one end.
  Estimate estimate(const Number& number) const { return observations_.mean(values_of(number, finished_)); }

  /// ... which it has of an average over requests or over time, ...
  Estimate averaged(const Number& number) const {
    return stretches().empty() ? estimate(number) : within_run(number, 1);
  }

  /// ... and of a count, which is that of a stretch, so many times.
  Estimate counted(const Number& number) const {
    return stretches().empty() ? estimate(number)
                               : within_run(number, static_cast<double>(stretches().size()));
  }

  /// Of an average that can be told better by taking out luck (variance_reduction.hpp); the others are for
  /// what was counted in these very replications.
  Estimate controlled(const Number& number) const {
    return stretches().empty() ? observations_.controlled_mean(values_of(number, finished_))
                               : within_run(number, 1);
  }

  Estimate within_run(const Number& number, double times) const {
    std::vector<double> values = values_of(number, stretches());
    for (double& value : values) value *= times;
    return estimate_of(batch_interval_of(number(*finished_.front()), values));
  }

  /// Percentiles of a steady run are those of all its requests; those of an episode are of one such episode,
  /// on average.
  LatencyFigures latency(const LatencyOf& of, const std::string& whose) const {
    LatencyFigures figures;
    figures.mean = controlled([&](const Replication& r) { return of(r).mean; });
    figures.max = estimate([&](const Replication& r) { return of(r).max; });
    if (spec_.run.kind == spec::RunSettings::Kind::steady) {
      const PooledQuantile pooled = pool([&](const Replication& r) { return &of(r).histogram; });
      const auto at = [&](double p) { return quantile_of(pooled, p, whose, settings(), observations_.confidence()); };
      figures.p50 = at(0.5);
      figures.p90 = at(0.9);
      figures.p95 = at(0.95);
      figures.p99 = at(0.99);
      figures.p999 = at(0.999);
      return figures;
    }
    figures.p50 = controlled([&](const Replication& r) { return of(r).p50; });
    figures.p90 = controlled([&](const Replication& r) { return of(r).p90; });
    figures.p95 = controlled([&](const Replication& r) { return of(r).p95; });
    figures.p99 = controlled([&](const Replication& r) { return of(r).p99; });
    figures.p999 = estimate([&](const Replication& r) { return of(r).p999; });
    return figures;
  }

  PooledQuantile pool(const HistogramOf& of) const {
    std::vector<const Histogram*> histograms;
    for (const Replication& stretch : stretches()) histograms.push_back(of(stretch));
    if (!histograms.empty()) return PooledQuantile(std::move(histograms));
    for (const Replication* replication : finished_) {
      if (replication->has_histograms) histograms.push_back(of(*replication));
    }
    return observations_.pool(std::move(histograms));
  }

  /// How the run was made, with the replications that there are.
  spec::RunSettings settings() const {
    spec::RunSettings run = spec_.run;
    run.replications = static_cast<std::int64_t>(finished_.size());
    return run;
  }

  RequestFigures request(const std::string& name, const RequestOf& of) const {
    RequestFigures figures;
    figures.name = name;
    figures.arrived = counted([&](const Replication& r) { return of(r).arrived; });
    figures.completed = counted([&](const Replication& r) { return of(r).completed; });
    figures.degraded = counted([&](const Replication& r) { return of(r).degraded; });
    figures.in_flight_start = estimate([&](const Replication& r) { return of(r).in_flight_start; });
    figures.in_flight_end = estimate([&](const Replication& r) { return of(r).in_flight_end; });
    figures.throughput_per_second =
        controlled([&](const Replication& r) { return throughput_of(of(r), r.measured_seconds); });
    figures.success_ratio = averaged([&](const Replication& r) { return success_ratio_of(of(r)); });
    figures.latency_seconds =
        latency([&](const Replication& r) -> const RawLatency& { return of(r).latency; }, name);
    figures.attribution = gather_attribution(
        finished_.front()->accounts, [&](const Number& number) { return controlled(number); }, of);
    const std::vector<std::string>& reasons = finished_.front()->reasons;
    for (std::size_t why = 0; why < reasons.size(); ++why) {
      const auto failed_so = [&](const Replication* r) { return of(*r).failed[why] > 0; };
      if (std::none_of(finished_.begin(), finished_.end(), failed_so)) continue;
      FailureFigures failure;
      failure.reason = reasons[why];
      failure.status = status_of(reasons[why]);
      failure.count = counted([&](const Replication& r) { return of(r).failed[why]; });
      failure.latency_seconds =
          latency([&](const Replication& r) -> const RawLatency& { return of(r).failed_latency[why]; },
                  name + " " + reasons[why]);
      figures.failures.push_back(std::move(failure));
    }
    std::sort(figures.failures.begin(), figures.failures.end(),
              [](const FailureFigures& a, const FailureFigures& b) { return a.reason < b.reason; });
    return figures;
  }

  PartFigures part(std::size_t i) const {
    PartFigures figures;
    const RawPart& first = finished_.front()->parts[i];
    figures.name = spec_.parts[i].name;
    figures.kind = spec_.parts[i].kind->name;
    figures.instances = first.instances;
    figures.utilisation = controlled([i](const Replication& r) { return r.parts[i].utilisation; });
    figures.has_utilisation = figures.utilisation.exists;
    figures.in_use = controlled([i](const Replication& r) { return r.parts[i].in_use; });
    figures.waiting = controlled([i](const Replication& r) { return r.parts[i].waiting; });
    figures.served = counted([i](const Replication& r) { return r.parts[i].served; });
    figures.refused = counted([i](const Replication& r) { return r.parts[i].refused; });
    figures.has_wait = first.can_wait;
    figures.wait_seconds = latency([i](const Replication& r) -> const RawLatency& { return r.parts[i].wait; },
                                   "waits for " + figures.name);
    for (std::size_t k = 0; k < first.own.size(); ++k) {
      figures.own.push_back({first.own[k].first, estimate([i, k](const Replication& r) {
                               return k < r.parts[i].own.size() ? r.parts[i].own[k].second
                                                                : RawLatency::kAbsent;
                             })});
    }
    return figures;
  }

  ObjectiveFigures objective(std::size_t i) const {
    using Metric = spec::Objective::Metric;
    const spec::Objective& objective = spec_.objectives[i];
    ObjectiveFigures figures;
    figures.name = objective.name;
    figures.metric = objective.metric_name;
    figures.subject = objective.metric == Metric::utilisation ? objective.part : objective.request;
    figures.limit = objective.limit;
    figures.is_upper = objective.is_upper;
    figures.unit = objective.metric == Metric::latency_mean || objective.metric == Metric::latency_quantile
                       ? "seconds"
                   : objective.metric == Metric::throughput ? "per_second"
                                                            : "share";
    for (const std::string& during : objective.during) {
      figures.during += (figures.during.empty() ? "" : " + ") + during;
    }
    if (!holds_during_nothing(objective)) {
      figures.value = value_of(
          objective, "objective " + objective.name, [i](const Replication& r) { return r.objectives[i]; },
          [i](const Replication& r) { return &r.objective_latency[i]; });
    }
    figures.verdict = judge(figures);
    return figures;
  }

  Estimate value_of(const spec::Objective& objective, const std::string& whose, const Number& number,
                    const HistogramOf& histogram) const {
    const bool is_pooled = objective.metric == spec::Objective::Metric::latency_quantile &&
                           spec_.run.kind == spec::RunSettings::Kind::steady;
    return is_pooled ? quantile_of(pool(histogram), objective.quantile, whose, settings(), observations_.confidence())
           : objective.metric == spec::Objective::Metric::errors ? averaged(number)
                                                                 : controlled(number);
  }

  /// Whether an event it names never happens: then there is nothing to judge, whatever else it names.
  bool holds_during_nothing(const spec::Objective& objective) const {
    return std::any_of(spec_.events.begin(), spec_.events.end(), [&](const spec::Event& event) {
      const auto& during = objective.during;
      return never_happens(spec_, event) &&
             std::find(during.begin(), during.end(), event.name) != during.end();
    });
  }

  static Verdict judge(const ObjectiveFigures& objective) {
    if (!objective.value.exists || !objective.value.has_interval) return Verdict::inconclusive;
    const double good_side = objective.is_upper ? objective.value.high : objective.value.low;
    const double bad_side = objective.is_upper ? objective.value.low : objective.value.high;
    const auto holds = [&](double value) {
      return objective.is_upper ? value < objective.limit : value > objective.limit;
    };
    if (holds(good_side)) return Verdict::pass;
    return holds(bad_side) ? Verdict::inconclusive : Verdict::fail;
  }

  /// Runs until drained may have slices of different widths, each a power of two times the narrowest: all are
  /// put into the widest.
  std::vector<TimelinePoint> timeline() const {
    double width = 0;
    for (const Replication* r : finished_) width = std::max(width, r->slice_seconds);
    const auto n = static_cast<double>(finished_.size());
    std::vector<TimelinePoint> points(finished_.front()->timeline.size());
    std::vector<double> latency_sums(points.size());
    for (const Replication* r : finished_) {
      const auto together = static_cast<std::size_t>(std::llround(width / r->slice_seconds));
      for (std::size_t s = 0; s < r->timeline.size(); ++s) {
        TimelinePoint& point = points[s / together];
        point.arrived += r->timeline[s].arrived / n;
        point.completed += r->timeline[s].completed / n;
        point.failed += r->timeline[s].failed / n;
        latency_sums[s / together] += r->timeline[s].latency_sum_seconds / n;
      }
    }
    for (std::size_t s = 0; s < points.size(); ++s) {
      points[s].starts_seconds = spec_.run.warm_up.to_seconds() + static_cast<double>(s) * width;
      points[s].mean_latency_seconds = points[s].completed > 0 ? latency_sums[s] / points[s].completed : 0;
    }
    return points;
  }

  /// What is charged alike in every replication is known exactly; the rest as well as what it follows from.
  Estimate money(bool is_fixed, const Number& number) const {
    if (!is_fixed) return averaged(number);
    const double value = observations_.mean(values_of(number, finished_)).value;
    return {value, value, value, true, true};
  }

  CostFigures cost() const {
    CostFigures cost;
    const Bill bill = bill_of(spec_);
    if (bill.charges.empty()) return cost;
    cost.currency = bill.currency;
    cost.unpriced = bill.unpriced;
    for (const Charge& charge : bill.charges) cost.items.push_back(cost_item(charge));
    const bool is_fixed = bill.is_fixed();
    cost.month = money(is_fixed, [&](const Replication& r) { return bill.per_month(r); });
    for (const CostItem& item : cost.items) cost.per_month += item.per_month;
    cost.measured = money(is_fixed, [&](const Replication& r) { return bill.of_run(r); });
    cost.requests_per_month = averaged([](const Replication& r) { return successes_per_month(r); });
    cost.per_million_requests = averaged([&](const Replication& r) { return bill.per_million_requests(r); });
    if (!all_are_users(spec_)) return cost;
    cost.users = money(true, [](const Replication& r) { return r.users; });
    cost.per_user = money(is_fixed, [&](const Replication& r) { return bill.per_user(r); });
    return cost;
  }

  CostItem cost_item(const Charge& charge) const {
    CostItem item;
    item.part = charge.what;
    item.is_part = charge.is_part;
    item.price_name = charge.price_name;
    item.price = charge.price;
    item.per_hour = charge.price.per_hour;
    item.instances = estimate(charge.instances).value;
    item.quantity = money(charge.is_fixed, charge.quantity).value;
    item.month = money(charge.is_fixed, [&](const Replication& r) { return charge.per_month(r); });
    item.per_month = item.month.value;
    return item;
  }

  std::uint64_t digest() const {
    Digest digest;
    digest.add(spec_.digest);
    digest.add(spec_.run.seed);
    for (const Replication* replication : finished_) {
      digest.add(replication->digest);
      digest.add(replication->events);
    }
    return digest.value();
  }

  const spec::Spec& spec_;
  const WarmUpFigures warm_up_;
  const std::vector<const Replication*> finished_;  // in whole pairs, where they are pairs
  const Observations observations_;
};

}  // namespace

Results gather(const spec::Spec& spec, const WarmUpFigures& warm_up,
               const std::vector<Replication>& replications) {
  return Gatherer(spec, warm_up, replications).results();
}

std::vector<Estimate> precision_estimates(const spec::Spec& spec,
                                          const std::vector<Replication>& replications) {
  return Gatherer(spec, given_warm_up(spec), replications).precision_estimates();
}

}  // namespace plimsoll
