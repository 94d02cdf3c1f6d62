#pragma once

#include <cstdint>

#include "sim/check.hpp"
#include "sim/time.hpp"

namespace plimsoll {

/// How much of a delay between attempts is left to chance.
/// Names as in M. Brooker, "Exponential Backoff And Jitter" (2015).
enum class Jitter : std::uint8_t {
  none,   ///< the whole delay, always
  full,   ///< anything from nothing to the whole delay, evenly
  equal,  ///< half the delay, and anything up to the other half
};

/// How long a caller waits between attempts: each delay is `factor` times the one before, up to `cap`.
struct Backoff {
  Duration first = Duration::ms(100);    ///< delay after the first failure, at least 0
  double factor = 2;                     ///< at least 1
  Duration cap = Duration::seconds(10);  ///< no delay is longer; at least 0
  Jitter jitter = Jitter::full;
};

/// The delay after failure number `attempt` (1 = the first) before jitter: min(cap, first * factor^(attempt -
/// 1)) to the nearest nanosecond. Never overflows.
inline Duration backoff_without_jitter(const Backoff& backoff, std::int64_t attempt) {
  PLIMSOLL_CHECK(attempt >= 1 && backoff.factor >= 1);
  PLIMSOLL_CHECK(backoff.first >= Duration{} && backoff.cap >= Duration{});
  if (backoff.first == Duration{}) return {};

  // A power by squaring: plain products, so every machine gets the same bits. It may reach infinity.
  double delay = static_cast<double>(backoff.first.count());
  double square = backoff.factor;
  for (std::int64_t left = attempt - 1; left > 0; left /= 2, square *= square) {
    if (left % 2 == 1) delay *= square;
  }
  if (delay >= static_cast<double>(backoff.cap.count())) return backoff.cap;
  return Duration::ns(static_cast<std::int64_t>(delay + 0.5));
}

/// The same with jitter; `u` is drawn evenly from [0, 1) and read even if there is no jitter.
inline Duration backoff_delay(const Backoff& backoff, std::int64_t attempt, double u) {
  PLIMSOLL_CHECK(u >= 0 && u < 1);
  const Duration whole = backoff_without_jitter(backoff, attempt);
  const auto share_of = [u](Duration d) {
    return Duration::ns(static_cast<std::int64_t>(u * static_cast<double>(d.count())));
  };
  switch (backoff.jitter) {
    case Jitter::none:
      return whole;
    case Jitter::full:
      return share_of(whole);
    case Jitter::equal:
      return whole / 2 + share_of(whole - whole / 2);
  }
  return whole;
}

}  // namespace plimsoll
