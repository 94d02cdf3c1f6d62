#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <vector>

#include "models/guard_stop.hpp"
#include "models/spec/spec.hpp"
#include "study/replication.hpp"
#include "study/results.hpp"
#include "study/work_slots.hpp"

namespace plimsoll {

/// How far a run is; passed to RunOptions::progress at most a few times a second, from one thread at a time.
struct Progress {
  double share = 0;  // of simulated time over all replications, 0 .. 1; below 0 where it cannot be known
  std::uint64_t events = 0;
  std::int64_t replications_done = 0;
  std::int64_t replications = 0;
  double elapsed_seconds = 0;
  bool is_pilot = false;  // still finding out how long the warm-up is
};

struct RunOptions {
  int threads = 0;                                // 0: one per core; never changes a result
  const std::atomic<bool>* stop = nullptr;        // set to true: finished replications are kept
  std::function<void(const Progress&)> progress;  // may be empty
  bool attribution = true;                        // book where latency goes; changes nothing else
  std::uint64_t memory_limit_bytes = 0;           // 0: what the machine has free; refuses what will not fit
  WorkSlots* slots = nullptr;                     // of several runs side by side: they say how many threads
  std::uint64_t rank = 0;                         // in the line for slots; the lowest is served first
};

/// Memory that the machine has free, in bytes; a cautious guess where that cannot be known.
std::uint64_t free_memory();

/// Runs all replications of a model. Equal specs and seeds give equal results, whatever the thread count.
///
/// Throws GuardStop when the run would not fit the machine, InternalError for our own mistake.
Results run(const spec::Spec& spec, const RunOptions& options = {});

/// The warm-up that run() would find for a model with run.warm_up = "auto". Two models that are to be
/// compared need the same one: the longer of both.
WarmUpFigures find_warm_up(const spec::Spec& spec, const RunOptions& options = {});

/// What a run found, with the replications behind its figures: for what looks at them one by one.
struct Observation {
  Results results;
  std::vector<Replication> replications;  // by number; those that an interrupt cut off are not finished
};

/// run(), keeping the replications. Throws the same.
Observation observe(const spec::Spec& spec, const RunOptions& options = {});


/// Runs further replications of a model until there are `count`, after those that there are. Replication i is
/// the same however many are asked for and in how many calls. The warm-up must be known (run.finds_warm_up is
/// false). Those that an interrupt cut off are left out. Throws as observe() does.
std::vector<Replication> continue_run(const spec::Spec& spec, std::vector<Replication> so_far,
                                      std::int64_t count, const RunOptions& options = {});

}  // namespace plimsoll
