#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <queue>
#include <string>
#include <utility>
#include <vector>

#include "sim/event_queue.hpp"

/// Random programs: whatever is pushed, popped and cancelled, EventQueue pops what a heap pops.

namespace plimsoll {
namespace {

/// The promise in its plainest form: a binary heap ordered by (time, order of pushing).
class Oracle {
 public:
  std::uint32_t push(SimTime when) {
    heap_.push({when, static_cast<std::uint32_t>(is_pending_.size())});
    is_pending_.push_back(true);
    ++size_;
    return static_cast<std::uint32_t>(is_pending_.size() - 1);
  }
  bool cancel(std::uint32_t number) {
    if (!is_pending_[number]) return false;
    is_pending_[number] = false;
    --size_;
    return true;
  }
  std::size_t size() const { return size_; }

  SimTime next_time() {
    skip_cancelled();
    return heap_.empty() ? SimTime::max() : heap_.top().when;
  }
  std::uint32_t pop() {
    skip_cancelled();
    const std::uint32_t number = heap_.top().number;
    cancel(number);
    return number;
  }

 private:
  struct Entry {
    SimTime when;
    std::uint32_t number;
    bool operator>(const Entry& other) const {
      return when != other.when ? when > other.when : number > other.number;
    }
  };
  void skip_cancelled() {
    while (!heap_.empty() && !is_pending_[heap_.top().number]) heap_.pop();
  }

  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> heap_;
  std::vector<bool> is_pending_;  // by number
  std::size_t size_ = 0;
};

class Chance {
 public:
  explicit Chance(std::uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15U) {}
  std::uint64_t bits() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15U;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
  }
  std::int64_t below(std::uint64_t n) { return static_cast<std::int64_t>(bits() % n); }

 private:
  std::uint64_t state_;
};

struct Law {
  const char* name;
  std::int64_t (*increment)(Chance&, std::int64_t step);  // step counts the pushes so far
};

constexpr std::int64_t hour = 3'600'000'000'000;

const Law laws[] = {
    {"uniform", [](Chance& c, std::int64_t) { return c.below(1'000'000'000); }},
    {"constant", [](Chance&, std::int64_t) { return std::int64_t{1'000'000}; }},
    {"now", [](Chance&, std::int64_t) { return std::int64_t{0}; }},
    {"now_or_next_nanosecond", [](Chance& c, std::int64_t) { return c.below(2); }},
    {"few_instants", [](Chance& c, std::int64_t) { return c.below(4) * 1'000'000'000; }},
    {"mostly_now", [](Chance& c, std::int64_t) { return c.below(20) == 0 ? c.below(1'000'000) : 0; }},
    {"bimodal",
     [](Chance& c, std::int64_t) { return c.below(10) == 0 ? hour + c.below(hour) : c.below(1'000); }},
    {"every_magnitude", [](Chance& c, std::int64_t) { return c.below(std::uint64_t{1} << c.below(56)); }},
    {"powers_of_two", [](Chance& c, std::int64_t) { return std::int64_t{1} << c.below(56); }},
    {"descending", [](Chance&, std::int64_t step) { return hour - step * 1'000; }},
    {"descending_in_groups", [](Chance&, std::int64_t step) { return 100'000'000 - step / 100; }},
    {"descending_groups_below_a_burst",
     [](Chance&, std::int64_t step) { return step % 5'000 < 1'000 ? hour : 1'000'000 - step / 70; }},
    {"shrinking",
     [](Chance& c, std::int64_t step) { return c.below((std::uint64_t{1} << 50) >> (step / 3'000 % 50)); }},
    {"towards_the_end_of_time", [](Chance& c, std::int64_t) { return c.below(std::uint64_t{1} << 50) << 9; }},
    {"whole_hours_and_now", [](Chance& c, std::int64_t) { return c.below(3) * hour; }},
};

/// Runs phases that grow, hold and drain; every pop, size and next time must agree.
void expect_same_order(const Law& law, std::uint64_t seed, bool cancels, bool looks_ahead) {
  SCOPED_TRACE(std::string{law.name} + ", seed " + std::to_string(seed));
  Chance chance{seed};
  EventQueue queue;
  Oracle oracle;
  std::vector<std::pair<CancelToken, std::uint32_t>> tokens;
  SimTime now;
  std::int64_t step = 0;
  for (int i = 0; i < 40'000; ++i) {
    const std::int64_t pushes_of_ten = i / 5'000 % 3 == 0 ? 9 : (i / 5'000 % 3 == 1 ? 5 : 2);
    const bool pushes = oracle.size() == 0 || chance.below(10) < pushes_of_ten;
    if (pushes) {
      const SimTime when = now + Duration::ns(std::max<std::int64_t>(0, law.increment(chance, step++)));
      const std::uint32_t number = oracle.push(when);
      if (cancels && chance.below(2) == 0) {
        tokens.emplace_back(queue.push_cancellable(when, {1, number}), number);
      } else {
        queue.push(when, {1, number});
      }
    } else {
      const EventQueue::Popped popped = queue.pop();
      ASSERT_EQ(popped.when, oracle.next_time());
      ASSERT_EQ(popped.event.target, oracle.pop());
      now = popped.when;
    }
    if (!tokens.empty() && chance.below(4) == 0) {
      // Some of these have been popped since: then cancelling must be refused.
      std::swap(tokens[static_cast<std::size_t>(chance.below(tokens.size()))], tokens.back());
      const auto [token, number] = tokens.back();
      tokens.pop_back();
      ASSERT_EQ(queue.cancel(token), oracle.cancel(number));
    }
    ASSERT_EQ(queue.size(), oracle.size());
    if (looks_ahead) {
      ASSERT_EQ(queue.next_time(), oracle.next_time());
    }
  }
  while (oracle.size() > 0) {
    const SimTime when = oracle.next_time();
    const EventQueue::Popped popped = queue.pop();
    ASSERT_EQ(popped.when, when);
    ASSERT_EQ(popped.event.target, oracle.pop());
  }
  ASSERT_TRUE(queue.empty());
}

/// Pops `count` events, which must come as from the heap.
void expect_same_pops(EventQueue& queue, Oracle& oracle, std::size_t count) {
  for (; count > 0; --count) {
    ASSERT_EQ(queue.next_time(), oracle.next_time());
    ASSERT_EQ(queue.pop().event.target, oracle.pop());
  }
}

// A crowd waits at the full hour and has been looked at when others come, some long before the hour
// and some into the midst of the crowd: none of them passes another.
TEST(EventQueue, KeepsItsOrderInFrontOfAWaitingCrowd) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    SCOPED_TRACE(seed);
    Chance chance{seed};
    EventQueue queue;
    Oracle oracle;
    const auto push = [&](std::int64_t when) {
      queue.push(SimTime::ns(when), {1, oracle.push(SimTime::ns(when))});
    };
    for (std::int64_t i = 0; i < 100; ++i) push(i);
    for (int i = 0; i < 1'000; ++i) push(hour + chance.below(1'000));
    expect_same_pops(queue, oracle, 100);
    ASSERT_EQ(queue.next_time(), oracle.next_time());  // the crowd's first are sorted now

    for (int i = 0; i < 400; ++i)
      push(chance.below(2) == 0 ? 100 + chance.below(hour) : hour + chance.below(8));
    expect_same_pops(queue, oracle, 100);
    for (int i = 0; i < 400; ++i) push(hour + chance.below(1'000));
    expect_same_pops(queue, oracle, oracle.size());
    ASSERT_TRUE(queue.empty());
  }
}

class RandomPrograms : public testing::TestWithParam<Law> {};

// Whatever the pattern of times, events pop exactly as from a heap with sequence numbers.
TEST_P(RandomPrograms, PopAsFromAHeap) {
  for (std::uint64_t seed = 1; seed <= 2; ++seed) {
    expect_same_order(GetParam(), seed, false, false);
    expect_same_order(GetParam(), seed, false, true);
    expect_same_order(GetParam(), seed, true, false);
    expect_same_order(GetParam(), seed, true, true);
  }
}

INSTANTIATE_TEST_SUITE_P(Laws, RandomPrograms, testing::ValuesIn(laws),
                         [](const auto& parameter) { return std::string{parameter.param.name}; });

}  // namespace
}  // namespace plimsoll
