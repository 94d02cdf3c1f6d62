#include "models/theory/processor_sharing.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace plimsoll::theory {
namespace {

// Ciw's shared cores: 3 per second of 1/6 s respond in 1/3 s, 4 of 1/5 s in 1 s.
TEST(ProcessorSharing, MatchesOneCore) {
  EXPECT_NEAR(mg_c_sharing({.arrivals_per_second = 3, .service_seconds = 1.0 / 6})->response_seconds, 1.0 / 3,
              1e-14);
  EXPECT_NEAR(mg_c_sharing({.arrivals_per_second = 4, .service_seconds = 0.2})->response_seconds, 1, 1e-13);
}

// Response is in proportion to work, so classes average to the whole.
TEST(ProcessorSharing, SlowsAllWorkAlike) {
  const Load load{.arrivals_per_second = 10, .service_seconds = 0.25, .servers = 3};
  const double whole = mg_c_sharing(load)->response_seconds;
  EXPECT_DOUBLE_EQ(*sharing_response_to_work(load, 0.25), whole);
  EXPECT_DOUBLE_EQ(*sharing_response_to_work(load, 0.5), 2 * whole);
  EXPECT_EQ(*sharing_response_to_work(load, 0), 0);
}

// Equal weights are plain sharing, s / (1 - rho) for each class.
TEST(ProcessorSharing, WithEqualWeightsIsPlain) {
  const std::vector<WeightedClass> classes{{0.3, 1.0, 2}, {0.1, 3.0, 2}, {0.4, 0.25, 2}};
  const auto responses = weighted_sharing(classes);
  for (std::size_t k = 0; k < classes.size(); ++k) {
    EXPECT_NEAR((*responses)[k], classes[k].service_seconds / (1 - 0.7), 1e-12);
  }
}

// Whatever the weights, work is conserved: the work present is sum lambda s^2 / (1 - rho). An overwhelming
// weight is preemptive priority: 1 / (mu - lambda) for the favoured class.
TEST(ProcessorSharing, WithUnequalWeightsConservesWork) {
  const std::vector<WeightedClass> classes{{0.3, 1.0, 1e9}, {0.1, 3.0, 1}};
  const auto responses = weighted_sharing(classes);
  double work = 0, exact = 0;
  for (std::size_t k = 0; k < classes.size(); ++k) {
    const double rho = classes[k].arrivals_per_second * classes[k].service_seconds;
    work += rho * (*responses)[k];
    exact += rho * classes[k].service_seconds / (1 - 0.6);
  }
  EXPECT_NEAR(work, exact, 1e-12);
  EXPECT_NEAR((*responses)[0], 1 / (1 - 0.3), 1e-6);
}

// No steady state at full load, and no class without a weight.
TEST(ProcessorSharing, RefusesWhatHasNoAnswer) {
  EXPECT_EQ(weighted_sharing(std::vector<WeightedClass>{{1, 1, 1}}).reason(),
            refusal::no_steady_state.reason);
  EXPECT_FALSE(weighted_sharing({}));
  EXPECT_FALSE(weighted_sharing(std::vector<WeightedClass>{{0.1, 1, 0}}));
  EXPECT_FALSE(weighted_sharing(std::vector<WeightedClass>{{std::nan(""), 1, 1}}));
  EXPECT_FALSE(sharing_response_to_work({.arrivals_per_second = 1, .service_seconds = 1}, 1));
}

}  // namespace
}  // namespace plimsoll::theory
