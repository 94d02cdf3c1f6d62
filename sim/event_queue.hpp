#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/check.hpp"
#include "sim/event_bucket.hpp"
#include "sim/time.hpp"

namespace plimsoll {

/// Names one cancellable event for as long as it is pending. Never equals that of another event of
/// the same queue (until one slot has been used 2^32 times).
struct CancelToken {
  std::uint32_t slot = UINT32_MAX;
  std::uint32_t generation = 0;
};

/// The pending events of a simulation, earliest first.
///
/// Promise     events pop by time, and at equal times in the order in which they were pushed.
///             Nothing else about their order may be relied upon, and nothing else influences it.
/// Cost        about the same per event from 10 to 10,000,000 pending ones, for every pattern of
///             times: each event is moved a few times, however many others there are.
/// Memory      16 bytes an event and some slack; no allocation once as full as it will be.
/// Checked by  random programs against a binary heap with sequence numbers.
///
/// The structure is a ladder. A *rung* divides a stretch of time into buckets of equal width (a
/// power of two nanoseconds) that keep events unsorted. The earliest bucket of the last rung is
/// sorted into the *front* when it is reached; if it holds too much for that it becomes a rung
/// of finer buckets first. What falls beyond a rung waits in the bucket it was made from:
///
///     rung 0  [ all of time: one bucket                                                  ]
///     rung 1        └▶ [ | | | | | | | | | ]             end of rung 1
///     rung 2             └▶ [ | | | | | ]                end of rung 2
///     front                  └▶ sorted: pops here        end of front
///
/// So an event goes to the front if it lies before the front's end, else to the finest rung
/// whose end is later.
class EventQueue {
 public:
  struct Popped {
    SimTime when;
    Event event;
  };

  EventQueue();
  EventQueue(const EventQueue&) = delete;
  EventQueue& operator=(const EventQueue&) = delete;

  /// Schedules `event` for good. `when` must not lie before the last popped event (initially 0).
  void push(SimTime when, Event event) {
    PLIMSOLL_CHECK(event.handler < cancellable_mark);
    insert(when, event);
  }

  /// Schedules `event` so that cancel() can still prevent it; costs one record more than push().
  CancelToken push_cancellable(SimTime when, Event event);

  /// Prevents a pending event, in constant time; its memory returns when its time is reached.
  /// False if it was popped or cancelled before.
  bool cancel(CancelToken token);

  bool empty() const { return live_ == 0; }

  /// Events that will pop: cancelled ones no longer count.
  std::size_t size() const { return live_; }

  /// Time of the event that pops next; SimTime::max() if there is none.
  SimTime next_time() {
    if (front_needs_settling()) settle_front();
    return head_ == tail_ ? SimTime::max() : to_time(front_[head_].when);
  }

  /// Removes the next event. Precondition: !empty().
  Popped pop() {
    if (front_needs_settling()) settle_front();
    PLIMSOLL_CHECK(head_ != tail_);
    const detail::QueuedEvent next = front_[head_++];
    last_popped_ = next.when;
    --live_;
    if (is_cancellable(next.event)) [[unlikely]]
      return {to_time(next.when), take_slot(next.event.target)};
    return {to_time(next.when), next.event};
  }

  /// A guess at what pops next, for fetching ahead what it will touch: its target may be anything.
  Event following() const { return front_[head_ % front_space].event; }

  /// Bytes held for events, whether in use or not.
  std::size_t capacity_bytes() const;

 private:
  using QueuedEvent = detail::QueuedEvent;
  using Bucket = detail::EventBucket;

  static constexpr std::uint32_t cancellable_mark = std::uint32_t{1} << 31;
  static constexpr std::uint64_t end_of_time = std::uint64_t{1} << 63;  // one past SimTime::max()
  static constexpr std::uint32_t front_space = 128;                     // entries the front has room for
  static constexpr std::uint32_t front_limit = 64;    // more are not kept sorted but spilled
  static constexpr std::uint32_t sort_limit = 32;     // a larger bucket becomes a rung
  static constexpr std::uint32_t bucket_limit = 512;  // buckets in one rung
  static constexpr double bucket_target = 28;         // events wanted in the next bucket to sort

  struct Rung {
    std::uint64_t end;            // events from here on belong to an earlier rung
    std::uint32_t shift;          // log2 of the bucket width
    std::uint64_t origin;         // time >> shift, less one, of the first bucket: see slot_of()
    std::uint64_t current;        // time >> shift of the bucket that is being consumed
    std::vector<Bucket> buckets;  // [0] holds what came later but lies before `current`

    /// Where an event of this rung belongs.
    std::size_t slot_of(std::uint64_t when) const {
      const std::uint64_t number = when >> shift;
      return number < current ? 0 : number - origin;
    }
    std::uint64_t current_start() const { return current << shift; }
  };

  /// What cancel() needs to know of a pending cancellable event.
  struct Slot {
    Event event;
    std::uint32_t generation = 0;
    bool cancelled = false;
  };

  static SimTime to_time(std::uint64_t when) { return SimTime::ns(static_cast<std::int64_t>(when)); }
  static bool is_cancellable(Event event) { return event.handler >= cancellable_mark; }

  bool front_needs_settling() const { return head_ == tail_ || is_cancellable(front_[head_].event); }

  void insert(SimTime when, Event event) {
    PLIMSOLL_CHECK(when.count() >= static_cast<std::int64_t>(last_popped_));
    const QueuedEvent entry{static_cast<std::uint64_t>(when.count()), event};
    ++live_;
    if (entry.when < front_end_) {
      insert_into_front(entry);
    } else {
      insert_into_rung(entry);
    }
  }

  void insert_into_rung(const QueuedEvent& entry) {
    Rung* rung = last_rung_;
    while (entry.when >= rung->end) --rung;  // ends with rung 0 at the latest
    rung->buckets[rung->slot_of(entry.when)].append(entry, pool_);
  }

  void insert_into_front(const QueuedEvent& entry);
  void recentre_front();
  void spill_front();

  void settle_front();
  bool refill_front();
  Bucket* next_bucket();
  void load_front(Bucket& bucket);
  void split(Bucket& bucket, std::uint64_t bucket_end);
  Rung& open_rung(std::uint64_t first, std::uint64_t end, double width, std::uint64_t limit);

  Event take_slot(std::uint32_t index);

  std::array<QueuedEvent, front_space> front_;
  std::uint32_t head_ = 0;  // the front is front_[head_, tail_)
  std::uint32_t tail_ = 0;
  std::uint64_t front_end_ = end_of_time;
  std::uint64_t last_popped_ = 0;
  std::size_t live_ = 0;

  detail::EventChunkPool pool_;
  Rung* last_rung_ = nullptr;
  std::vector<Rung> rungs_;  // [0, last_rung_]; those behind it keep their memory for later

  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_slots_;
};

}  // namespace plimsoll
