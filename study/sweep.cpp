#include "study/sweep.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <new>
#include <thread>

#include "study/precision.hpp"
#include "study/work_slots.hpp"

namespace plimsoll {
namespace {

/// Points under way, each on a thread of its own that waits while its replications are run.
class PointRunner {
 public:
  PointRunner(const SweepRun& run, const SweepOptions& options)
      : run_(run), options_(options), slots_(threads_of(options)), memory_(free_memory()) {}

  bool all() {
    if (run_.points.empty()) return true;
    const std::size_t side_by_side = std::min(points_under_way(), run_.points.size());
    under_way_.resize(side_by_side);
    working_ = side_by_side;
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < side_by_side; ++i) threads.emplace_back([this, i] { work(i); });
    std::unique_lock lock(mutex_);
    while (working_ > 0) {
      all_done_.wait_for(lock, std::chrono::milliseconds(100), [this] { return working_ == 0; });
      if (options_.stop != nullptr && options_.stop->load()) halt_ = true;
      if (options_.progress) report(lock);
    }
    lock.unlock();
    threads.clear();
    if (failure_) std::rethrow_exception(failure_);
    return ended_ == run_.points.size();
  }

 private:
  using Clock = std::chrono::steady_clock;

  struct UnderWay {
    double share = 0;
    std::uint64_t events = 0;
  };

  static int threads_of(const SweepOptions& options) {
    return options.threads > 0 ? options.threads
                               : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  }

  /// As many as keep all threads busy, and one more for the time in which one of them has nothing to do.
  std::size_t points_under_way() const {
    const auto threads = static_cast<std::size_t>(slots_.count());
    if (threads == 1) return 1;
    const auto jobs = static_cast<std::size_t>(first_round(run_.load(run_.points.front()).run));
    return threads / std::clamp<std::size_t>(jobs, 1, threads) + 1;
  }

  void work(std::size_t worker) {
    for (;;) {
      const std::size_t rank = next_.fetch_add(1);
      if (rank >= run_.points.size() || halt_) break;
      try {
        run_point(worker, rank);
      } catch (...) {
        const std::lock_guard lock(mutex_);
        if (!failure_) failure_ = std::current_exception();
        halt_ = true;
      }
    }
    const std::lock_guard lock(mutex_);
    --working_;
    all_done_.notify_all();
  }

  void run_point(std::size_t worker, std::size_t rank) {
    const std::uint64_t point = run_.points[rank];
    const spec::Spec model = run_.load(point);
    RunOptions options;
    options.slots = &slots_;
    options.rank = rank;
    options.stop = &halt_;
    options.memory_limit_bytes = memory_;
    options.progress = [this, worker](const Progress& progress) { note(worker, progress); };
    try {
      const Observation observation = observe(model, options);
      const std::lock_guard lock(mutex_);
      if (!observation.results.run.complete || failure_) return;
      run_.finished(point, model, observation);
      end(worker, observation.results.run.events);
    } catch (const GuardStop& stop) {
      stopped(worker, point, model, stop.what());
    } catch (const std::bad_alloc&) {
      stopped(worker, point, model, "this machine has too little memory for it");
    }
  }

  void stopped(std::size_t worker, std::uint64_t point, const spec::Spec& model, const std::string& why) {
    const std::lock_guard lock(mutex_);
    if (failure_) return;
    run_.stopped(point, model, why);
    end(worker, under_way_[worker].events);
  }

  void note(std::size_t worker, const Progress& progress) {
    const std::lock_guard lock(mutex_);
    under_way_[worker] = {std::clamp(progress.share, 0.0, 1.0), progress.events};
  }

  void end(std::size_t worker, std::uint64_t events) {
    ++ended_;
    events_ += events;
    under_way_[worker] = {};
  }

  void report(std::unique_lock<std::mutex>& lock) {
    SweepProgress progress;
    progress.points_done = static_cast<std::int64_t>(ended_);
    progress.points = static_cast<std::int64_t>(run_.points.size());
    double done = static_cast<double>(ended_);
    progress.events = events_;
    for (const UnderWay& one : under_way_) {
      done += one.share;
      progress.events += one.events;
    }
    progress.share = done / static_cast<double>(run_.points.size());
    progress.elapsed_seconds = std::chrono::duration<double>(Clock::now() - started_).count();
    lock.unlock();
    options_.progress(progress);
    lock.lock();
  }

  const SweepRun& run_;
  const SweepOptions& options_;
  WorkSlots slots_;
  const std::uint64_t memory_;  // free before anything has begun: what is under way has taken of it since
  const Clock::time_point started_ = Clock::now();

  std::atomic<std::size_t> next_{0};
  std::atomic<bool> halt_{false};
  std::mutex mutex_;
  std::condition_variable all_done_;
  std::size_t working_ = 0;
  std::size_t ended_ = 0;
  std::uint64_t events_ = 0;
  std::vector<UnderWay> under_way_;  // by worker
  std::exception_ptr failure_;
};

}  // namespace

bool run_points(const SweepRun& run, const SweepOptions& options) { return PointRunner(run, options).all(); }

}  // namespace plimsoll
