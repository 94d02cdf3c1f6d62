#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <vector>

#include "study/replication.hpp"
#include "study/run.hpp"

namespace plimsoll {

/// Does numbered jobs on several threads, and tells how far it is. Jobs share nothing and keep what they find
/// by number, so which thread did which leaves no trace.
class Workshop {
 public:
  /// Does job `number`; returns false if the checkpoint said stop.
  using Job = std::function<bool(std::size_t number, const Checkpoint& checkpoint)>;

  /// `places` of RunOptions::slots are taken by each job, if there are any.
  Workshop(const RunOptions& options, int threads, int places = 1)
      : options_(options), threads_(threads), places_(places) {}

  /// What is shown as the whole from now on. `length` is the simulated time of one replication; nothing where
  /// that is not known beforehand.
  void expect(std::int64_t replications, Duration length) {
    wanted_ = replications;
    length_seconds_ = length.to_seconds();
  }

  /// Does the jobs first .. last - 1. If any failed, throws what the one with the lowest number threw.
  void replicate(std::size_t first, std::size_t last, const Job& job) { run(first, last, false, job); }

  /// The same for runs that only look: they do not count as replications.
  void pilot(std::size_t first, std::size_t last, const Job& job) { run(first, last, true, job); }

  /// No replication but the first two is begun once this much real time has passed. Each that was begun is
  /// finished, so those there are always the first ones.
  void begin_nothing_after(Duration real_time) { budget_seconds_ = real_time.to_seconds(); }

  /// Whether that has kept a replication from being begun.
  bool is_out_of_time() const { return is_out_of_time_; }

  /// Whether the user has said stop, or a job has failed.
  bool must_stop() const;

  double elapsed_seconds() const;

 private:
  void run(std::size_t first, std::size_t last, bool is_pilot, const Job& job);
  void work(std::size_t last, const Job& job);
  void do_one(std::size_t number, const Job& job);
  void report(std::unique_lock<std::mutex>& lock);

  using Clock = std::chrono::steady_clock;

  const RunOptions& options_;
  const int threads_;
  const int places_;
  const Clock::time_point started_ = Clock::now();
  std::int64_t wanted_ = 0;
  double length_seconds_ = 0;
  bool is_pilot_ = false;
  double budget_seconds_ = 0;  // 0: none
  std::atomic<bool> is_out_of_time_{false};

  std::atomic<std::size_t> next_{0};
  std::atomic<bool> has_failed_{false};
  std::mutex mutex_;
  std::condition_variable all_done_;
  int working_ = 0;
  double shares_ = 0;
  std::uint64_t events_ = 0;
  std::int64_t done_ = 0;
  std::size_t failed_number_ = 0;
  std::exception_ptr failure_;
};

}  // namespace plimsoll
