#include "models/policies/expiring_store.hpp"

#include "sim/check.hpp"
#include "sim/int128.hpp"

namespace plimsoll {

ExpiringStore::ExpiringStore(std::uint64_t capacity, Evicts evicts, Stream chance)
    : capacity_(capacity), evicts_(evicts), chance_(chance), slots_(8), lines_(1) {}

Found ExpiringStore::look_up(SimTime now, std::uint64_t key, Copy* copy) {
  const Slot slot = slots_[find_slot(hash_of(key), key)];
  if (slot.entry == none) return Found::missing;
  const Entry& found = entry(slot.entry);
  if (copy != nullptr) {
    *copy = {found.expires, found.as_of, Duration::us(static_cast<std::int64_t>(found.fetch_microseconds))};
  }
  if (now >= found.expires) return Found::expired;
  if (evicts_ == Evicts::least_recent) make_newest(slot.entry, 0);
  if (evicts_ == Evicts::least_frequent) use_once_more(slot.entry);
  return Found::hit;
}

std::uint64_t ExpiringStore::insert(std::uint64_t key, const Copy& copy) {
  if (capacity_ == 0) return 0;
  const bool is_full = size_ == capacity_;
  const std::uint32_t out = is_full ? victim() : none;
  if (is_full) expect_eviction(out);
  const std::uint32_t hash = hash_of(key);
  const std::int64_t microseconds = (copy.fetch_took.count() + 999) / 1000;
  const auto took = static_cast<std::uint32_t>(microseconds < UINT32_MAX ? microseconds : UINT32_MAX);
  const std::uint32_t present = slots_[find_slot(hash, key)].entry;
  if (present != none) {
    Entry& held = entry(present);
    held.expires = copy.expires;
    held.as_of = copy.as_of;
    held.fetch_microseconds = took;
    if (evicts_ != Evicts::random) make_newest(present, held.line);
    return 0;
  }
  if (is_full) evict(out);
  if ((size_ + 1) * 4 > slots_.size() * 3) grow_table();
  const std::uint32_t number = take_free_entry();
  entry(number) = {key, copy.expires, copy.as_of, 0, took};
  fill_slot(hash, number);
  if (evicts_ == Evicts::least_frequent) {
    if (size_ == 0) {
      lines_[fewest_].uses = 1;  // the line that is left when all keys have gone
    } else if (lines_[fewest_].uses != 1) {
      fewest_ = new_line(1, none, fewest_);
    }
    entry(number).line = fewest_;
    link_newest(number, fewest_);
  } else if (evicts_ != Evicts::random) {
    link_newest(number, 0);
  }
  ++size_;
  return is_full ? 1 : 0;
}

bool ExpiringStore::erase(std::uint64_t key) {
  const std::size_t slot = find_slot(hash_of(key), key);
  if (slots_[slot].entry == none) return false;
  remove(slot);
  return true;
}

void ExpiringStore::clear() {
  for (Slot& slot : slots_) slot = {};
  lines_.assign(1, {});
  entries_ = 0;
  links_.clear();
  free_ = free_line_ = none;
  fewest_ = 0;
  size_ = 0;
}

std::uint64_t ExpiringStore::set_capacity(std::uint64_t capacity) {
  capacity_ = capacity;
  std::uint64_t evicted = 0;
  for (; size_ > capacity_; ++evicted) evict(victim());
  return evicted;
}

std::size_t ExpiringStore::bytes() const {
  return chunks_.size() * kChunk * sizeof(Entry) + chunks_.capacity() * sizeof(chunks_[0]) +
         slots_.capacity() * sizeof(Slot) + links_.capacity() * sizeof(Links) +
         lines_.capacity() * sizeof(Line);
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
  while (slots_[at].entry != none && (slots_[at].hash != hash || entry(slots_[at].entry).key != key)) {
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
    const std::uint32_t number = free_;
    free_ = links_[number].older;
    return number;
  }
  PLIMSOLL_CHECK(entries_ < none);
  if (entries_ == chunks_.size() * kChunk) {
    chunks_.push_back(std::make_unique_for_overwrite<Entry[]>(kChunk));
  }
  if (evicts_ != Evicts::random && entries_ == links_.size()) {
    if (links_.size() == links_.capacity()) links_.reserve(links_.size() + links_.size() / 4 + 8);
    links_.emplace_back();
  }
  return entries_++;
}

/// Under `random`: the last entry moves into the gap, so that a number drawn below the size is a victim.
void ExpiringStore::fill_gap(std::uint32_t gap) {
  const std::uint32_t last = --entries_;
  if (gap == last) return;
  const std::uint64_t key = entry(last).key;
  slots_[find_slot(hash_of(key), key)].entry = gap;
  entry(gap) = entry(last);
}

void ExpiringStore::link_newest(std::uint32_t number, std::uint32_t line) {
  Line& in = lines_[line];
  links_[number] = {none, in.newest};
  (in.newest == none ? in.oldest : links_[in.newest].newer) = number;
  in.newest = number;
}

void ExpiringStore::unlink(std::uint32_t number, std::uint32_t line) {
  const Links out = links_[number];
  Line& in = lines_[line];
  (out.newer == none ? in.newest : links_[out.newer].older) = out.older;
  (out.older == none ? in.oldest : links_[out.older].newer) = out.newer;
}

void ExpiringStore::make_newest(std::uint32_t number, std::uint32_t line) {
  if (number == lines_[line].newest) return;
  unlink(number, line);
  link_newest(number, line);
}

void ExpiringStore::use_once_more(std::uint32_t number) {
  const std::uint32_t line = entry(number).line;
  const std::uint32_t uses = lines_[line].uses;
  if (uses == UINT32_MAX) return make_newest(number, line);
  std::uint32_t more = lines_[line].more;
  if (more == none || lines_[more].uses != uses + 1) more = new_line(uses + 1, line, more);
  unlink(number, line);
  link_newest(number, more);
  entry(number).line = more;
  if (lines_[line].newest == none) drop_line(line);
}

std::uint32_t ExpiringStore::new_line(std::uint32_t uses, std::uint32_t fewer, std::uint32_t more) {
  std::uint32_t line = free_line_;
  if (line != none) {
    free_line_ = lines_[line].more;
  } else {
    line = static_cast<std::uint32_t>(lines_.size());
    lines_.emplace_back();
  }
  lines_[line] = {none, none, uses, fewer, more};
  if (fewer != none) lines_[fewer].more = line;
  if (more != none) lines_[more].fewer = line;
  return line;
}

/// The last line stays, empty as it may be: there is always one to put a key into.
void ExpiringStore::drop_line(std::uint32_t line) {
  const Line out = lines_[line];
  if (out.fewer == none && out.more == none) return;
  if (out.fewer != none) lines_[out.fewer].more = out.more;
  if (out.more != none) lines_[out.more].fewer = out.fewer;
  if (fewest_ == line) fewest_ = out.more;
  lines_[line].more = free_line_;
  free_line_ = line;
}

void ExpiringStore::remove(std::size_t slot) {
  const std::uint32_t number = slots_[slot].entry;
  empty_slot(slot);
  --size_;
  if (evicts_ == Evicts::random) return fill_gap(number);
  const std::uint32_t line = evicts_ == Evicts::least_frequent ? entry(number).line : 0;
  unlink(number, line);
  if (evicts_ == Evicts::least_frequent && lines_[line].newest == none) drop_line(line);
  links_[number].older = free_;
  free_ = number;
}

/// The entry that goes next. Precondition: there is one.
std::uint32_t ExpiringStore::victim() const {
  if (evicts_ != Evicts::random) return lines_[fewest_].oldest;
  return any_of(size_);
}

/// One of so many, drawn for the next eviction.
std::uint32_t ExpiringStore::any_of(std::uint64_t count) const {
  return static_cast<std::uint32_t>(uint128{chance_.bits(0, evictions_)} * count >> 64);
}

/// Has the memory that evict() will read fetched while other work goes on. Changes nothing.
void ExpiringStore::expect_eviction(std::uint32_t victim) const {
  const Entry& out = entry(victim);
  __builtin_prefetch(&slots_[hash_of(out.key) & (slots_.size() - 1)]);
  if (evicts_ == Evicts::random) return;
  const std::uint32_t next = links_[victim].newer;
  if (next != none) __builtin_prefetch(&entry(next));  // the one after this is the next victim
}

void ExpiringStore::evict(std::uint32_t victim) {
  const std::uint64_t key = entry(victim).key;
  remove(find_slot(hash_of(key), key));
  ++evictions_;
  if (evicts_ != Evicts::random || size_ == 0) return;
  // The store will be full again before the next one goes, so it is known which that will be.
  const std::uint32_t next = any_of(size_ + 1);
  if (next < size_) __builtin_prefetch(&entry(next));
}

}  // namespace plimsoll
