#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "study/limit.hpp"

/// What limits a model next, once what limits it first is out of the way, and after that.
namespace plimsoll {

/// One capacity made larger.
struct Lift {
  std::string address;  // "system.app.workers"
  std::string from, to; // "32", "64"
  double factor = 1;
};

/// The limit with everything lifted so far.
struct Rung {
  Lift lift;    // on top of those of the rungs before
  Limit limit;
};

struct Ladder {
  Limit first;
  std::vector<Rung> next;
  std::string end;  // why there are fewer rungs than were asked for: a sentence; else empty
};

/// Finds the limit of a model, and `next` more.
///
/// What is behind a limit is found by experiment, not by rule: a little above the limit each capacity of the
/// part that gives way first (every setting its kind calls one: machines, cores, workers, places in line) is
/// doubled on its own, with the same luck, and the one that brings the measure that binds furthest down is the one; the capacities of all other parts are tried
/// where none of these helps. It is then doubled again until the limit that follows is
/// another one's, 8-fold at most.
Ladder climb(const LoadWith& load, const std::vector<NumberSetting>& moved, int next, const LimitOptions& options = {});

/// That of the first limit, unless the ladder was interrupted further up.
int exit_code(const Ladder& ladder);

}  // namespace plimsoll
