#include "study/trust.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "models/spec/units.hpp"
#include "sim/measure/interval.hpp"
#include "study/estimate.hpp"

namespace plimsoll {
namespace {

constexpr double kInUseAllTheTime = 0.97;
constexpr double kManyMore = 20;         // requests: fewer could be chance, whatever the interval says
constexpr double kManyMoreShare = 0.02;  // of those that arrived
constexpr double kFewestStretches = 3;   // independent pieces of one replication
constexpr double kAlike = 0.03;          // spread over mean: replications that differ by less are sure enough
constexpr double kManyStretches = 30;    // fewer make intervals a little too narrow
constexpr double kEnoughStretches = 10;
constexpr double kWidest = 0.5;  // half width over value
constexpr std::size_t kFewestReplications = 5;
constexpr double kFewestSlices = 20;

class Distrust {
 public:
  Distrust(const spec::Spec& spec, const std::vector<const Replication*>& replications, Results& results)
      : spec_(spec), replications_(replications), results_(results) {}

  void look(const WarmUpFigures& warm_up) {
    if (has_open_traffic()) find_overload();
    const bool is_overloaded = !results_.refusals.empty();
    if (!is_overloaded && !warm_up.is_found) {
      results_.refusals.push_back({Refusal::Kind::warm_up, warm_up.decided_by, warm_up.trouble});
    }
    if (!is_overloaded && replications_.size() >= kFewestReplications) {
      count_stretches();
      look_at_width();
    }
    const bool is_doubtful = !is_overloaded && !results_.refusals.empty();
    if (!is_doubtful) return;
    for (ObjectiveFigures& objective : results_.objectives) objective.verdict = Verdict::inconclusive;
  }

 private:
  using Number = std::function<double(const Replication&)>;

  bool has_open_traffic() const {
    return std::any_of(spec_.traffic.begin(), spec_.traffic.end(), [](const spec::Traffic& traffic) {
      return traffic.kind == spec::Traffic::Kind::open;
    });
  }

  Interval interval(const Number& number) const {
    std::vector<double> values;
    for (const Replication* replication : replications_) values.push_back(number(*replication));
    return interval_of(values, 0.99);
  }

  /// Whether something grows, by the interval of its growth; with one replication, by its size alone.
  bool grows(const Interval& per_second, double rate) const {
    const double grown = per_second.value * results_.run.duration_seconds;
    if (!(grown > kManyMore)) return false;
    if (per_second.has_interval()) return per_second.low > 0;
    return per_second.value > kManyMoreShare * rate;
  }

  void find_overload() {
    std::string sentence;
    for (std::size_t i = 0; i < results_.parts.size(); ++i) {
      PartFigures& part = results_.parts[i];
      if (!part.has_utilisation || !(part.utilisation.value >= kInUseAllTheTime)) continue;
      const Interval growth =
          interval([i](const Replication& r) { return r.parts[i].waiting_growth_per_second; });
      const double served = part.served.value / results_.run.duration_seconds;
      if (!grows(growth, served)) continue;
      const double asked = part.utilisation.value * (served + growth.value) / served;
      sentence = fmt::format(
          "{}: utilisation {:.3g}, the queue grows by {:.3g} requests a second, so there is no "
          "steady state; a longer run would only show longer times",
          part.name, asked, growth.value);
      results_.refusals.push_back({Refusal::Kind::overload, part.name, sentence});
      refuse(part.wait_seconds, sentence);
    }
    for (std::size_t k = 0; k < spec_.requests.size(); ++k) find_pile(k, sentence);
  }

  /// Requests of one kind that pile up, at a part that is to blame or at none.
  void find_pile(std::size_t k, std::string sentence) {
    RequestFigures& request = results_.requests[k];
    const Interval growth = interval([k](const Replication& r) {
      return (r.requests[k].in_flight_end - r.requests[k].in_flight_start) / r.measured_seconds;
    });
    const double rate = request.arrived.value / results_.run.duration_seconds;
    if (!grows(growth, rate)) return;
    if (sentence.empty()) {
      if (growth.value < kManyMoreShare * rate) return;
      sentence = fmt::format(
          "requests of {} pile up, {:.3g} more in flight each second: there is no steady state, "
          "and a longer run would only show longer times",
          request.name, growth.value);
      results_.refusals.push_back({Refusal::Kind::overload, request.name, sentence});
    }
    refuse(request.latency_seconds, sentence);
    if (results_.requests.size() > spec_.requests.size()) {
      refuse(results_.requests.back().latency_seconds, sentence);
    }
    refuse_objectives(request.name, sentence);
  }

  static void refuse(LatencyFigures& figures, const std::string& why) {
    for (const auto& [name, figure] : kLatencyFigures) figures.*figure = refused(why);
  }

  void refuse_objectives(const std::string& request, const std::string& why) {
    for (ObjectiveFigures& objective : results_.objectives) {
      const bool is_time = objective.unit == "seconds";
      if (!is_time || (objective.subject != request && !objective.subject.empty())) continue;
      objective.value = refused(why);
      // What fails within this window fails all the more in a longer one.
      if (objective.verdict != Verdict::fail) objective.verdict = Verdict::inconclusive;
    }
  }

  /// Compares the spread of the replications' mean latencies with that of the slices within each.
  void count_stretches() {
    std::vector<double> means;
    double within = 0;
    for (const Replication* r : replications_) {
      double sum = 0, squares = 0, count = 0;
      for (const RawSlice& slice : r->timeline) {
        if (!(slice.completed > 0)) continue;
        const double mean = slice.latency_sum_seconds / slice.completed;
        sum += mean;
        squares += mean * mean;
        ++count;
      }
      if (count < kFewestSlices) return;
      means.push_back(sum / count);
      within += (squares - sum * sum / count) / (count - 1) / static_cast<double>(replications_.size());
    }
    double between = 0, mean = 0;
    for (const double one : means) mean += one / static_cast<double>(means.size());
    for (const double one : means)
      between += (one - mean) * (one - mean) / static_cast<double>(means.size() - 1);
    if (std::sqrt(between) < kAlike * mean || !(within < kManyStretches * between)) return;
    const double stretches = std::max(within / between, 0.5);
    if (stretches >= kFewestStretches) {
      results_.warnings.push_back(fmt::format(
          "each replication holds only about {:.0f} independent stretches of what happens: means of so few "
          "are "
          "lopsided, and intervals hold nine times in ten rather than 19 in 20; a longer run.duration helps",
          stretches));
      return;
    }
    results_.refusals.push_back(
        {Refusal::Kind::few_stretches, "",
         fmt::format(
             "what happens lasts about as long as a replication, so that each shows only {:.1g} independent "
             "stretches of it: run.duration = \"{}\" would hold {:.0f}",
             stretches, spec::write_duration(rounded(spec_.run.duration, kEnoughStretches / stretches)),
             kEnoughStretches)});
  }

  /// The duration times `factor`, to two digits.
  static Duration rounded(Duration duration, double factor) {
    const double seconds = duration.to_seconds() * factor;
    double unit = 1;
    while (seconds / unit >= 100) unit *= 10;
    return Duration::from_seconds(std::ceil(seconds / unit) * unit);
  }

  void look_at_width() {
    if (results_.requests.empty()) return;
    const RequestFigures& request = results_.requests.back();  // "all", or the only one
    const Estimate& mean = request.latency_seconds.mean;
    if (!mean.exists || !mean.has_interval || !(mean.value > 0)) return;
    const double share = (mean.high - mean.low) / 2 / mean.value;
    if (share <= kWidest) return;
    const double factor = share * share / (0.1 * 0.1);
    results_.refusals.push_back(
        {Refusal::Kind::wide, request.name,
         fmt::format(
             "the mean latency is known to ± {:.0f} % only: about {:.0f} times as much run.duration or "
             "run.replications would make that ± 10 %",
             share * 100, factor)});
  }

  const spec::Spec& spec_;
  const std::vector<const Replication*>& replications_;
  Results& results_;
};

}  // namespace

void distrust(const spec::Spec& spec, const WarmUpFigures& warm_up,
              const std::vector<const Replication*>& replications, Results& results) {
  if (spec.run.kind != spec::RunSettings::Kind::steady || replications.empty()) return;
  Distrust(spec, replications, results).look(warm_up);
}

}  // namespace plimsoll
