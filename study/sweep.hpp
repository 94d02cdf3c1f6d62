#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "models/spec/spec.hpp"
#include "study/run.hpp"

/// One model at many points, each run as `run` would run it. Points and their replications share the threads:
/// while one point waits for its last replication the next has begun, and the points that were begun first
/// are finished first, so that an end without warning costs few.
namespace plimsoll {

/// How far a sweep is; passed to SweepOptions::progress a few times a second, from one thread.
struct SweepProgress {
  std::int64_t points_done = 0;
  std::int64_t points = 0;
  double share = 0;  // of all points, those under way counted in part, 0 .. 1
  std::uint64_t events = 0;
  double elapsed_seconds = 0;
};

struct SweepOptions {
  int threads = 0;                                     // 0: one per core; never changes a result
  const std::atomic<bool>* stop = nullptr;             // set to true: points that are finished are kept
  std::function<void(const SweepProgress&)> progress;  // may be empty
};

/// What is run. `finished` and `stopped` are called for one point at a time, from any thread, in the order in
/// which points end.
struct SweepRun {
  std::vector<std::uint64_t> points;                    // in the order in which they are begun
  std::function<spec::Spec(std::uint64_t point)> load;  // called from any thread
  std::function<void(std::uint64_t point, const spec::Spec& model, const Observation& observation)> finished;
  /// A guard has stopped it; the others go on.
  std::function<void(std::uint64_t point, const spec::Spec& model, const std::string& why)> stopped;
};

/// Runs all points; false if it was told to stop before all had ended. What `load`, a run or a callback
/// throws ends the sweep and is thrown again.
bool run_points(const SweepRun& run, const SweepOptions& options);

}  // namespace plimsoll
