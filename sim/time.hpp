#pragma once

#include <compare>
#include <cstdint>

namespace plimsoll {

/// A span of simulated time in whole nanoseconds. May be negative as a difference. Sums and multiples
/// saturate at what 64 bits hold (about 292 years).
class Duration {
 public:
  constexpr Duration() = default;
  static constexpr Duration ns(std::int64_t n) { return Duration{n}; }
  static constexpr Duration us(std::int64_t n) { return Duration{n * 1'000}; }
  static constexpr Duration ms(std::int64_t n) { return Duration{n * 1'000'000}; }
  static constexpr Duration seconds(std::int64_t n) { return Duration{n * 1'000'000'000}; }

  /// The nearest nanosecond to `seconds`, clamped to what 64 bits hold (about 292 years).
  static constexpr Duration from_seconds(double seconds) {
    const double n = seconds * 1e9;
    if (n >= 9.2e18) return max();
    if (n <= -9.2e18) return Duration{-max().ns_};
    return Duration{static_cast<std::int64_t>(n < 0 ? n - 0.5 : n + 0.5)};
  }
  static constexpr Duration max() { return Duration{INT64_MAX}; }

  constexpr std::int64_t count() const { return ns_; }
  constexpr double to_seconds() const { return static_cast<double>(ns_) / 1e9; }

  constexpr auto operator<=>(const Duration&) const = default;
  constexpr Duration operator+(Duration other) const {
    std::int64_t sum = 0;
    return __builtin_add_overflow(ns_, other.ns_, &sum) ? saturated(ns_ < 0) : Duration{sum};
  }
  constexpr Duration operator-(Duration other) const { return Duration{ns_ - other.ns_}; }
  constexpr Duration operator*(std::int64_t times) const {
    std::int64_t product = 0;
    return __builtin_mul_overflow(ns_, times, &product) ? saturated((ns_ < 0) != (times < 0))
                                                        : Duration{product};
  }
  constexpr Duration operator/(std::int64_t parts) const { return Duration{ns_ / parts}; }
  constexpr Duration& operator+=(Duration other) { return *this = *this + other; }
  constexpr Duration& operator-=(Duration other) {
    ns_ -= other.ns_;
    return *this;
  }

 private:
  constexpr explicit Duration(std::int64_t n) : ns_(n) {}
  static constexpr Duration saturated(bool is_negative) {
    return Duration{is_negative ? -INT64_MAX : INT64_MAX};
  }
  std::int64_t ns_ = 0;
};

/// An instant of simulated time: whole nanoseconds since the start of the run.
class SimTime {
 public:
  constexpr SimTime() = default;
  static constexpr SimTime ns(std::int64_t n) { return SimTime{n}; }
  static constexpr SimTime us(std::int64_t n) { return SimTime{n * 1'000}; }
  static constexpr SimTime ms(std::int64_t n) { return SimTime{n * 1'000'000}; }
  static constexpr SimTime seconds(std::int64_t n) { return SimTime{n * 1'000'000'000}; }
  static constexpr SimTime max() { return SimTime{INT64_MAX}; }

  constexpr std::int64_t count() const { return ns_; }
  constexpr double to_seconds() const { return static_cast<double>(ns_) / 1e9; }

  constexpr auto operator<=>(const SimTime&) const = default;
  constexpr Duration operator-(SimTime other) const { return Duration::ns(ns_ - other.ns_); }

  /// Saturates at max(): an instant that 64 bits cannot hold never comes.
  constexpr SimTime operator+(Duration d) const {
    std::int64_t sum = 0;
    return __builtin_add_overflow(ns_, d.count(), &sum) ? max() : SimTime{sum};
  }

 private:
  constexpr explicit SimTime(std::int64_t n) : ns_(n) {}
  std::int64_t ns_ = 0;
};

}  // namespace plimsoll
