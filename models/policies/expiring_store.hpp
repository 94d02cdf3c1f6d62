#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "sim/stream.hpp"
#include "sim/time.hpp"

namespace plimsoll {

/// What a look-up met.
enum class Found : std::uint8_t { hit, missing, expired };

/// Which key makes room for another.
enum class Evicts : std::uint8_t {
  least_recent,    // the one read or stored longest ago (LRU)
  oldest,          // the one stored longest ago (FIFO)
  least_frequent,  // the one read least often since it came; of several the one used longest ago (LFU)
  random,          // any of them, all equally likely
};

/// What a cache knows of a key beside that it is here.
struct Copy {
  SimTime expires = SimTime::max();  // SimTime::max(): never
  SimTime as_of;                     // the data are those of this instant
  Duration fetch_took;               // kept in whole microseconds, rounded up, at most 71 minutes
};

/// Which keys a cache holds: bounded, each until an instant of its own.
///
///     insert ──▶ [ at most `capacity` keys, the next to go last ] ──▶ evicted
///                     ▲ look_up: a hit moves to the front (LRU), or to those read once more often (LFU)
///
/// Expiry is met on look-up, as in most caches: an expired key keeps its room and its place in line until
/// it is inserted anew, erased or evicted, so a caller may still serve it stale.
///
/// LFU keeps a line of keys for each number of uses, so that every operation takes constant time: K. Shah, A.
/// Mitra, D. Matani, "An O(1) algorithm for implementing the LFU cache eviction scheme" (2010). Uses are
/// counted while a key is here and do not fade.
///
/// Memory      32 bytes a key, 8 to 10 for its links and 8 a slot of a table at most 3/4 full: below 64 bytes
/// a
///             key from some thousand keys on, at most 4,294,967,294 keys. No allocation once at capacity.
/// Measures    evictions [keys].
/// Randomness  `random`: the victim, by the number of the eviction; nothing depends on the table's order.
/// Checked by  a map and a list; King's exact hit ratio of LRU under independent requests, and Gelenbe's of
/// FIFO and of random replacement.
class ExpiringStore {
 public:
  static constexpr std::uint64_t unlimited = UINT64_MAX;

  /// `capacity` in keys; 0 holds nothing. Memory is taken as keys come. `chance` draws random victims.
  explicit ExpiringStore(std::uint64_t capacity, Evicts evicts = Evicts::least_recent, Stream chance = {});

  /// Looks for `key`; a hit counts as a use of it. A key is expired from `expires` on. Where it is here,
  /// expired or not, `copy` is told what is known of it.
  Found look_up(SimTime now, std::uint64_t key, Copy* copy = nullptr);

  /// Stores `key` and puts it first, anew if it is here. Returns how many keys were evicted for it: 0 or 1.
  std::uint64_t insert(std::uint64_t key, const Copy& copy);
  std::uint64_t insert(SimTime now, std::uint64_t key, SimTime expires) {
    return insert(key, {expires, now, {}});
  }

  /// Takes `key` out. Returns whether it was here, expired or not.
  bool erase(std::uint64_t key);

  /// Takes everything out, as a restart does. Not counted as evictions; memory is kept.
  void clear();

  /// Changes the capacity. Returns how many keys were evicted to fit.
  std::uint64_t set_capacity(std::uint64_t capacity);

  /// Has the memory that a look-up of `key` will read fetched while other work goes on. Changes nothing.
  void expect(std::uint64_t key) const { __builtin_prefetch(&slots_[hash_of(key) & (slots_.size() - 1)]); }

  /// Keys here, expired ones included.
  std::uint64_t size() const { return size_; }
  std::uint64_t capacity() const { return capacity_; }
  /// Keys evicted so far.
  std::uint64_t evictions() const { return evictions_; }
  /// Memory held [bytes].
  std::size_t bytes() const;

 private:
  struct alignas(32) Entry {
    std::uint64_t key;
    SimTime expires;
    SimTime as_of;
    std::uint32_t line;  // which line it stands in
    std::uint32_t fetch_microseconds;
  };
  /// The neighbours of an entry, apart from it: moving one to the front touches three of these, and eight of
  /// them stand in one line of the processor's cache.
  struct Links {
    std::uint32_t newer;  // towards the one put first last
    std::uint32_t older;  // also links the free entries
  };
  struct Slot {
    std::uint32_t entry = none;
    std::uint32_t hash = 0;  // its low bits say where the search for the key begins
  };
  /// Keys in order of use. One for all of them, but under LFU one for each number of uses.
  struct Line {
    std::uint32_t newest = none, oldest = none;
    std::uint32_t uses = 0;
    std::uint32_t fewer = none, more = none;  // the lines beside it; `more` also links the free ones
  };
  static constexpr std::uint32_t none = UINT32_MAX;
  static constexpr std::uint32_t kChunk = 512;  // entries, so that a growing store copies nothing

  static std::uint32_t hash_of(std::uint64_t key);
  std::size_t find_slot(std::uint32_t hash, std::uint64_t key) const;
  void fill_slot(std::uint32_t hash, std::uint32_t entry);
  void empty_slot(std::size_t hole);
  void grow_table();

  Entry& entry(std::uint32_t number) { return chunks_[number / kChunk][number % kChunk]; }
  const Entry& entry(std::uint32_t number) const { return chunks_[number / kChunk][number % kChunk]; }
  std::uint32_t take_free_entry();
  void fill_gap(std::uint32_t gap);

  void link_newest(std::uint32_t entry, std::uint32_t line);
  void unlink(std::uint32_t entry, std::uint32_t line);
  void make_newest(std::uint32_t entry, std::uint32_t line);
  void use_once_more(std::uint32_t entry);
  std::uint32_t new_line(std::uint32_t uses, std::uint32_t fewer, std::uint32_t more);
  void drop_line(std::uint32_t line);

  void remove(std::size_t slot);
  std::uint32_t victim() const;
  std::uint32_t any_of(std::uint64_t count) const;
  void expect_eviction(std::uint32_t victim) const;
  void evict(std::uint32_t victim);

  std::uint64_t capacity_;
  Evicts evicts_;
  Stream chance_;
  std::uint64_t size_ = 0;
  std::uint64_t evictions_ = 0;
  std::vector<std::unique_ptr<Entry[]>> chunks_;
  std::vector<Links> links_;   // empty under `random`
  std::uint32_t entries_ = 0;  // of all chunks, those ever handed out (under `random`: those in use)
  std::vector<Slot> slots_;    // open addressing, linear probing; a power of two
  std::uint32_t free_ = none;
  std::vector<Line> lines_;
  std::uint32_t fewest_ = 0, free_line_ = none;  // the line that loses keys
};

}  // namespace plimsoll
