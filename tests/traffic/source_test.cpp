#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/story.hpp"

namespace plimsoll::test {
namespace {

// A request that takes no time: it ends when it arrives.
std::string traffic(const std::string& settings, const std::string& duration = "until drained",
                    const std::string& replications = "1") {
  return "[request.ask]\nsteps = [{ wait = \"0 s\" }]\n[traffic.stream]\n" + settings +
         "\n[run]\nkind = \"episode\"\nduration = \"" + duration + "\"\nreplications = " + replications +
         "\n";
}

/// Counts in twenty replications of 100 s.
Results counted(const std::string& settings) { return run_text(traffic(settings, "100 s", "20")); }

// A burst comes at its instant, all of it.
TEST(Source, SendsABurst) {
  EXPECT_EQ(tell(traffic("burst = 3\nat = \"7 ms\"")), (Story{"7 ask ok", "7 ask ok", "7 ask ok"}));
}

// Four per second, regularly: at 250, 500, 750 and 1,000 ms.
TEST(Source, SendsRegularly) {
  Episode episode(traffic("rate = \"4 /s\"\narrivals = \"regular\"", "1 s"));

  EXPECT_EQ(episode.tell(SimTime::seconds(1)),
            (Story{"250 ask ok", "500 ask ok", "750 ask ok", "1000 ask ok"}));
}

// Poisson arrivals at 50 per second: 5,000 in 100 s on average, with the variance of a Poisson law: over 20
// replications the mean is within 3 % of its interval.
TEST(Source, SendsPoisson) {
  const Results results = counted("rate = \"50 /s\"");

  expect_exact(results, results.requests.front().arrived, 5'000, 100);
}

// Gaps of squared variation 4 come in clusters, but as many in the long run; the count varies four times as
// much as a Poisson one, so its standard deviation is near 2 sqrt(5000) = 141.
TEST(Source, SendsInClusters) {
  const Results results = counted("rate = \"50 /s\"\narrivals = { dist = \"hyperexponential\", scv = 4 }");
  const Estimate& arrived = results.requests.front().arrived;

  expect_exact(results, arrived, 5'000, 200);
  const double deviation = (arrived.high - arrived.low) / 2 / 2.093 * std::sqrt(20.0);  // from the interval
  EXPECT_GT(deviation, 141 * 0.6);
  EXPECT_LT(deviation, 141 * 1.5);
}

// A profile of ramps, regular in its own time: 0 to 10 per second in 10 s brings the k-th at sqrt(2 k)
// seconds.
TEST(Source, FollowsRamps) {
  Episode episode(
      traffic("profile = [{ at = \"0 s\", rate = \"0 /s\" }, { at = \"10 s\", rate = \"10 /s\" }]\n"
              "arrivals = \"regular\"",
              "1 min"));

  EXPECT_EQ(episode.tell(SimTime::seconds(4)),
            (Story{"1414.213562 ask ok", "2000 ask ok", "2449.489743 ask ok", "2828.427125 ask ok",
                   "3162.27766 ask ok", "3464.101615 ask ok", "3741.657387 ask ok", "4000 ask ok"}));
}

// Steps, repeated: two per second for a second, then none for two.
TEST(Source, FollowsRepeatedSteps) {
  Episode episode(
      traffic("profile = [{ at = \"0 s\", rate = \"2 /s\" }, { at = \"1 s\", rate = \"0 /s\" }]\n"
              "between = \"steps\"\nrepeats = \"3 s\"\narrivals = \"regular\"",
              "1 min"));

  EXPECT_EQ(episode.tell(SimTime::seconds(6)),
            (Story{"500 ask ok", "1000 ask ok", "3500 ask ok", "4000 ask ok"}));
}

// Two at a time, twice a second.
TEST(Source, SendsBatches) {
  Episode episode(traffic("rate = \"2 /s\"\nbatch = 2\narrivals = \"regular\"", "1 s"));

  EXPECT_EQ(episode.tell(SimTime::seconds(1)),
            (Story{"500 ask ok", "500 ask ok", "1000 ask ok", "1000 ask ok"}));
}

// An episode begins in the first state: two per second for 1.25 s, then four. Half of the gap that is under
// way when the rate changes has passed, and the other half passes twice as fast.
TEST(Source, FollowsStates) {
  Episode episode(
      traffic("states = { slow = { rate = \"2 /s\", lasts = \"1250 ms\" }, fast = { rate = \"4 /s\", lasts = "
              "\"1 s\" } }\n"
              "arrivals = \"regular\"",
              "2 s"));

  EXPECT_EQ(episode.tell(SimTime::seconds(2)),
            (Story{"500 ask ok", "1000 ask ok", "1375 ask ok", "1625 ask ok", "1875 ask ok"}));
}

// Nobody comes in a state of rate 0; what is left of the gap is waited for when it is over.
TEST(Source, PausesInAStateOfNoArrivals) {
  Episode episode(
      traffic("states = { on = { rate = \"2 /s\", lasts = \"800 ms\" }, off = { rate = \"0 /s\", lasts = \"1 "
              "s\" } }\n"
              "arrivals = \"regular\"",
              "3 s"));

  EXPECT_EQ(episode.tell(SimTime::seconds(3)), (Story{"500 ask ok", "2000 ask ok", "2500 ask ok"}));
}

// Every arrival moves to the other state, which begins anew: gaps of half a second and a quarter take turns,
// and no state lasts the second that it may.
TEST(Source, MovesStatesOnArrival) {
  Episode episode(
      traffic("states = { slow = { rate = \"2 /s\", lasts = \"1 s\", on_arrival = { fast = 1 } }, fast = { "
              "rate = \"4 /s\", "
              "lasts = \"1 s\", on_arrival = { slow = 1 } } }\narrivals = \"regular\"",
              "2 s"));

  EXPECT_EQ(episode.tell(SimTime::seconds(2)),
            (Story{"500 ask ok", "750 ask ok", "1250 ask ok", "1500 ask ok", "2000 ask ok"}));
}

// Markov-modulated: a tenth of the time at 100 per second, the rest at 10, makes 19 in the long run.
TEST(Source, SendsAsManyAsItsStatesSay) {
  const Results results = run_text(
      "[request.ask]\nsteps = [{ wait = \"0 s\" }]\n"
      "[traffic.stream.states.busy]\nrate = \"100 /s\"\nlasts = { dist = \"exponential\", mean = \"1 s\" }\n"
      "[traffic.stream.states.calm]\nrate = \"10 /s\"\nlasts = { dist = \"exponential\", mean = \"9 s\" }\n"
      "[run]\nduration = \"2000 s\"\nreplications = 20\n");

  expect_exact(results, results.requests.front().throughput_per_second, 19, 0.06 * 19);
}

// Poisson arrivals along a ramp: as many as the area under it, 20 x 100 / 2 in 100 s, and nobody after that.
TEST(Source, SendsPoissonAlongAProfile) {
  const Results results =
      counted("profile = [{ at = \"0 s\", rate = \"20 /s\" }, { at = \"100 s\", rate = \"0 /s\" }]");

  expect_exact(results, results.requests.front().arrived, 1'000, 40);
}

// Users think 40 ms, are answered after 10, and think again; each begins by thinking.
TEST(Source, LetsUsersThinkAndAsk) {
  Episode episode(R"(
[request.ask]
steps = [{ wait = "10 ms" }]
[traffic.shoppers]
users = 2
think = "40 ms"
[run]
kind = "episode"
duration = "120 ms"
)");

  EXPECT_EQ(episode.tell(SimTime::ms(120)), (Story{"50 ask ok", "50 ask ok", "100 ask ok", "100 ask ok"}));
}

// In a steady run a fixed think time does not make users march in step: each begins somewhere in the middle
// of it, and from then on asks every 50 ms.
TEST(Source, StartsUsersOfASteadyRunApart) {
  Episode episode(R"(
[request.ask]
steps = [{ wait = "10 ms" }]
[traffic.shoppers]
users = 2
think = "40 ms"
[run]
warm_up = "0 s"
duration = "120 ms"
)");

  const Story story = episode.tell(SimTime::ms(100));
  ASSERT_EQ(story.size(), 4U);
  const auto at = [&](std::size_t i) { return std::stod(story[i]); };
  EXPECT_GT(at(0), 10);
  EXPECT_LT(at(0), at(1));
  EXPECT_LT(at(1), 50);
  EXPECT_DOUBLE_EQ(at(2), at(0) + 50);
  EXPECT_DOUBLE_EQ(at(3), at(1) + 50);
}

// A user whose request fails thinks and asks again like any other.
TEST(Source, KeepsUsersWhoseRequestsFail) {
  Episode episode(R"(
[request.ask]
steps = [{ wait = "10 ms" }, { fail = "declined" }]
[traffic.shoppers]
users = 1
think = "40 ms"
[run]
kind = "episode"
duration = "120 ms"
)");

  EXPECT_EQ(episode.tell(SimTime::ms(120)), (Story{"50 ask declined", "100 ask declined"}));
}

// Three requests in a mix of 0.5, 0.3 and 0.2; of 20,000 within five standard deviations.
TEST(Source, MixesRequests) {
  const Results results = run_text(R"(
[request.a]
steps = [{ wait = "0 s" }]
[request.b]
steps = [{ wait = "0 s" }]
[request.c]
steps = [{ wait = "0 s" }]
[traffic.crowd]
burst = 20000
mix   = { a = 5, b = 3, c = 2 }
)" + std::string(kEpisode));

  EXPECT_NEAR(request_of(results, "a").arrived.value, 10'000, 5 * 70.8);
  EXPECT_NEAR(request_of(results, "b").arrived.value, 6'000, 5 * 64.9);
  EXPECT_NEAR(request_of(results, "c").arrived.value, 4'000, 5 * 56.6);
  EXPECT_EQ(request_of(results, "all").arrived.value, 20'000);
}

}  // namespace
}  // namespace plimsoll::test
