#include "sim/event_bucket.hpp"

#include <algorithm>

namespace plimsoll::detail {

EventChunk* EventChunkPool::acquire_fresh() {
  if (fresh_ == fresh_end_) {
    // As much again as there is, up to 4 MiB at once: few blocks, little waste. Left
    // uninitialised, so that memory is touched only when it is used.
    const std::size_t chunks = std::clamp<std::size_t>(capacity_chunks_, 16, 8192);
    blocks_.push_back(std::make_unique_for_overwrite<EventChunk[]>(chunks));
    capacity_chunks_ += chunks;
    fresh_ = blocks_.back().get();
    fresh_end_ = fresh_ + chunks;
  }
  return fresh_++;
}

void EventBucket::append_chunk(EventChunkPool& pool) {
  EventChunk* chunk = pool.acquire();
  if (tail_ == nullptr) {
    chunk->next = chunk;
  } else {
    tail_->count = fill_;
    chunk->next = tail_->next;
    tail_->next = chunk;
  }
  tail_ = chunk;
  fill_ = 0;
}

void EventBucket::prepend(const QueuedEvent* first, const QueuedEvent* last, EventChunkPool& pool) {
  const auto count = static_cast<std::uint32_t>(last - first);
  if (count == 0) return;
  EventChunk* chunk = pool.acquire();
  std::copy(first, last, chunk->entries);
  chunk->count = count;
  size_ += count;
  if (tail_ == nullptr) {
    chunk->next = chunk;
    tail_ = chunk;
    fill_ = count;
  } else {
    chunk->next = tail_->next;
    tail_->next = chunk;
  }
}

}  // namespace plimsoll::detail
