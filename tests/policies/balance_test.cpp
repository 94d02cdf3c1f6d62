#include "models/policies/balance.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "sim/check.hpp"

namespace plimsoll {
namespace {

using Counts = std::vector<std::uint32_t>;
using Mask = std::vector<std::uint8_t>;

/// How often each instance is chosen in `picks` picks; each raises what is in flight there by one.
Counts shares(Balancer& balancer, const Mask& up, std::size_t picks) {
  Counts in_flight(up.size());
  for (std::size_t i = 0; i < picks; ++i) ++in_flight[balancer.pick(in_flight, up, nullptr).value()];
  return in_flight;
}

/// How often each instance is chosen over an even grid of draws.
Counts shares_over_grid(Balancer& balancer, const Counts& in_flight, const Mask& up, std::uint32_t grid) {
  Counts chosen(up.size());
  const std::uint32_t seconds = balancer.draws() == 2 ? grid : 1;
  for (std::uint32_t i = 0; i < grid; ++i) {
    for (std::uint32_t j = 0; j < seconds; ++j) {
      const double u[] = {(i + 0.5) / grid, (j + 0.5) / grid};
      ++chosen[balancer.pick(in_flight, up, u).value()];
    }
  }
  return chosen;
}

// 0, 1, 2, 0; with instance 1 down 2, 0, 2, so that nobody takes a double turn.
TEST(Balancer, RoundRobinTakesTurnsAndSkipsWhatIsDown) {
  Balancer balancer{Balance::round_robin};
  for (const std::uint32_t expected : {0u, 1u, 2u, 0u}) {
    EXPECT_EQ(balancer.pick({}, Mask{1, 1, 1}, nullptr), expected);
  }
  for (const std::uint32_t expected : {2u, 0u, 2u}) {
    EXPECT_EQ(balancer.pick({}, Mask{1, 0, 1}, nullptr), expected);
  }
}

// Scaling in while the turn stands behind the last instance starts again at the first.
TEST(Balancer, TheNumberOfInstancesMayChange) {
  Balancer balancer{Balance::round_robin};
  for (int i = 0; i < 3; ++i) balancer.pick({}, Mask{1, 1, 1, 1}, nullptr);
  EXPECT_EQ(balancer.pick({}, Mask{1, 1}, nullptr), 0u);
  EXPECT_EQ(balancer.pick({}, Mask{1, 1}, nullptr), 1u);
}

// The least loaded instance that is up is chosen, wherever the turn stands.
TEST(Balancer, FewestInFlightChoosesTheLeastLoaded) {
  Balancer balancer{Balance::fewest_in_flight};
  EXPECT_EQ(balancer.pick(Counts{3, 1, 0, 2}, Mask{1, 1, 1, 1}, nullptr), 2u);
  EXPECT_EQ(balancer.pick(Counts{3, 1, 0, 2}, Mask{1, 1, 0, 1}, nullptr), 1u);
}

// Equals take turns: with nothing in flight, 400 picks give each of four exactly 100, and idle ones rotate.
TEST(Balancer, FewestInFlightIsFairAmongEquals) {
  Balancer balancer{Balance::fewest_in_flight};
  EXPECT_EQ(shares(balancer, Mask{1, 1, 1, 1}, 400), (Counts{100, 100, 100, 100}));
  for (const std::uint32_t expected : {0u, 1u, 2u, 3u, 0u}) {
    EXPECT_EQ(balancer.pick(Counts{0, 0, 0, 0}, Mask{1, 1, 1, 1}, nullptr), expected);
  }
}

// Over an even grid of 300 draws each of the three instances that are up is chosen exactly 100 times.
TEST(Balancer, RandomIsEvenAmongThoseThatAreUp) {
  Balancer balancer{Balance::random};
  EXPECT_EQ(shares_over_grid(balancer, {}, Mask{1, 0, 1, 1}, 300), (Counts{100, 0, 100, 100}));
}

// Of three pairs of different instances, the busiest of all wins none and the idlest two: 0, 1/3, 2/3.
TEST(Balancer, TwoChoicesTakesTheBetterOfTwoDifferentOnes) {
  Balancer balancer{Balance::two_choices};
  EXPECT_EQ(shares_over_grid(balancer, Counts{9, 5, 1}, Mask{1, 1, 1}, 60), (Counts{0, 1200, 2400}));
}

// Among equals each is the first drawn equally often; a single instance needs no second.
TEST(Balancer, TwoChoicesIsFairAmongEquals) {
  Balancer balancer{Balance::two_choices};
  EXPECT_EQ(shares_over_grid(balancer, Counts{4, 4, 4, 4}, Mask{1, 1, 0, 1}, 30), (Counts{300, 300, 0, 300}));
  EXPECT_EQ(shares_over_grid(balancer, Counts{4, 4}, Mask{0, 1}, 2), (Counts{0, 4}));
}

// Weights 1 : 2 : 0 : 5 over 800 draws give 100, 200, 0, 500; with the last down, 1 : 2 of 300.
TEST(Balancer, WeightsAreShares) {
  Balancer balancer{std::vector<double>{1, 2, 0, 5}};
  EXPECT_EQ(shares_over_grid(balancer, {}, Mask{1, 1, 1, 1}, 800), (Counts{100, 200, 0, 500}));
  EXPECT_EQ(shares_over_grid(balancer, {}, Mask{1, 1, 1, 0}, 300), (Counts{100, 200, 0, 0}));
}

// A weight of 0 is never chosen, not even by the extreme draws.
TEST(Balancer, AWeightOfZeroIsNeverChosen) {
  Balancer balancer{std::vector<double>{0, 1, 0}};
  const double lowest = 0;
  const double highest = 1 - 0x1p-53;
  EXPECT_EQ(balancer.pick({}, Mask{1, 1, 1}, &lowest), 1u);
  EXPECT_EQ(balancer.pick({}, Mask{1, 1, 1}, &highest), 1u);
  EXPECT_EQ(balancer.pick({}, Mask{1, 0, 1}, &lowest), std::nullopt);
}

// With nobody up there is nobody to choose, and the largest draw still names the last instance.
TEST(Balancer, NobodyUpAndTheLargestDraw) {
  const double highest[] = {1 - 0x1p-53, 1 - 0x1p-53};
  for (const Balance policy :
       {Balance::round_robin, Balance::random, Balance::fewest_in_flight, Balance::two_choices}) {
    Balancer balancer{policy};
    EXPECT_EQ(balancer.pick(Counts{0, 0}, Mask{0, 0}, highest), std::nullopt);
    EXPECT_EQ(balancer.pick(Counts{}, Mask{}, highest), std::nullopt);
  }
  EXPECT_EQ(Balancer{Balance::random}.pick({}, Mask(1000, 1), highest), 999u);
}

// Draws are read as announced: none for turns, one for a random choice, two for the better of two.
TEST(Balancer, SaysHowManyDrawsItReads) {
  EXPECT_EQ(Balancer{Balance::round_robin}.draws(), 0);
  EXPECT_EQ(Balancer{Balance::fewest_in_flight}.draws(), 0);
  EXPECT_EQ(Balancer{Balance::random}.draws(), 1);
  EXPECT_EQ(Balancer{Balance::two_choices}.draws(), 2);
  EXPECT_EQ(Balancer{std::vector<double>{1}}.draws(), 1);
}

// A list of the wrong length is our own mistake.
TEST(Balancer, ListsMustAgreeInLength) {
  EXPECT_THROW(Balancer{Balance::fewest_in_flight}.pick(Counts{0}, Mask{1, 1}, nullptr), InternalError);
  const double u = 0.5;
  EXPECT_THROW((Balancer{std::vector<double>{1}}.pick({}, Mask{1, 1}, &u)), InternalError);
}

}  // namespace
}  // namespace plimsoll
