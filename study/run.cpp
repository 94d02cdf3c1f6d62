#include "study/run.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <fstream>
#include <mutex>
#include <thread>

#include <fmt/format.h>

#include "models/build.hpp"
#include "models/model_problem.hpp"
#include "study/gather.hpp"
#include "study/theory_beside.hpp"
#include "study/twin.hpp"

namespace plimsoll {
namespace {

using Clock = std::chrono::steady_clock;

/// Memory that the machine has free, in bytes; a cautious guess where that cannot be known.
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
  plan.threads = static_cast<int>(std::min<std::int64_t>(plan.threads, spec.run.replications));
  if (needed > 0)
    plan.threads = std::max(1, static_cast<int>(std::min(limit / needed, static_cast<double>(plan.threads))));
  plan.request_limit = static_cast<std::size_t>(limit / plan.threads / per_request);
  return plan;
}

/// Hands out replications to threads and collects what they find, by number.
class Workshop {
 public:
  Workshop(const spec::Spec& spec, const RunOptions& options, const Plan& plan)
      : spec_(spec),
        options_(options),
        plan_(plan),
        replications_(static_cast<std::size_t>(spec.run.replications)) {}

  std::vector<Replication> run() {
    const auto started = Clock::now();
    std::vector<std::jthread> threads;
    for (int i = 0; i < plan_.threads; ++i) threads.emplace_back([this] { work(); });
    std::unique_lock lock(mutex_);
    while (working_ > 0 || !has_begun_) {
      all_done_.wait_for(lock, std::chrono::milliseconds(100),
                         [this] { return has_begun_ && working_ == 0; });
      if (options_.progress) report(started, lock);
    }
    lock.unlock();
    threads.clear();
    for (const std::exception_ptr& failure : failures_) {
      if (failure) std::rethrow_exception(failure);
    }
    return std::move(replications_);
  }

 private:
  bool must_stop() const {
    return has_failed_.load(std::memory_order_relaxed) ||
           (options_.stop != nullptr && options_.stop->load(std::memory_order_relaxed));
  }

  void work() {
    {
      const std::lock_guard lock(mutex_);
      has_begun_ = true;
      ++working_;
    }
    for (;;) {
      const std::size_t number = next_.fetch_add(1);
      if (number >= replications_.size() || must_stop()) break;
      run_one(number);
    }
    const std::lock_guard lock(mutex_);
    --working_;
    all_done_.notify_all();
  }

  void run_one(std::size_t number) {
    const double whole = (spec_.run.warm_up + spec_.run.duration).to_seconds();
    double share_before = 0;
    std::uint64_t events_before = 0;
    const auto checkpoint = [&](SimTime now, std::uint64_t events) {
      if (must_stop()) return false;
      const std::lock_guard lock(mutex_);
      const double share = spec_.run.until_drained ? 0 : std::min(1.0, now.to_seconds() / whole);
      shares_ += share - share_before;
      events_ += events - events_before;
      share_before = share;
      events_before = events;
      return true;
    };
    try {
      replications_[number] = replicate(spec_, static_cast<std::uint32_t>(number), plan_.request_limit,
                                        checkpoint, {.attribution = options_.attribution});
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (failures_.empty()) failures_.resize(replications_.size());
      failures_[number] = std::current_exception();
      has_failed_ = true;
      return;
    }
    if (!replications_[number].is_finished) return;
    const std::lock_guard lock(mutex_);
    shares_ += 1 - share_before;
    events_ += replications_[number].events - events_before;
    ++done_;
  }

  void report(Clock::time_point started, std::unique_lock<std::mutex>& lock) {
    Progress progress;
    progress.share = shares_ / static_cast<double>(replications_.size());
    progress.events = events_;
    progress.replications_done = done_;
    progress.replications = spec_.run.replications;
    progress.elapsed_seconds = std::chrono::duration<double>(Clock::now() - started).count();
    lock.unlock();
    options_.progress(progress);
    lock.lock();
  }

  const spec::Spec& spec_;
  const RunOptions& options_;
  const Plan plan_;
  std::vector<Replication> replications_;
  std::atomic<std::size_t> next_{0};
  std::atomic<bool> has_failed_{false};
  std::mutex mutex_;
  std::condition_variable all_done_;
  bool has_begun_ = false;
  int working_ = 0;
  double shares_ = 0;
  std::uint64_t events_ = 0;
  std::int64_t done_ = 0;
  std::vector<std::exception_ptr> failures_;
};

}  // namespace

Observation observe(const spec::Spec& spec, const RunOptions& options) {
  const auto started = Clock::now();
  const Plan plan = make_plan(spec, options);
  Observation observation;
  observation.replications = Workshop(spec, options, plan).run();
  observation.results = gather(spec, observation.replications);
  set_beside(twin_of(spec), observation.results);
  observation.results.run.threads = plan.threads;
  observation.results.run.wall_seconds = std::chrono::duration<double>(Clock::now() - started).count();
  return observation;
}

Results run(const spec::Spec& spec, const RunOptions& options) { return observe(spec, options).results; }

int exit_code(const Results& results) {
  if (!results.run.complete) return 130;
  if (!results.theory.disagreements.empty()) return 1;
  bool is_undecided = false;
  for (const ObjectiveFigures& objective : results.objectives) {
    if (objective.verdict == Verdict::fail) return 99;
    is_undecided = is_undecided || objective.verdict == Verdict::inconclusive;
  }
  return is_undecided ? 98 : 0;
}

}  // namespace plimsoll
