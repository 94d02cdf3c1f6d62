#include "sim/timer_lane.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "sim/event_queue.hpp"

namespace plimsoll {
namespace {

using Expired = TimerLanes::Expired;

constexpr auto all_armed = [](LaneId, std::uint32_t, TimerTicket) { return true; };

// Timers of two durations expire by deadline, and next_time() always knows the earliest.
TEST(TimerLanes, ExpireByDeadline) {
  TimerLanes lanes;
  const LaneId slow = lanes.add_lane(Duration::ms(50));
  const LaneId fast = lanes.add_lane(Duration::ms(10));
  EXPECT_EQ(lanes.next_time(), SimTime::max());

  const TimerTicket first = lanes.arm(slow, SimTime::ms(0), 7, all_armed);
  EXPECT_EQ(lanes.next_time(), SimTime::ms(50));
  const TimerTicket second = lanes.arm(fast, SimTime::ms(5), 8, all_armed);
  EXPECT_EQ(lanes.next_time(), SimTime::ms(15));

  EXPECT_EQ(lanes.take(all_armed), (Expired{SimTime::ms(15), fast, 8, second}));
  EXPECT_EQ(lanes.next_time(), SimTime::ms(50));
  EXPECT_EQ(lanes.take(all_armed), (Expired{SimTime::ms(50), slow, 7, first}));
  EXPECT_EQ(lanes.take(all_armed), std::nullopt);
  EXPECT_EQ(lanes.next_time(), SimTime::max());
}

// At one instant the lane added first comes first, and within a lane the timer armed first.
TEST(TimerLanes, ResolveTiesByLaneThenByOrderOfArming) {
  TimerLanes lanes;
  const LaneId a = lanes.add_lane(Duration::ms(20));
  const LaneId b = lanes.add_lane(Duration::ms(10));
  lanes.arm(b, SimTime::ms(10), 3, all_armed);
  lanes.arm(b, SimTime::ms(10), 4, all_armed);
  lanes.arm(a, SimTime::ms(0), 1, all_armed);
  lanes.arm(a, SimTime::ms(0), 2, all_armed);

  std::vector<std::uint32_t> targets;
  while (const auto expired = lanes.take(all_armed)) targets.push_back(expired->target);
  EXPECT_EQ(targets, (std::vector<std::uint32_t>{1, 2, 3, 4}));
}

// A run of forgotten timers is dropped in one call, which expires nothing because the next armed
// one is due later: an ordinary event may come before it.
TEST(TimerLanes, DropForgottenTimersWithoutRunningAhead) {
  TimerLanes lanes;
  const LaneId lane = lanes.add_lane(Duration::ms(10));
  for (int i = 0; i < 5; ++i) lanes.arm(lane, SimTime::ms(i), static_cast<std::uint32_t>(i), all_armed);
  const auto only_the_last = [](LaneId, std::uint32_t target, TimerTicket) { return target == 4; };

  EXPECT_EQ(lanes.next_time(), SimTime::ms(10));
  EXPECT_EQ(lanes.take(only_the_last), std::nullopt);
  EXPECT_EQ(lanes.next_time(), SimTime::ms(14));
  EXPECT_EQ(lanes.size(), 1U);
  EXPECT_EQ(lanes.take(only_the_last)->target, 4U);
  EXPECT_EQ(lanes.size(), 0U);
}

// A forgotten timer does not hide one of another lane that is due at the same instant.
TEST(TimerLanes, FindTheArmedTimerBehindAForgottenOneOfTheSameInstant) {
  TimerLanes lanes;
  const LaneId a = lanes.add_lane(Duration::ms(10));
  const LaneId b = lanes.add_lane(Duration::ms(10));
  lanes.arm(a, SimTime{}, 1, all_armed);
  lanes.arm(b, SimTime{}, 2, all_armed);

  const auto expired = lanes.take([](LaneId, std::uint32_t target, TimerTicket) { return target == 2; });
  EXPECT_EQ(expired->lane, b);
  EXPECT_EQ(expired->when, SimTime::ms(10));
}

// Tickets start at 1 and differ, whatever the lane, so re-arming makes the old ticket a forgotten one.
TEST(TimerLanes, GiveEveryArmingItsOwnTicket) {
  TimerLanes lanes;
  const LaneId lane = lanes.add_lane(Duration::ms(10));
  EXPECT_EQ(lanes.arm(lane, SimTime{}, 1, all_armed), 1U);
  EXPECT_EQ(lanes.arm(lane, SimTime{}, 1, all_armed), 2U);
  EXPECT_EQ(lanes.arm(lanes.add_lane(Duration::ms(1)), SimTime{}, 1, all_armed), 3U);
}

// A million timers armed and forgotten at once, a hundred of them awaited at any time: the lane keeps room
// for a few hundred, and who is still awaited expires.
TEST(TimerLanes, KeepNoRoomForTheForgotten) {
  TimerLanes lanes;
  const LaneId lane = lanes.add_lane(Duration::seconds(10));
  std::vector<TimerTicket> awaited(100, 0);
  const auto is_armed = [&](LaneId, std::uint32_t target, TimerTicket ticket) {
    return awaited[target] == ticket;
  };
  for (std::uint32_t i = 0; i < 1'000'000; ++i) {
    const std::uint32_t target = i < 99 ? i : 99;
    awaited[target] = lanes.arm(lane, SimTime::us(i), target, is_armed);
  }
  EXPECT_LE(lanes.capacity_bytes(), 20'000U);
  for (std::uint32_t i = 0; i < 99; ++i) {
    EXPECT_EQ(lanes.take(is_armed), (Expired{SimTime::us(10'000'000 + i), lane, i, awaited[i]}));
  }
}

// A lane that was full has dropped the timer that next_time() spoke of: the look at that instant finds
// nothing, and the timer that is awaited expires when it is due.
TEST(TimerLanes, LookOnceForATimerThatWasDropped) {
  TimerLanes lanes;
  const LaneId lane = lanes.add_lane(Duration::seconds(1));
  TimerTicket awaited = 0;
  const auto is_awaited = [&](LaneId, std::uint32_t, TimerTicket ticket) { return ticket == awaited; };
  for (std::uint32_t i = 0; i < 1'000; ++i) awaited = lanes.arm(lane, SimTime::ms(i), i, is_awaited);

  EXPECT_EQ(lanes.next_time(), SimTime::ms(1'000));
  EXPECT_EQ(lanes.take(is_awaited), std::nullopt);
  EXPECT_EQ(lanes.next_time(), SimTime::ms(1'999));
  EXPECT_EQ(lanes.take(is_awaited), (Expired{SimTime::ms(1'999), lane, 999, awaited}));
  EXPECT_EQ(lanes.next_time(), SimTime::max());
}

// In the engine's loop an answer that arrives at the very instant of its time-out is in time: the
// ordinary event comes first and the timer, forgotten by then, never expires.
TEST(TimerLanes, LetOrdinaryEventsOfTheSameInstantComeFirst) {
  EventQueue queue;
  TimerLanes lanes;
  const LaneId lane = lanes.add_lane(Duration::ms(10));
  TimerTicket awaited = lanes.arm(lane, SimTime{}, 1, all_armed);
  queue.push(SimTime::ms(10), {.handler = 0, .target = 1});

  std::vector<std::string> story;
  const auto is_armed = [&](LaneId, std::uint32_t, TimerTicket ticket) { return ticket == awaited; };
  while (queue.next_time() != SimTime::max() || lanes.next_time() != SimTime::max()) {
    if (queue.next_time() <= lanes.next_time()) {
      queue.pop();
      awaited = 0;
      story.emplace_back("answer");
    } else if (lanes.take(is_armed)) {
      story.emplace_back("time-out");
    }
  }
  EXPECT_EQ(story, (std::vector<std::string>{"answer"}));
}

// A lane that grows while its line wraps around keeps the order of arming.
TEST(TimerLanes, KeepTheirOrderWhenALaneGrows) {
  TimerLanes lanes;
  const LaneId lane = lanes.add_lane(Duration::ms(10));
  for (std::uint32_t i = 0; i < 10; ++i) lanes.arm(lane, SimTime{}, i, all_armed);
  for (std::uint32_t i = 0; i < 10; ++i) EXPECT_EQ(lanes.take(all_armed)->target, i);
  for (std::uint32_t i = 10; i < 200; ++i) lanes.arm(lane, SimTime::ms(1), i, all_armed);
  for (std::uint32_t i = 10; i < 200; ++i) EXPECT_EQ(lanes.take(all_armed)->target, i);
}

// A deadline beyond the end of time never comes.
TEST(TimerLanes, NeverReachADeadlineBeyondTheEndOfTime) {
  TimerLanes lanes;
  const LaneId endless = lanes.add_lane(Duration::max());
  EXPECT_NE(lanes.arm(endless, SimTime::ms(1), 1, all_armed), 0U);
  EXPECT_EQ(lanes.next_time(), SimTime::max());
  EXPECT_EQ(lanes.take(all_armed), std::nullopt);
}

// A negative duration, an unknown lane, and arming in the past are our own mistakes.
TEST(TimerLanes, RefuseWhatCannotBe) {
  TimerLanes lanes;
  EXPECT_THROW(lanes.add_lane(Duration::ns(-1)), InternalError);
  EXPECT_THROW(lanes.arm(0, SimTime{}, 1, all_armed), InternalError);
  const LaneId lane = lanes.add_lane(Duration::ms(10));
  lanes.arm(lane, SimTime::ms(2), 1, all_armed);
  EXPECT_THROW(lanes.arm(lane, SimTime::ms(1), 1, all_armed), InternalError);
}

// Random arming, forgetting and expiring over 40 lanes gives what a sorted list of the armed
// timers gives.
TEST(TimerLanes, ExpireAsFromASortedList) {
  std::uint64_t state = 1;
  const auto below = [&state](std::uint32_t n) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    return static_cast<std::uint32_t>(state >> 33) % n;
  };
  TimerLanes lanes;
  std::vector<Duration> durations;
  for (int i = 0; i < 40; ++i) {
    durations.push_back(Duration::ms(below(20) * 10));
    lanes.add_lane(durations.back());
  }
  std::map<std::tuple<SimTime, LaneId, TimerTicket>, std::uint32_t> armed;
  const auto is_armed = [&](LaneId lane, std::uint32_t target, TimerTicket ticket) {
    for (auto at = armed.begin(); at != armed.end(); ++at) {
      if (std::get<1>(at->first) == lane && std::get<2>(at->first) == ticket) return at->second == target;
    }
    return false;
  };
  SimTime now;
  std::size_t expirations = 0;
  for (int step = 0; step < 50'000; ++step) {
    // The clock moves, but never past a timer that is due.
    const SimTime later = now + Duration::ms(below(8));
    if (lanes.next_time() <= later) {
      now = lanes.next_time();
      if (const auto expired = lanes.take(is_armed)) {
        ASSERT_FALSE(armed.empty());
        const auto [key, target] = *armed.begin();
        ASSERT_EQ(*expired, (Expired{std::get<0>(key), std::get<1>(key), target, std::get<2>(key)}));
        ASSERT_EQ(expired->when, now);
        armed.erase(armed.begin());
        ++expirations;
      }
    } else {
      now = later;
      const LaneId lane = below(40);
      const std::uint32_t target = below(1'000);
      armed[{now + durations[lane], lane, lanes.arm(lane, now, target, is_armed)}] = target;
      if (below(2) == 0)
        armed.erase(std::next(armed.begin(), below(static_cast<std::uint32_t>(armed.size()))));
    }
  }
  EXPECT_GT(expirations, 5'000U);
}

}  // namespace
}  // namespace plimsoll
