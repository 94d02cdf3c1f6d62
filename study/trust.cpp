#include "study/trust.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "models/spec/units.hpp"
#include "sim/measure/interval.hpp"
#include "sim/measure/student_t.hpp"
#include "study/estimate.hpp"
#include "study/stretches.hpp"

namespace plimsoll {
namespace {

constexpr double kInUseAllTheTime = 0.97;
constexpr double kManyMore = 20;         // requests: fewer could be chance, whatever the interval says
constexpr double kManyMoreShare = 0.02;  // of those that arrived
constexpr double kFewestStretches = 3;   // independent pieces of one replication
constexpr double kAlike = 0.03;          // spread over mean: replications that differ by less are sure enough
constexpr double kManyStretches = 30;    // fewer make intervals a little too narrow
constexpr double kEnoughStretches = 10;
constexpr double kManyPieces =
    300;                         // independent requests that one run is worth: as many as in ten replications
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
    if (!is_overloaded && replications_.size() == 1 && !results_.requests.empty()) look_within();
    if (!is_overloaded && replications_.size() >= kFewestReplications) count_stretches();
    const bool has_intervals = replications_.size() >= kFewestReplications || results_.run.stretches > 0;
    if (!is_overloaded && has_intervals) look_at_width();
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
      const PartFigures& part = results_.parts[i];
      if (!part.has_utilisation || !(part.utilisation.value >= kInUseAllTheTime)) continue;
      const Interval growth = growth_of(i, &RawPart::waiting_growth_per_second);
      const double served = part.served.value / results_.run.duration_seconds;
      if (!grows(growth, served)) continue;
      const double asked = part.utilisation.value * (served + growth.value) / served;
      sentence = fmt::format(
          "{}: utilisation {:.3g}, the queue grows by {:.3g} requests a second, so there is no "
          "steady state; a longer run would only show longer times",
          part.name, asked, growth.value);
      results_.refusals.push_back({Refusal::Kind::overload, part.name, sentence});
    }
    for (std::size_t k = 0; k < spec_.requests.size(); ++k) find_pile(k, sentence);
    if (!results_.refusals.empty()) refuse_growing_levels(results_.refusals.front().sentence);
  }

  /// What waits at a part, for how long, and what it has in use, wherever that grows: at the part to blame
  /// and at those before it.
  void refuse_growing_levels(const std::string& first_sentence) {
    for (std::size_t i = 0; i < results_.parts.size(); ++i) {
      PartFigures& part = results_.parts[i];
      const double served = part.served.value / results_.run.duration_seconds;
      const auto own = std::find_if(results_.refusals.begin(), results_.refusals.end(),
                                    [&](const Refusal& refusal) { return refusal.subject == part.name; });
      const std::string& why = own == results_.refusals.end() ? first_sentence : own->sentence;
      if (grows(growth_of(i, &RawPart::in_use_growth_per_second), served)) part.in_use = refused(why);
      if (!grows(growth_of(i, &RawPart::waiting_growth_per_second), served)) continue;
      refuse(part.wait_seconds, why);
      part.waiting = refused(why);
      for (NamedFigure& figure : part.own) {
        if (figure.name.find("wait_seconds") != std::string::npos) figure.value = refused(why);
      }
    }
  }

  Interval growth_of(std::size_t part, double RawPart::*per_second) const {
    return interval([part, per_second](const Replication& r) { return r.parts[part].*per_second; });
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
    refuse_times(request, sentence);
    if (results_.requests.size() > spec_.requests.size()) refuse_times(results_.requests.back(), sentence);
    refuse_objectives(request.name, sentence);
  }

  /// How long requests take, to succeed or to fail, and where that time goes.
  static void refuse_times(RequestFigures& request, const std::string& why) {
    refuse(request.latency_seconds, why);
    request.latency_distribution = {};
    for (FailureFigures& failure : request.failures) refuse(failure.latency_seconds, why);
    request.attribution.clear();
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

  /// One run alone: whether its stretches have too much to do with each other, or are too few pieces of luck.
  void look_within() {
    const Stretches& cut = replications_.front()->stretches;
    if (cut.likeness > 0) {
      results_.refusals.push_back(
          {Refusal::Kind::few_stretches, "",
           fmt::format(
               "what happens lasts too long for one run of this length: its stretches have too much to do "
               "with each other (correlation {:.2g}) for an interval; run.duration = \"{}\" would do, or "
               "several replications",
               cut.likeness, spec::write_duration(rounded(spec_.run.duration, times_longer(cut.likeness))))});
    }
    const Estimate& mean = results_.requests.back().latency_seconds.mean;  // of "all", or of the only one
    if (cut.all.empty() || !mean.has_interval || !(mean.high > mean.value)) return;
    const double error = (mean.high - mean.value) / student_t_two_sided(0.95, results_.run.stretches - 1);
    const double pieces = variance_of(replications_.front()->all.latency.histogram) / (error * error);
    if (pieces >= kManyPieces) return;
    results_.warnings.push_back(
        fmt::format("the run is worth only about {:.2g} independent requests: means of so few are lopsided, "
                    "and intervals "
                    "hold nine times in ten rather than 19 in 20; run.duration = \"{}\" would do",
                    pieces, spec::write_duration(rounded(spec_.run.duration, kManyPieces / pieces))));
  }

  /// The variance of single durations [s²], each taken to lie in the middle of its bucket.
  static double variance_of(const Histogram& histogram) {
    const double mean = histogram.mean_seconds();
    double sum = 0;
    for (const Histogram::Bucket& bucket : histogram.buckets()) {
      const double middle = (bucket.lower.to_seconds() + bucket.upper.to_seconds()) / 2;
      sum += (middle - mean) * (middle - mean) * static_cast<double>(bucket.count);
    }
    return sum / static_cast<double>(histogram.count());
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
