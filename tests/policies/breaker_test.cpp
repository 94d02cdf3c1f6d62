#include "models/policies/breaker.hpp"

#include <gtest/gtest.h>

namespace plimsoll {
namespace {

using State = Breaker::State;

/// A breaker that opened at `now` after `failures` failures.
Breaker opened_at(SimTime now, std::int64_t failures, Duration open_for, std::int64_t trials) {
  Breaker breaker{failures, open_for, trials};
  for (std::int64_t i = 0; i < failures; ++i) {
    EXPECT_TRUE(breaker.allows(now));
    breaker.failed(now, breaker.period());
  }
  EXPECT_EQ(breaker.state(), State::open);
  return breaker;
}

// Three failures in a row open it for 5 s; then one trial is let through, succeeds, and closes it.
TEST(Breaker, OpensWaitsTriesAndCloses) {
  Breaker breaker{3, Duration::seconds(5), 1};
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(breaker.state(), State::closed);
    ASSERT_TRUE(breaker.allows(SimTime::seconds(1)));
    breaker.failed(SimTime::seconds(1), breaker.period());
  }
  EXPECT_EQ(breaker.state(), State::open);
  EXPECT_EQ(breaker.half_opens_at(), SimTime::seconds(6));
  EXPECT_FALSE(breaker.allows(SimTime::ns(5'999'999'999)));

  EXPECT_TRUE(breaker.allows(SimTime::seconds(6)));
  EXPECT_EQ(breaker.state(), State::half_open);
  EXPECT_FALSE(breaker.allows(SimTime::seconds(6)));
  breaker.succeeded(SimTime::seconds(7), breaker.period());
  EXPECT_EQ(breaker.state(), State::closed);
  EXPECT_TRUE(breaker.allows(SimTime::seconds(7)));
  EXPECT_EQ(breaker.opened(), 1);
}

// Two failures, a success and two more failures are not three in a row.
TEST(Breaker, ASuccessResetsTheCount) {
  Breaker breaker{3, Duration::seconds(5), 1};
  breaker.failed({}, 0);
  breaker.failed({}, 0);
  breaker.succeeded({}, 0);
  breaker.failed({}, 0);
  breaker.failed({}, 0);
  EXPECT_EQ(breaker.state(), State::closed);
  breaker.failed({}, 0);
  EXPECT_EQ(breaker.state(), State::open);
}

// A cancelled call between failures neither counts nor resets.
TEST(Breaker, AForgottenCallCountsForNothing) {
  Breaker breaker{2, Duration::seconds(5), 1};
  breaker.failed({}, 0);
  breaker.forgotten({}, 0);
  EXPECT_EQ(breaker.state(), State::closed);
  breaker.failed({}, 0);
  EXPECT_EQ(breaker.state(), State::open);
}

// A trial that fails re-opens it for another whole 5 s.
TEST(Breaker, AFailedTrialReopens) {
  Breaker breaker = opened_at(SimTime{}, 1, Duration::seconds(5), 2);
  ASSERT_TRUE(breaker.allows(SimTime::seconds(5)));
  breaker.failed(SimTime::seconds(6), breaker.period());
  EXPECT_EQ(breaker.state(), State::open);
  EXPECT_EQ(breaker.opened(), 2);
  EXPECT_FALSE(breaker.allows(SimTime::seconds(10)));
  EXPECT_TRUE(breaker.allows(SimTime::seconds(11)));
}

// Of two trials at once, one ends and makes room for a third; the second success closes it.
TEST(Breaker, TrialsAreLimitedAtOnceAndCountedInAll) {
  Breaker breaker = opened_at(SimTime{}, 1, Duration::seconds(5), 2);
  const SimTime now = SimTime::seconds(5);
  ASSERT_TRUE(breaker.allows(now));
  ASSERT_TRUE(breaker.allows(now));
  EXPECT_FALSE(breaker.allows(now));
  breaker.succeeded(now, breaker.period());
  EXPECT_EQ(breaker.state(), State::half_open);
  EXPECT_TRUE(breaker.allows(now));
  EXPECT_FALSE(breaker.allows(now));
  breaker.succeeded(now, breaker.period());
  EXPECT_EQ(breaker.state(), State::closed);
}

// A cancelled trial gives back its place, or the breaker would stay half open for ever.
TEST(Breaker, AForgottenTrialMakesRoom) {
  Breaker breaker = opened_at(SimTime{}, 1, Duration::seconds(5), 1);
  ASSERT_TRUE(breaker.allows(SimTime::seconds(5)));
  EXPECT_FALSE(breaker.allows(SimTime::seconds(5)));
  breaker.forgotten(SimTime::seconds(6), breaker.period());
  EXPECT_EQ(breaker.state(), State::half_open);
  EXPECT_TRUE(breaker.allows(SimTime::seconds(6)));
}

// Verdicts on calls from before it opened change nothing: not while it is open, half open or closed again.
TEST(Breaker, LateVerdictsAreHarmless) {
  Breaker breaker{1, Duration::seconds(5), 1};
  const std::uint64_t early = breaker.period();
  for (int i = 0; i < 7; ++i) ASSERT_TRUE(breaker.allows({}));
  breaker.failed(SimTime::seconds(1), early);

  breaker.failed(SimTime::seconds(2), early);
  breaker.succeeded(SimTime::seconds(2), early);
  EXPECT_EQ(breaker.state(), State::open);
  EXPECT_EQ(breaker.half_opens_at(), SimTime::seconds(6));

  ASSERT_TRUE(breaker.allows(SimTime::seconds(6)));
  breaker.succeeded(SimTime::seconds(6), early);
  breaker.failed(SimTime::seconds(6), early);
  breaker.forgotten(SimTime::seconds(6), early);
  EXPECT_EQ(breaker.state(), State::half_open);
  EXPECT_FALSE(breaker.allows(SimTime::seconds(6)));

  breaker.succeeded(SimTime::seconds(7), breaker.period());
  breaker.failed(SimTime::seconds(8), early);
  EXPECT_EQ(breaker.state(), State::closed);
  EXPECT_EQ(breaker.opened(), 1);
}

// Without periods, verdicts while it is open, or beyond the trials in flight, change nothing.
TEST(Breaker, LateVerdictsWithoutAPeriodNeedATrialToBeMistakenFor) {
  Breaker breaker = opened_at(SimTime{}, 1, Duration::seconds(5), 2);
  breaker.succeeded(SimTime::seconds(1));
  breaker.failed(SimTime::seconds(1));
  EXPECT_EQ(breaker.opened(), 1);

  ASSERT_TRUE(breaker.allows(SimTime::seconds(5)));
  breaker.succeeded(SimTime::seconds(5));  // the trial
  breaker.succeeded(SimTime::seconds(5));  // one too many
  breaker.failed(SimTime::seconds(5));
  breaker.forgotten(SimTime::seconds(5));
  EXPECT_EQ(breaker.state(), State::half_open);
}

}  // namespace
}  // namespace plimsoll
