#include "sim/measure/exponential_buckets.hpp"

#include "sim/int128.hpp"

namespace plimsoll::exponential_buckets {
namespace {

// Fixed-point numbers in [0, 4) with 126 binary places: 63 more than the table needs, so that rounding
// down at the end is exact (the test proves each entry with big integers).
constexpr int places = 126;
constexpr uint128 one = uint128{1} << places;

constexpr uint128 multiply(uint128 a, uint128 b) {
  constexpr uint128 low_half = ~std::uint64_t{0};
  const uint128 a_low = a & low_half;
  const uint128 b_low = b & low_half;
  const uint128 a_high = a >> 64;
  const uint128 b_high = b >> 64;
  const uint128 cross = (a_low * b_low >> 64) + (a_low * b_high & low_half) + (a_high * b_low & low_half);
  const uint128 high = a_high * b_high + (a_low * b_high >> 64) + (a_high * b_low >> 64) + (cross >> 64);
  return high << 2;
}

// The square root of a number in [1, 2], bit by bit.
constexpr uint128 square_root(uint128 square) {
  uint128 root = one;
  for (int place = places - 1; place >= 0; --place) {
    const uint128 longer = root | (uint128{1} << place);
    if (multiply(longer, longer) <= square) root = longer;
  }
  return root;
}

constexpr Table make_table() {
  std::array<uint128, per_octave> power{};  // power[j] = 2^(j/128)
  power[0] = one;
  uint128 root = 2 * one;
  for (std::size_t step = per_octave / 2; step > 0; step /= 2) {
    root = square_root(root);  // 2^(step/128)
    for (std::size_t j = step; j < per_octave; j += 2 * step) power[j] = multiply(power[j - step], root);
  }

  Table made{};
  for (std::size_t j = 0; j < per_octave; ++j) {
    made.boundary[j] = static_cast<std::uint64_t>(power[j] >> (places - 63));
  }
  made.boundary[per_octave] = UINT64_MAX;

  std::uint8_t below = 0;
  for (std::uint64_t part = 0; part < made.boundaries_below.size(); ++part) {
    const std::uint64_t start = (std::uint64_t{1} << 63) + (part << 55);
    while (made.boundary[below] < start) ++below;
    made.boundaries_below[part] = below;
  }
  return made;
}

}  // namespace

constexpr Table table = make_table();

}  // namespace plimsoll::exponential_buckets
