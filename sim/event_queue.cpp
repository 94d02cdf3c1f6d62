#include "sim/event_queue.hpp"

#include <algorithm>
#include <bit>

namespace plimsoll {

EventQueue::EventQueue() {
  rungs_.reserve(8);
  Rung& all_time = rungs_.emplace_back();
  all_time.end = end_of_time;
  all_time.shift = 63;
  all_time.current = 0;
  all_time.origin = 0 - std::uint64_t{1};
  all_time.buckets.resize(2);
  last_rung_ = &all_time;
}

// ---- the front: a short sorted array ------------------------------------------------------------

void EventQueue::insert_into_front(const QueuedEvent& entry) {
  if (tail_ - head_ >= front_limit) {
    spill_front();
    if (entry.when >= front_end_) return insert_into_rung(entry);
  }
  // Behind its equals, moving whichever side is shorter: events for "now" arrive near the head.
  const std::uint32_t middle = head_ + (tail_ - head_) / 2;
  if (tail_ - head_ >= 8 && entry.when < front_[middle].when) {
    if (head_ == 0) recentre_front();
    std::uint32_t place = --head_;
    for (; front_[place + 1].when <= entry.when; ++place) front_[place] = front_[place + 1];
    front_[place] = entry;
  } else {
    if (tail_ == front_space) recentre_front();
    std::uint32_t place = tail_++;
    for (; place > head_ && front_[place - 1].when > entry.when; --place) front_[place] = front_[place - 1];
    front_[place] = entry;
  }
}

void EventQueue::recentre_front() {
  const std::uint32_t size = tail_ - head_;
  const std::uint32_t start = (front_space - size) / 2;
  if (start < head_) {
    std::copy(front_.data() + head_, front_.data() + head_ + size, &front_[start]);
  } else {
    std::copy_backward(front_.data() + head_, front_.data() + head_ + size, &front_[start] + size);
  }
  head_ = start;
  tail_ = start + size;
}

/// Returns the later part of a front that has grown too long to the last rung. All of it precedes
/// what is there already, in order of scheduling too, hence prepend().
void EventQueue::spill_front() {
  const QueuedEvent* last = &front_[tail_ - 1] + 1;
  const QueuedEvent* first = last - detail::EventChunk::capacity;
  Rung& rung = *last_rung_;
  const QueuedEvent* middle = first;
  while (middle != last && middle->when < rung.current_start()) ++middle;
  rung.buckets[rung.slot_of(rung.current_start())].prepend(middle, last, pool_);
  rung.buckets[0].prepend(first, middle, pool_);
  front_end_ = first->when;
  tail_ -= detail::EventChunk::capacity;
}

/// Makes the head of the front a live event, unless there is none at all.
void EventQueue::settle_front() {
  do {
    while (head_ != tail_) {
      const Event event = front_[head_].event;
      if (!is_cancellable(event) || !slots_[event.target].cancelled) return;
      take_slot(event.target);
      ++head_;
    }
  } while (refill_front());
}

// ---- the rungs: unsorted buckets ----------------------------------------------------------------

/// Fills the empty front with the earliest bucket; false if all are empty.
bool EventQueue::refill_front() {
  while (Bucket* bucket = next_bucket()) {
    Rung& rung = *last_rung_;
    const bool is_early = bucket == &rung.buckets[0];
    const std::uint64_t end =
        is_early ? rung.current_start() : std::min(rung.end, (rung.current + 1) << rung.shift);
    if (bucket->size() <= sort_limit) {
      load_front(*bucket);
      front_end_ = end;
      return true;
    }
    if (rung.shift == 0 && !is_early) {
      // All at one instant: no order to find. One chunk at a time; what is pushed for this
      // instant meanwhile joins the bucket.
      head_ = 0;
      bucket->drain_chunk(pool_, [this](const QueuedEvent* entries, std::uint32_t count) {
        std::copy(entries, entries + count, front_.data());
        tail_ = count;
      });
      front_end_ = rung.current_start();
      return true;
    }
    split(*bucket, end);
  }
  head_ = tail_ = 0;
  front_end_ = end_of_time;
  return false;
}

/// The earliest bucket that holds events, in the last rung; closes rungs that are used up.
EventQueue::Bucket* EventQueue::next_bucket() {
  for (;;) {
    Rung& rung = *last_rung_;
    if (!rung.buckets[0].empty()) return &rung.buckets[0];
    const std::uint64_t last = (rung.end - 1) >> rung.shift;
    for (;; ++rung.current) {
      Bucket& bucket = rung.buckets[rung.current - rung.origin];
      if (!bucket.empty()) {
        if (rung.current != last) (&bucket + 1)->prefetch();
        return &bucket;
      }
      if (rung.current == last) break;
    }
    if (last_rung_ == rungs_.data()) return nullptr;
    --last_rung_;
  }
}

namespace {

using detail::QueuedEvent;

/// Sorts `count` <= 32 entries into `sorted`. All the branches are taken the same way each time:
/// an entry's place is the number of smaller keys, and keys differ because they end in the index.
void sort_by_rank(const QueuedEvent* entries, std::uint32_t count, std::uint64_t least, QueuedEvent* sorted) {
  std::array<std::int32_t, 32> keys;
  std::array<std::int32_t, 32> ranks{};
  for (std::uint32_t i = 0; i < count; ++i) {
    keys[i] = static_cast<std::int32_t>(((entries[i].when - least) << 5) | i);
  }
  const std::uint32_t padded = count <= 16 ? 16 : 32;
  for (std::uint32_t i = count; i < padded; ++i) keys[i] = INT32_MAX;
  if (padded == 16) {
    for (std::uint32_t j = 0; j < count; ++j) {
      for (std::uint32_t i = 0; i < 16; ++i) ranks[i] += keys[j] < keys[i] ? 1 : 0;
    }
  } else {
    for (std::uint32_t j = 0; j < count; ++j) {
      for (std::uint32_t i = 0; i < 32; ++i) ranks[i] += keys[j] < keys[i] ? 1 : 0;
    }
  }
  for (std::uint32_t i = 0; i < count; ++i) sorted[ranks[i]] = entries[i];
}

void sort_by_insertion(const QueuedEvent* entries, std::uint32_t count, QueuedEvent* sorted) {
  for (std::uint32_t i = 0; i < count; ++i) {
    std::uint32_t place = i;
    for (; place > 0 && sorted[place - 1].when > entries[i].when; --place) sorted[place] = sorted[place - 1];
    sorted[place] = entries[i];
  }
}

}  // namespace

/// Moves a bucket of at most sort_limit events into the empty front, sorted.
void EventQueue::load_front(Bucket& bucket) {
  std::array<QueuedEvent, sort_limit> gathered;
  std::uint32_t size = 0;
  std::uint64_t least = end_of_time;
  std::uint64_t most = 0;
  while (!bucket.empty()) {
    bucket.drain_chunk(pool_, [&](const QueuedEvent* entries, std::uint32_t count) {
      for (std::uint32_t i = 0; i < count; ++i) {
        gathered[size++] = entries[i];
        if (is_cancellable(entries[i].event)) __builtin_prefetch(&slots_[entries[i].event.target]);
        least = std::min(least, entries[i].when);
        most = std::max(most, entries[i].when);
      }
    });
  }
  head_ = (front_space - size) / 2;
  tail_ = head_ + size;
  if (most - least < (std::uint64_t{1} << 26)) {
    sort_by_rank(gathered.data(), size, least, front_.data() + head_);
  } else {
    sort_by_insertion(gathered.data(), size, front_.data() + head_);
  }
}

/// Turns the events of `bucket`, which ends at `bucket_end`, into a rung of their own.
///
/// The rung reaches four times as far as the events lie on average, so that a few stragglers
/// cannot make its buckets too coarse for the others: at least three quarters fit in (Markov),
/// the rest stay, and each event is moved 4/3 times per rung at most on average.
void EventQueue::split(Bucket& bucket, std::uint64_t bucket_end) {
  const double count = bucket.size();
  const std::uint64_t any = bucket.first().when;
  std::uint64_t least = any;
  double sum = 0;  // of distances from `any`; rounding moves borders of buckets, never events
  bucket.for_each_chunk([&](const QueuedEvent* entries, std::uint32_t chunk_size) {
    for (std::uint32_t i = 0; i < chunk_size; ++i) {
      least = std::min(least, entries[i].when);
      sum += static_cast<double>(static_cast<std::int64_t>(entries[i].when - any));
    }
  });
  const double mean = std::max(0.0, sum / count + static_cast<double>(any - least));
  const double room = static_cast<double>(bucket_end - least);
  const std::uint64_t end =
      4 * mean + 1 >= room ? bucket_end : least + 1 + static_cast<std::uint64_t>(4 * mean);

  Bucket source = bucket;
  bucket = Bucket{};
  Rung& rung = open_rung(least, end, bucket_target * mean / count, bucket_end);
  Bucket beyond;
  while (!source.empty()) {
    source.drain_chunk(pool_, [&](const QueuedEvent* entries, std::uint32_t chunk_size) {
      for (std::uint32_t i = 0; i < chunk_size; ++i) {
        const QueuedEvent entry = entries[i];
        (entry.when >= rung.end ? beyond : rung.buckets[rung.slot_of(entry.when)]).append(entry, pool_);
      }
    });
  }
  bucket = beyond;
}

/// Adds an empty last rung over [first, end) with buckets about `width` ns wide. It may reach
/// further to fill its last bucket, but not beyond `limit`.
EventQueue::Rung& EventQueue::open_rung(std::uint64_t first, std::uint64_t end, double width,
                                        std::uint64_t limit) {
  const auto next = static_cast<std::size_t>(last_rung_ - rungs_.data()) + 1;
  if (next == rungs_.size()) rungs_.emplace_back();
  Rung& rung = rungs_[next];
  last_rung_ = &rung;

  rung.shift =
      width < 2 ? 0 : static_cast<std::uint32_t>(std::bit_width(static_cast<std::uint64_t>(width))) - 1;
  while (((end - 1) >> rung.shift) - (first >> rung.shift) >= bucket_limit) ++rung.shift;
  const std::uint64_t last = (end - 1) >> rung.shift;
  rung.current = first >> rung.shift;
  rung.origin = rung.current - 1;
  rung.end = std::min(limit, (last + 1) << rung.shift);
  const std::size_t slots = last - rung.origin + 1;
  if (rung.buckets.size() < slots) rung.buckets.resize(slots);
  return rung;
}

// ---- cancellable events -------------------------------------------------------------------------

CancelToken EventQueue::push_cancellable(SimTime when, Event event) {
  PLIMSOLL_CHECK(event.handler < cancellable_mark);
  std::uint32_t index = static_cast<std::uint32_t>(slots_.size());
  if (free_slots_.empty()) {
    slots_.emplace_back();
    // Room for every slot to be free at once, so that take_slot() never allocates.
    free_slots_.reserve(slots_.capacity());
  } else {
    index = free_slots_.back();
    free_slots_.pop_back();
  }
  Slot& slot = slots_[index];
  slot.event = event;
  insert(when, {cancellable_mark, index});
  return {index, slot.generation};
}

bool EventQueue::cancel(CancelToken token) {
  if (token.slot >= slots_.size()) return false;
  Slot& slot = slots_[token.slot];
  if (slot.generation != token.generation || slot.cancelled) return false;
  slot.cancelled = true;
  --live_;
  return true;
}

/// Frees the slot of an event that has been reached, and returns the event.
Event EventQueue::take_slot(std::uint32_t index) {
  Slot& slot = slots_[index];
  ++slot.generation;
  slot.cancelled = false;
  free_slots_.push_back(index);
  return slot.event;
}

std::size_t EventQueue::capacity_bytes() const {
  std::size_t bytes = sizeof(*this) + pool_.capacity_bytes() + slots_.capacity() * sizeof(Slot) +
                      free_slots_.capacity() * sizeof(std::uint32_t);
  for (const Rung& rung : rungs_) bytes += sizeof(Rung) + rung.buckets.capacity() * sizeof(Bucket);
  return bytes;
}

}  // namespace plimsoll
