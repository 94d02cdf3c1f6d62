#include "study/replication.hpp"

#include <algorithm>

#include "models/engine.hpp"
#include "models/program.hpp"
#include "sim/check.hpp"
#include "study/attribution.hpp"
#include "study/books.hpp"
#include "study/variance_reduction.hpp"

namespace plimsoll {
namespace {

// Few enough that a run of slow events still hears of Ctrl-C at once.
constexpr std::uint64_t kEventsPerCheckpoint = 5'000;

RawRequest read_request(const KindRecord& kind, std::size_t reasons) {
  RawRequest raw;
  raw.arrived = static_cast<double>(kind.arrived);
  raw.completed = static_cast<double>(kind.completed);
  raw.degraded = static_cast<double>(kind.degraded);
  raw.in_flight_start = static_cast<double>(kind.in_flight_start);
  raw.in_flight_end = static_cast<double>(kind.arrived_ever - kind.ended_ever);
  raw.latency = RawLatency::of(kind.latency);
  for (std::size_t why = 0; why < reasons; ++why) {
    const auto& failure = kind.failures[why];
    raw.failed.push_back(failure ? static_cast<double>(failure->count()) : 0);
    raw.failed_latency.push_back(failure ? RawLatency::of(*failure) : RawLatency{});
  }
  return raw;
}

/// All kinds of request together.
KindRecord merge(const std::vector<KindRecord>& kinds) {
  KindRecord all;
  for (const KindRecord& kind : kinds) {
    all.arrived_ever += kind.arrived_ever;
    all.ended_ever += kind.ended_ever;
    all.arrived += kind.arrived;
    all.completed += kind.completed;
    all.degraded += kind.degraded;
    all.in_flight_start += kind.in_flight_start;
    all.latency.merge(kind.latency);
    for (std::size_t why = 0; why < kind.failures.size(); ++why) {
      if (!kind.failures[why]) continue;
      if (!all.failures[why]) all.failures[why] = std::make_unique<Histogram>();
      all.failures[why]->merge(*kind.failures[why]);
    }
  }
  return all;
}

RawPart read_part(const Component& part, SimTime now) {
  const PartReading reading = part.read(now);
  RawPart raw;
  raw.instances = reading.instances;
  raw.mean_instances = reading.mean_instances;
  raw.utilisation = reading.utilisation;
  raw.in_use = reading.in_use;
  raw.waiting = reading.waiting;
  raw.served = reading.served;
  raw.refused = reading.refused;
  raw.own = reading.own;
  raw.can_wait = !reading.wait.empty();
  Histogram wait;
  for (const Histogram* histogram : reading.wait) wait.merge(*histogram);
  raw.wait = RawLatency::of(wait);
  return raw;
}

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

Subject subject_of(const spec::Spec& spec, const spec::Objective& objective, const Model& model,
                   double measured) {
  const Recorder& recorder = model.engine->recorder();
  Subject subject;
  if (objective.during.empty() || recorder.segment_count() == 1) {
    // Without segments the whole run is one stretch; it is "steady" unless an event covers it all.
    if (!objective.during.empty() && !is_during(objective, model.active_events.front())) return subject;
    subject.seconds = measured;
  } else {
    for (std::size_t s = 0; s < recorder.segment_count(); ++s) {
      if (!is_during(objective, model.active_events[s])) continue;
      subject.seconds += measured_part(spec, s, recorder.segment_starts(), model.engine->now());
    }
  }
  for (std::size_t k = 0; k < spec.requests.size(); ++k) {
    if (!objective.request.empty() && spec.requests[k].name != objective.request) continue;
    if (objective.during.empty() || recorder.segment_count() == 1) {
      const KindRecord& kind = recorder.kinds()[k];
      subject.latency.merge(kind.latency);
      subject.completed += static_cast<double>(kind.completed);
      subject.failed += static_cast<double>(kind.failed());
      continue;
    }
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

/// The value of an objective; `latency` is what a percentile is of.
double read_objective(const spec::Spec& spec, const spec::Objective& objective, const Model& model,
                      const Replication& replication, Histogram& latency) {
  using Metric = spec::Objective::Metric;
  if (objective.metric == Metric::utilisation) {
    for (std::size_t i = 0; i < spec.parts.size(); ++i) {
      if (spec.parts[i].name == objective.part) return replication.parts[i].utilisation;
    }
    return RawLatency::kAbsent;
  }
  const Subject subject = subject_of(spec, objective, model, replication.measured_seconds);
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

Replication read(const spec::Spec& spec, Model& model, SimTime warm_up_end) {
  Engine& engine = *model.engine;
  const SimTime now = engine.now();
  Replication out;
  out.is_finished = true;
  out.measured_seconds = (now - warm_up_end).to_seconds();
  out.events = engine.events();
  out.digest = engine.digest();
  out.reasons = model.reasons;
  for (const KindRecord& kind : engine.recorder().kinds()) {
    out.requests.push_back(read_request(kind, model.reasons.size()));
  }
  out.all = read_request(merge(engine.recorder().kinds()), model.reasons.size());
  read_attribution(engine, out);
  for (const auto& part : engine.parts()) out.parts.push_back(read_part(*part, now));
  const auto read_all = [&](const std::vector<spec::Objective>& asked, std::vector<double>& values,
                            std::vector<Histogram>& latencies) {
    latencies.resize(asked.size());
    for (std::size_t i = 0; i < asked.size(); ++i) {
      values.push_back(read_objective(spec, asked[i], model, out, latencies[i]));
    }
  };
  read_all(spec.objectives, out.objectives, out.objective_latency);
  read_all(spec.run.precision_of, out.precision, out.precision_latency);
  out.tallies.assign(engine.program().tallies().begin(), engine.program().tallies().end());
  out.slice_seconds = engine.recorder().slice_width().to_seconds();
  for (const TimelineSlice& slice : engine.recorder().timeline()) {
    out.timeline.push_back({static_cast<double>(slice.arrived), static_cast<double>(slice.completed),
                            static_cast<double>(slice.failed),
                            static_cast<double>(slice.latency_sum_ns) / 1e9});
  }
  return out;
}

void forget_histograms(Replication& replication) {
  const auto of_request = [](RawRequest& request) {
    request.latency.histogram = {};
    for (RawLatency& failed : request.failed_latency) failed.histogram = {};
  };
  for (RawRequest& request : replication.requests) of_request(request);
  of_request(replication.all);
  for (RawPart& part : replication.parts) part.wait.histogram = {};
  for (Histogram& latency : replication.objective_latency) latency = {};
  for (Histogram& latency : replication.precision_latency) latency = {};
}

/// What waits at each part, on average since the end of the warm-up; NaN where nothing can.
std::vector<double> read_waiting(Engine& engine) {
  std::vector<double> waiting;
  for (const auto& part : engine.parts()) waiting.push_back(part->read(engine.now()).waiting);
  return waiting;
}

/// By how much the average of the second half exceeds that of the first, per second between their middles.
void read_growth(Replication& replication, const std::vector<double>& first_half) {
  for (std::size_t i = 0; i < first_half.size(); ++i) {
    RawPart& part = replication.parts[i];
    const double second_half = 2 * part.waiting - first_half[i];
    part.waiting_growth_per_second = (second_half - first_half[i]) / (replication.measured_seconds / 2);
  }
}

}  // namespace

RawLatency RawLatency::of(const Histogram& histogram) {
  RawLatency raw;
  if (histogram.empty()) return raw;
  raw.mean = histogram.mean_seconds();
  raw.p50 = histogram.quantile_seconds(0.5);
  raw.p90 = histogram.quantile_seconds(0.9);
  raw.p95 = histogram.quantile_seconds(0.95);
  raw.p99 = histogram.quantile_seconds(0.99);
  raw.p999 = histogram.quantile_seconds(0.999);
  raw.max = histogram.max().to_seconds();
  raw.histogram = histogram;
  return raw;
}

bool run_to(Engine& engine, SimTime until, const Checkpoint& checkpoint) {
  for (;;) {
    const Engine::Pause pause = engine.run(until, kEventsPerCheckpoint);
    if (pause != Engine::Pause::budget) return true;
    if (!checkpoint(engine.now(), engine.events())) return false;
  }
}

double throughput_of(const RawRequest& request, double measured_seconds) {
  return measured_seconds > 0 ? request.completed / measured_seconds : RawLatency::kAbsent;
}

double success_ratio_of(const RawRequest& request) {
  double ended = request.completed;
  for (const double failed : request.failed) ended += failed;
  return ended > 0 ? request.completed / ended : RawLatency::kAbsent;
}

Replication replicate(const spec::Spec& spec, std::uint32_t number, std::size_t request_limit,
                      const Checkpoint& checkpoint, const BuildOptions& options) {
  Model model =
      build(spec, spec.run.seed, number_of_luck(spec.run, number), build_options(spec.run, number, options));
  Engine& engine = *model.engine;
  const CheckContext context(&Engine::describe, &engine);
  engine.set_request_limit(request_limit);
  Books books(engine, spec);
  engine.start();
  const SimTime warm_up_end = SimTime{} + spec.run.warm_up;
  if (spec.run.warm_up > Duration{}) {
    if (!run_to(engine, warm_up_end, checkpoint)) return {};
    engine.end_warm_up();
    books = Books(engine, spec);
  }
  const SimTime end = spec.run.until_drained ? SimTime::max() : warm_up_end + spec.run.duration;
  const bool is_steady = spec.run.kind == spec::RunSettings::Kind::steady;
  std::vector<double> first_half;
  if (is_steady) {
    if (!run_to(engine, warm_up_end + spec.run.duration / 2, checkpoint)) return {};
    first_half = read_waiting(engine);
  }
  if (!run_to(engine, end, checkpoint)) return {};
  books.check(engine, spec);
  Replication replication = read(spec, model, warm_up_end);
  check_reading(replication, spec);
  replication.has_histograms = is_steady && number < kMostPooled;
  if (!replication.has_histograms) forget_histograms(replication);
  read_growth(replication, first_half);
  return replication;
}

}  // namespace plimsoll
