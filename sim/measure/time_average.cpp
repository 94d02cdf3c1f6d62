#include "sim/measure/time_average.hpp"

#include <limits>

namespace plimsoll {

int128 TimeAverage::integral(SimTime now) const {
  PLIMSOLL_CHECK(now >= last_);
  return integral_ + int128{level_} * (now - last_).count();
}

double TimeAverage::mean(SimTime now) const {
  const int128 total = integral(now);
  if (now == start_) return std::numeric_limits<double>::quiet_NaN();
  return static_cast<double>(total) / static_cast<double>((now - start_).count());
}

}  // namespace plimsoll
