#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/time.hpp"

namespace plimsoll {

/// What a look-up met.
enum class Found : std::uint8_t { hit, missing, expired };

/// Which key makes room for another.
enum class Evicts : std::uint8_t {
  least_recent,  // the one read or stored longest ago (LRU)
  oldest,        // the one stored longest ago (FIFO)
};

/// Which keys a cache holds: bounded, each until an instant of its own.
///
///     insert ──▶ [ at most `capacity` keys, the next to go last ] ──▶ evicted
///                     ▲ look_up: a hit moves to the front, unless the oldest goes first
///
/// Expiry is met on look-up, as in most caches: an expired key keeps its room and its place in line until
/// it is inserted anew, erased or evicted, so a caller may still serve it stale.
///
/// Memory      24 bytes a key and 8 bytes a slot of a table at most 3/4 full: below 58 bytes a key at the
///             largest size so far, at most 4,294,967,294 keys. No allocation once at capacity.
/// Measures    evictions [keys].
/// Randomness  none; nothing depends on the order of the table.
/// Checked by  a map and a list; King's exact hit ratio of LRU under independent requests, and Gelenbe's of
/// FIFO.
class ExpiringStore {
 public:
  static constexpr std::uint64_t unlimited = UINT64_MAX;

  /// `capacity` in keys; 0 holds nothing. Memory is taken as keys come.
  explicit ExpiringStore(std::uint64_t capacity, Evicts evicts = Evicts::least_recent);

  /// Looks for `key`. Under least_recent a hit puts it first. A key is expired from `expires` on.
  Found look_up(SimTime now, std::uint64_t key);

  /// Stores `key` until `expires` (SimTime::max(): for ever) and puts it first, anew if it is here.
  /// Returns how many keys were evicted for it: 0 or 1.
  std::uint64_t insert(SimTime now, std::uint64_t key, SimTime expires);

  /// Takes `key` out. Returns whether it was here, expired or not.
  bool erase(std::uint64_t key);

  /// Takes everything out, as a restart does. Not counted as evictions; memory is kept.
  void clear();

  /// Changes the capacity. Returns how many keys were evicted to fit.
  std::uint64_t set_capacity(std::uint64_t capacity);

  /// Keys here, expired ones included.
  std::uint64_t size() const { return size_; }
  std::uint64_t capacity() const { return capacity_; }
  /// Keys evicted so far.
  std::uint64_t evictions() const { return evictions_; }
  /// Memory held [bytes].
  std::size_t bytes() const;

 private:
  struct Entry {
    std::uint64_t key;
    SimTime expires;
    std::uint32_t newer;  // towards the one put first last
    std::uint32_t older;  // also links the free entries
  };
  struct Slot {
    std::uint32_t entry = none;
    std::uint32_t hash = 0;  // its low bits say where the search for the key begins
  };
  static constexpr std::uint32_t none = UINT32_MAX;

  static std::uint32_t hash_of(std::uint64_t key);
  std::size_t find_slot(std::uint32_t hash, std::uint64_t key) const;
  void fill_slot(std::uint32_t hash, std::uint32_t entry);
  void empty_slot(std::size_t hole);
  void grow_table();
  std::uint32_t take_free_entry();
  void link_newest(std::uint32_t entry);
  void unlink(std::uint32_t entry);
  void make_newest(std::uint32_t entry);
  void remove(std::size_t slot);
  void expect_eviction() const;
  void evict_oldest();

  std::uint64_t capacity_;
  Evicts evicts_;
  std::uint64_t size_ = 0;
  std::uint64_t evictions_ = 0;
  std::vector<Entry> entries_;
  std::vector<Slot> slots_;  // open addressing, linear probing; a power of two
  std::uint32_t newest_ = none;
  std::uint32_t oldest_ = none;
  std::uint32_t free_ = none;
};

}  // namespace plimsoll
