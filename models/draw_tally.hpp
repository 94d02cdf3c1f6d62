#pragma once

#include <string>

namespace plimsoll {

/// By how much draws of one purpose have exceeded their means, in sum, since the end of the warm-up: what
/// luck brought. Its expectation is exactly 0 at any instant, whatever the model does with the draws and
/// however many there are: that another is made is decided before it is known (a stopped martingale; Wald).
/// So it can serve as a control variate (sim/measure/control_variates.hpp).
struct DrawTally {
  enum class Of {
    traffic,  // gaps and think times, each over its mean: requests that came less than expected
    work,     // what requests ask of the part `name`, or of nobody ("") [s]
  };
  Of of = Of::work;
  std::string name;
  double surplus = 0;

  void add(double drawn, double mean) { surplus += drawn - mean; }
};

}  // namespace plimsoll
