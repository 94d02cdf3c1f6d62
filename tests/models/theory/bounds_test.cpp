#include "models/theory/bounds.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "models/theory/approximate_mva.hpp"

namespace plimsoll::theory {
namespace {

// The central server: disk 1 lets 0.476 through, and saturates at (15 + 4.055) x 0.476 = 9.07 users.
TEST(Bounds, FindTheBottleneckAndWhereItSaturates) {
  const std::vector<Demand> demands = {{0.605, 1}, {2.1, 1}, {1.35, 1}};
  EXPECT_EQ(bottleneck(demands).resource, 1u);
  const AsymptoticBounds bounds = asymptotic_bounds(100, 15, 4.055, demands);
  EXPECT_NEAR(bounds.throughput_max_per_second, 1 / 2.1, 1e-12);
  EXPECT_NEAR(bounds.response_min_seconds, 210 - 15, 1e-9);
  EXPECT_NEAR(bounds.saturation_users, 9.0738095238, 1e-9);
  EXPECT_NEAR(asymptotic_bounds(3, 15, 4.055, demands).throughput_max_per_second, 3 / 19.055, 1e-12);
  EXPECT_NEAR(utilisation(0.4, demands[1]), 0.84, 1e-12);
  EXPECT_TRUE(std::isinf(bottleneck({}).throughput_per_second));
}

// The exact throughput lies between the balanced bounds, and they inside the asymptotic ones.
TEST(Bounds, HoldTheExactValueBetweenThem) {
  const std::vector<double> demands = {0.605, 2.1, 1.35};
  std::vector<Station> stations;
  std::vector<Demand> resources;
  for (const double demand : demands) {
    stations.push_back({Speed::servers(1), {demand}});
    resources.push_back({demand, 1});
  }
  for (const double think : {0.0, 15.0}) {
    for (const std::int64_t users : {1, 2, 5, 9, 20, 100}) {
      const double exact = solve_closed({{users}, {think}, stations})->throughput_per_second[0];
      const BalancedBounds close = balanced_job_bounds(users, think, demands);
      const AsymptoticBounds wide = asymptotic_bounds(static_cast<double>(users), think, 4.055, resources);
      EXPECT_LE(close.throughput_min_per_second, exact * (1 + 1e-12));
      EXPECT_GE(close.throughput_max_per_second, exact * (1 - 1e-12));
      EXPECT_LE(close.throughput_max_per_second, wide.throughput_max_per_second * (1 + 1e-12));
    }
  }
}

// Within a few percent of the exact values, exact for one user and in the limit, and quick for a million.
TEST(ApproximateMva, ComesCloseToTheExactValues) {
  const std::vector<Station> stations = {
      {Speed::servers(1), {0.605}}, {Speed::servers(1), {2.1}}, {Speed::servers(2), {1.35}}};
  for (const std::int64_t users : {1, 3, 10, 100}) {
    const ClosedNetwork network{{users}, {15}, stations};
    const double exact = solve_closed(network)->throughput_per_second[0];
    EXPECT_NEAR(approximate_closed(network)->throughput_per_second[0], exact,
                (users == 1 ? 1e-9 : 0.06) * exact);
  }
  const NetworkMeans million = approximate_closed({{1'000'000}, {15}, stations}).value();
  EXPECT_NEAR(million.throughput_per_second[0], 1 / 2.1, 1e-6);
  EXPECT_NEAR(million.response_seconds[0], 2.1e6 - 15, 10);
}

}  // namespace
}  // namespace plimsoll::theory
