#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "sim/check.hpp"
#include "sim/time.hpp"

namespace plimsoll {

/// How long things lasted that were started and stopped again: machines, of which the last to come is the
/// first to go. Those that were there at the first instant have no beginning, and their end is not noted.
///
/// Calls must come in order of `now`.
class Lifetimes {
 public:
  struct Ended {
    Duration lasted;
    std::int64_t count = 0;
  };

  /// There are `level` of them from `now` on.
  void set(SimTime now, std::int64_t level) {
    if (!is_begun_) first_ = level;
    is_begun_ = true;
    std::int64_t present = first_;
    for (const Group& group : started_) present += group.count;
    if (level > present) started_.push_back({now, level - present});
    while (level < present && !started_.empty()) {
      Group& last = started_.back();
      const std::int64_t gone = std::min(present - level, last.count);
      ended_.push_back({now - last.since, gone});
      last.count -= gone;
      present -= gone;
      if (last.count == 0) started_.pop_back();
    }
    first_ -= std::max<std::int64_t>(present - level, 0);
    PLIMSOLL_CHECK(first_ >= 0);
  }

  /// Forgets those that have ended: the end of a warm-up.
  void reset() { ended_.clear(); }

  const std::vector<Ended>& ended() const { return ended_; }

 private:
  struct Group {
    SimTime since;
    std::int64_t count = 0;
  };
  bool is_begun_ = false;
  std::int64_t first_ = 0;      // of those that were there at the first instant
  std::vector<Group> started_;  // and are still there; the last to come stands last
  std::vector<Ended> ended_;
};

}  // namespace plimsoll
