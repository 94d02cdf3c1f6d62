#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "study/replication.hpp"

namespace plimsoll {

/// Slices that a pilot is cut into, each a mean over all that happened in it: MSER's batches.
inline constexpr std::size_t kPilotSlices = 64;

/// One measure of a pilot, slice by slice. Its mean over some slices is the sum of `amount` there over the
/// sum of `weight`: a latency weighs as many requests as ended, a level as much time as passed.
struct PilotSeries {
  std::string name;  // "latency of checkout", "waiting at db"
  std::vector<double> amount, weight;
};

/// A run from t = 0 that only looks at how the model gets going.
struct Pilot {
  bool is_finished = false;
  std::vector<PilotSeries> series;
};

/// Runs pilot `number` (from 0) for `length`. Pilots have luck of their own: none shares a draw with a
/// replication, so the warm-up that they show cannot lean towards any result.
///
/// Throws as replicate() does.
Pilot run_pilot(const spec::Spec& spec, std::uint32_t number, Duration length, std::size_t request_limit,
                const Checkpoint& checkpoint);

}  // namespace plimsoll
