#include <gtest/gtest.h>

#include "tests/support/story.hpp"

namespace plimsoll::test {
namespace {

std::string request(const std::string& steps) {
  return "[request.ask]\nsteps = [\n" + steps + "\n]\n" + kEpisode;
}

// Tries three times, 10 and 20 ms apart, without chance.
constexpr const char* kRetry = R"(
[policy.again]
kind     = "retry"
attempts = 3
backoff  = "10 ms"
factor   = 2
jitter   = "none"
)";

// 20 ms of patience for 100 ms: timed out at 20.
TEST(Limit, EndsWhatTakesTooLong) {
  EXPECT_EQ(tell(request(R"({ wait = "100 ms", limit = "20 ms" })") + burst("ask")),
            (Story{"20 ask timed_out"}));
}

// What is done at the very instant of its limit is done in time.
TEST(Limit, IsKeptAtTheLastInstant) {
  EXPECT_EQ(tell(request(R"({ wait = "20 ms", limit = "20 ms" })") + burst("ask")), (Story{"20 ask ok"}));
}

// A limit concerns its own step: the forgotten timer of the first fires for no step after it, be it another
// limit, a loop or a wait.
TEST(Limit, IsOverWhenItsStepIs) {
  EXPECT_EQ(tell(request(R"({ wait = "1 ms", limit = "50 ms" }, { wait = "100 ms", limit = "1 s" },
                            { repeat = [{ wait = "60 ms" }], times = 2 })") +
                 burst("ask", 2)),
            (Story{"221 ask ok", "221 ask ok"}));
}

// One core, first come first served, 100 ms of work and 20 ms of patience: cancelled, the core is free at 20
// ms; abandoned, the work goes on and the next request waits until 100.
TEST(Limit, CancelsOrAbandons) {
  const auto model = [](const std::string& on_limit) {
    return "[system.app]\nkind = \"server\"\ncores = 1\norder = \"fcfs\"\n[request.ask]\non = \"app\"\nsteps "
           "= [{ "
           "work = \"100 ms\", limit = \"20 ms\", on_limit = \"" +
           on_limit + "\" }]\n[request.next]\non = \"app\"\nsteps = [{ work = \"5 ms\" }]\n" + kEpisode +
           burst("ask") + burst("next", 1, "1 ms");
  };
  EXPECT_EQ(tell(model("cancel")), (Story{"20 ask timed_out", "25 next ok"}));
  EXPECT_EQ(tell(model("abandon")), (Story{"20 ask timed_out", "105 next ok"}));
}

// What is done in time is done in time, abandoned or not.
TEST(Limit, LetsPassWhatIsInTime) {
  EXPECT_EQ(tell(request(R"({ wait = "5 ms", limit = "20 ms", on_limit = "abandon" })") + burst("ask")),
            (Story{"5 ask ok"}));
}

// Inner 20 ms, tried again after 10: the second try begins at 30 and ends with the outer limit at 45. The
// outer limit is not the inner one's business: no further try.
TEST(Limit, Nests) {
  EXPECT_EQ(tell(std::string(kRetry) +
                 "[routine.slow]\nsteps = [{ wait = \"1 s\", limit = \"20 ms\", retry = \"again\" }]\n" +
                 request(R"({ call = "slow", limit = "45 ms" })") + burst("ask")),
            (Story{"45 ask timed_out"}));
}

// Where both end at one instant the outer one decides: no retry of the inner.
TEST(Limit, OfTheOutsideGoesFirst) {
  EXPECT_EQ(tell(std::string(kRetry) +
                 "[routine.slow]\nsteps = [{ wait = \"1 s\", limit = \"20 ms\", retry = \"again\" }]\n" +
                 request(R"({ call = "slow", limit = "20 ms" })") + burst("ask")),
            (Story{"20 ask timed_out"}));
}

// The outer limit strikes while the inner step waits for its next try.
TEST(Limit, EndsAPauseBetweenTries) {
  EXPECT_EQ(tell(std::string(kRetry) +
                 "[routine.slow]\nsteps = [{ wait = \"1 s\", limit = \"20 ms\", retry = \"again\" }]\n" +
                 request(R"({ call = "slow", limit = "25 ms" }, { wait = "1 s" })") + burst("ask")),
            (Story{"25 ask timed_out"}));
}

// Each try has the whole limit: 20 + 10 + 20 + 20 + 20.
TEST(Retry, TriesAgainAtExactTimes) {
  EXPECT_EQ(tell(kRetry + request(R"({ wait = "1 s", limit = "20 ms", retry = "again" })") + burst("ask")),
            (Story{"90 ask timed_out"}));
}

// No wait is longer than the cap: 1 + 10 + 1 + 15 + 1.
TEST(Retry, CapsItsWaits) {
  EXPECT_EQ(
      tell(kRetry +
           std::string(
               "cap = \"15 ms\"\n[routine.bad]\nsteps = [{ wait = \"1 ms\" }, { fail = \"crashed\" }]\n") +
           request(R"({ call = "bad", retry = "again" })") + burst("ask")),
      (Story{"28 ask crashed"}));
}

// One worker without a queue: the second is refused at 0 and at 10 ms, and served from 30 on.
TEST(Retry, EndsWithTheFirstSuccess) {
  const std::string model = kRetry + std::string(R"(
[system.app]
kind    = "server"
cores   = 1
workers = 1
queue   = 0
[routine.there]
on    = "app"
steps = [{ work = "15 ms" }]
)") + request(R"({ call = "there", retry = "again" })") +
                            burst("ask", 2);

  EXPECT_EQ(tell(model), (Story{"15 ask ok", "45 ask ok"}));
}

// A failure for good is not tried again, unless the policy names it.
TEST(Retry, IsForWhatMayPass) {
  const std::string bad = "[routine.bad]\nsteps = [{ wait = \"1 ms\" }, { fail = \"declined\" }]\n";
  const std::string ask = request(R"({ call = "bad", retry = "again" })") + burst("ask");

  EXPECT_EQ(tell(kRetry + bad + ask), (Story{"1 ask declined"}));
  EXPECT_EQ(tell(kRetry + std::string("on = [\"declined\"]\n") + bad + ask), (Story{"33 ask declined"}));
}

// The client itself tries again: its whole request, through the same door.
TEST(Retry, StandsOnTrafficToo) {
  EXPECT_EQ(tell(kRetry + request(R"({ wait = "1 s" })") +
                 burst("ask", 1, "0 s", "limit = \"20 ms\"\nretry = \"again\"")),
            (Story{"90 ask timed_out"}));
}

// A step that fails is replaced: 5 ms, then the fallback's 2; the answer is a degraded one.
TEST(Fallback, ReplacesAFailure) {
  EXPECT_EQ(tell("[routine.plan_b]\nsteps = [{ wait = \"2 ms\" }]\n" +
                 request(R"({ wait = "1 s", limit = "5 ms", fallback = "plan_b" }, { wait = "1 ms" })") +
                 burst("ask")),
            (Story{"8 ask degraded"}));
}

// A fallback that fails gives its own reason.
TEST(Fallback, MayFailItself) {
  EXPECT_EQ(tell("[routine.plan_b]\nsteps = [{ wait = \"2 ms\" }, { fail = \"declined\" }]\n" +
                 request(R"({ wait = "1 s", limit = "5 ms", fallback = "plan_b" })") + burst("ask")),
            (Story{"7 ask declined"}));
}

// Tried again outside, where it then succeeds, a fallback that failed leaves no mark.
TEST(Fallback, LeavesNoMarkWhereItFailed) {
  const std::string model = kRetry + std::string(R"(
[system.app]
kind    = "server"
cores   = 1
workers = 1
queue   = 0
[routine.there]
on    = "app"
steps = [{ work = "5 ms" }]
[routine.plan_b]
steps = [{ fail = "crashed" }]
[routine.try]
steps = [{ call = "there", fallback = "plan_b" }]
)") + request(R"({ call = "try", retry = "again" })") +
                            burst("ask", 2);

  EXPECT_EQ(tell(model), (Story{"5 ask ok", "15 ask ok"}));
}

// The first try falls back at 3 ms and fails at 8; the second, at 18 ms, does all it should: nothing is
// degraded.
TEST(Fallback, IsForgottenWhenAllIsDoneAgain) {
  const std::string model = kRetry + std::string(R"(
[routine.plan_b]
steps = [{ wait = "2 ms" }]
[routine.try]
steps = [
  { id = "first", wait = "5 ms", limit = "3 ms", fallback = "plan_b" },
  { id = "second", wait = "5 ms", limit = "3 ms" },
]
[event.better]
starts = "9 ms"
set.routine.try.steps.first.wait = "1 ms"
set.routine.try.steps.second.wait = "1 ms"
)") + request(R"({ call = "try", retry = "again" })") +
                            burst("ask");

  EXPECT_EQ(tell(model), (Story{"20 ask ok"}));
}

// Retries first, then the fallback: 20 + 10 + 20 + 20 + 20, and 2.
TEST(Fallback, ComesAfterAllTries) {
  EXPECT_EQ(tell(kRetry + std::string("[routine.plan_b]\nsteps = [{ wait = \"2 ms\" }]\n") +
                 request(R"({ wait = "1 s", limit = "20 ms", retry = "again", fallback = "plan_b" })") +
                 burst("ask")),
            (Story{"92 ask degraded"}));
}

// The provider takes 5 ms where 3 are allowed, until at 40 ms it takes 1.
constexpr const char* kBreaker = R"(
[policy.payments]
kind     = "breaker"
failures = 2
open_for = "20 ms"
[request.ask]
steps = [{ id = "card", wait = "5 ms", limit = "3 ms", breaker = "payments" }]
[event.better]
starts = "40 ms"
set.request.ask.steps.card.wait = "1 ms"
)";

// The second failure, at 13 ms, opens it until 33. The trial at 35 fails at 38 and opens it until 58; at 60
// one of two is let through, succeeds, and closes it.
TEST(Breaker, OpensTriesAndCloses) {
  const std::string model = kBreaker + std::string(kEpisode) + burst("ask", 1, "0 s") +
                            burst("ask", 1, "10 ms") + burst("ask", 1, "20 ms") + burst("ask", 1, "35 ms") +
                            burst("ask", 1, "50 ms") + burst("ask", 2, "60 ms") + burst("ask", 2, "70 ms");

  EXPECT_EQ(tell(model),
            (Story{"3 ask timed_out", "13 ask timed_out", "20 ask circuit_open", "38 ask timed_out",
                   "50 ask circuit_open", "60 ask circuit_open", "61 ask ok", "71 ask ok", "71 ask ok"}));
}

// A trial whose client gives up proves nothing: another one is let through.
TEST(Breaker, ForgetsATrialThatIsGivenUp) {
  const std::string model = kBreaker + std::string(kEpisode) + burst("ask", 2, "0 s") +
                            burst("ask", 1, "35 ms", "limit = \"2 ms\"") + burst("ask", 1, "45 ms");

  EXPECT_EQ(tell(model), (Story{"3 ask timed_out", "3 ask timed_out", "37 ask timed_out", "46 ask ok"}));
}

// Steps that name one breaker share it: failures of one open it for the other.
TEST(Breaker, IsSharedByAllWhoNameIt) {
  const std::string model = kBreaker + std::string(R"(
[request.other]
steps = [{ wait = "1 ms", breaker = "payments" }]
)") + kEpisode + burst("ask", 2) +
                            burst("other", 1, "10 ms");

  EXPECT_EQ(tell(model), (Story{"3 ask timed_out", "3 ask timed_out", "10 other circuit_open"}));
}

}  // namespace
}  // namespace plimsoll::test
