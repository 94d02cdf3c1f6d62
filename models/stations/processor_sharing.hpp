#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/int128.hpp"
#include "sim/time.hpp"

namespace plimsoll {

/// Cores shared equally by the jobs on them; a job uses at most one core at a time.
///
///     start ──▶ [ n jobs, each served at rate min(1, cores / n) ] ──▶ complete
///                  └─ cancel: the demand that is left
///
/// Jobs are small numbers given by the caller (indices of its own table; memory grows with the largest).
/// Calls must come in order of `now`. Whoever schedules keeps one event, at next_completion(), moves it
/// after every change, and calls complete() when it comes.
///
/// Method      every job present receives the same service, so a job is done when the service given to
///             each so far (virtual time) reaches what it was at its start plus its demand. Jobs wait in a
///             heap on that value: O(log n) for each call, no allocation once warm.
/// Precision   virtual time has 32 bits behind the nanosecond. While no job has had to share a core,
///             completions are exact: start + demand. Otherwise they are rounded up to a whole nanosecond,
///             except that up to 2^-16 ns too much counts as nothing, so that a story with thirds in it
///             comes out even. Rounding up delays nobody else: a job's share passes on at the exact instant
///             at which it is done. Before rounding a completion is off by less than
///             calls * ((jobs + cores) / 2^32 + 1 / 2^16) ns, over the calls of the busy period and its
///             most jobs: 1,000 calls among 100 jobs are at most 0.016 ns.
/// Randomness  none.
/// Checked by  short stories; a slow simulation in floating point; work conservation.
class ProcessorSharing {
 public:
  /// `cores` from 0 (nothing moves) to 2^31 - 1.
  explicit ProcessorSharing(std::int64_t cores);

  /// Puts `job`, which must not be here, on the cores. A demand of 0 is done at once.
  void start(SimTime now, std::uint32_t job, Duration demand);

  /// Takes `job`, which must be here, off the cores and returns what is left of its demand, rounded up.
  Duration cancel(SimTime now, std::uint32_t job);

  /// When the next job will be done if nothing changes; SimTime::max() if none will. May be the instant of
  /// the last call, when several jobs are done at once.
  SimTime next_completion() const;

  /// Takes off and returns a job that is done, which there must be: in order of completion, of equals in
  /// order of start.
  std::uint32_t complete(SimTime now);

  /// Changes the number of cores from now on.
  void set_cores(SimTime now, std::int64_t cores);

  /// Jobs here, including those done but not yet taken off.
  std::size_t size() const { return heap_.size() + done_.size() - done_taken_; }
  bool empty() const { return size() == 0; }
  bool contains(std::uint32_t job) const { return job < place_.size() && place_[job] != nowhere; }
  std::int64_t cores() const { return static_cast<std::int64_t>(cores_); }
  /// Cores in use: min(cores, size), as of the last call.
  std::int64_t busy_cores() const;

 private:
  struct Waiting {
    uint128 done_at;      // virtual time, 2^-32 ns
    std::uint64_t order;  // of start
    std::uint32_t job;
    bool before(const Waiting& other) const {
      return done_at != other.done_at ? done_at < other.done_at : order < other.order;
    }
  };
  static constexpr std::uint32_t nowhere = UINT32_MAX;
  static constexpr std::uint32_t among_done = UINT32_MAX - 1;

  void advance(SimTime now);
  uint128 time_until(uint128 virtual_time) const;
  void put(std::size_t hole, const Waiting& entry);
  void sift_up(std::size_t hole, const Waiting& entry);
  void sift_down(std::size_t hole, const Waiting& entry);
  void remove_at(std::size_t index);

  std::uint64_t cores_;
  SimTime updated_{};
  uint128 virtual_time_ = 0;  // service given to a job always present, 2^-32 ns
  std::uint64_t started_ = 0;
  std::vector<Waiting> heap_;        // not yet done
  std::vector<std::uint32_t> done_;  // done but not taken off, from done_taken_ on
  std::size_t done_taken_ = 0;
  std::vector<std::uint32_t> place_;  // of each job: index in heap_, or a mark
};

}  // namespace plimsoll
