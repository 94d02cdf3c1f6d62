#include <gtest/gtest.h>

#include "tests/support/story.hpp"

namespace plimsoll::test {
namespace {

std::string request(const std::string& steps) {
  return "[request.ask]\nsteps = [\n" + steps + "\n]\n" + kEpisode;
}

// All of three: done with the last.
TEST(AllOf, JoinsOnTheLast) {
  EXPECT_EQ(tell(request(R"({ all_of = [{ wait = "10 ms" }, { wait = "30 ms" }, { wait = "20 ms" }] },
                            { wait = "1 ms" })") +
                 burst("ask")),
            (Story{"31 ask ok"}));
}

// The first of three, or the second where two are needed.
TEST(FirstOf, GoesOnWhenEnoughAreDone) {
  const std::string three = R"({ first_of = [{ wait = "10 ms" }, { wait = "30 ms" }, { wait = "20 ms" }])";

  EXPECT_EQ(tell(request(three + " }") + burst("ask")), (Story{"10 ask ok"}));
  EXPECT_EQ(tell(request(three + ", need = 2 }") + burst("ask")), (Story{"20 ask ok"}));
}

// One failure of all, or two of three where two are needed, and nobody waits for the rest.
TEST(Fan, FailsAsSoonAsItCannotSucceed) {
  EXPECT_EQ(tell(request(R"({ all_of = [{ call = "bad" }, { wait = "30 ms" }] })") +
                 "[routine.bad]\nsteps = [{ wait = \"5 ms\" }, { fail = \"crashed\" }]\n" + burst("ask")),
            (Story{"5 ask crashed"}));
  EXPECT_EQ(
      tell(request(R"({ first_of = [{ call = "bad" }, { call = "worse" }, { wait = "30 ms" }], need = 2 })") +
           "[routine.bad]\nsteps = [{ wait = \"5 ms\" }, { fail = \"crashed\" }]\n" +
           "[routine.worse]\nsteps = [{ wait = \"7 ms\" }, { fail = \"declined\" }]\n" + burst("ask")),
      (Story{"7 ask declined"}));
}

// A branch that fails at once spoils nothing while the other may still do; where all are needed the other,
// not yet begun, never begins.
TEST(Fan, CopesWithABranchThatEndsAtOnce) {
  EXPECT_EQ(tell(request(R"({ first_of = [{ fail = "crashed" }, { wait = "10 ms" }] })") + burst("ask")),
            (Story{"10 ask ok"}));
  EXPECT_EQ(tell(request(R"({ all_of = [{ fail = "crashed" }, { wait = "10 ms" }] })") + burst("ask")),
            (Story{"0 ask crashed"}));
  EXPECT_EQ(tell(request(R"({ all_of = [{ wait = "10 ms" }, { fail = "crashed" }] })") + burst("ask")),
            (Story{"0 ask crashed"}));
}

// One core, first come first served. What is not needed is cancelled, and the next request has the core at 10
// ms; or it is abandoned, and keeps the core until 110 ms. Nothing is held in the end.
TEST(FirstOf, CancelsOrAbandonsTheRest) {
  const auto model = [](const std::string& rest) {
    return "[system.app]\nkind = \"server\"\ncores = 1\norder = \"fcfs\"\n"
           "[request.ask]\non = \"app\"\nsteps = [{ first_of = [{ wait = \"10 ms\" }, { work = \"110 ms\" "
           "}], rest = \"" +
           rest + "\" }]\n[request.next]\non = \"app\"\nsteps = [{ work = \"5 ms\" }]\n" + kEpisode +
           burst("ask") + burst("next", 1, "1 ms");
  };
  EXPECT_EQ(tell(model("cancel")), (Story{"10 ask ok", "15 next ok"}));
  EXPECT_EQ(tell(model("abandon")), (Story{"10 ask ok", "115 next ok"}));
}

// Fans in fans: whoever is let go lets go in turn.
TEST(FirstOf, CancelsFansWithinIt) {
  const std::string model = R"(
[system.row]
kind = "row_lock"
[routine.locked]
holds = ["row"]
steps = [{ wait = "1 s" }]
)" + request(R"({ first_of = [{ wait = "10 ms" }, { all_of = [{ call = "locked" }, { call = "locked" }] }] },
                { call = "locked" })") +
                            burst("ask");
  Episode episode(model);

  EXPECT_EQ(episode.tell(), (Story{"1010 ask ok"}));
  episode.expect_nothing_held();
}

// Both branches are done at 10 ms. The second already stands in line to go on, with a lock to give back and a
// second's wait before it, when the first is enough: it gives the lock back and goes no further.
TEST(FirstOf, StopsABranchThatIsAboutToGoOn) {
  const std::string model = R"(
[system.app]
kind  = "server"
cores = 2
[system.row]
kind = "row_lock"
[routine.locked]
holds = ["row"]
steps = [{ work = "10 ms" }]
[routine.more]
steps = [{ call = "locked" }, { wait = "1 s" }]
[request.ask]
on    = "app"
steps = [{ first_of = [{ work = "10 ms" }, { call = "more" }] }]
[request.next]
holds = ["row"]
steps = [{ wait = "1 ms" }]
)" + std::string(kEpisode) + burst("ask") +
                            burst("next", 1, "1 ms");
  Episode episode(model);

  EXPECT_EQ(episode.tell(), (Story{"10 ask ok", "11 next ok"}));
  EXPECT_EQ(episode.engine().now(), SimTime::ms(11));
  episode.expect_nothing_held();
}

// The same where the second has just passed a step with a limit of its own: no timer is left behind, and a
// breaker's trial is given up.
TEST(FirstOf, StopsABranchThatHasJustPassedAGuard) {
  const std::string model = R"(
[system.app]
kind  = "server"
cores = 2
[policy.payments]
kind = "breaker"
[request.ask]
on    = "app"
steps = [{ first_of = [{ work = "10 ms" }, { work = "10 ms", limit = "50 ms", breaker = "payments" }] },
         { wait = "100 ms" }]
)" + std::string(kEpisode) + burst("ask", 1);

  EXPECT_EQ(tell(model), (Story{"110 ask ok"}));
}

// A branch that fell back makes the whole degraded; one that failed, and was not needed, does not.
TEST(Fan, IsDegradedByABranchThatCounts) {
  const std::string routines = R"(
[routine.bad]
steps = [{ fail = "crashed" }]
[routine.plan_b]
steps = [{ wait = "2 ms" }]
)";
  const std::string half = R"([routine.half]
steps = [{ call = "bad", fallback = "plan_b" }, { fail = "declined" }]
)";
  EXPECT_EQ(
      tell(routines + request(R"({ all_of = [{ call = "bad", fallback = "plan_b" }, { wait = "1 ms" }] })") +
           burst("ask")),
      (Story{"2 ask degraded"}));
  EXPECT_EQ(tell(routines + half + request(R"({ first_of = [{ call = "half" }, { wait = "3 ms" }] })") +
                 burst("ask")),
            (Story{"3 ask ok"}));
}

// What is sent goes on by itself: the answer does not wait for it, nor care if it fails.
TEST(Send, DoesNotWait) {
  const std::string model = R"(
[system.row]
kind = "row_lock"
[routine.mail]
holds = ["row"]
steps = [{ wait = "100 ms" }, { fail = "declined" }]
)" + request(R"({ send = "mail", times = 2 }, { wait = "1 ms" })") +
                            burst("ask");
  Episode episode(model);

  EXPECT_EQ(episode.tell(), (Story{"1 ask ok"}));
  EXPECT_EQ(episode.engine().now(), SimTime::ms(200));  // one mail after the other, under the lock
  episode.expect_nothing_held();
}

// Giving up cancels branches, but not what was sent.
TEST(Send, GoesOnWhenTheSenderGivesUp) {
  const std::string model = R"(
[routine.mail]
steps = [{ wait = "100 ms" }]
)" + request(R"({ send = "mail" }, { wait = "1 s", limit = "10 ms" })") +
                            burst("ask");
  Episode episode(model);

  EXPECT_EQ(episode.tell(), (Story{"10 ask timed_out"}));
  EXPECT_EQ(episode.engine().now(), SimTime::ms(100));
  episode.expect_nothing_held();
}

}  // namespace
}  // namespace plimsoll::test
