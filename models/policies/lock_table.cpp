#include "models/policies/lock_table.hpp"

#include <algorithm>

#include "sim/check.hpp"

namespace plimsoll {

LockTable::LockTable(std::uint32_t places, Order order, bool polls, std::uint64_t keys, Kinship kinship)
    : places_(places),
      order_(order),
      polls_(polls),
      is_found_by_key_(keys > 0 && keys <= kMostFoundByKey),
      kinship_(kinship),
      slots_(is_found_by_key_ ? 0 : 8) {}

std::uint32_t LockTable::hash_of(std::uint32_t key) {
  const std::uint64_t x = (std::uint64_t{key} + 1) * 0x9E37'79B9'7F4A'7C15;
  return static_cast<std::uint32_t>((x ^ (x >> 29)) * 0xD6E8'FEB8'6659'FD93 >> 32);
}

// Where `key` is, or the free slot where it would go.
std::size_t LockTable::slot_of(std::uint32_t key) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash_of(key) & mask;
  while (slots_[at].row != none && slots_[at].key != key) at = (at + 1) & mask;
  return at;
}

void LockTable::grow_table() {
  std::vector<Slot> old(slots_.size() * 2);
  old.swap(slots_);
  for (const Slot& slot : old) {
    if (slot.row != none) slots_[slot_of(slot.key)] = slot;
  }
}

std::uint32_t LockTable::row_of(std::uint32_t key) {
  const std::uint32_t row = is_found_by_key_ ? key : row_in_table(key);
  rows_.make(row);
  return row;
}

std::uint32_t LockTable::row_in_table(std::uint32_t key) {
  std::size_t at = slot_of(key);
  if (slots_[at].row != none) return slots_[at].row;
  PLIMSOLL_CHECK(row_count_ < kMostRows);
  if ((std::size_t{row_count_} + 1) * 4 > slots_.size() * 3) {
    grow_table();
    at = slot_of(key);
  }
  slots_[at] = {key, row_count_++};
  return slots_[at].row;
}

std::uint32_t LockTable::new_claim(std::uint32_t row, std::uint32_t owner, Mode mode) {
  std::uint32_t claim = free_claim_;
  if (claim == none) {
    claim = claim_count_++;
    claims_.make(claim);
  } else {
    free_claim_ = claims_[claim].next;
  }
  Claim& made = claims_[claim];
  made.owner = owner;
  made.row = row & kMostRows;
  made.is_shared = mode == Mode::shared ? 1 : 0;
  made.is_held = made.is_again = 0;
  return claim;
}

void LockTable::forget(std::uint32_t claim) {
  claims_[claim].next = free_claim_;
  free_claim_ = claim;
}

std::uint32_t LockTable::claim(SimTime now, std::uint32_t key, std::uint32_t owner, Mode mode) {
  const std::uint32_t number = row_of(key);
  const Row& row = rows_[number];
  const std::uint32_t claim = new_claim(number, owner, mode);
  if (is_compatible(row.shared, row.exclusive, places_, mode) && !must_wait_in_line(row, mode)) {
    grant(now, claim);
  } else {
    wait(claim, false);
  }
  return claim;
}

std::uint32_t LockTable::claim_again(SimTime now, std::uint32_t key, std::uint32_t owner, Mode mode) {
  const std::uint32_t number = row_of(key);
  bool holds_it = false;
  for (std::uint32_t held = rows_[number].holders; held != none && !holds_it; held = claims_[held].next) {
    holds_it = kinship_.are_kin(kinship_.context, claims_[held].owner, owner);
  }
  if (!holds_it) return claim(now, key, owner, mode);
  const std::uint32_t claim = new_claim(number, owner, mode);
  claims_[claim].is_again = 1;
  if (is_compatible_with_others(claim)) {
    grant(now, claim);
  } else {
    wait(claim, true);
  }
  return claim;
}

bool LockTable::is_compatible_with_others(std::uint32_t claim) const {
  const Claim& mine = claims_[claim];
  std::uint32_t shared = 0, exclusive = 0;
  for (std::uint32_t held = rows_[mine.row].holders; held != none; held = claims_[held].next) {
    if (kinship_.are_kin(kinship_.context, claims_[held].owner, mine.owner)) continue;
    ++(claims_[held].is_shared != 0 ? shared : exclusive);
  }
  return is_compatible(shared, exclusive, places_, mode(claim));
}

bool LockTable::must_wait_in_line(const Row& row, Mode mode) const {
  if (row.line == none || polls_) return false;
  const bool writers_wait = lines_[row.line].head[0] != none;
  if (order_ == Order::readers_first) return mode == Mode::exclusive;
  if (order_ == Order::writers_first) return writers_wait;
  return true;
}

void LockTable::grant(SimTime now, std::uint32_t claim) {
  Claim& granted = claims_[claim];
  Row& row = rows_[granted.row];
  granted.is_held = 1;
  granted.previous = none;
  granted.next = row.holders;
  if (row.holders != none) claims_[row.holders].previous = claim;
  row.holders = claim;
  if (granted.is_shared != 0) {
    ++row.shared;
  } else {
    ++row.exclusive;
    row.busy_ns -= static_cast<std::uint64_t>(now.count());
  }
}

void LockTable::wait(std::uint32_t claim, bool at_front) {
  Claim& waiting = claims_[claim];
  Row& row = rows_[waiting.row];
  if (row.line == none) {
    row.line = free_line_ != none ? free_line_ : line_count_++;
    if (row.line == free_line_) free_line_ = lines_[row.line].head[0];
    lines_.make(row.line) = {};
  }
  Line& line = lines_[row.line];
  const std::uint32_t mode = waiting.is_shared;
  waiting.next = waiting.previous = none;
  waiting.turn = turn_++;
  if (at_front) {
    if (!line.is_empty()) waiting.turn = claims_[next_in(line)].turn - 1;
    waiting.next = line.head[mode];
    (line.head[mode] == none ? line.tail[mode] : claims_[line.head[mode]].previous) = claim;
    line.head[mode] = claim;
  } else {
    waiting.previous = line.tail[mode];
    (line.tail[mode] == none ? line.head[mode] : claims_[line.tail[mode]].next) = claim;
    line.tail[mode] = claim;
  }
}

void LockTable::leave_line(std::uint32_t claim) {
  const Claim& leaving = claims_[claim];
  Row& row = rows_[leaving.row];
  Line& line = lines_[row.line];
  const std::uint32_t mode = leaving.is_shared;
  (leaving.previous == none ? line.head[mode] : claims_[leaving.previous].next) = leaving.next;
  (leaving.next == none ? line.tail[mode] : claims_[leaving.next].previous) = leaving.previous;
  if (line.is_empty()) {
    line.head[0] = free_line_;
    free_line_ = row.line;
    row.line = none;
  }
}

// Whose turn it is among those who wait: the first of all, or of the mode that goes first.
std::uint32_t LockTable::next_in(const Line& line) const {
  const std::uint32_t writer = line.head[0], reader = line.head[1];
  if (writer == none) return reader;
  if (reader == none) return writer;
  // Who holds the row already goes before everybody.
  if (claims_[writer].is_again != 0) return writer;
  if (claims_[reader].is_again != 0) return reader;
  if (order_ == Order::readers_first) return reader;
  if (order_ == Order::writers_first) return writer;
  return static_cast<std::int32_t>(claims_[reader].turn - claims_[writer].turn) < 0 ? reader : writer;
}

std::span<const std::uint32_t> LockTable::let_in(SimTime now, std::uint32_t number) {
  let_in_.clear();
  Row& row = rows_[number];
  while (row.line != none && !polls_) {
    const std::uint32_t next = next_in(lines_[row.line]);
    const bool may_enter = claims_[next].is_again != 0
                               ? is_compatible_with_others(next)
                               : is_compatible(row.shared, row.exclusive, places_, mode(next));
    if (!may_enter) break;
    leave_line(next);
    grant(now, next);
    let_in_.push_back(next);
  }
  return let_in_;
}

bool LockTable::poll(SimTime now, std::uint32_t claim) {
  const Row& row = rows_[claims_[claim].row];
  const bool may_enter = claims_[claim].is_again != 0
                             ? is_compatible_with_others(claim)
                             : is_compatible(row.shared, row.exclusive, places_, mode(claim));
  if (!may_enter) return false;
  leave_line(claim);
  grant(now, claim);
  return true;
}

std::span<const std::uint32_t> LockTable::release(SimTime now, std::uint32_t claim) {
  const Claim& released = claims_[claim];
  PLIMSOLL_CHECK(released.is_held != 0);
  const std::uint32_t number = released.row;
  Row& row = rows_[number];
  (released.previous == none ? row.holders : claims_[released.previous].next) = released.next;
  if (released.next != none) claims_[released.next].previous = released.previous;
  if (released.is_shared != 0) {
    --row.shared;
  } else {
    --row.exclusive;
    row.busy_ns += static_cast<std::uint64_t>(now.count());
  }
  forget(claim);
  return let_in(now, number);
}

std::span<const std::uint32_t> LockTable::withdraw(SimTime now, std::uint32_t claim) {
  PLIMSOLL_CHECK(claims_[claim].is_held == 0);
  const std::uint32_t number = claims_[claim].row;
  leave_line(claim);
  forget(claim);
  return let_in(now, number);
}

void LockTable::reset_times(SimTime now) {
  const auto count = static_cast<std::uint64_t>(now.count());
  rows_.each(rows_, [&](Row& row) { row.busy_ns = 0 - count * row.exclusive; });
}

std::int64_t LockTable::busiest_ns(SimTime now) const {
  const auto count = static_cast<std::uint64_t>(now.count());
  std::int64_t busiest = 0;
  rows_.each(rows_, [&](const Row& row) {
    busiest = std::max(busiest, static_cast<std::int64_t>(row.busy_ns + count * row.exclusive));
  });
  return busiest;
}

std::size_t LockTable::bytes() const {
  return slots_.capacity() * sizeof(Slot) + rows_.bytes() + claims_.bytes() + lines_.bytes();
}

}  // namespace plimsoll
