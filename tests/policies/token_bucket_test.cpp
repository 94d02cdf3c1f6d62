#include "models/policies/token_bucket.hpp"

#include <gtest/gtest.h>

namespace plimsoll {
namespace {

SimTime last_of(int requests, TokenBucket& bucket) {
  SimTime passes{};
  for (int i = 0; i < requests; ++i) passes = bucket.take_in_turn(SimTime{});
  return passes;
}

// 500 requests at t = 0, 100 /s: a burst of 50 passes at once, so the last passes at 450 / 100 = 4.50 s.
TEST(TokenBucket, WaitingRequestsPassAtTheRateAfterTheBurst) {
  TokenBucket bucket{100, 50};
  for (int i = 0; i < 50; ++i) EXPECT_EQ(bucket.take_in_turn(SimTime{}), SimTime{});
  EXPECT_EQ(bucket.take_in_turn(SimTime{}), SimTime::ms(10));
  EXPECT_EQ(last_of(449, bucket), SimTime::ms(4'500));
}

// With a burst of 1 all but the first are spaced, and the last passes at 499 / 100 = 4.99 s.
TEST(TokenBucket, ABurstOfOneSpacesEveryRequest) {
  TokenBucket bucket{100, 1};
  EXPECT_EQ(last_of(500, bucket), SimTime::ms(4'990));
}

// Refusing instead of waiting: two pass at once, a third needs 10 ms, and not a nanosecond less will do.
TEST(TokenBucket, RefusesUntilTheNextTokenIsWhole) {
  TokenBucket bucket{100, 2};
  EXPECT_TRUE(bucket.try_take(SimTime{}));
  EXPECT_TRUE(bucket.try_take(SimTime{}));
  EXPECT_FALSE(bucket.try_take(SimTime{}));
  EXPECT_EQ(bucket.next_token(SimTime{}), SimTime::ms(10));
  EXPECT_FALSE(bucket.try_take(SimTime::ns(9'999'999)));
  EXPECT_TRUE(bucket.try_take(SimTime::ms(10)));
}

// However long nobody comes, the bucket holds no more than its burst.
TEST(TokenBucket, NeverHoldsMoreThanTheBurst) {
  TokenBucket bucket{100, 3};
  EXPECT_EQ(bucket.available(SimTime::seconds(100'000'000)), 3);
  EXPECT_EQ(bucket.next_token(SimTime::seconds(100'000'000)), SimTime::seconds(100'000'000));
}

// 3 /s does not divide a second into whole nanoseconds. After 3 * 10^6 waits in a row the clock stands
// at exactly 10^6 s: each instant is rounded up, the roundings do not add up.
TEST(TokenBucket, ThreeASecondDoesNotDrift) {
  TokenBucket in_turn{3, 1};
  EXPECT_EQ(last_of(2, in_turn), SimTime::ns(333'333'334));
  EXPECT_EQ(last_of(1, in_turn), SimTime::ns(666'666'667));

  TokenBucket bucket{3, 1};
  ASSERT_TRUE(bucket.try_take(SimTime{}));
  SimTime now{};
  for (int i = 1; i <= 3'000'000; ++i) {
    now = bucket.next_token(now);
    ASSERT_TRUE(bucket.try_take(now));
  }
  EXPECT_EQ(now, SimTime::seconds(1'000'000));
}

// Rates that are whole over a minute or a day do not drift either: 100 /min and 7 /day, as doubles.
TEST(TokenBucket, RatesOverAMinuteOrADayAreExact) {
  TokenBucket per_minute{100.0 / 60, 1};
  EXPECT_EQ(last_of(1 + 600'000, per_minute), SimTime::seconds(6'000 * 60));
  TokenBucket per_day{7.0 / 86'400, 1};
  EXPECT_EQ(last_of(1 + 7 * 365, per_day), SimTime::seconds(365 * 86'400));
}

// Five reserved at 1 /s stand at 1 ... 5 s. At 2.5 s the rate becomes 10 /s: what flowed in stays, the
// 2.5 tokens owed arrive by 2.75 s, but a newcomer still passes no earlier than the request before it.
TEST(TokenBucket, ALiveChangeOfRateKeepsTheOrder) {
  TokenBucket bucket{1, 1};
  EXPECT_EQ(last_of(6, bucket), SimTime::seconds(5));
  bucket.set_rate(SimTime::ms(2'500), 10);
  EXPECT_EQ(bucket.available(SimTime::ms(2'500)), -3);
  EXPECT_EQ(bucket.next_token(SimTime::ms(2'500)), SimTime::ms(2'850));
  EXPECT_EQ(bucket.take_in_turn(SimTime::ms(2'500)), SimTime::seconds(5));
}

// Half a token is in when the rate falls from 1 /s to 0.1 /s: the other half takes 5 s.
TEST(TokenBucket, ALiveChangeOfRateKeepsWhatHasFlowedIn) {
  TokenBucket bucket{1, 1};
  ASSERT_TRUE(bucket.try_take(SimTime{}));
  bucket.set_rate(SimTime::ms(500), 0.1);
  EXPECT_EQ(bucket.next_token(SimTime::ms(500)), SimTime::ms(5'500));
}

// A shallower bucket spills at once; a deeper one fills at the rate.
TEST(TokenBucket, ALiveChangeOfBurst) {
  TokenBucket bucket{1, 10};
  bucket.set_burst(SimTime{}, 4);
  EXPECT_EQ(bucket.available(SimTime{}), 4);
  bucket.set_burst(SimTime{}, 6);
  EXPECT_EQ(bucket.available(SimTime{}), 4);
  EXPECT_EQ(bucket.available(SimTime::seconds(10)), 6);
}

// At rate 0 the burst passes, then nothing ever; nothing is reserved, so a later rate starts afresh.
TEST(TokenBucket, ARateOfZeroAddsNothing) {
  TokenBucket bucket{0, 2};
  EXPECT_TRUE(bucket.try_take(SimTime{}));
  EXPECT_TRUE(bucket.try_take(SimTime{}));
  EXPECT_EQ(bucket.next_token(SimTime::seconds(1)), SimTime::max());
  EXPECT_EQ(bucket.take_in_turn(SimTime::seconds(1)), SimTime::max());
  bucket.set_rate(SimTime::seconds(1), 1);
  EXPECT_EQ(bucket.take_in_turn(SimTime::seconds(1)), SimTime::seconds(2));
}

// The largest settings at the latest instants neither overflow nor lose a token.
TEST(TokenBucket, HoldsAtItsLimits) {
  TokenBucket bucket{TokenBucket::max_rate_per_second, TokenBucket::max_burst};
  EXPECT_EQ(bucket.available(SimTime::max()), TokenBucket::max_burst);
  TokenBucket slow{1e-11, 1};  // one millionth of a token a day
  EXPECT_EQ(slow.take_in_turn(SimTime{}), SimTime{});
  EXPECT_EQ(slow.take_in_turn(SimTime{}), SimTime::max());
}

// Settings out of range are our own mistake: the language refuses them before they get here.
TEST(TokenBucket, RefusesSettingsOutOfRange) {
  EXPECT_THROW((TokenBucket{-1, 1}), InternalError);
  EXPECT_THROW((TokenBucket{2e8, 1}), InternalError);
  EXPECT_THROW((TokenBucket{1, 0}), InternalError);
}

}  // namespace
}  // namespace plimsoll
