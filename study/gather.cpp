#include "study/gather.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "sim/digest.hpp"
#include "sim/measure/interval.hpp"
#include "study/bottleneck.hpp"
#include "study/never_happens.hpp"

namespace plimsoll {
namespace {

/// The figures of one run over its replications.
class Gatherer {
 public:
  Gatherer(const spec::Spec& spec, const std::vector<Replication>& replications) : spec_(spec) {
    for (const Replication& replication : replications) {
      if (replication.is_finished) finished_.push_back(&replication);
    }
  }

  Results results() {
    Results results;
    results.title = spec_.title;
    results.source = spec_.source;
    results.case_name = spec_.case_name;
    results.model_digest = digest_text(spec_.digest);
    results.files = spec_.files;
    results.sets = spec_.sets;
    results.run.seed = spec_.run.seed;
    results.run.kind = spec_.run.kind == spec::RunSettings::Kind::steady ? "steady" : "episode";
    results.run.warm_up_seconds = spec_.run.warm_up.to_seconds();
    results.run.replications = static_cast<std::int64_t>(finished_.size());
    results.run.replications_wanted = spec_.run.replications;
    results.run.complete = results.run.replications == spec_.run.replications;
    results.run.digest = digest_text(digest());
    for (const Replication* replication : finished_) results.run.events += replication->events;
    if (finished_.empty()) return results;
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
    results.bottleneck = find_bottleneck(results.parts, results.requests);
    warn(results);
    return results;
  }

 private:
  using Number = std::function<double(const Replication&)>;
  using RequestOf = std::function<const RawRequest&(const Replication&)>;
  using LatencyOf = std::function<const RawLatency&(const Replication&)>;

  Estimate estimate(const Number& number) const {
    std::vector<double> values;
    for (const Replication* replication : finished_) values.push_back(number(*replication));
    const Interval interval = interval_of(values);
    Estimate estimate;
    estimate.exists = !std::isnan(interval.value);
    if (!estimate.exists) return estimate;
    estimate.value = interval.value;
    estimate.has_interval = interval.has_interval();
    estimate.low = estimate.has_interval ? interval.low : interval.value;
    estimate.high = estimate.has_interval ? interval.high : interval.value;
    return estimate;
  }

  LatencyFigures latency(const LatencyOf& of) const {
    LatencyFigures figures;
    figures.mean = estimate([&](const Replication& r) { return of(r).mean; });
    figures.p50 = estimate([&](const Replication& r) { return of(r).p50; });
    figures.p90 = estimate([&](const Replication& r) { return of(r).p90; });
    figures.p95 = estimate([&](const Replication& r) { return of(r).p95; });
    figures.p99 = estimate([&](const Replication& r) { return of(r).p99; });
    figures.p999 = estimate([&](const Replication& r) { return of(r).p999; });
    figures.max = estimate([&](const Replication& r) { return of(r).max; });
    return figures;
  }

  RequestFigures request(const std::string& name, const RequestOf& of) const {
    RequestFigures figures;
    figures.name = name;
    figures.arrived = estimate([&](const Replication& r) { return of(r).arrived; });
    figures.completed = estimate([&](const Replication& r) { return of(r).completed; });
    figures.degraded = estimate([&](const Replication& r) { return of(r).degraded; });
    figures.in_flight_start = estimate([&](const Replication& r) { return of(r).in_flight_start; });
    figures.in_flight_end = estimate([&](const Replication& r) { return of(r).in_flight_end; });
    figures.throughput_per_second =
        estimate([&](const Replication& r) { return throughput_of(of(r), r.measured_seconds); });
    figures.success_ratio = estimate([&](const Replication& r) { return success_ratio_of(of(r)); });
    figures.latency_seconds =
        latency([&](const Replication& r) -> const RawLatency& { return of(r).latency; });
    const std::vector<std::string>& reasons = finished_.front()->reasons;
    for (std::size_t why = 0; why < reasons.size(); ++why) {
      const auto failed_so = [&](const Replication* r) { return of(*r).failed[why] > 0; };
      if (std::none_of(finished_.begin(), finished_.end(), failed_so)) continue;
      FailureFigures failure;
      failure.reason = reasons[why];
      failure.status = status_of(reasons[why]);
      failure.count = estimate([&](const Replication& r) { return of(r).failed[why]; });
      failure.latency_seconds =
          latency([&](const Replication& r) -> const RawLatency& { return of(r).failed_latency[why]; });
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
    figures.utilisation = estimate([i](const Replication& r) { return r.parts[i].utilisation; });
    figures.has_utilisation = figures.utilisation.exists;
    figures.in_use = estimate([i](const Replication& r) { return r.parts[i].in_use; });
    figures.waiting = estimate([i](const Replication& r) { return r.parts[i].waiting; });
    figures.served = estimate([i](const Replication& r) { return r.parts[i].served; });
    figures.refused = estimate([i](const Replication& r) { return r.parts[i].refused; });
    figures.has_wait = first.can_wait;
    figures.wait_seconds =
        latency([i](const Replication& r) -> const RawLatency& { return r.parts[i].wait; });
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
      figures.value = estimate([i](const Replication& r) { return r.objectives[i]; });
    }
    figures.verdict = judge(figures);
    return figures;
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

  CostFigures cost() const {
    CostFigures cost;
    if (spec_.prices.empty()) return cost;
    cost.currency = spec_.prices.front().second.currency;
    for (std::size_t i = 0; i < spec_.parts.size(); ++i) {
      const spec::Part& part = spec_.parts[i];
      const auto price = std::find_if(spec_.prices.begin(), spec_.prices.end(),
                                      [&](const auto& p) { return p.first == part.price; });
      if (price == spec_.prices.end()) {
        const bool is_machine = part.kind->has(spec::Role::host) || part.kind->has(spec::Role::route) ||
                                part.kind->has(spec::Role::query) || part.kind->has(spec::Role::read);
        if (is_machine) cost.unpriced.push_back(part.name);
        continue;
      }
      CostItem item;
      item.part = part.name;
      item.price_name = part.price;
      item.instances = estimate([i](const Replication& r) { return r.parts[i].mean_instances; }).value;
      item.per_hour = price->second.per_hour;
      item.per_month = item.instances * item.per_hour * kHoursPerMonth;
      cost.per_month += item.per_month;
      cost.items.push_back(std::move(item));
    }
    return cost;
  }

  void warn(Results& results) const {
    if (spec_.run.kind == spec::RunSettings::Kind::steady) {
      for (const RequestFigures& request : results.requests) {
        const double grown = request.in_flight_end.value - request.in_flight_start.value;
        if (request.name == "all" && results.requests.size() > 1) continue;
        if (grown > 0.02 * request.arrived.value && grown > 20) {
          results.warnings.push_back("requests of " + request.name + " pile up, " +
                                     std::to_string(std::llround(grown)) +
                                     " more in flight at the end than at the " +
                                     "start: there is no steady state, and times hold for this window only");
        }
      }
      results.assumptions.push_back("the first " +
                                    std::to_string(std::llround(spec_.run.warm_up.to_seconds())) +
                                    " s of each replication are not counted (run.warm_up)");
    }
    for (const spec::Event& event : spec_.events) {
      if (!never_happens(spec_, event)) continue;
      results.warnings.push_back("event " + event.name +
                                 " starts after the end of the run: it never happens");
    }
    if (finished_.size() == 1)
      results.warnings.push_back(
          "one replication gives no intervals, so nothing is judged; ask for at least 5");
    for (const spec::Traffic& traffic : spec_.traffic) {
      if (traffic.kind == spec::Traffic::Kind::closed) {
        const bool is_steady = spec_.run.kind == spec::RunSettings::Kind::steady;
        results.assumptions.push_back(
            "users of " + traffic.name +
            (is_steady ? " begin in the middle of thinking" : " begin by thinking"));
      }
    }
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
  std::vector<const Replication*> finished_;
};

}  // namespace

Results gather(const spec::Spec& spec, const std::vector<Replication>& replications) {
  return Gatherer(spec, replications).results();
}

}  // namespace plimsoll
