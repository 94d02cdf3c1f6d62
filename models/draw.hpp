#pragma once

#include <vector>

#include "models/draw_tally.hpp"
#include "models/request.hpp"
#include "sim/distribution.hpp"
#include "sim/stream.hpp"

namespace plimsoll {

struct Draw;

/// What few draws have: out of the way of all others.
struct DrawAside {
  DrawTally* tally = nullptr;        // where draws are summed up
  bool is_by_attribute = false;      // the step before has put it into Request::demand: no law then
  std::vector<Duration> by_value{};  // for each value of the attribute

  Duration duration(const Draw& draw, const Request& r) const;
};

/// A random quantity with its own stream: equal for the same request whatever else happens.
struct Draw {
  Stream stream;
  Distribution law = Distribution::constant(0);
  const DrawAside* aside = nullptr;  // usually nothing

  Duration duration(const Request& r) const {
    if (aside != nullptr) [[unlikely]] {
      return aside->duration(*this, r);
    }
    return law.sample_duration(stream, r.subject, r.iteration);
  }
  double uniform(const Request& r) const { return stream.uniform(r.subject, r.iteration); }
};

/// The iteration number of the `round`-th further execution of the steps under `site`, given the number
/// outside. A hash, so that nested loops and retries never meet by chance.
inline std::uint32_t next_iteration(std::uint32_t outside, std::uint32_t site, std::uint32_t round) {
  std::uint64_t x = (std::uint64_t{outside} << 32 | site) * 0x9E3779B97F4A7C15u + round;
  x = (x ^ (x >> 32)) * 0xD6E8FEB86659FD93u;
  x = (x ^ (x >> 32)) * 0xD6E8FEB86659FD93u;
  return static_cast<std::uint32_t>(x >> 32) | 1u;  // never 0: that is the first execution
}

}  // namespace plimsoll
