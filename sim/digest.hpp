#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace plimsoll {

/// A running fingerprint of a sequence of numbers: what happened, in which order.
///
/// Two runs with the same digest went the same way, except by a chance of 1 in 2^64. Any one number
/// changed always changes the digest. It tells runs apart; it is no protection against forgery.
/// Its values are the same on every machine and are part of what we promise between versions.
class Digest {
 public:
  /// Appends one number to the sequence.
  void add(std::uint64_t word) {
    state_ = std::rotl(state_ ^ (word * 0x9e3779b97f4a7c15), 29) * 0xd6e8feb86659fd93;
  }

  /// The fingerprint of the sequence so far. Every bit of the state reaches every bit of it: a
  /// 64-bit finaliser of multiplications and shifts (Stafford's "variant 13" constants).
  std::uint64_t value() const {
    std::uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
    return mixed ^ (mixed >> 31);
  }

  /// value() as people see it.
  std::string text() const;

 private:
  std::uint64_t state_ = 0x243f6a8885a308d3;  // the first 64 binary places of pi
};

/// A digest as 16 hexadecimal digits in lower case.
inline std::string digest_text(std::uint64_t value) {
  std::string text(16, '0');
  for (std::size_t i = 0; i < text.size(); ++i) {
    text[i] = "0123456789abcdef"[(value >> (60 - 4 * i)) & 0xf];
  }
  return text;
}

inline std::string Digest::text() const { return digest_text(value()); }

/// The digest of bytes: their number, then eight at a time, least significant first, with zeros after
/// the last.
inline std::uint64_t digest_of(std::span<const std::byte> bytes) {
  Digest digest;
  digest.add(bytes.size());
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    word |= std::to_integer<std::uint64_t>(bytes[i]) << (8 * (i % 8));
    if (i % 8 == 7 || i + 1 == bytes.size()) {
      digest.add(word);
      word = 0;
    }
  }
  return digest.value();
}

inline std::uint64_t digest_of(std::string_view text) {
  return digest_of(std::as_bytes(std::span(text.data(), text.size())));
}

}  // namespace plimsoll
