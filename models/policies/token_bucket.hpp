#pragma once

#include <algorithm>
#include <cstdint>

#include "sim/check.hpp"
#include "sim/int128.hpp"
#include "sim/time.hpp"

namespace plimsoll {

/// Lets requests pass at a steady rate, and a burst of them at once.
///
///     tokens, `rate` a second ──▶ [ bucket, at most `burst` ] ──▶ one for each request that passes
///
/// The bucket starts full. Calls must come in order of `now`.
///
/// Two ways to use it. A limiter that refuses asks try_take(). A limiter that makes requests wait asks
/// take_in_turn(), which reserves the next free token, first come, first served; a reservation cannot be
/// given back, so a line that requests may leave calls try_take() and next_token() instead.
///
/// Precision   the level is an exact integer. The rate is kept to the nearest millionth of a token a day,
///             so rates that are whole per second, minute, hour or day (3 /s, 100 /min) never drift.
///             Instants are rounded up to a whole nanosecond each on its own; the rounding does not add up.
/// Randomness  none.
/// Checked by  a burst of n requests: the k-th passes (k - burst) / rate after the first. This is the
///             virtual scheduling algorithm of ITU-T I.371 (GCRA) with the clock kept in tokens.
class TokenBucket {
 public:
  /// Highest rate that may be asked for [tokens a second].
  static constexpr double max_rate_per_second = 1e8;
  /// Deepest bucket that may be asked for [tokens].
  static constexpr std::int64_t max_burst = 1'000'000'000'000'000;

  /// `rate_per_second` from 0 (nothing is ever added) to max_rate_per_second; `burst` from 1 to max_burst.
  TokenBucket(double rate_per_second, std::int64_t burst)
      : rate_(parts_per_nanosecond(rate_per_second)), full_(parts_of(burst)), level_(full_) {}

  /// Takes a token if there is one. False means refused; nothing is taken.
  bool try_take(SimTime now) {
    refill(now);
    if (level_ < token) return false;
    level_ -= token;
    return true;
  }

  /// Reserves the next free token for the request that arrives now and returns when it may pass: `now`
  /// or later, never before a request that asked earlier; SimTime::max() if no token will ever come.
  SimTime take_in_turn(SimTime now) {
    refill(now);
    const SimTime passes = std::max(when_level_reaches(token), last_reserved_);
    if (passes == SimTime::max()) return passes;  // nothing to reserve
    level_ -= token;
    last_reserved_ = passes;
    return passes;
  }

  /// When try_take() would next succeed if nobody else took a token: `now` or later, or SimTime::max().
  SimTime next_token(SimTime now) {
    refill(now);
    return when_level_reaches(token);
  }

  /// Whole tokens in the bucket; negative while that many are reserved ahead of time.
  std::int64_t available(SimTime now) {
    refill(now);
    const int128 whole = level_ / token;
    return static_cast<std::int64_t>(level_ < whole * token ? whole - 1 : whole);
  }

  /// Changes the rate from now on. What has flowed in stays, and so do the instants already reserved.
  void set_rate(SimTime now, double rate_per_second) {
    refill(now);
    rate_ = parts_per_nanosecond(rate_per_second);
  }

  /// Changes the depth from now on. Tokens that no longer fit are lost; a deeper bucket fills at the rate.
  void set_burst(SimTime now, std::int64_t burst) {
    refill(now);
    full_ = parts_of(burst);
    level_ = std::min(level_, full_);
  }

 private:
  // One token is this many parts, so that a rate of r tokens a second is r * 86400 * 10^6 parts a
  // nanosecond: a whole number for every rate that is whole over a day or any divisor of it.
  static constexpr double parts_per_nanosecond_at_one_per_second = 86'400e6;
  static constexpr int128 token = static_cast<int128>(86'400'000'000) * 1'000'000'000;

  static std::int64_t parts_per_nanosecond(double rate_per_second) {
    PLIMSOLL_CHECK(rate_per_second >= 0 && rate_per_second <= max_rate_per_second);
    return static_cast<std::int64_t>(rate_per_second * parts_per_nanosecond_at_one_per_second + 0.5);
  }
  static int128 parts_of(std::int64_t burst) {
    PLIMSOLL_CHECK(burst >= 1 && burst <= max_burst);
    return burst * token;
  }

  // Neither product nor sum can overflow: time and rate are below 2^63, the level below 2^117.
  //
  // A bucket that became full less than a nanosecond ago keeps what has come since: its instant was
  // rounded up, and cutting that off would lose part of a nanosecond with each token of a burst of 1.
  void refill(SimTime now) {
    PLIMSOLL_CHECK(now >= updated_);
    level_ += static_cast<int128>((now - updated_).count()) * rate_;
    if (level_ - full_ >= rate_) level_ = std::min(level_, full_);
    updated_ = now;
  }

  SimTime when_level_reaches(int128 wanted) const {
    if (level_ >= wanted) return updated_;
    if (rate_ == 0) return SimTime::max();
    const int128 nanoseconds = (wanted - level_ + rate_ - 1) / rate_;
    if (nanoseconds > INT64_MAX) return SimTime::max();
    return updated_ + Duration::ns(static_cast<std::int64_t>(nanoseconds));
  }

  std::int64_t rate_;  // parts a nanosecond
  int128 full_;        // parts
  int128 level_;       // parts; negative while tokens are reserved ahead of time
  SimTime updated_{};  // when level_ was true
  SimTime last_reserved_{};
};

}  // namespace plimsoll
