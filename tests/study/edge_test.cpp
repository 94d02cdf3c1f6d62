#include "study/edge.hpp"

#include <gtest/gtest.h>

#include <cmath>


namespace plimsoll {
namespace {

EdgeSample around(double mean, std::vector<double> deviations, double limit) {
  EdgeSample sample{{}, limit};
  for (const double deviation : deviations) sample.values.push_back(mean + deviation);
  return sample;
}

// A measure that rises by 1 with each unit of load and stands at 10 in the middle of the window, at load 100:
// it meets 10.5 at 100.5, and where all replications agree its interval is that point.
TEST(Edge, AStraightLineMeetsItsLimitWhereItSays) {
  const std::vector<double> none(4, 0.0);
  const EdgeWindow window{98, 100, 102, around(-2, none, 0.5), around(0, none, 0.5), around(2, none, 0.5)};
  const std::optional<EdgeFit> fit = fit_edge(window);
  ASSERT_TRUE(fit.has_value());
  EXPECT_DOUBLE_EQ(fit->root, 100.5);
  EXPECT_DOUBLE_EQ(fit->low, 100.5);
  EXPECT_DOUBLE_EQ(fit->high, 100.5);
  EXPECT_NEAR(fit->bend, 0, 1e-12);
}

// Luck that is the same at all three loads does not touch the slope, and moves the root by as much as it moves
// the level: four replications off by ±1 have a standard error of 1/√3, and Student's t for three degrees of
// freedom is 3.182.
TEST(Edge, SharedLuckMovesTheLevelOnly) {
  const std::vector<double> luck{1, -1, 1, -1};
  const EdgeWindow window{98, 100, 102, around(-2, luck, 0), around(0, luck, 0), around(2, luck, 0)};
  const std::optional<EdgeFit> fit = fit_edge(window);
  ASSERT_TRUE(fit.has_value());
  EXPECT_NEAR(fit->root, 100, 1e-12);
  EXPECT_NEAR(fit->high - fit->root, 3.1824 / std::sqrt(3.0), 1e-3);
  EXPECT_NEAR(fit->root - fit->low, fit->high - fit->root, 1e-12);
}

// A parabola is followed: load² / 100 meets 102 at √10,200.
TEST(Edge, ABendIsFollowed) {
  const std::vector<double> none(4, 0.0);
  const auto at = [&](double load) { return around(load * load / 100 - 1'000, none, 102 - 1'000); };
  const std::optional<EdgeFit> fit = fit_edge({98, 100, 102, at(98), at(100), at(102)});
  ASSERT_TRUE(fit.has_value());
  EXPECT_NEAR(fit->root, std::sqrt(10'200.0), 1e-9);
}

// What steps from 0 to 1 between two of three loads bends as much as it rises, and what does not rise beyond
// its noise has no edge.
TEST(Edge, StepsAndNoiseAreNoLines) {
  const std::vector<double> none(4, 0.0);
  const std::optional<EdgeFit> step =
      fit_edge({9, 10, 11, around(0, none, 0.5), around(0, none, 0.5), around(1, none, 0.5)});
  ASSERT_TRUE(step.has_value());
  EXPECT_GT(step->bend, 0.5);
  const EdgeSample noise = around(0, {1, -1, 1, -1}, 0);
  const EdgeSample other = around(0.1, {-1, 1, -1, 1}, 0);
  EXPECT_FALSE(fit_edge({9, 10, 11, noise, noise, other}).has_value());
}

}  // namespace
}  // namespace plimsoll
