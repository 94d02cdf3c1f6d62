#include "study/replication.hpp"

#include <algorithm>
#include <optional>

#include "models/engine.hpp"
#include "models/program.hpp"
#include "sim/check.hpp"
#include "study/attribution.hpp"
#include "study/books.hpp"
#include "study/objective_values.hpp"
#include "study/stretches.hpp"
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
  raw.lives = reading.lives;
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
  for (const Source& source : engine.sources()) out.users += source.mean_users(now);
  read_objectives(spec, model, out);
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

/// What waits at a part and what it has in use, on average since the end of the warm-up; NaN where nothing
/// can.
struct Levels {
  double waiting = 0, in_use = 0;
};

std::vector<Levels> read_levels(Engine& engine) {
  std::vector<Levels> levels;
  for (const auto& part : engine.parts()) {
    const PartReading reading = part->read(engine.now());
    levels.push_back({reading.waiting, reading.in_use});
  }
  return levels;
}

/// By how much the average of the second half exceeds that of the first, per second between their middles.
void read_growth(Replication& replication, const std::vector<Levels>& first_half) {
  const double seconds = replication.measured_seconds / 2;
  const auto growth = [&](double whole, double first) {
    const double second = 2 * whole - first;
    return (second - first) / seconds;
  };
  for (std::size_t i = 0; i < first_half.size(); ++i) {
    RawPart& part = replication.parts[i];
    part.waiting_growth_per_second = growth(part.waiting, first_half[i].waiting);
    part.in_use_growth_per_second = growth(part.in_use, first_half[i].in_use);
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
  std::vector<Levels> first_half;
  std::vector<Replication> so_far;  // of one run alone, at the end of each piece but the last
  const std::optional<std::string> why_not_cut = why_not_cut_up(spec);
  const int pieces = why_not_cut ? 2 : kFinestPieces;
  for (int piece = 1; is_steady && piece < pieces; ++piece) {
    if (!run_to(engine, warm_up_end + part_of(spec.run.duration, piece, pieces), checkpoint)) return {};
    if (2 * piece == pieces) first_half = read_levels(engine);
    if (!why_not_cut) so_far.push_back(read(spec, model, warm_up_end));
  }
  if (!run_to(engine, end, checkpoint)) return {};
  books.check(engine, spec);
  Replication replication = read(spec, model, warm_up_end);
  check_reading(replication, spec);
  replication.stretches =
      why_not_cut ? Stretches{{}, 0, *why_not_cut} : cut_up(spec, std::move(so_far), replication);
  forget_sums(replication);
  replication.has_histograms = is_steady && number < kMostPooled;
  if (!replication.has_histograms) forget_histograms(replication);
  read_growth(replication, first_half);
  return replication;
}

}  // namespace plimsoll
