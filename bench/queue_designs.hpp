#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <queue>
#include <vector>

#include "sim/event_bucket.hpp"
#include "sim/time.hpp"

/// Designs of an event queue from the literature, to measure ours against. All pop the earliest event; only
/// those marked *stable* pop equal times in the order of pushing, as a simulation must.
namespace plimsoll::designs {

struct Popped {
  SimTime when;
  Event event;
};

/// 16 bytes: time and event. Not stable in a heap.
struct Plain {
  SimTime when;
  Event event;
  bool precedes(const Plain& other) const { return when < other.when; }
  static Plain make(SimTime when, Event event, std::uint64_t) { return {when, event}; }
};

/// 24 bytes: a sequence number makes any heap stable.
struct Numbered {
  SimTime when;
  std::uint64_t sequence;
  Event event;
  bool precedes(const Numbered& other) const {
    return when != other.when ? when < other.when : sequence < other.sequence;
  }
  static Numbered make(SimTime when, Event event, std::uint64_t sequence) { return {when, sequence, event}; }
};

/// What a program without further thought uses; stable.
class StandardHeap {
 public:
  void push(SimTime when, Event event) { heap_.push(Numbered::make(when, event, next_sequence_++)); }
  Popped pop() {
    const Numbered top = heap_.top();
    heap_.pop();
    return {top.when, top.event};
  }

 private:
  struct Later {
    bool operator()(const Numbered& a, const Numbered& b) const { return b.precedes(a); }
  };
  std::priority_queue<Numbered, std::vector<Numbered>, Later> heap_;
  std::uint64_t next_sequence_ = 0;
};

/// A heap of `kArity` children per entry, in an array.
template <class Entry, std::size_t kArity>
class Heap {
 public:
  void push(SimTime when, Event event) {
    std::size_t at = heap_.size();
    const Entry entry = Entry::make(when, event, next_sequence_++);
    heap_.push_back(entry);
    while (at > 0 && entry.precedes(heap_[(at - 1) / kArity])) {
      heap_[at] = heap_[(at - 1) / kArity];
      at = (at - 1) / kArity;
    }
    heap_[at] = entry;
  }

  Popped pop() {
    const Entry top = heap_.front();
    const Entry moved = heap_.back();
    heap_.pop_back();
    const std::size_t size = heap_.size();
    std::size_t at = 0;
    for (std::size_t child = 1; child < size; child = kArity * at + 1) {
      std::size_t least = child;
      for (std::size_t i = child + 1; i < std::min(child + kArity, size); ++i) {
        if (heap_[i].precedes(heap_[least])) least = i;
      }
      if (!heap_[least].precedes(moved)) break;
      heap_[at] = heap_[least];
      at = least;
    }
    if (size > 0) heap_[at] = moved;
    return {top.when, top.event};
  }

 private:
  std::vector<Entry> heap_;
  std::uint64_t next_sequence_ = 0;
};

/// One bucket for each highest bit in which a time differs from the last popped one (Ahuja, Mehlhorn, Orlin
/// and Tarjan, "Faster algorithms for the shortest path problem", 1990). Times never lie before the last
/// popped one. Stable: a bucket is split in the order in which it was filled.
class RadixHeap {
 public:
  void push(SimTime when, Event event) { buckets_[bucket_of(when)].push_back({when, event}); }

  Popped pop() {
    if (next_ == buckets_[0].size()) refill();
    const Plain top = buckets_[0][next_++];
    return {top.when, top.event};
  }

 private:
  std::size_t bucket_of(SimTime when) const {
    return static_cast<std::size_t>(
        std::bit_width(static_cast<std::uint64_t>(when.count()) ^ static_cast<std::uint64_t>(last_.count())));
  }
  void refill() {
    buckets_[0].clear();
    next_ = 0;
    std::size_t first = 1;
    while (buckets_[first].empty()) ++first;
    last_ =
        std::min_element(buckets_[first].begin(), buckets_[first].end(), [](const Plain& a, const Plain& b) {
          return a.precedes(b);
        })->when;
    for (const Plain& entry : buckets_[first]) buckets_[bucket_of(entry.when)].push_back(entry);
    buckets_[first].clear();
  }

  std::array<std::vector<Plain>, 65> buckets_;
  std::size_t next_ = 0;  // of bucket 0, which is being consumed
  SimTime last_;
};

/// Days of a year that comes again and again (Brown, "Calendar queues", CACM 1988). A day is kept sorted,
/// latest first; days are halved or doubled as the number of events does, and made as long as three gaps
/// between events near the head. Stable.
class CalendarQueue {
 public:
  CalendarQueue() { resize(2); }

  void push(SimTime when, Event event) {
    insert({when, event});
    if (++size_ > 2 * days_.size()) resize(days_.size() * 2);
  }

  Popped pop() {
    const Plain top = take();
    last_ = top.when;
    if (--size_ < days_.size() / 2 && days_.size() > 2) resize(days_.size() / 2);
    return {top.when, top.event};
  }

 private:
  std::uint64_t number_of(SimTime when) const { return static_cast<std::uint64_t>(when.count()) / width_; }

  void insert(const Plain& entry) {
    std::vector<Plain>& day = days_[number_of(entry.when) & (days_.size() - 1)];
    day.push_back(entry);
    std::size_t at = day.size() - 1;
    for (; at > 0 && !entry.precedes(day[at - 1]); --at) day[at] = day[at - 1];
    day[at] = entry;
  }

  /// The next event: within one year from today, else of whichever day has the earliest.
  Plain take() {
    std::uint64_t today = number_of(last_);
    for (std::size_t looked = 0; looked < days_.size(); ++looked, ++today) {
      std::vector<Plain>& day = days_[today & (days_.size() - 1)];
      if (!day.empty() && number_of(day.back().when) == today) return take_from(day);
    }
    std::vector<Plain>* earliest = nullptr;
    for (std::vector<Plain>& day : days_) {
      if (!day.empty() && (earliest == nullptr || day.back().precedes(earliest->back()))) earliest = &day;
    }
    return take_from(*earliest);
  }
  static Plain take_from(std::vector<Plain>& day) {
    const Plain top = day.back();
    day.pop_back();
    return top;
  }

  void resize(std::size_t count) {
    std::vector<Plain> all;
    for (std::vector<Plain>& day : days_) all.insert(all.end(), day.rbegin(), day.rend());
    const std::size_t sampled = std::min<std::size_t>(all.size(), 25);
    if (sampled > 1) {
      std::partial_sort(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(sampled), all.end(),
                        [](const Plain& a, const Plain& b) { return a.precedes(b); });
      const auto span = static_cast<std::uint64_t>((all[sampled - 1].when - all[0].when).count());
      width_ = std::max<std::uint64_t>(3 * span / (sampled - 1), 1);
    }
    days_.assign(count, {});
    for (const Plain& entry : all) insert(entry);
  }

  std::vector<std::vector<Plain>> days_;
  std::uint64_t width_ = 1'000'000;  // of a day, in nanoseconds
  std::size_t size_ = 0;
  SimTime last_;
};

}  // namespace plimsoll::designs
