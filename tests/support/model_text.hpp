#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "models/catalogue.hpp"
#include "models/spec/load.hpp"
#include "sim/measure/student_t.hpp"
#include "study/run.hpp"

/// Runs topologies written inside tests, and looks up what came out of them.
namespace plimsoll::test {

/// Loads a topology with the real catalogue. Throws with the rendered diagnostics, which fails the test, if
/// it does not hold together.
inline spec::Spec load_text(std::string_view toml, std::vector<std::string> sets = {}) {
  spec::LoadRequest request;
  request.files = {{"test.toml", std::string(toml)}};
  request.sets = std::move(sets);
  request.kinds = part_kinds();
  spec::LoadResult loaded = spec::load(request);
  if (!loaded.spec) throw std::runtime_error("\n" + loaded.diagnostics.render());
  return std::move(*loaded.spec);
}

/// ... and runs it.
inline Results run_text(std::string_view toml, std::vector<std::string> sets = {}) {
  return run(load_text(toml, std::move(sets)));
}

/// The entry of that name. Throws if there is none.
template <typename Named>
const Named& find_named(const std::vector<Named>& all, std::string_view name) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const Named& one) { return one.name == name; });
  if (found == all.end()) throw std::runtime_error("the results have no '" + std::string(name) + "'");
  return *found;
}

inline const PartFigures& part_of(const Results& results, std::string_view name) {
  return find_named(results.parts, name);
}
inline const RequestFigures& request_of(const Results& results, std::string_view name) {
  return find_named(results.requests, name);
}

/// One measure of a part's own: measure(results, "products", "hit_ratio").
inline const Estimate& measure(const Results& results, std::string_view part, std::string_view name) {
  return find_named(part_of(results, part).own, name).value;
}

/// Requests that failed for this reason; 0 where none did.
inline double failures(const RequestFigures& request, std::string_view reason) {
  for (const FailureFigures& failure : request.failures) {
    if (failure.reason == reason) return failure.count.value;
  }
  return 0;
}

/// The exact value must lie inside the 99.9 % interval, and the interval must reach no further than
/// `reach` to either side (in the unit of the value), or the test would prove nothing.
inline void expect_exact(const Results& results, const Estimate& measured, double exact, double reach) {
  ASSERT_TRUE(measured.has_interval);
  const std::int64_t freedom = results.run.replications - 1;
  const double wider = student_t_two_sided(0.999, freedom) / student_t_two_sided(0.95, freedom);
  const double half_width = (measured.high - measured.low) / 2 * wider;
  EXPECT_NEAR(measured.value, exact, half_width);
  EXPECT_LT(half_width, reach);
}

/// The same for an approximation, which is allowed to be off by `tolerance` itself.
inline void expect_approximate(const Estimate& measured, double approximation, double tolerance) {
  ASSERT_TRUE(measured.has_interval);
  EXPECT_NEAR(measured.value, approximation, tolerance);
  EXPECT_LT(measured.high - measured.low, tolerance);
}

}  // namespace plimsoll::test
