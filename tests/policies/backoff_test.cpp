#include "models/policies/backoff.hpp"

#include <gtest/gtest.h>

namespace plimsoll {
namespace {

constexpr Backoff doubling{
    .first = Duration::ms(100), .factor = 2, .cap = Duration::seconds(1), .jitter = Jitter::none};

Backoff with(Jitter jitter) {
  Backoff backoff = doubling;
  backoff.jitter = jitter;
  return backoff;
}

// 100 ms doubling up to 1 s: 100, 200, 400, 800, 1000, 1000 ms, whatever is drawn.
TEST(Backoff, DoublesUpToTheCap) {
  const std::int64_t expected[] = {100, 200, 400, 800, 1000, 1000};
  for (std::int64_t attempt = 1; attempt <= 6; ++attempt) {
    EXPECT_EQ(backoff_delay(doubling, attempt, 0.7), Duration::ms(expected[attempt - 1])) << attempt;
  }
}

// Full jitter takes the share u of 400 ms, equal jitter 200 ms and the share u of the other 200 ms.
TEST(Backoff, JitterTakesAShare) {
  EXPECT_EQ(backoff_delay(with(Jitter::full), 3, 0.0), Duration{});
  EXPECT_EQ(backoff_delay(with(Jitter::full), 3, 0.25), Duration::ms(100));
  EXPECT_EQ(backoff_delay(with(Jitter::equal), 3, 0.0), Duration::ms(200));
  EXPECT_EQ(backoff_delay(with(Jitter::equal), 3, 0.25), Duration::ms(250));
}

// The cap comes before the jitter: half of 1 s, not half of 1.6 s.
TEST(Backoff, TheCapComesBeforeTheJitter) {
  EXPECT_EQ(backoff_delay(with(Jitter::full), 5, 0.5), Duration::ms(500));
}

// A factor of 1 never grows, and 1.5 gives 100, 150, 225 ms.
TEST(Backoff, OtherFactors) {
  Backoff backoff = doubling;
  backoff.factor = 1;
  EXPECT_EQ(backoff_delay(backoff, 1'000'000'000'000, 0), Duration::ms(100));
  backoff.factor = 1.5;
  EXPECT_EQ(backoff_delay(backoff, 2, 0), Duration::ms(150));
  EXPECT_EQ(backoff_delay(backoff, 3, 0), Duration::ms(225));
}

// Any attempt number is fine: powers beyond every number end at the cap, and no delay stays none.
TEST(Backoff, NeverOverflows) {
  Backoff backoff = doubling;
  backoff.cap = Duration::max();
  EXPECT_EQ(backoff_delay(backoff, INT64_MAX, 0), Duration::max());
  backoff.first = Duration{};
  EXPECT_EQ(backoff_delay(backoff, INT64_MAX, 0), Duration{});
  backoff.first = Duration::max();
  EXPECT_EQ(backoff_delay(backoff, 1, 0), Duration::max());
  backoff.cap = Duration{};
  EXPECT_EQ(backoff_delay(backoff, 2, 0), Duration{});
}

}  // namespace
}  // namespace plimsoll
