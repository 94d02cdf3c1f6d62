#include <gtest/gtest.h>

#include "tests/support/story.hpp"

namespace plimsoll::test {
namespace {

std::string request(const std::string& steps) {
  return "[request.ask]\nsteps = [\n" + steps + "\n]\n" + kEpisode;
}

// Three times 10 ms, one after the other.
TEST(Times, RepeatsAStep) {
  EXPECT_EQ(tell(request(R"({ wait = "10 ms", times = 3 })") + burst("ask")), (Story{"30 ask ok"}));
}

// A list of steps twice, and in it one of them three times: 2 x (1 + 3 x 10).
TEST(Repeat, GoesRoundAListOfSteps) {
  EXPECT_EQ(tell(request(R"({ repeat = [{ wait = "1 ms" }, { wait = "10 ms", times = 3 }], times = 2 })") +
                 burst("ask")),
            (Story{"62 ask ok"}));
}

// Going round again with probability 3/4 makes four rounds on average (geometric): 40 ms.
TEST(Repeat, GoesRoundAgainByChance) {
  const Results results =
      run_text(request(R"({ repeat = [{ wait = "10 ms" }], again = 0.75 })") + burst("ask", 2'000),
               {"run.replications=20"});

  expect_exact(results, request_of(results, "ask").latency_seconds.mean, 0.040, 0.02 * 0.040);
}

// A failure in the second round leaves the loop, and what it held is given back.
TEST(Repeat, IsLeftByAFailure) {
  const std::string model = R"(
[system.row]
kind  = "row_lock"
stock = 1
[routine.one]
holds = ["row"]
steps = [{ check = "row" }, { wait = "10 ms" }, { take = "row" }]
)" + request(R"({ call = "one", times = 5 })") +
                            burst("ask");

  EXPECT_EQ(tell(model), (Story{"10 ask out_of_stock"}));
}

// Rounds have luck of their own: five draws of an exponential time are not five times the same draw. Their
// sum has a variance of 5, in units of the squared mean, and not of 25.
TEST(Times, DrawsAnewInEachRound) {
  const Results results = run_text(
      request(R"({ wait = { dist = "exponential", mean = "10 ms" }, times = 5 })") + burst("ask", 20'000));

  // The 99th percentile of a gamma law of shape 5 is 11.60 means; of five equal draws it would be 23.03.
  EXPECT_NEAR(request_of(results, "ask").latency_seconds.p99.value, 0.1160, 0.0035);
}

// Nor do a round and a retry within one meet: with two rounds and one retry in each, four draws.
TEST(Times, DoesNotShareTheLuckOfARetry) {
  const std::string retry = "[policy.again]\nkind = \"retry\"\nattempts = 2\nbackoff = \"0 s\"\n";
  // One in two fails and is tried again once; both rounds must pass. Independent: (1 - 1/4)^2 = 9/16. Were
  // the second try of round one the first of round two, it would be 1/2 + 1/4 x 1/2 = 5/8.
  const Results results = run_text(retry + R"(
[routine.toss]
steps = [{ fail = "crashed", chance = 0.5 }]
)" + request(R"({ call = "toss", times = 2, retry = "again" })") +
                                   burst("ask", 20'000));

  EXPECT_NEAR(request_of(results, "ask").completed.value, 20'000 * 9.0 / 16, 5 * 70.2);
}

}  // namespace
}  // namespace plimsoll::test
