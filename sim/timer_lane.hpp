#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "sim/check.hpp"
#include "sim/time.hpp"

namespace plimsoll {

/// Names a lane, in order of adding: 0, 1, 2 …
using LaneId = std::uint32_t;

/// Names one arming of a timer, of whichever lane; never 0, so that 0 can mean "not armed". Repeats after
/// 2^32 - 1 armings.
using TimerTicket = std::uint32_t;

/// Timers of a few constant durations: time-outs, leases, retry delays.
///
/// Timers of one duration expire in the order in which they were armed, so each duration has a
/// first-in-first-out lane and only the heads of lanes compete:
///
///     arm ──▶ [ lane of 1 s  ] ──▶ head ─┐
///     arm ──▶ [ lane of 50 ms] ──▶ head ─┴─▶ earliest head ──▶ take
///
/// Arming appends 16 bytes. Cancelling costs nothing: the owner forgets the ticket, and the timer
/// is dropped when it comes to the head and `is_armed` denies it, or when the lane is full: then all
/// forgotten ones are dropped, and only if many are left does the lane grow. So a lane is as long as
/// the timers that are really awaited, however many have been armed and forgotten.
///
/// Promise     timers expire by (deadline, lane, order of arming). In the engine they expire after
///             all ordinary events of the same instant, so that what is done in time counts as in
///             time; the loop that keeps this promise is
///
///                 if (queue.next_time() <= lanes.next_time()) handle(queue.pop());
///                 else if (auto expired = lanes.take(is_armed)) handle(*expired);
///
///             (stop first if both times are SimTime::max(): nothing is left).
/// Checked by  exact stories, and random programs against a sorted list.
class TimerLanes {
 public:
  struct Expired {
    SimTime when;
    LaneId lane;
    std::uint32_t target;
    TimerTicket ticket;

    bool operator==(const Expired&) const = default;
  };

  /// Adds a lane whose timers last `duration`, which must not be negative.
  LaneId add_lane(Duration duration);

  /// Starts a timer for `target`. Calls for one lane must come in order of `now`. A deadline that
  /// 64 bits cannot hold is never reached. `is_armed` as for take().
  template <class IsArmed>
  TimerTicket arm(LaneId lane, SimTime now, std::uint32_t target, IsArmed&& is_armed) {
    PLIMSOLL_CHECK(lane < lanes_.size());
    Lane& l = lanes_[lane];
    if (++last_ticket_ == 0) last_ticket_ = 1;
    const SimTime deadline = now + l.duration;
    if (deadline == SimTime::max()) return last_ticket_;
    PLIMSOLL_CHECK(deadline >= l.last_deadline);
    l.last_deadline = deadline;
    if (l.size == l.ring.size()) [[unlikely]]
      make_room(lane, is_armed);
    l.ring[(l.first + l.size++) & (l.ring.size() - 1)] = {deadline, target, last_ticket_};
    if (l.head == SimTime::max()) [[unlikely]]
      set_head(lane, deadline);
    return last_ticket_;
  }

  /// No timer that is awaited expires earlier. What this was the deadline of may have been forgotten since:
  /// then take() finds nothing. SimTime::max() if all lanes are empty. One load.
  SimTime next_time() const { return next_time_; }

  /// Removes the timer that expires at next_time(). Drops forgotten ones on the way, whole runs
  /// of them at once; if that leaves none at this instant, returns nothing and next_time() is
  /// later: other events may come first now.
  ///
  /// `is_armed(lane, target, ticket)` says whether the owner still waits for this ticket.
  template <class IsArmed>
  std::optional<Expired> take(IsArmed&& is_armed) {
    const SimTime now = next_time_;
    while (next_time_ == now && now != SimTime::max()) {
      const LaneId lane = heap_[0];
      Lane& l = lanes_[lane];
      std::optional<Expired> expired;
      while (l.size > 0) {
        const Timer& head = l.ring[l.first];
        if (is_armed(lane, head.target, head.ticket)) {
          if (head.deadline != now) break;
          expired = Expired{now, lane, head.target, head.ticket};
        }
        l.first = (l.first + 1) & (l.ring.size() - 1);
        --l.size;
        if (expired) break;
      }
      set_head(lane, l.size > 0 ? l.ring[l.first].deadline : SimTime::max());
      if (expired) return expired;
    }
    return std::nullopt;
  }

  /// Timers kept, forgotten ones included until they are reached.
  std::size_t size() const;

  /// Bytes held for timers, whether in use or not.
  std::size_t capacity_bytes() const;

 private:
  struct Timer {
    SimTime deadline;
    std::uint32_t target;
    TimerTicket ticket;
  };

  struct Lane {
    Duration duration;
    SimTime head = SimTime::max();  // no timer in it expires earlier
    SimTime last_deadline;
    std::vector<Timer> ring;  // size a power of two
    std::size_t first = 0;
    std::size_t size = 0;
    std::uint32_t heap_place = 0;
  };

  bool precedes(LaneId a, LaneId b) const {
    return lanes_[a].head != lanes_[b].head ? lanes_[a].head < lanes_[b].head : a < b;
  }
  /// Drops forgotten timers; doubles a ring that is still more than a quarter full. Each timer is looked
  /// at 4/3 times on average. The head stays, though it may be too early now: one look for nothing later.
  template <class IsArmed>
  [[gnu::noinline]] void make_room(LaneId lane, IsArmed& is_armed) {
    Lane& l = lanes_[lane];
    const std::size_t mask = l.ring.size() - 1;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < l.size; ++i) {
      const Timer timer = l.ring[(l.first + i) & mask];
      if (is_armed(lane, timer.target, timer.ticket)) l.ring[(l.first + kept++) & mask] = timer;
    }
    l.size = kept;
    if (kept * 4 >= l.ring.size()) grow(l);
  }
  static void grow(Lane& lane);
  void set_head(LaneId lane, SimTime deadline);
  void put(LaneId lane, std::size_t place);

  std::vector<Lane> lanes_;
  std::vector<LaneId> heap_;  // binary, all lanes, earliest head first
  SimTime next_time_ = SimTime::max();
  TimerTicket last_ticket_ = 0;  // one count for all lanes
};

}  // namespace plimsoll
