#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "models/accounts.hpp"
#include "models/attribution.hpp"
#include "models/build.hpp"
#include "models/draw_tally.hpp"
#include "models/spec/spec.hpp"
#include "sim/measure/histogram.hpp"

namespace plimsoll {

/// Latencies of one group of requests in one replication [s]; NaN where there were none.
struct RawLatency {
  static constexpr double kAbsent = std::numeric_limits<double>::quiet_NaN();
  double mean = kAbsent, p50 = kAbsent, p90 = kAbsent, p95 = kAbsent, p99 = kAbsent, p999 = kAbsent,
         max = kAbsent;
  Histogram histogram;  // for percentiles over several replications; empty where they are not asked for

  static RawLatency of(const Histogram& histogram);
};

/// Where latency went [s per request], by number of Replication::accounts; empty where there were no
/// successes.
struct RawAttribution {
  std::vector<double> mean, p95, p99;  // of all, and of those around the percentile
  Attribution sums;                    // that these are read from; kept only until a run has been cut up

  /// Of sums; nothing where they are empty.
  static RawAttribution of(Attribution sums);
};

struct RawRequest {
  double arrived = 0, completed = 0, degraded = 0, in_flight_start = 0, in_flight_end = 0;
  RawLatency latency;
  RawAttribution attribution;
  std::vector<double> failed;  // by reason number
  std::vector<RawLatency> failed_latency;
};

/// Successes per second of measured time; NaN where no time was measured.
double throughput_of(const RawRequest& request, double measured_seconds);

/// Successes over all that ended; NaN where nothing ended.
double success_ratio_of(const RawRequest& request);

struct RawPart {
  std::int64_t instances = 1;
  double mean_instances = 1, utilisation = 0, in_use = 0, waiting = 0, served = 0, refused = 0;
  bool can_wait = false;
  std::vector<Lifetimes::Ended> lives;  // of instances that were started and stopped again
  // From one half of the measured time to the other.
  double waiting_growth_per_second = RawLatency::kAbsent, in_use_growth_per_second = RawLatency::kAbsent;
  RawLatency wait;
  std::vector<std::pair<std::string, double>> own;
};

struct RawSlice {
  double arrived = 0, completed = 0, failed = 0, latency_sum_seconds = 0;
};

struct Replication;

/// The measured time of a run that stands alone, cut into pieces that serve as replications (stretches.hpp).
struct Stretches {
  std::vector<Replication> all;  // equally long, in order; empty: not cut, for one of these reasons
  double likeness = 0;           // of neighbours, where they are too much alike; else 0
  std::string why_not;           // "event sale changes the model while it is measured"
};

/// What one replication found, as plain numbers.
struct Replication {
  bool is_finished = false;
  bool has_histograms = false;  // of a steady run, with a number below kMostPooled
  double measured_seconds = 0;
  std::uint64_t events = 0;
  std::uint64_t digest = 0;
  std::vector<std::string> reasons;
  std::vector<Account> accounts;
  std::vector<RawRequest> requests;
  RawRequest all;
  std::vector<RawPart> parts;
  double users = 0;  // of all traffic, on average
  std::vector<double> objectives;
  std::vector<Histogram> objective_latency;  // of those about a percentile
  std::vector<double> precision;             // of run.precision_of
  std::vector<Histogram> precision_latency;
  std::vector<RawSlice> timeline;
  double slice_seconds = 0;
  std::vector<DrawTally> tallies;  // where run.variance_reduction has controls
  Stretches stretches;
};

/// Called every few ten thousand events with the simulated time reached and events so far; false: stop.
using Checkpoint = std::function<bool(SimTime now, std::uint64_t events)>;

/// Replications whose latencies are kept whole: a thousand say all that can be said about a percentile, and
/// more would fill the memory.
inline constexpr std::uint32_t kMostPooled = 1'000;

/// Runs the engine to `until`; false if `checkpoint` said stop.
bool run_to(Engine& engine, SimTime until, const Checkpoint& checkpoint);

/// Runs replication `number` (from 0) of a model from start to end. Not finished if `checkpoint` said stop.
/// The warm-up must be known (study/warm_up.hpp).
///
/// Throws GuardStop, ModelProblem, InternalError; checks the books before it returns.
Replication replicate(const spec::Spec& spec, std::uint32_t number, std::size_t request_limit,
                      const Checkpoint& checkpoint, const BuildOptions& options = {});

}  // namespace plimsoll
