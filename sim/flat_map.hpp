#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace plimsoll {

/// A small table from 64-bit keys to values, for what a part keeps for each item or user.
///
/// Open addressing with linear probing, at most 3/4 full. Erasing moves later entries back into the gap, so
/// keys may come and go for ever without markers piling up, and nothing is allocated once the table has been
/// as full as it gets. `T` must be default-constructible and movable.
///
/// There is no way to walk over the entries: their order means nothing, so nothing can come to depend on it.
template <typename T>
class FlatMap {
 public:
  FlatMap() : slots_(kSmallest) {}

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  /// The value of `key`, or nullptr. Good until the next entry is made or erased.
  T* find(std::uint64_t key) {
    Slot& slot = slots_[slot_of(key)];
    return slot.is_taken ? &slot.value : nullptr;
  }

  /// The value of `key`, made with T{} if there is none. Good until the next entry is made or erased.
  T& operator[](std::uint64_t key) {
    std::size_t at = slot_of(key);
    if (!slots_[at].is_taken) {
      if ((size_ + 1) * 4 > slots_.size() * 3) {
        grow();
        at = slot_of(key);
      }
      slots_[at].key = key;
      slots_[at].is_taken = true;
      ++size_;
    }
    return slots_[at].value;
  }

  /// Forgets `key`. Returns whether it was here.
  bool erase(std::uint64_t key) {
    std::size_t hole = slot_of(key);
    if (!slots_[hole].is_taken) return false;
    // A later entry of the same run moves into the hole unless its search begins behind it.
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t at = (hole + 1) & mask; slots_[at].is_taken; at = (at + 1) & mask) {
      const std::size_t from_home = (at - home_of(slots_[at].key)) & mask;
      const std::size_t from_hole = (at - hole) & mask;
      if (from_home < from_hole) continue;
      slots_[hole] = std::move(slots_[at]);
      hole = at;
    }
    slots_[hole] = Slot{};
    --size_;
    return true;
  }

 private:
  struct Slot {
    std::uint64_t key = 0;
    T value{};
    bool is_taken = false;
  };
  static constexpr std::size_t kSmallest = 8;  // a power of two, as every size is

  // Every bit of the key moves the low bits of the result, so that neighbouring keys do not crowd the table.
  std::size_t home_of(std::uint64_t key) const {
    std::uint64_t x = (key ^ (key >> 32)) * 0x9E37'79B9'7F4A'7C15;
    x = (x ^ (x >> 29)) * 0xD6E8'FEB8'6659'FD93;
    return static_cast<std::size_t>(x >> 32) & (slots_.size() - 1);
  }

  // Where `key` is, or the free slot where it would go.
  std::size_t slot_of(std::uint64_t key) const {
    std::size_t at = home_of(key);
    while (slots_[at].is_taken && slots_[at].key != key) at = (at + 1) & (slots_.size() - 1);
    return at;
  }

  void grow() {
    std::vector<Slot> old(slots_.size() * 2);
    old.swap(slots_);
    for (Slot& slot : old) {
      if (slot.is_taken) slots_[slot_of(slot.key)] = std::move(slot);
    }
  }

  std::vector<Slot> slots_;
  std::size_t size_ = 0;
};

}  // namespace plimsoll
