#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

/// The buckets of OpenTelemetry's exponential histogram at scale 7, for whole positive numbers.
///
/// Bucket i holds (2^(i/128), 2^((i+1)/128)]: 128 to an octave, each 0.54 % wide, the lower bound
/// outside and the upper bound inside. The number 1 lies in bucket -1, so everywhere here a bucket is
/// named by its slot, which is i + 1 and starts at 0.
///
/// Source: OpenTelemetry metrics data model, "ExponentialHistogram". The boundaries are computed with
/// whole numbers only and are exact, so every machine puts a value into the same bucket.
namespace plimsoll::exponential_buckets {

inline constexpr int scale = 7;
inline constexpr std::size_t per_octave = std::size_t{1} << scale;
inline constexpr std::size_t slot_count = 63 * per_octave + 1;  // the last one ends above INT64_MAX

/// What slot_of() looks up. Mantissas are fixed-point numbers in [1, 2) with 63 binary places.
struct Table {
  /// boundary[j] is 2^(j/128), rounded down; the last entry is one that no mantissa exceeds.
  std::array<std::uint64_t, per_octave + 1> boundary;
  /// For each 1/256 of [1, 2), how many boundaries lie below its start. None holds two boundaries.
  std::array<std::uint8_t, 256> boundaries_below;
};
extern const Table table;

/// The slot that holds `value`, which must be positive.
inline std::size_t slot_of(std::int64_t value) {
  const auto bits = static_cast<std::uint64_t>(value);
  const int leading_zeros = std::countl_zero(bits);
  const std::uint64_t mantissa = bits << leading_zeros;
  std::size_t below = table.boundaries_below[(mantissa >> 55) & 0xff];
  below += static_cast<std::size_t>(mantissa > table.boundary[below]);  // no branch: it would be a coin toss
  return static_cast<std::size_t>(63 - leading_zeros) * per_octave + below;
}

/// The greatest whole number in `slot` or below it. In the first slots, which are narrower than 1, it
/// may equal that of the slot before: such a slot stays empty.
inline std::int64_t greatest_in(std::size_t slot) {
  const std::size_t octave = slot / per_octave;
  return octave >= 63 ? INT64_MAX
                      : static_cast<std::int64_t>(table.boundary[slot % per_octave] >> (63 - octave));
}

/// The greatest whole number below every number in `slot`.
inline std::int64_t greatest_below(std::size_t slot) { return slot == 0 ? 0 : greatest_in(slot - 1); }

}  // namespace plimsoll::exponential_buckets
