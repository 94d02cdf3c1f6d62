#include "models/policies/command_queue.hpp"

#include <gtest/gtest.h>

namespace plimsoll {
namespace {

// One core: three commands of 10 ms at once are done at 10, 20 and 30 ms; one at 50 ms finds it free.
TEST(CommandQueue, ServesInTurn) {
  CommandQueue queue{{1}};
  EXPECT_EQ(queue.serve({}, Duration::ms(10)).done, SimTime::ms(10));
  EXPECT_EQ(queue.serve({}, Duration::ms(10)).done, SimTime::ms(20));
  const CommandQueue::Turn third = queue.serve({}, Duration::ms(10));
  EXPECT_EQ(third.starts, SimTime::ms(20));
  EXPECT_EQ(third.done, SimTime::ms(30));
  EXPECT_EQ(queue.serve(SimTime::ms(50), Duration::ms(10)).starts, SimTime::ms(50));
}

// Two cores: the third command takes the core that is free first.
TEST(CommandQueue, TakesTheCoreThatIsFreeFirst) {
  CommandQueue queue{{2}};
  EXPECT_EQ(queue.serve({}, Duration::ms(10)).done, SimTime::ms(10));
  EXPECT_EQ(queue.serve({}, Duration::ms(4)).done, SimTime::ms(4));
  EXPECT_EQ(queue.serve(SimTime::ms(1), Duration::ms(2)).done, SimTime::ms(6));
}

// Unlimited cores never make anybody wait.
TEST(CommandQueue, NeverWaitsWithoutALimit) {
  CommandQueue queue{{}};
  for (int i = 0; i < 5; ++i) EXPECT_EQ(queue.serve({}, Duration::ms(10)).done, SimTime::ms(10));
}

// 30 ms of work given at 0: at 12 ms 12 ms of it are done. Counting begins anew there: 18 ms more until 40
// ms.
TEST(CommandQueue, CountsOnlyWorkThatIsDone) {
  CommandQueue queue{{1}};
  queue.serve({}, Duration::ms(10));
  queue.serve({}, Duration::ms(20));
  EXPECT_DOUBLE_EQ(queue.busy_seconds(SimTime::ms(12)), 0.012);
  queue.end_warm_up(SimTime::ms(12));
  EXPECT_DOUBLE_EQ(queue.busy_seconds(SimTime::ms(40)), 0.018);
}

}  // namespace
}  // namespace plimsoll
