#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sim/check.hpp"
#include "sim/int128.hpp"

namespace plimsoll {

/// Philox2x64: two random words that depend on every bit of a counter and a key, and on nothing else.
/// J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3"
/// (SC 2011). Passes BigCrush from 6 rounds on; the 7th is our margin (decision 16).
template <int kRounds = 7>
constexpr std::array<std::uint64_t, 2> philox(std::array<std::uint64_t, 2> counter, std::uint64_t key) {
  constexpr std::uint64_t multiplier = 0xD2B74407B1CE6E93;
  constexpr std::uint64_t key_step = 0x9E3779B97F4A7C15;  // the golden ratio
  for (int round = 0; round < kRounds; ++round) {
    const uint128 product = uint128{multiplier} * counter[0];
    counter = {static_cast<std::uint64_t>(product >> 64) ^ key ^ counter[1],
               static_cast<std::uint64_t>(product)};
    key += key_step;
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
      spare_ = words[1] ^ mirror_;
      has_spare_ = true;
      return words[0] ^ mirror_;
    }

   private:
    friend class Stream;
    Sequence(std::uint64_t key, std::uint64_t mirror, std::uint64_t subject, std::uint64_t first_block)
        : key_(key), mirror_(mirror), subject_(subject), first_block_(first_block) {}

    std::uint64_t key_;
    std::uint64_t mirror_;
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
    std::uint64_t key = block(replication, seed, who_and_why.size())[0];
    for (std::size_t at = 0; at < who_and_why.size(); at += 16) {
      key = block(key, little_endian(who_and_why, at), little_endian(who_and_why, at + 8))[0];
    }
    return Stream{key};
  }

  /// The same stream with every bit turned round: where this one draws u, that one draws 1 - u, exactly. Each
  /// is as random as the other (antithetic variates, Hammersley and Morton 1956).
  Stream mirrored() const {
    Stream other = *this;
    other.mirror_ = ~mirror_;
    return other;
  }

  /// Strictly between 0 and 1, in 2^52 equally likely values.
  double uniform(std::uint64_t subject, std::uint64_t index = 0) const {
    return to_open_unit_interval(bits(subject, index));
  }

  std::uint64_t bits(std::uint64_t subject, std::uint64_t index = 0) const {
    // One block serves two draws; index / 2 leaves the top bit clear, which sequences set.
    return block(key_, subject, index >> 1)[index & 1] ^ mirror_;
  }

  /// `index` must be below 2^39. A sequence holds 2^25 draws.
  Sequence sequence(std::uint64_t subject, std::uint64_t index = 0) const {
    PLIMSOLL_CHECK(index < std::uint64_t{1} << 39);
    return Sequence{key_, mirror_, subject, std::uint64_t{1} << 63 | index * blocks_per_sequence};
  }

  /// What tells this stream from others that are not its mirror; goes into the digest of a run.
  std::uint64_t key() const { return key_; }

 private:
  static constexpr std::uint64_t blocks_per_sequence = std::uint64_t{1} << 24;

  explicit Stream(std::uint64_t key) : key_(key) {}

  static constexpr std::array<std::uint64_t, 2> block(std::uint64_t key, std::uint64_t low,
                                                      std::uint64_t high) {
    return philox({low, high}, key);
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
  std::uint64_t mirror_ = 0;  // all ones in a mirrored stream
};

/// The chance of one replication: where its streams come from. Two replications with equal seed and number,
/// one of them mirrored, are antithetic.
struct Luck {
  std::uint64_t seed = 1;
  std::uint32_t replication = 0;
  bool is_mirrored = false;

  Stream stream(std::string_view who_and_why) const {
    const Stream stream = Stream::named(seed, replication, who_and_why);
    return is_mirrored ? stream.mirrored() : stream;
  }
};

}  // namespace plimsoll
