#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "models/spec/quantity.hpp"
#include "sim/time.hpp"

namespace plimsoll {

/// The cores of a node that takes commands in the order they come and takes none back: once sent, a command
/// is carried out even if nobody waits for its answer any more. So when it will be done is known when it
/// comes, and no event is needed: J. Kiefer, J. Wolfowitz, "On the theory of queues with many servers"
/// (1955).
///
///     serve(now, work) ──▶ starts when a core is free ──▶ done
///
/// Measures    work done [core seconds], until an instant.
/// Randomness  none.
/// Checked by  M/M/1, through the cache; exact stories.
class CommandQueue {
 public:
  struct Turn {
    SimTime starts, done;
  };

  /// `cores` "unlimited": nobody ever waits.
  explicit CommandQueue(spec::Limit cores)
      : free_at_(cores.is_unlimited() ? 0 : static_cast<std::size_t>(cores.count)) {}

  /// Calls must come in order of `now`.
  Turn serve(SimTime now, Duration work) {
    if (free_at_.empty()) return {now, now + work};
    SimTime& core = *std::min_element(free_at_.begin(), free_at_.end());
    const SimTime starts = std::max(now, core);
    core = starts + work;
    given_ns_ += work.count();
    return {starts, core};
  }

  bool is_limited() const { return !free_at_.empty(); }
  std::size_t cores() const { return free_at_.size(); }

  /// What the cores have done from the start, or from the last restart of counting, until `now` [core s].
  double busy_seconds(SimTime now) const { return static_cast<double>(given_ns_ - still_to_do(now)) / 1e9; }
  void end_warm_up(SimTime now) { given_ns_ = still_to_do(now); }

 private:
  std::int64_t still_to_do(SimTime now) const {
    std::int64_t left = 0;
    for (const SimTime at : free_at_) left += std::max<std::int64_t>(0, (at - now).count());
    return left;
  }

  std::vector<SimTime> free_at_;  // of each core
  std::int64_t given_ns_ = 0;     // work given to the cores
};

}  // namespace plimsoll
