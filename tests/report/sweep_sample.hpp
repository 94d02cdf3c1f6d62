#pragma once

#include "report/sweep.hpp"
#include "tests/report/sample_results.hpp"

namespace plimsoll::report {

/// Three points of the sample shop: two that ran, the second without an interval for p99, and one that a
/// guard stopped.
inline SweepFound sample_sweep() {
  SweepFound found;
  found.plan.files = {{"shop.toml", "the shop"}};
  found.plan.addresses = {"system.app.instances", "system.db_pool.wait_limit"};
  found.plan.points = {{1, "Shop", "00000000000000a1", "", {"system.app.instances=2"}, {"2", "\"1 s\""}},
                       {2, "Shop", "00000000000000a2", "lean", {"system.app.instances=2"}, {"2", "\"2 s\""}},
                       {3, "Shop", "00000000000000a3", "", {}, {"4", "\"1 s\""}}};
  using Of = Measure::Of;
  const Measure p99{Of::request, "checkout", "p99", "seconds", Better::lower, estimate(0.5, 0.01), {}};
  Observation observation;
  observation.results = sample_results();
  PointResult first = result_of({}, observation);
  first.measures = {p99};
  PointResult second = first;
  second.measures.front().estimate = {};
  second.measures.front().estimate.refused = "p99 of checkout, \"lean\", needs 20 s more";
  found.ended = {{0, first}, {1, second}, {2, result_of_stopped("7 users need 9 GB of memory")}};
  return found;
}

}  // namespace plimsoll::report
