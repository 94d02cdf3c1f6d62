#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sim/check.hpp"

namespace plimsoll {

/// Philox4x32-10: four random words that depend on every bit of a counter and a key, and on nothing else.
/// J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3"
/// (SC 2011). Passes BigCrush.
constexpr std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter, std::uint64_t key) {
  constexpr std::uint64_t multiplier_0 = 0xD2511F53;
  constexpr std::uint64_t multiplier_1 = 0xCD9E8D57;
  constexpr std::uint32_t key_step_0 = 0x9E3779B9;  // the golden ratio
  constexpr std::uint32_t key_step_1 = 0xBB67AE85;  // the square root of 3, less 1
  auto key_0 = static_cast<std::uint32_t>(key);
  auto key_1 = static_cast<std::uint32_t>(key >> 32);
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t product_0 = multiplier_0 * counter[0];
    const std::uint64_t product_1 = multiplier_1 * counter[2];
    counter = {static_cast<std::uint32_t>(product_1 >> 32) ^ counter[1] ^ key_0,
               static_cast<std::uint32_t>(product_1),
               static_cast<std::uint32_t>(product_0 >> 32) ^ counter[3] ^ key_1,
               static_cast<std::uint32_t>(product_0)};
    key_0 += key_step_0;
    key_1 += key_step_1;
  }
  return counter;
}

/// A uniform variate strictly between 0 and 1 from 64 random bits: the middle of one of 2^52 equal
/// cells. 52 and not 53, because the middle of the last of 2^53 cells would round to 1. Each value and
/// 1 minus it are equally likely, and both are exact.
constexpr double to_open_unit_interval(std::uint64_t bits) {
  return (static_cast<double>(bits >> 12) + 0.5) * 0x1p-52;
}

/// The chance of one purpose in one replication, for instance "app: service time of browse".
///
/// A draw is a function of (seed, replication, who draws and why, subject, index) and of nothing else:
/// not of how many draws came before, nor of who else draws. So a change in one part leaves every other
/// part's luck alone, and two variants of a model see the same users with the same demands.
///
/// `subject` says which request or user the draw is for, `index` that it is this subject's index-th draw
/// for this purpose. Drawing twice with both equal gives the same number twice.
class Stream {
 public:
  /// Nobody's stream: a place to put one.
  Stream() = default;

  /// As many further uniform variates as one draw needs: for rejection methods, which cannot say in
  /// advance how many they use. Never meets uniform() or another sequence of the same stream.
  class Sequence {
   public:
    double next_uniform() { return to_open_unit_interval(next_bits()); }

    std::uint64_t next_bits() {
      if (has_spare_) {
        has_spare_ = false;
        return spare_;
      }
      PLIMSOLL_CHECK(next_block_ < blocks_per_sequence);
      const auto words = block(key_, subject_, first_block_ + next_block_++);
      spare_ = high_half(words);
      has_spare_ = true;
      return low_half(words);
    }

   private:
    friend class Stream;
    Sequence(std::uint64_t key, std::uint64_t subject, std::uint64_t first_block)
        : key_(key), subject_(subject), first_block_(first_block) {}

    std::uint64_t key_;
    std::uint64_t subject_;
    std::uint64_t first_block_;
    std::uint64_t next_block_ = 0;
    std::uint64_t spare_ = 0;
    bool has_spare_ = false;
  };

  /// The stream of `who_and_why` in one replication of a run. Distinct arguments give unrelated
  /// streams; the key is 64 bits of Philox itself, fed with all of them.
  static Stream named(std::uint64_t seed, std::uint32_t replication, std::string_view who_and_why) {
    // The length goes in first, so padding cannot make two names alike.
    std::uint64_t key = low_half(block(replication, seed, who_and_why.size()));
    for (std::size_t at = 0; at < who_and_why.size(); at += 16) {
      key = low_half(block(key, little_endian(who_and_why, at), little_endian(who_and_why, at + 8)));
    }
    return Stream{key};
  }

  /// Strictly between 0 and 1, in 2^52 equally likely values.
  double uniform(std::uint64_t subject, std::uint64_t index = 0) const {
    return to_open_unit_interval(bits(subject, index));
  }

  std::uint64_t bits(std::uint64_t subject, std::uint64_t index = 0) const {
    // One block serves two draws; index / 2 leaves the top bit clear, which sequences set.
    const auto words = block(key_, subject, index >> 1);
    return (index & 1) == 0 ? low_half(words) : high_half(words);
  }

  /// `index` must be below 2^39. A sequence holds 2^25 draws.
  Sequence sequence(std::uint64_t subject, std::uint64_t index = 0) const {
    PLIMSOLL_CHECK(index < std::uint64_t{1} << 39);
    return Sequence{key_, subject, std::uint64_t{1} << 63 | index * blocks_per_sequence};
  }

  /// What tells this stream from others; goes into the digest of a run.
  std::uint64_t key() const { return key_; }

 private:
  static constexpr std::uint64_t blocks_per_sequence = std::uint64_t{1} << 24;

  explicit Stream(std::uint64_t key) : key_(key) {}

  static constexpr std::array<std::uint32_t, 4> block(std::uint64_t key, std::uint64_t low,
                                                      std::uint64_t high) {
    return philox({static_cast<std::uint32_t>(low), static_cast<std::uint32_t>(low >> 32),
                   static_cast<std::uint32_t>(high), static_cast<std::uint32_t>(high >> 32)},
                  key);
  }
  static constexpr std::uint64_t low_half(const std::array<std::uint32_t, 4>& words) {
    return words[0] | std::uint64_t{words[1]} << 32;
  }
  static constexpr std::uint64_t high_half(const std::array<std::uint32_t, 4>& words) {
    return words[2] | std::uint64_t{words[3]} << 32;
  }

  /// Eight characters from `at` as a number, the first one lowest; 0 past the end.
  static std::uint64_t little_endian(std::string_view text, std::size_t at) {
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < 8 && at + i < text.size(); ++i) {
      word |= std::uint64_t{static_cast<unsigned char>(text[at + i])} << (8 * i);
    }
    return word;
  }

  std::uint64_t key_ = 0;
};

}  // namespace plimsoll
