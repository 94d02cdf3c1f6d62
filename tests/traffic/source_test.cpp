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
