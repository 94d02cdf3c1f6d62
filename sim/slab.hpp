#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <utility>
#include <vector>

#include "sim/check.hpp"

namespace plimsoll {

/// Names a record of a Slab for good: a handle kept too long is recognised, never confused with
/// the record that uses the same place afterwards (until one place has been used 2^31 times).
struct SlabHandle {
  std::uint32_t index = UINT32_MAX;
  std::uint32_t generation = 0;

  bool operator==(const SlabHandle&) const = default;
};

/// Records of one type, addressed by a 32-bit index, that never move.
///
///     acquire() ──▶ index ──▶ slab[index] … ──▶ release(index) ──▶ next acquire() gets it again
///
/// The index last released is the first to be reused, so a busy slab stays in the cache and the
/// indices handed out depend on the calls alone. Memory comes in chunks and goes back when the
/// slab dies: no allocation once as many records have been live as ever will be.
///
/// Indices and handles of different slabs have nothing to do with each other.
template <class T>
class Slab {
 public:
  Slab() = default;
  Slab(const Slab&) = delete;
  Slab& operator=(const Slab&) = delete;

  ~Slab() {
    for (std::uint32_t index = 0; index < used_; ++index) {
      if (is_live_place(place(index))) std::destroy_at(value(place(index)));
    }
  }

  /// Constructs a record from `arguments` and returns its index.
  template <class... Arguments>
  std::uint32_t acquire(Arguments&&... arguments) {
    const std::uint32_t index = first_free_ != none ? first_free_ : fresh_index();
    Place& taken = place(index);
    const std::uint32_t next_free = index == first_free_ ? taken.next_free : none;
    ::new (static_cast<void*>(taken.storage)) T{std::forward<Arguments>(arguments)...};
    // Only now: if the constructor threw, the place is still free.
    if (index == first_free_)
      first_free_ = next_free;
    else
      ++used_;
    ++taken.generation;
    ++size_;
    return index;
  }

  /// Destroys the record; its handles are dead from now on. Precondition: it is live.
  void release(std::uint32_t index) {
    PLIMSOLL_CHECK(is_live(index));
    Place& freed = place(index);
    std::destroy_at(value(freed));
    ++freed.generation;
    freed.next_free = first_free_;
    first_free_ = index;
    --size_;
  }

  /// Precondition, not checked: the record is live.
  T& operator[](std::uint32_t index) { return *value(place(index)); }
  const T& operator[](std::uint32_t index) const { return *value(place(index)); }

  /// The handle of a live record.
  SlabHandle handle(std::uint32_t index) const {
    PLIMSOLL_CHECK(is_live(index));
    return {index, place(index).generation};
  }

  /// Whether the very record that the handle was made for is still live.
  bool is_live(SlabHandle handle) const {
    return is_live(handle.index) && place(handle.index).generation == handle.generation;
  }
  bool is_live(std::uint32_t index) const { return index < used_ && is_live_place(place(index)); }

  /// Live records.
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  /// Bytes held for records, whether live or not.
  std::size_t capacity_bytes() const {
    return chunks_.size() * chunk_size * sizeof(Place) + chunks_.capacity() * sizeof(chunks_[0]);
  }

 private:
  static constexpr std::uint32_t none = UINT32_MAX;

  struct Place {
    alignas(T) std::byte storage[sizeof(T)];
    std::uint32_t generation;  // odd while live
    std::uint32_t next_free;   // index, or none
  };

  /// Records in a chunk: about 64 KiB of them, a power of two.
  static constexpr std::uint32_t chunk_size =
      static_cast<std::uint32_t>(std::bit_floor(std::max<std::size_t>(65536 / sizeof(Place), 16)));
  static constexpr int chunk_shift = std::countr_zero(chunk_size);

  static bool is_live_place(const Place& p) { return (p.generation & 1) != 0; }
  static T* value(Place& p) { return std::launder(reinterpret_cast<T*>(p.storage)); }
  static const T* value(const Place& p) { return std::launder(reinterpret_cast<const T*>(p.storage)); }

  Place& place(std::uint32_t index) { return chunks_[index >> chunk_shift][index & (chunk_size - 1)]; }
  const Place& place(std::uint32_t index) const {
    return chunks_[index >> chunk_shift][index & (chunk_size - 1)];
  }

  /// The first index that was never used.
  std::uint32_t fresh_index() {
    PLIMSOLL_CHECK(used_ != none);
    if (used_ >> chunk_shift == chunks_.size()) {
      chunks_.push_back(std::make_unique_for_overwrite<Place[]>(chunk_size));
    }
    place(used_).generation = 0;
    return used_;
  }

  std::vector<std::unique_ptr<Place[]>> chunks_;
  std::uint32_t first_free_ = none;
  std::uint32_t used_ = 0;  // indices ever handed out
  std::size_t size_ = 0;
};

}  // namespace plimsoll
