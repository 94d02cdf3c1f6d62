#include "models/policies/expiring_store.hpp"

#include "sim/check.hpp"

namespace plimsoll {

ExpiringStore::ExpiringStore(std::uint64_t capacity, Evicts evicts)
    : capacity_(capacity), evicts_(evicts), slots_(8) {}

Found ExpiringStore::look_up(SimTime now, std::uint64_t key) {
  const Slot slot = slots_[find_slot(hash_of(key), key)];
  if (slot.entry == none) return Found::missing;
  if (now >= entries_[slot.entry].expires) return Found::expired;
  if (evicts_ == Evicts::least_recent) make_newest(slot.entry);
  return Found::hit;
}

std::uint64_t ExpiringStore::insert(SimTime, std::uint64_t key, SimTime expires) {
  if (capacity_ == 0) return 0;
  const bool full = size_ == capacity_;
  if (full) expect_eviction();
  const std::uint32_t hash = hash_of(key);
  const std::uint32_t present = slots_[find_slot(hash, key)].entry;
  if (present != none) {
    entries_[present].expires = expires;
    make_newest(present);
    return 0;
  }
  if (full) evict_oldest();
  if ((size_ + 1) * 4 > slots_.size() * 3) grow_table();
  const std::uint32_t entry = take_free_entry();
  entries_[entry].key = key;
  entries_[entry].expires = expires;
  fill_slot(hash, entry);
  link_newest(entry);
  ++size_;
  return full ? 1 : 0;
}

bool ExpiringStore::erase(std::uint64_t key) {
  const std::size_t slot = find_slot(hash_of(key), key);
  if (slots_[slot].entry == none) return false;
  remove(slot);
  return true;
}

void ExpiringStore::clear() {
  for (Slot& slot : slots_) slot = {};
  entries_.clear();
  newest_ = oldest_ = free_ = none;
  size_ = 0;
}

std::uint64_t ExpiringStore::set_capacity(std::uint64_t capacity) {
  capacity_ = capacity;
  std::uint64_t evicted = 0;
  for (; size_ > capacity_; ++evicted) evict_oldest();
  return evicted;
}

std::size_t ExpiringStore::bytes() const {
  return entries_.capacity() * sizeof(Entry) + slots_.capacity() * sizeof(Slot);
}

/// Two multiplications, each followed by folding the high half down: every bit of the key moves every
/// bit of the result, so that neighbouring keys do not crowd the table.
std::uint32_t ExpiringStore::hash_of(std::uint64_t key) {
  std::uint64_t x = (key ^ (key >> 32)) * 0x9E37'79B9'7F4A'7C15;
  x = (x ^ (x >> 29)) * 0xD6E8'FEB8'6659'FD93;
  return static_cast<std::uint32_t>(x >> 32);
}

/// The slot of `key`, or the empty one where it would go. Whole hashes are compared first, so a key that
/// is not the one sought is hardly ever fetched from memory.
std::size_t ExpiringStore::find_slot(std::uint32_t hash, std::uint64_t key) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash & mask;
  while (slots_[at].entry != none && (slots_[at].hash != hash || entries_[slots_[at].entry].key != key)) {
    at = (at + 1) & mask;
  }
  return at;
}

void ExpiringStore::fill_slot(std::uint32_t hash, std::uint32_t entry) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash & mask;
  while (slots_[at].entry != none) at = (at + 1) & mask;
  slots_[at] = {entry, hash};
}

/// Empties a slot and closes the gap: a later entry of the same run moves into the hole unless its
/// search begins behind the hole. No markers are left, so searches stay short.
void ExpiringStore::empty_slot(std::size_t hole) {
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = (hole + 1) & mask; slots_[at].entry != none; at = (at + 1) & mask) {
    const std::size_t from_home = (at - slots_[at].hash) & mask;
    const std::size_t from_hole = (at - hole) & mask;
    if (from_home < from_hole) continue;
    slots_[hole] = slots_[at];
    hole = at;
  }
  slots_[hole] = {};
}

void ExpiringStore::grow_table() {
  std::vector<Slot> old(slots_.size() * 2);
  old.swap(slots_);
  for (const Slot& slot : old) {
    if (slot.entry != none) fill_slot(slot.hash, slot.entry);
  }
}

std::uint32_t ExpiringStore::take_free_entry() {
  if (free_ != none) {
    const std::uint32_t entry = free_;
    free_ = entries_[entry].older;
    return entry;
  }
  PLIMSOLL_CHECK(entries_.size() < none);
  if (entries_.size() == entries_.capacity()) entries_.reserve(entries_.size() + entries_.size() / 2 + 8);
  entries_.emplace_back();
  return static_cast<std::uint32_t>(entries_.size() - 1);
}

void ExpiringStore::link_newest(std::uint32_t entry) {
  entries_[entry].newer = none;
  entries_[entry].older = newest_;
  (newest_ == none ? oldest_ : entries_[newest_].newer) = entry;
  newest_ = entry;
}

void ExpiringStore::unlink(std::uint32_t entry) {
  const Entry& out = entries_[entry];
  (out.newer == none ? newest_ : entries_[out.newer].older) = out.older;
  (out.older == none ? oldest_ : entries_[out.older].newer) = out.newer;
}

void ExpiringStore::make_newest(std::uint32_t entry) {
  if (entry == newest_) return;
  unlink(entry);
  link_newest(entry);
}

void ExpiringStore::remove(std::size_t slot) {
  const std::uint32_t entry = slots_[slot].entry;
  empty_slot(slot);
  unlink(entry);
  entries_[entry].older = free_;
  free_ = entry;
  --size_;
}

/// Has the memory that evict_oldest() will read fetched while other work goes on. Changes nothing.
void ExpiringStore::expect_eviction() const {
  const Entry& oldest = entries_[oldest_];
  __builtin_prefetch(&slots_[hash_of(oldest.key) & (slots_.size() - 1)]);
  if (oldest.newer != none) __builtin_prefetch(&entries_[oldest.newer]);
}

void ExpiringStore::evict_oldest() {
  const std::uint64_t key = entries_[oldest_].key;
  remove(find_slot(hash_of(key), key));
  ++evictions_;
}

}  // namespace plimsoll
