#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/spec/diagnostic.hpp"
#include "models/spec/spec.hpp"
#include "study/twin.hpp"

namespace plimsoll {

/// Arithmetic load of one part: what its requests ask of it, without simulating.
struct PartLoad {
  std::string part;
  std::string kind;
  std::string resource;  // "cpu", "workers", "connections"
  double visits_per_second = 0;
  double demand_seconds = 0;  // mean per visit
  double capacity = 0;        // servers
  double utilisation = 0;     // may exceed 1
};

struct CheckReport {
  spec::Diagnostics findings;   // warnings: order of holds, pools against connections, slow holds
  std::vector<PartLoad> loads;  // in file order
  std::optional<double> throughput_bound_per_second;  // no more than this, whatever the queueing
  std::string bound_sentence;                         // which part sets the bound
  Twin twin;                                          // what queueing theory says before any run
  std::vector<std::string> assumptions;               // "cache products: every look-up is taken to hit"
};

/// Looks at wiring, holds and arithmetic load. Runs nothing; takes milliseconds.
CheckReport check(const spec::Spec& spec, const spec::Diagnostics& from_loading);

}  // namespace plimsoll
