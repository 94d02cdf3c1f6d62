#include "study/objective_values.hpp"

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "models/engine.hpp"

namespace plimsoll {
namespace {

/// What an objective looks at: counts and latencies of the requests and stretches it names.
struct Subject {
  Histogram latency;
  double completed = 0, failed = 0, seconds = 0;
};

bool is_during(const spec::Objective& objective, const std::vector<std::string>& active) {
  for (const std::string& name : objective.during) {
    if (name == "steady" ? active.empty() : std::find(active.begin(), active.end(), name) != active.end()) {
      return true;
    }
  }
  return false;
}

/// How long a segment lies inside the measured time.
double measured_part(const spec::Spec& spec, std::size_t segment, const std::vector<SimTime>& starts,
                     SimTime end) {
  const SimTime warm = SimTime{} + spec.run.warm_up;
  const SimTime from = std::max(starts[segment], warm);
  const SimTime to = std::min(segment + 1 < starts.size() ? starts[segment + 1] : end, end);
  return to > from ? (to - from).to_seconds() : 0;
}

bool is_about(const spec::Objective& objective, const spec::Routine& request) {
  return objective.request.empty() || request.name == objective.request;
}

/// What is looked at where no event cuts the measured time.
Subject whole_subject(const spec::Spec& spec, const spec::Objective& objective,
                      const Replication& replication) {
  Subject subject;
  subject.seconds = replication.measured_seconds;
  for (std::size_t k = 0; k < spec.requests.size(); ++k) {
    if (!is_about(objective, spec.requests[k])) continue;
    const RawRequest& request = replication.requests[k];
    subject.latency.merge(request.latency.histogram);
    subject.completed += request.completed;
    for (const double failed : request.failed) subject.failed += failed;
  }
  return subject;
}

Subject subject_of(const spec::Spec& spec, const spec::Objective& objective, const Model& model,
                   const Replication& replication) {
  const Recorder& recorder = model.engine->recorder();
  if (objective.during.empty()) return whole_subject(spec, objective, replication);
  if (recorder.segment_count() == 1) {
    // Without segments the whole run is one stretch; it is "steady" unless an event covers it all.
    const bool is_all = is_during(objective, model.active_events.front());
    return is_all ? whole_subject(spec, objective, replication) : Subject{};
  }
  Subject subject;
  for (std::size_t s = 0; s < recorder.segment_count(); ++s) {
    if (!is_during(objective, model.active_events[s])) continue;
    subject.seconds += measured_part(spec, s, recorder.segment_starts(), model.engine->now());
  }
  for (std::size_t k = 0; k < spec.requests.size(); ++k) {
    if (!is_about(objective, spec.requests[k])) continue;
    for (std::size_t s = 0; s < recorder.segment_count(); ++s) {
      if (!is_during(objective, model.active_events[s])) continue;
      const SegmentRecord& segment = recorder.segment(k, s);
      subject.latency.merge(segment.latency);
      subject.completed += static_cast<double>(segment.completed);
      subject.failed += static_cast<double>(segment.failed);
    }
  }
  return subject;
}

/// Finds the subject of an objective.
using SubjectOf = std::function<Subject(const spec::Objective&)>;

/// The value of an objective; `latency` is what a percentile is of.
double read_objective(const spec::Spec& spec, const spec::Objective& objective, const SubjectOf& subject_of,
                      const Replication& replication, Histogram& latency) {
  using Metric = spec::Objective::Metric;
  if (objective.metric == Metric::utilisation) {
    for (std::size_t i = 0; i < spec.parts.size(); ++i) {
      if (spec.parts[i].name == objective.part) return replication.parts[i].utilisation;
    }
    return RawLatency::kAbsent;
  }
  const Subject subject = subject_of(objective);
  const double ended = subject.completed + subject.failed;
  switch (objective.metric) {
    case Metric::latency_mean:
      return subject.latency.mean_seconds();
    case Metric::latency_quantile:
      latency = subject.latency;
      return subject.latency.quantile_seconds(objective.quantile);
    case Metric::errors:
      return ended > 0 ? subject.failed / ended : RawLatency::kAbsent;
    case Metric::throughput:
      return subject.seconds > 0 ? subject.completed / subject.seconds : RawLatency::kAbsent;
    case Metric::utilisation:
      break;
  }
  return RawLatency::kAbsent;
}

void read_all(const spec::Spec& spec, const SubjectOf& subject_of, Replication& out) {
  const auto read = [&](const std::vector<spec::Objective>& asked, std::vector<double>& values,
                        std::vector<Histogram>& latencies) {
    latencies.resize(asked.size());
    for (std::size_t i = 0; i < asked.size(); ++i) {
      values.push_back(read_objective(spec, asked[i], subject_of, out, latencies[i]));
    }
  };
  read(spec.objectives, out.objectives, out.objective_latency);
  read(spec.run.precision_of, out.precision, out.precision_latency);
}

}  // namespace

void read_objectives(const spec::Spec& spec, const Model& model, Replication& out) {
  read_all(
      spec, [&](const spec::Objective& objective) { return subject_of(spec, objective, model, out); }, out);
}

void read_objectives(const spec::Spec& spec, Replication& stretch) {
  read_all(
      spec, [&](const spec::Objective& objective) { return whole_subject(spec, objective, stretch); },
      stretch);
}

}  // namespace plimsoll
