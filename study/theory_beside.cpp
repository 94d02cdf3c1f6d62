#include "study/theory_beside.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "sim/measure/student_t.hpp"

namespace plimsoll {
namespace {

constexpr double kFalseAlarms = 1e-7;  // per run, by noise alone
constexpr double kTooWide = 0.25;      // an interval beyond this share of the value tells nothing

const RequestFigures* find_request(const Results& results, const std::string& name) {
  for (const RequestFigures& request : results.requests) {
    if (request.name == name) return &request;
  }
  return nullptr;
}

Estimate cpu_utilisation(const Results& results, const std::string& name) {
  for (const PartFigures& part : results.parts) {
    if (part.name != name) continue;
    for (const NamedFigure& figure : part.own) {
      if (figure.name == name_of(TheoryMeasure::cpu_utilisation)) return figure.value;
    }
    return part.utilisation;
  }
  return {};
}

Estimate mirrored(Estimate ratio) {
  if (!ratio.exists) return ratio;
  const double low = ratio.low;
  ratio.value = 1 - ratio.value;
  ratio.low = 1 - ratio.high;
  ratio.high = 1 - low;
  return ratio;
}

Estimate simulated(const Results& results, const TheoryFigure& figure) {
  if (figure.measure == TheoryMeasure::cpu_utilisation) return cpu_utilisation(results, figure.subject);
  const RequestFigures* request = find_request(results, figure.subject);
  if (request == nullptr) return {};
  switch (figure.measure) {
    case TheoryMeasure::throughput:
      return request->throughput_per_second;
    case TheoryMeasure::latency_mean:
      return request->latency_seconds.mean;
    case TheoryMeasure::latency_p50:
      return request->latency_seconds.p50;
    case TheoryMeasure::latency_p95:
      return request->latency_seconds.p95;
    case TheoryMeasure::latency_p99:
      return request->latency_seconds.p99;
    case TheoryMeasure::refused_share:
      return mirrored(request->success_ratio);
    case TheoryMeasure::cpu_utilisation:
      break;
  }
  return {};
}

bool is_quantile(TheoryMeasure measure) {
  return measure == TheoryMeasure::latency_p50 || measure == TheoryMeasure::latency_p95 ||
         measure == TheoryMeasure::latency_p99;
}

class Judge {
 public:
  Judge(const Twin& twin, Results& results) : twin_(twin), results_(results) {}

  void set_beside() {
    TheoryResults& theory = results_.theory;
    theory.model = twin_.model;
    theory.notes = twin_.reasons;
    for (const TheoryFigure& figure : twin_.figures) {
      theory.figures.push_back({figure, simulated(results_, figure), TheoryVerdict::not_judged});
    }
    for (const CertainWork& work : twin_.certain_work) add_utilisation_law(work);
    note_what_is_not_judged();
    // Student's t at the level that all figures share. Replications are independent; figures of one are not,
    // which only makes it more careful.
    const auto comparisons = static_cast<double>(std::max<std::size_t>(1, theory.figures.size()));
    const std::int64_t freedom = degrees_of_freedom(results_.run);
    if (freedom < 1) return;
    widening_ =
        student_t_two_sided(1 - kFalseAlarms / comparisons, freedom) / student_t_two_sided(0.95, freedom);
    for (TheoryComparison& figure : theory.figures) {
      figure.verdict = judge(figure);
      if (figure.verdict == TheoryVerdict::disagrees) theory.disagreements.push_back(sentence(figure));
    }
  }

 private:
  double half_width(const Estimate& estimate) const { return widening_ * (estimate.high - estimate.low) / 2; }

  /// Utilisation law: who was answered has surely had this work done, whatever else happened.
  void add_utilisation_law(const CertainWork& work) {
    TheoryFigure law{work.part, TheoryMeasure::cpu_utilisation, TheoryKind::at_least, 0, "utilisation law"};
    const auto says_more = [&](const TheoryFigure& figure) {
      return figure.subject == law.subject && figure.measure == law.measure;
    };
    if (std::any_of(twin_.figures.begin(), twin_.figures.end(), says_more)) return;
    for (const auto& [name, seconds] : work.by_request) {
      const RequestFigures* request = find_request(results_, name);
      if (request == nullptr || !request->throughput_per_second.exists) continue;
      law.value += request->throughput_per_second.value * seconds / work.cores;
    }
    if (law.value > 0) {
      results_.theory.figures.push_back(
          {law, cpu_utilisation(results_, work.part), TheoryVerdict::not_judged});
    }
  }

  bool is_long_enough() const {
    return results_.run.warm_up_seconds >= twin_.warm_up_needed_seconds &&
           results_.run.duration_seconds >= twin_.duration_needed_seconds;
  }

  bool has_exact_values() const {
    return std::any_of(twin_.figures.begin(), twin_.figures.end(),
                       [](const TheoryFigure& figure) { return figure.kind == TheoryKind::exact; });
  }

  void note_what_is_not_judged() {
    if (!has_exact_values() || is_long_enough()) return;
    results_.theory.notes.push_back(fmt::format(
        "theory is shown but not judged: the model remembers how it began for about {:.2g} s, so the warm-up "
        "would have to last {:.2g} s and each replication {:.2g} s",
        twin_.memory_seconds, twin_.warm_up_needed_seconds, twin_.duration_needed_seconds));
  }

  bool has_failures() const {
    return std::any_of(results_.requests.begin(), results_.requests.end(), [](const RequestFigures& request) {
      return request.success_ratio.exists && request.success_ratio.value < 1;
    });
  }

  TheoryVerdict judge(const TheoryComparison& figure) const {
    const Estimate& estimate = figure.simulated;
    if (!estimate.exists || !estimate.has_interval) return TheoryVerdict::not_judged;
    const double half = half_width(estimate), value = figure.theory.value;
    switch (figure.theory.kind) {
      case TheoryKind::exact: {
        if (!is_long_enough() || half > kTooWide * value) return TheoryVerdict::not_judged;
        const double tolerance = (is_quantile(figure.theory.measure) ? 0.03 : 0.01) * value;
        return verdict(std::abs(estimate.value - value) <= half + tolerance);
      }
      case TheoryKind::at_most:
        if (!can_judge_bounds() || has_failures()) return TheoryVerdict::not_judged;
        return verdict(estimate.value - half <= 1.02 * value + drained_per_second(figure.theory.subject));
      case TheoryKind::at_least:
        if (figure.theory.measure == TheoryMeasure::cpu_utilisation) return judge_utilisation_law(figure);
        if (!can_judge_bounds()) return TheoryVerdict::not_judged;
        return verdict(estimate.value + half >= 0.98 * value);
      case TheoryKind::approximation:
        break;
    }
    return TheoryVerdict::not_judged;
  }

  static TheoryVerdict verdict(bool agrees) {
    return agrees ? TheoryVerdict::agrees : TheoryVerdict::disagrees;
  }

  bool can_judge_bounds() const { return twin_.has_steady_load && is_long_enough(); }

  /// Answers to those who had come before counting began.
  double drained_per_second(const std::string& name) const {
    const RequestFigures* request = find_request(results_, name);
    const double seconds = results_.run.duration_seconds;
    if (request == nullptr || !(seconds > 0)) return 0;
    return std::max(0.0, request->in_flight_start.value - request->in_flight_end.value) / seconds;
  }

  // Work that was done before counting began, for those who were answered afterwards, is allowed for.
  TheoryVerdict judge_utilisation_law(const TheoryComparison& figure) const {
    if (!twin_.has_steady_capacity) return TheoryVerdict::not_judged;
    const auto work = std::find_if(twin_.certain_work.begin(), twin_.certain_work.end(),
                                   [&](const CertainWork& one) { return one.part == figure.theory.subject; });
    double noise = half_width(figure.simulated);
    for (const auto& [name, seconds] : work->by_request) {
      const RequestFigures* request = find_request(results_, name);
      if (request == nullptr || !request->throughput_per_second.exists) continue;
      noise += half_width(request->throughput_per_second) * seconds / work->cores;
      noise += request->in_flight_start.value * seconds / work->cores / results_.run.duration_seconds;
    }
    return verdict(figure.simulated.value + noise >= 0.98 * figure.theory.value);
  }

  std::string sentence(const TheoryComparison& figure) const {
    const char* relation = figure.theory.kind == TheoryKind::exact     ? "exactly"
                           : figure.theory.kind == TheoryKind::at_most ? "at most"
                                                                       : "at least";
    return fmt::format(
        "theory and simulation disagree about {}: {} is {:.5g} simulated, but {} {:.5g} ({}). One of them is "
        "wrong: please report it with the model",
        figure.theory.subject, name_of(figure.theory.measure), figure.simulated.value, relation,
        figure.theory.value, figure.theory.source);
  }

  const Twin& twin_;
  Results& results_;
  double widening_ = 1;
};

}  // namespace

void set_beside(const Twin& twin, Results& results) {
  if (results.run.replications > 0) Judge(twin, results).set_beside();
}

}  // namespace plimsoll
