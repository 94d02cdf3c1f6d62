#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

#include "sim/int128.hpp"
#include "sim/time.hpp"

namespace plimsoll::limit {

/// xoshiro256++ by Blackman and Vigna (public domain): the fastest good sequential generator we know.
class Random {
 public:
  explicit Random(std::uint64_t seed) {
    for (std::uint64_t& word : state_) {
      seed += 0x9e3779b97f4a7c15;
      std::uint64_t z = (seed ^ (seed >> 30)) * 0xbf58476d1ce4e5b9;
      z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
      word = z ^ (z >> 31);
    }
  }

  std::uint64_t next() {
    const std::uint64_t result = std::rotl(state_[0] + state_[3], 23) + state_[0];
    const std::uint64_t t = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= t;
    state_[3] = std::rotl(state_[3], 45);
    return result;
  }

  Duration exponential(double mean_seconds) {
    const double u = (static_cast<double>(next() >> 12) + 0.5) * 0x1p-52;
    return Duration::ns(static_cast<std::int64_t>(-std::log(u) * mean_seconds * 1e9));
  }

 private:
  std::array<std::uint64_t, 4> state_{};
};

/// PCG64 in its DXSM form by O'Neill: a 128-bit congruential generator with a multiplier of 64 bits, whose
/// upper half is mixed by two multiplications.
class Pcg64 {
 public:
  explicit Pcg64(std::uint64_t seed) : state_(uint128{seed} << 64 | 0x9e3779b97f4a7c15) {}

  std::uint64_t next() {
    constexpr std::uint64_t multiplier = 0xda942042e4dd58b5;
    std::uint64_t high = static_cast<std::uint64_t>(state_ >> 64);
    const std::uint64_t low = static_cast<std::uint64_t>(state_) | 1;
    state_ = state_ * multiplier + 1;
    high ^= high >> 32;
    high *= multiplier;
    high ^= high >> 48;
    return high * low;
  }

 private:
  uint128 state_;
};

/// A first-in-first-out ring that doubles when it is full.
template <typename T>
class Ring {
 public:
  bool empty() const { return size_ == 0; }
  void push(T value) {
    if (size_ == capacity_) grow();
    items_[(first_ + size_++) & (capacity_ - 1)] = value;
  }
  T pop() {
    const T value = items_[first_];
    first_ = (first_ + 1) & (capacity_ - 1);
    --size_;
    return value;
  }
  T& front() { return items_[first_]; }

  Ring() : items_(new T[1024]) {}
  ~Ring() { delete[] items_; }
  Ring(const Ring&) = delete;
  Ring& operator=(const Ring&) = delete;

 private:
  void grow() {
    T* larger = new T[capacity_ * 2];
    for (std::size_t i = 0; i < size_; ++i) larger[i] = items_[(first_ + i) & (capacity_ - 1)];
    delete[] items_;
    items_ = larger;
    first_ = 0;
    capacity_ *= 2;
  }
  T* items_;
  std::size_t capacity_ = 1024, first_ = 0, size_ = 0;
};

}  // namespace plimsoll::limit
