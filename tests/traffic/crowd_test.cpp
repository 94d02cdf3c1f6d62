#include "models/traffic/crowd.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "models/build.hpp"
#include "models/theory/markov_stations.hpp"
#include "tests/support/model_text.hpp"

namespace plimsoll {
namespace {

const Stream stream = Stream::named(1, 0, "think");

/// 12,000 users and a station of so many cores, each request 20 ms of one.
std::string terminals(const std::string& cores, const std::string& think, const std::string& more = "") {
  return "[system.station]\nkind = \"server\"\norder = \"fcfs\"\nworkers = \"unlimited\"\ncores = " + cores +
         "\n[request.ask]\non = \"station\"\n"
         "steps = [{ work = { dist = \"exponential\", mean = \"20 ms\" } }]\n"
         "[traffic.users]\nusers = 12_000\nthink = " +
         think + "\n[run]\nwarm_up = \"2 s\"\nduration = \"10 s\"\nreplications = 20\n" + more;
}
const std::string exponential = R"({ dist = "exponential", mean = "10 s" })";

// One user: he asks at the first candidate, of which there is none while he waits, and again once answered.
TEST(Crowd, LetsAUserAskAndWait) {
  Crowd crowd(stream, 1, 1, nullptr);
  const SimTime first = crowd.draw(SimTime{});
  EXPECT_EQ(crowd.due(), first);
  EXPECT_EQ(crowd.number(), 0u);
  EXPECT_TRUE(crowd.takes());
  EXPECT_EQ(crowd.draw(first), SimTime::max());
  EXPECT_TRUE(crowd.answered());
  EXPECT_GT(crowd.draw(first), first);
  EXPECT_EQ(crowd.number(), 1u);
}

// The candidate under way holds for an eighth more thinkers than there were: sixteen of a hundred think, the
// bound is 19, so the third answer may wait for it and the fourth may not.
TEST(Crowd, DrawsAnewBeyondItsBound) {
  Crowd crowd(stream, 1, 100, nullptr);
  SimTime now{};
  while (crowd.thinking() > 16) {
    now = crowd.draw(now);
    crowd.takes();
  }
  crowd.draw(now);
  EXPECT_FALSE(crowd.answered());
  EXPECT_FALSE(crowd.answered());
  EXPECT_FALSE(crowd.answered());
  EXPECT_TRUE(crowd.answered());
}

// Of 10,000 users who think 1 s, 9,100 wait and whoever asks is answered at once: 900 a second ask, as often
// as a Poisson process of that rate does in 100 s, 90,000 give or take 300. One candidate in eight or nine is
// not taken.
TEST(Crowd, AsksAtTheRateOfThoseWhoThink) {
  Crowd crowd(stream, 1, 10'000, nullptr);
  SimTime now{};
  while (crowd.thinking() > 900) {
    now = crowd.draw(now);
    crowd.takes();
  }
  const SimTime start = now;
  int asked = 0;
  int candidates = 0;
  for (now = crowd.draw(now); now < start + Duration::seconds(100); now = crowd.draw(now)) {
    ++candidates;
    if (!crowd.takes()) continue;
    ++asked;
    EXPECT_FALSE(crowd.answered());
  }
  EXPECT_NEAR(asked, 90'000, 3 * 300);
  EXPECT_NEAR(candidates, 90'000 * 1013 / 900.0, 3 * 320);
  EXPECT_EQ(crowd.thinking(), 900);
}

// Who is told by law alone thinks as one: 10,000 or more, exponential, and no event moves how many.
TEST(Crowd, IsOfUsersWhomNothingTellsApart) {
  const auto is_crowd = [](const std::string& toml, std::vector<std::string> sets = {}) {
    const spec::Spec spec = test::load_text(toml, std::move(sets));
    return is_superposed(spec, spec.traffic.front());
  };
  EXPECT_TRUE(is_crowd(terminals("100", exponential)));
  EXPECT_TRUE(is_crowd(terminals("100", exponential), {"traffic.users.users=10000"}));
  EXPECT_FALSE(is_crowd(terminals("100", exponential), {"traffic.users.users=9999"}));
  EXPECT_FALSE(is_crowd(terminals("100", exponential), {"run.exact_events=true"}));
  EXPECT_FALSE(is_crowd(terminals("100", "\"10 s\"")));
  EXPECT_FALSE(is_crowd(
      terminals("100", exponential, "[event.rush]\nstarts = \"3 s\"\nset.traffic.users.users = 13_000\n")));
}

// 12,000 users who think 10 s share 25 cores of 20 ms, just below saturation, or 20, far beyond it, where
// many wait and the bound moves. Throughput and latency are those of the machine repairman, with one event
// for all who think as with one for each, and the one saves events.
TEST(Crowd, HasTheLawOfUsersWithClocksOfTheirOwn) {
  for (const std::int64_t cores : {25, 20}) {
    const theory::StationMeans exact = *theory::finite_source(
        {.population = 12'000, .think_seconds = 10, .service_seconds = 0.02, .servers = cores});
    for (const bool exact_events : {false, true}) {
      const Results results = test::run_text(
          terminals(std::to_string(cores), exponential),
          {"run.exact_events=" + std::string(exact_events ? "true" : "false"), "run.warm_up=40 s"});
      EXPECT_EQ(results.run.superposed.size(), exact_events ? 0u : 1u);
      const RequestFigures& ask = test::request_of(results, "ask");
      test::expect_exact(results, ask.throughput_per_second, exact.throughput, 0.01 * exact.throughput);
      test::expect_exact(results, ask.latency_seconds.mean, exact.response_seconds,
                         0.15 * exact.response_seconds);
    }
  }
}

}  // namespace
}  // namespace plimsoll
