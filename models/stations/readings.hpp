#pragma once

#include "models/component.hpp"
#include "sim/measure/time_average.hpp"

namespace plimsoll {

/// The mean over time of `part`, or 0 where no time has passed.
inline double mean_or_zero(const TimeAverage& average, SimTime now) {
  const double mean = average.mean(now);
  return mean == mean ? mean : 0;
}

/// used / capacity; 0 for nothing of nothing.
inline double share(double used, double capacity) { return capacity > 0 ? used / capacity : 0; }

}  // namespace plimsoll
