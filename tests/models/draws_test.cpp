#include <gtest/gtest.h>

#include "tests/support/story.hpp"

namespace plimsoll::test {
namespace {

// Chance is keyed by who draws and why: a change to a model leaves everybody else's luck as it was. So two
// variants can be compared request by request.

/// Ends of requests: what, and when.
struct End {
  std::string what;
  double ms;
};

/// The story of half a second of Poisson arrivals at 200 per second, and what follows.
std::vector<End> ends(const std::string& parts, const std::string& steps, const std::string& more = "") {
  const Story story = tell(parts + "[request.ask]\nsteps = [\n" + steps + "\n]\n" + more + R"(
[traffic.stream]
profile = [{ at = "0 s", rate = "200 /s" }, { at = "500 ms", rate = "0 /s" }]
between = "steps"
request = "ask"
)" + kEpisode);
  std::vector<End> ends;
  for (const std::string& line : story) {
    if (line.find(" ask ") == std::string::npos) continue;
    ends.push_back({line.substr(line.rfind(' ') + 1), std::stod(line)});
  }
  return ends;
}

/// The same requests end the same way, all of them later by `shift` milliseconds.
void expect_shifted(const std::vector<End>& before, const std::vector<End>& after, double shift) {
  ASSERT_GT(before.size(), 50U);
  ASSERT_EQ(before.size(), after.size());
  for (std::size_t i = 0; i < before.size(); ++i) {
    EXPECT_EQ(before[i].what, after[i].what);
    EXPECT_NEAR(before[i].ms + shift, after[i].ms, 1e-9);
  }
}

constexpr const char* kLucky =
    R"({ id = "card", wait = { dist = "lognormal", mean = "20 ms", p99 = "90 ms" } },
  { fail = "declined", chance = 0.2 },
  { choose = [{ id = "a", chance = 0.5, wait = { dist = "exponential", mean = "5 ms" } },
              { id = "b", chance = 0.5, wait = { dist = "gamma", mean = "9 ms", scv = 2 } }] })";

// A step more, at a new part that has luck of its own and is never short: 5 ms for everybody, nothing else.
TEST(Draws, AreNotMovedByAStepMore) {
  const std::string part = "[system.db]\nkind = \"database\"\ncores = 1000\nconnections = 9\n";

  expect_shifted(ends("", kLucky), ends(part, R"({ query = "db", time = "5 ms" },)" + std::string(kLucky)),
                 5);
}

// Other requests, other traffic, other attributes: no request of ours notices.
TEST(Draws, AreNotMovedByOtherTraffic) {
  expect_shifted(ends("", kLucky), ends("", kLucky, R"(
[attribute.sku]
values = 100
[request.other]
steps = [{ wait = { dist = "exponential", mean = "5 ms" } },
         { choose = [{ when = { sku = { below = 50 } }, wait = "1 ms" }] }]
[traffic.others]
burst   = 100
request = "other"
)"),
                 0);
}

// A branch more that is never taken, before the others.
TEST(Draws, AreNotMovedByABranchMore) {
  std::string more = kLucky;
  more.replace(more.find("choose = ["), 10, "choose = [{ id = \"c\", chance = 0, wait = \"1 s\" }, ");

  expect_shifted(ends("", kLucky), ends("", more), 0);
}

// Limits that are never reached, retries and breakers that are never used, abandoning instead of cancelling.
TEST(Draws, AreNotMovedByGuards) {
  const std::string card =
      "{ id = \"card\", wait = { dist = \"lognormal\", mean = \"20 ms\", p99 = \"90 ms\" }";
  const auto guarded = [&card](const std::string& with) {
    std::string steps = kLucky;
    return steps.replace(0, card.size(), card + with);
  };
  const std::string retry = "[policy.again]\nkind = \"retry\"\n";

  expect_shifted(ends("", kLucky), ends("", guarded(", limit = \"1 h\"")), 0);
  expect_shifted(ends("", kLucky), ends("", guarded(", limit = \"1 h\", on_limit = \"abandon\"")), 0);
  expect_shifted(ends("", kLucky), ends(retry, guarded(", retry = \"again\"")), 0);
}

// Another seed, another replication: other luck. The same seed: the same.
TEST(Draws, FollowTheSeed) {
  const std::string model =
      "[request.ask]\nsteps = [{ wait = { dist = \"exponential\", mean = \"5 ms\" } }]\n" + burst("ask") +
      kEpisode;
  const auto told = [&model](const std::string& seed, std::uint32_t replication) {
    return Episode(model, {"run.seed=" + seed}, replication).tell();
  };
  EXPECT_EQ(told("7", 0), told("7", 0));
  EXPECT_NE(told("7", 0), told("8", 0));
  EXPECT_NE(told("7", 0), told("7", 1));
}

// A request that asks a database twice chooses an instance twice: of two at random, half of the requests ask
// the same one both times.
TEST(Draws, AreAnewAtEachPlace) {
  const Results results = run_text(R"(
[system.replica]
kind        = "database"
instances   = 2
cores       = 1
order       = "fcfs"
connections = 9
policy      = "random"
[request.ask]
steps = [{ all_of = [{ query = "replica", time = "1 ms" }, { query = "replica", time = "1 ms" }] }]
[traffic.one]
users = 1
think = "9 ms"
[run]
kind         = "episode"
duration     = "100 s"
replications = 1
)");

  // Both at one instance take 2 ms, else 1: 1.5 on average of some 9,500, give or take 0.005.
  EXPECT_NEAR(results.requests.front().latency_seconds.mean.value, 0.0015, 0.000025);
}

}  // namespace
}  // namespace plimsoll::test
