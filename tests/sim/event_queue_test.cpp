#include "sim/event_queue.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <vector>

namespace plimsoll {
namespace {

/// Pops everything: the targets, in order.
std::vector<std::uint32_t> drain(EventQueue& queue) {
  std::vector<std::uint32_t> targets;
  while (!queue.empty()) targets.push_back(queue.pop().event.target);
  return targets;
}

// Events pop by time and carry what was pushed.
TEST(EventQueue, PopsByTime) {
  EventQueue queue;
  queue.push(SimTime::ms(30), {.handler = 1, .target = 3});
  queue.push(SimTime::ms(10), {.handler = 2, .target = 1});
  queue.push(SimTime::ms(20), {.handler = 3, .target = 2});

  EXPECT_EQ(queue.size(), 3U);
  EXPECT_EQ(queue.next_time(), SimTime::ms(10));
  const EventQueue::Popped first = queue.pop();
  EXPECT_EQ(first.when, SimTime::ms(10));
  EXPECT_EQ(first.event, (Event{.handler = 2, .target = 1}));
  EXPECT_EQ(drain(queue), (std::vector<std::uint32_t>{2, 3}));
  EXPECT_EQ(queue.next_time(), SimTime::max());
}

// At one instant events pop in order of pushing, also those pushed while it is being consumed.
TEST(EventQueue, KeepsTheOrderOfPushingAtOneInstant) {
  EventQueue queue;
  std::vector<std::uint32_t> expected;
  for (std::uint32_t i = 0; i < 1'000; ++i) {
    queue.push(SimTime::ms(5), {0, i});
    expected.push_back(i);
  }
  std::vector<std::uint32_t> popped;
  for (std::uint32_t i = 1'000; i < 1'500; ++i) {
    popped.push_back(queue.pop().event.target);
    queue.push(SimTime::ms(5), {0, i});
    expected.push_back(i);
  }
  for (const std::uint32_t target : drain(queue)) popped.push_back(target);
  EXPECT_EQ(popped, expected);
}

// A cancelled event never pops and no longer counts; cancelling again, or too late, is refused.
TEST(EventQueue, ForgetsCancelledEvents) {
  EventQueue queue;
  const CancelToken first = queue.push_cancellable(SimTime::ms(1), {7, 1});
  const CancelToken second = queue.push_cancellable(SimTime::ms(2), {7, 2});
  queue.push(SimTime::ms(3), {7, 3});

  EXPECT_TRUE(queue.cancel(first));
  EXPECT_FALSE(queue.cancel(first));
  EXPECT_EQ(queue.size(), 2U);
  EXPECT_EQ(queue.next_time(), SimTime::ms(2));
  EXPECT_EQ(queue.pop().event, (Event{7, 2}));
  EXPECT_FALSE(queue.cancel(second));
  EXPECT_EQ(drain(queue), (std::vector<std::uint32_t>{3}));
}

// A token of a popped event does not cancel the one that uses its slot afterwards.
TEST(EventQueue, DoesNotConfuseAnOldTokenWithANewEvent) {
  EventQueue queue;
  const CancelToken old_token = queue.push_cancellable(SimTime::ms(1), {0, 1});
  queue.pop();
  const CancelToken new_token = queue.push_cancellable(SimTime::ms(2), {0, 2});

  ASSERT_EQ(new_token.slot, old_token.slot);
  EXPECT_FALSE(queue.cancel(old_token));
  EXPECT_FALSE(queue.cancel(CancelToken{}));
  EXPECT_EQ(drain(queue), (std::vector<std::uint32_t>{2}));
}

// A queue that holds nothing but cancelled events is empty.
TEST(EventQueue, IsEmptyWhenAllIsCancelled) {
  EventQueue queue;
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(queue.cancel(queue.push_cancellable(SimTime::ms(i), {})));

  EXPECT_TRUE(queue.empty());
  EXPECT_EQ(queue.next_time(), SimTime::max());
}

// The last instant that 64 bits hold is a time like any other.
TEST(EventQueue, ReachesTheEndOfTime) {
  EventQueue queue;
  std::vector<std::uint32_t> expected;
  for (std::uint32_t i = 0; i < 200; ++i) {
    queue.push(SimTime::ns(std::numeric_limits<std::int64_t>::max() - i / 2), {0, i});
  }
  for (std::uint32_t i = 200; i > 0; i -= 2) {
    expected.push_back(i - 2);
    expected.push_back(i - 1);
  }
  EXPECT_EQ(drain(queue), expected);
}

// The past cannot be scheduled, nothing pops from an empty queue, and a handler has 31 bits.
TEST(EventQueue, RefusesWhatItCannotKeep) {
  EventQueue queue;
  EXPECT_THROW(queue.pop(), InternalError);
  EXPECT_THROW(queue.push(SimTime::ns(-1), {}), InternalError);
  EXPECT_THROW(queue.push(SimTime{}, {.handler = 1U << 31}), InternalError);
  queue.push(SimTime::ms(2), {});
  queue.pop();
  EXPECT_THROW(queue.push(SimTime::ms(1), {}), InternalError);
  EXPECT_THROW(queue.push_cancellable(SimTime::ms(1), {}), InternalError);
  EXPECT_TRUE(queue.empty());
}

// Once as full as it gets, the queue allocates no more.
TEST(EventQueue, AllocatesNothingOnceWarm) {
  EventQueue queue;
  std::uint64_t state = 1;
  const auto hold = [&](int steps) {
    for (int i = 0; i < steps; ++i) {
      const EventQueue::Popped popped = queue.pop();
      state = state * 6364136223846793005U + 1442695040888963407U;
      const SimTime when = popped.when + Duration::ns(static_cast<std::int64_t>(state >> 40));
      if (queue.cancel(queue.push_cancellable(when, popped.event))) queue.push(when, popped.event);
    }
  };
  for (std::uint32_t i = 0; i < 20'000; ++i) queue.push(SimTime::us(i), {0, i});
  hold(400'000);
  const std::size_t warm = queue.capacity_bytes();
  hold(400'000);
  EXPECT_EQ(queue.capacity_bytes(), warm);
}

}  // namespace
}  // namespace plimsoll
