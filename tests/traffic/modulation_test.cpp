#include "models/traffic/modulation.hpp"

#include <gtest/gtest.h>

namespace plimsoll {
namespace {

spec::TrafficState state(const char* name, double rate, int seconds, spec::Shares next = {},
                         spec::Shares on_arrival = {}) {
  const Distribution lasts = Distribution::constant(seconds);
  return {name, {}, {rate}, {lasts, ""}, std::move(next), std::move(on_arrival)};
}

// Without `next` states follow one another in the order of the file, and the first one the last.
TEST(Modulation, GoesRound) {
  Modulation states({state("a", 1, 10), state("b", 2, 20), state("c", 3, 30)}, "traffic.t", {1, 0});
  states.start(false);
  EXPECT_EQ(states.rate(), 1);
  EXPECT_EQ(states.lasts(), Duration::seconds(10));
  states.move();
  EXPECT_EQ(states.rate(), 2);
  states.move();
  EXPECT_EQ(states.rate(), 3);
  states.move();
  EXPECT_EQ(states.rate(), 1);
}

// A state is followed by others as often as its shares say: after 10,000 rounds within four standard
// deviations of 3 in 4.
TEST(Modulation, FollowsItsShares) {
  Modulation states({state("a", 1, 1, {{"b", 3}, {"c", 1}}), state("b", 2, 1, {{"a", 1}}), state("c", 3, 1)},
                    "traffic.t", {1, 0});
  states.start(false);
  int to_b = 0;
  for (int i = 0; i < 10'000; ++i) {
    states.move();
    to_b += states.rate() == 2;
    states.move();
    ASSERT_EQ(states.rate(), 1);
  }
  EXPECT_NEAR(to_b, 7'500, 4 * 43.3);
}

// One arrival in four moves the state; none moves one that does not say so.
TEST(Modulation, MovesOnArrivals) {
  const auto moved = [](const spec::Shares& on_arrival) {
    int count = 0;
    for (std::uint64_t arrival = 0; arrival < 10'000; ++arrival) {
      Modulation states({state("a", 1, 1, {}, on_arrival), state("b", 2, 1)}, "traffic.t", {1, 0});
      states.start(false);
      const bool is_moved = states.move_on_arrival(arrival);
      EXPECT_EQ(states.rate(), is_moved ? 2 : 1);
      count += is_moved;
    }
    return count;
  };
  EXPECT_EQ(moved({}), 0);
  EXPECT_NEAR(moved({{"b", 0.25}}), 2'500, 4 * 43.3);
}

// A steady run begins in any state, as often as each holds in the long run: one second in four here.
TEST(Modulation, BeginsAnywhere) {
  int in_first = 0;
  for (std::uint32_t replication = 0; replication < 1'000; ++replication) {
    Modulation states({state("a", 1, 1), state("b", 2, 3)}, "traffic.t", {1, replication});
    states.start(true);
    in_first += states.rate() == 1;
  }
  EXPECT_NEAR(in_first, 250, 4 * 13.7);
}

}  // namespace
}  // namespace plimsoll
