#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace plimsoll {

/// What happens: `handler` says which code runs, `target` which record it runs for. The engine
/// gives both their meaning; the queue only carries them.
struct Event {
  std::uint32_t handler = 0;  ///< below 2^31: the queue keeps the highest bit for itself
  std::uint32_t target = 0;

  bool operator==(const Event&) const = default;
};

/// Storage of EventQueue: events of one stretch of time, unsorted, in order of scheduling.
namespace detail {

/// An event and its time, which is never negative and so is kept unsigned: the end of a stretch
/// that includes the last representable instant, 2^63, then has a number too.
struct QueuedEvent {
  std::uint64_t when = 0;
  Event event;
};

/// Half a kilobyte of events: few enough to sort at once, enough to make links rare.
struct EventChunk {
  static constexpr std::uint32_t capacity = 31;

  QueuedEvent entries[capacity];
  EventChunk* next;
  std::uint32_t count;  ///< entries in use; for the last chunk of a bucket see EventBucket::fill
};

/// Hands out chunks and takes them back, last returned first. Never gives memory back until it
/// dies, so a queue that has once been as full as it gets allocates no more.
class EventChunkPool {
 public:
  EventChunk* acquire() {
    if (free_ == nullptr) return acquire_fresh();
    EventChunk* chunk = free_;
    free_ = chunk->next;
    return chunk;
  }

  void release(EventChunk* chunk) {
    chunk->next = free_;
    free_ = chunk;
  }

  std::size_t capacity_bytes() const { return capacity_chunks_ * sizeof(EventChunk); }

 private:
  EventChunk* acquire_fresh();

  EventChunk* free_ = nullptr;
  EventChunk* fresh_ = nullptr;  // never used part of the newest block
  EventChunk* fresh_end_ = nullptr;
  std::vector<std::unique_ptr<EventChunk[]>> blocks_;
  std::size_t capacity_chunks_ = 0;
};

/// A chain of chunks, closed to a ring so that one pointer reaches both ends.
///
///     tail->next ──▶ first chunk ──▶ … ──▶ tail [ 0 .. fill )
///
/// Chunks before the tail are full, except those that prepend() put there.
class EventBucket {
 public:
  std::uint32_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  void append(const QueuedEvent& entry, EventChunkPool& pool) {
    if (fill_ == EventChunk::capacity) append_chunk(pool);
    tail_->entries[fill_++] = entry;
    ++size_;
  }

  /// Puts entries [first, last), at most one chunk, before all others and in their order.
  void prepend(const QueuedEvent* first, const QueuedEvent* last, EventChunkPool& pool);

  /// Removes the first chunk and calls `visit(entries, count)` on it before it goes to the pool.
  /// Precondition: not empty.
  template <class Visit>
  void drain_chunk(EventChunkPool& pool, Visit&& visit) {
    EventChunk* chunk = tail_->next;
    const std::uint32_t count = chunk == tail_ ? fill_ : chunk->count;
    visit(static_cast<const QueuedEvent*>(chunk->entries), count);
    size_ -= count;
    if (chunk == tail_) {
      tail_ = nullptr;
      fill_ = EventChunk::capacity;
    } else {
      tail_->next = chunk->next;
    }
    pool.release(chunk);
  }

  /// Calls `visit(entries, count)` on each chunk in order.
  template <class Visit>
  void for_each_chunk(Visit&& visit) const {
    if (tail_ == nullptr) return;
    for (const EventChunk* chunk = tail_->next; chunk != tail_; chunk = chunk->next) {
      visit(static_cast<const QueuedEvent*>(chunk->entries), chunk->count);
    }
    visit(static_cast<const QueuedEvent*>(tail_->entries), fill_);
  }

  /// Precondition: not empty.
  const QueuedEvent& first() const { return tail_->next->entries[0]; }

  /// Starts to fetch the first entries into the cache.
  void prefetch() const {
    if (tail_ == nullptr) return;
    const EventChunk* chunk = tail_->next;
    for (std::uint32_t i = 0; i < 12; i += 4) __builtin_prefetch(&chunk->entries[i]);
  }

 private:
  void append_chunk(EventChunkPool& pool);

  EventChunk* tail_ = nullptr;
  std::uint32_t fill_ = EventChunk::capacity;  // of the tail; "full" while there is none
  std::uint32_t size_ = 0;
};

}  // namespace detail
}  // namespace plimsoll
