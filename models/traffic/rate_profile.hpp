#pragma once

#include <vector>

#include "models/spec/spec.hpp"
#include "sim/time.hpp"

namespace plimsoll {

/// A rate over time: constant, in steps, or in ramps between points; possibly repeating.
///
/// Before the first point the first rate holds, after the last one the last (unless it repeats).
class RateProfile {
 public:
  RateProfile() = default;
  explicit RateProfile(const spec::Traffic& traffic);

  /// A constant rate from now on.
  void set_constant(double per_second) {
    points_ = {{0, per_second}};
    repeats_ = 0;
  }

  /// The expected number of arrivals between two instants: the integral of the rate.
  double expected(SimTime from, SimTime to) const;

  /// When the integral of the rate from `from` on reaches `amount`; SimTime::max() if never.
  /// The inverse of the cumulative rate turns a gap of mean 1 into one of the profile's rate (time change).
  SimTime reaches(SimTime from, double amount) const;

 private:
  struct Point {
    double at;    // seconds
    double rate;  // per second
  };
  /// The stretch that holds at `t` (seconds into the pattern): rates at t and at its end, and the end.
  struct Stretch {
    double rate_now, rate_end, end;
  };
  Stretch stretch_at(double t) const;

  std::vector<Point> points_{{0, 0}};
  bool ramps_ = false;
  double repeats_ = 0;  // seconds; 0: does not
};

}  // namespace plimsoll
