#pragma once

#include "models/draw_tally.hpp"
#include "models/request.hpp"
#include "sim/distribution.hpp"
#include "sim/stream.hpp"

namespace plimsoll {

/// A random quantity with its own stream: equal for the same request whatever else happens.
struct Draw {
  Stream stream;
  Distribution law = Distribution::constant(0);
  DrawTally* tally = nullptr;  // where draws are summed up; usually they are not

  Duration duration(const Request& r) const {
    const Duration drawn = law.sample_duration(stream, r.subject, r.iteration);
    if (tally != nullptr) tally->add(drawn.to_seconds(), law.mean());
    return drawn;
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
