#pragma once

#include <cstdint>
#include <vector>

#include "sim/int128.hpp"

namespace plimsoll {

/// What one part's lines and places say of themselves since the end of the warm-up. Sums over all instances,
/// keys and lines of the part, so that the books of stations can be added up.
///
/// The line's level is kept in one place, the waits in another: Little's law says that they must agree.
struct PartBooks {
  int128 in_line_ns = 0;         // requests in line, integrated over time
  std::int64_t in_line = 0;      // ... and now
  uint128 waited_ns = 0;         // by those who were let in: the sum that the mean wait is made of
  uint128 gave_up_ns = 0;        // by those who left the line without being let in
  std::uint64_t let_in = 0;      // requests that got a place, waits of 0 included
  std::uint64_t left = 0;        // requests that gave one back
  std::int64_t held_start = 0;   // places held when counting started
  std::int64_t held = 0;         // ... and now
  std::int64_t beyond_size = 0;  // most places held at once beyond what there were
};

/// Who is there at one instant, counted one by one in the engine's table of requests: the other side of the
/// books, which no counter and no line can lead astray.
struct Census {
  struct Group {
    std::uint64_t count = 0;
    std::uint64_t age_ns = 0;  // summed over the group, modulo 2^64
    void add(std::int64_t nanoseconds) {
      ++count;
      age_ns += static_cast<std::uint64_t>(nanoseconds);
    }
  };
  std::vector<Group> in_flight;  // by kind of request; age: since it arrived
  std::vector<Group> waiting;    // by part; age: since its present wait began
};

}  // namespace plimsoll
