#include "study/run.hpp"

#include <algorithm>
#include <fstream>
#include <thread>

#include <fmt/format.h>

#include "models/build.hpp"
#include "models/model_problem.hpp"
#include "study/gather.hpp"
#include "study/precision.hpp"
#include "study/theory_beside.hpp"
#include "study/twin.hpp"
#include "study/variance_reduction.hpp"
#include "study/warm_up.hpp"
#include "study/workshop.hpp"

namespace plimsoll {
namespace {

/// Requests that are certain to be there at once: users, and bursts.
std::uint64_t population(const spec::Spec& spec) {
  double sum = 0;
  for (const spec::Traffic& traffic : spec.traffic) {
    double most = static_cast<double>(traffic.users) + static_cast<double>(traffic.count);
    for (const spec::Event& event : spec.events) {
      for (const spec::Change& change : event.changes) {
        if (change.address == "traffic." + traffic.name + ".users") most = std::max(most, change.value);
      }
    }
    sum += most;
  }
  return sum < 1e18 ? static_cast<std::uint64_t>(sum) : std::uint64_t{1} << 60;
}

std::string gigabytes(double bytes) { return fmt::format("{:.1f} GB", bytes / 1e9); }

/// How many replications fit side by side, and how many requests each may have in flight.
struct Plan {
  int threads = 1;
  int places = 1;  // of RunOptions::slots that one replication takes: more where few would fit the memory
  std::size_t request_limit = 0;
};

Plan make_plan(const spec::Spec& spec, const RunOptions& options) {
  constexpr double kBytesPerUserBeyondRequest = 32;
  const double limit =
      static_cast<double>(options.memory_limit_bytes > 0 ? options.memory_limit_bytes : free_memory()) * 0.9;
  // The size of a request is known once the program is; a model with nobody in it is cheap to build.
  const Model model = build(spec, spec.run.seed, 0, {.attribution = options.attribution});
  const double per_request = static_cast<double>(model.engine->bytes_per_request());
  const double needed = static_cast<double>(population(spec)) * (per_request + kBytesPerUserBeyondRequest);
  if (needed > limit) {
    throw GuardStop(
        fmt::format("{} users and requests at once need about {} of memory, and {} is free; nothing was "
                    "simulated. Fewer users, "
                    "or open traffic (rate) in their place, would fit",
                    population(spec), gigabytes(needed), gigabytes(limit / 0.9)));
  }
  const int cores = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  Plan plan;
  plan.threads = options.threads > 0 ? options.threads : cores;
  if (options.slots != nullptr) plan.threads = options.slots->count();
  int at_once = plan.threads;  // replications of whatever model
  const auto jobs = std::max(first_round(spec.run),
                             spec.run.finds_warm_up ? static_cast<std::int64_t>(kPilots) : std::int64_t{1});
  plan.threads = static_cast<int>(std::min<std::int64_t>(plan.threads, jobs));
  if (needed > 0) {
    const auto fitting = [&](int wanted) {
      return std::max(1, static_cast<int>(std::min(limit / needed, static_cast<double>(wanted))));
    };
    plan.threads = fitting(plan.threads);
    plan.places = (at_once + fitting(at_once) - 1) / fitting(at_once);
  }
  at_once = options.slots != nullptr ? std::max(1, at_once / plan.places) : plan.threads;
  plan.request_limit = static_cast<std::size_t>(limit / at_once / per_request);
  return plan;
}

RunPilots pilots_in(Workshop& workshop, const spec::Spec& spec, const Plan& plan) {
  return [&](Duration length) {
    std::vector<Pilot> pilots(kPilots);
    workshop.pilot(0, kPilots, [&](std::size_t number, const Checkpoint& checkpoint) {
      pilots[number] =
          run_pilot(spec, static_cast<std::uint32_t>(number), length, plan.request_limit, checkpoint);
      return pilots[number].is_finished;
    });
    return pilots;
  };
}

WarmUpFigures warm_up_of(Workshop& workshop, const spec::Spec& spec, const Plan& plan) {
  return spec.run.finds_warm_up ? find_warm_up(spec, pilots_in(workshop, spec, plan)) : given_warm_up(spec);
}

spec::Spec with_warm_up(spec::Spec spec, double seconds) {
  spec.run.finds_warm_up = false;
  spec.run.warm_up = Duration::from_seconds(seconds);
  return spec;
}

/// Simulated time of one replication; nothing where that is not known beforehand.
Duration length_of(const spec::RunSettings& run) {
  return run.until_drained ? Duration{} : run.warm_up + run.duration;
}

/// Runs the replications of a model: a fixed number, or round after round until they are precise enough.
class Rounds {
 public:
  Rounds(spec::Spec spec, const Plan& plan, Workshop& workshop, const BuildOptions& how)
      : spec_(std::move(spec)), plan_(plan), workshop_(workshop), how_(how) {}

  /// By number; those that were interrupted are not finished.
  std::vector<Replication> all() {
    if (spec_.run.time_budget) workshop_.begin_nothing_after(*spec_.run.time_budget);
    spec_.run.first_round = first_round(spec_.run);
    extend_to(spec_.run.first_round);
    while (spec_.run.precision && !workshop_.must_stop() && !workshop_.is_out_of_time()) {
      const PrecisionFigures precision = how_precise(spec_.run, precision_estimates(spec_, replications_));
      const auto now = static_cast<std::int64_t>(replications_.size());
      const std::int64_t next = next_round(spec_.run, precision, now);
      if (next == now) break;
      extend_to(next);
    }
    // Those begun in time are all finished, and they are the first ones.
    if (workshop_.is_out_of_time() && !workshop_.must_stop()) {
      std::erase_if(replications_, [](const Replication& one) { return !one.is_finished; });
      const auto together = static_cast<std::size_t>(replications_together(spec_.run));
      replications_.resize(replications_.size() / together * together);
      spec_.run.replications = static_cast<std::int64_t>(replications_.size());
    }
    return std::move(replications_);
  }

  /// The model with the number of replications that it came to.
  const spec::Spec& spec() const { return spec_; }

 private:
  void extend_to(std::int64_t count) {
    const std::size_t first = replications_.size();
    replications_.resize(static_cast<std::size_t>(count));
    spec_.run.replications = count;
    workshop_.expect(count, length_of(spec_.run));
    workshop_.replicate(first, replications_.size(), [&](std::size_t number, const Checkpoint& checkpoint) {
      replications_[number] =
          replicate(spec_, static_cast<std::uint32_t>(number), plan_.request_limit, checkpoint, how_);
      return replications_[number].is_finished;
    });
  }

  spec::Spec spec_;
  const Plan& plan_;
  Workshop& workshop_;
  const BuildOptions how_;
  std::vector<Replication> replications_;
};

}  // namespace

std::uint64_t free_memory() {
  std::ifstream file("/proc/meminfo");
  std::string key;
  std::uint64_t kilobytes = 0;
  std::string unit;
  while (file >> key >> kilobytes >> unit) {
    if (key == "MemAvailable:") return kilobytes * 1024;
  }
  return std::uint64_t{4} << 30;
}

WarmUpFigures find_warm_up(const spec::Spec& spec, const RunOptions& options) {
  const Plan plan = make_plan(spec, options);
  Workshop workshop(options, plan.threads, plan.places);
  return warm_up_of(workshop, spec, plan);
}

Observation observe(const spec::Spec& asked, const RunOptions& options) {
  const Plan plan = make_plan(asked, options);
  Workshop workshop(options, plan.threads, plan.places);
  const WarmUpFigures warm_up = warm_up_of(workshop, asked, plan);
  Rounds rounds(with_warm_up(asked, warm_up.seconds), plan, workshop, {.attribution = options.attribution});
  Observation observation;
  observation.replications = rounds.all();
  Results& results = observation.results;
  results = gather(rounds.spec(), warm_up, observation.replications);
  set_beside(twin_of(rounds.spec()), results);
  results.run.is_out_of_time = workshop.is_out_of_time();
  results.run.threads = plan.threads;
  results.run.wall_seconds = workshop.elapsed_seconds();
  return observation;
}

std::vector<Replication> continue_run(const spec::Spec& spec, std::vector<Replication> so_far,
                                      std::int64_t count, const RunOptions& options) {
  const std::size_t first = so_far.size();
  if (count <= static_cast<std::int64_t>(first)) return so_far;
  spec::Spec model = spec;
  model.run.replications = count;
  const Plan plan = make_plan(model, options);
  Workshop workshop(options, plan.threads);
  so_far.resize(static_cast<std::size_t>(count));
  workshop.expect(count - static_cast<std::int64_t>(first), length_of(model.run));
  workshop.replicate(first, so_far.size(), [&](std::size_t number, const Checkpoint& checkpoint) {
    so_far[number] = replicate(model, static_cast<std::uint32_t>(number), plan.request_limit, checkpoint,
                               {.attribution = options.attribution});
    return so_far[number].is_finished;
  });
  const auto unfinished = std::find_if(so_far.begin(), so_far.end(),
                                       [](const Replication& one) { return !one.is_finished; });
  so_far.erase(unfinished, so_far.end());
  return so_far;
}

Results run(const spec::Spec& spec, const RunOptions& options) { return observe(spec, options).results; }

int exit_code(const Results& results) {
  if (!results.run.complete) return 130;
  if (!results.theory.disagreements.empty()) return 1;
  bool is_undecided = !results.refusals.empty();
  for (const ObjectiveFigures& objective : results.objectives) {
    if (objective.verdict == Verdict::fail) return 99;
    is_undecided = is_undecided || objective.verdict == Verdict::inconclusive;
  }
  return is_undecided ? 98 : 0;
}

}  // namespace plimsoll
