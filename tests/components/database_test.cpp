#include <gtest/gtest.h>

#include "tests/support/story.hpp"

namespace plimsoll::test {
namespace {

constexpr const char* kPrimary = R"(
[system.primary]
kind        = "database"
cores       = 1
connections = 10

[request.order]
steps = [{ query = "primary", time = "10 ms" }]
)";

std::string primary() { return std::string(kPrimary) + kEpisode; }

// Three queries at once share one core, or take turns on it.
TEST(Database, RunsQueriesOnItsCores) {
  EXPECT_EQ(tell(primary() + burst("order", 3)), (Story{"30 order ok", "30 order ok", "30 order ok"}));
  EXPECT_EQ(tell(primary() + burst("order", 3), {"system.primary.order=fcfs"}),
            (Story{"10 order ok", "20 order ok", "30 order ok"}));
}

// First come first served, the wait for a core is measured: 0, 10 and 20 ms.
TEST(Database, MeasuresTheWaitForACore) {
  const Results results = run_text(primary() + burst("order", 3), {"system.primary.order=fcfs"});

  EXPECT_DOUBLE_EQ(part_of(results, "primary").wait_seconds.mean.value, 0.010);
  EXPECT_DOUBLE_EQ(part_of(results, "primary").wait_seconds.max.value, 0.020);
  EXPECT_DOUBLE_EQ(measure(results, "primary", "cpu_wait_seconds_mean").value, 0.010);
  EXPECT_DOUBLE_EQ(part_of(results, "primary").utilisation.value, 1);
}

// Two replicas take queries in turn; one of them is lost at 15 ms and finishes what it has.
TEST(Database, TakesItsInstancesInTurn) {
  const std::string model = primary() +
                            "[event.lost]\nstarts = \"15 ms\"\nset.system.primary.instances = 1\n" +
                            burst("order", 4) + burst("order", 2, "20 ms");

  EXPECT_EQ(
      tell(model, {"system.primary.instances=2", "system.primary.order=fcfs"}),
      (Story{"10 order ok", "10 order ok", "20 order ok", "20 order ok", "30 order ok", "40 order ok"}));
}

// Five pools of one connection each towards a database that takes three: the fourth and the fifth are
// refused, and the most ever open is 3.
TEST(Database, RefusesConnectionsBeyondItsCap) {
  const std::string model = R"(
[system.primary]
kind        = "database"
cores       = 1
connections = 3
[system.pool]
kind    = "pool"
towards = "primary"
per     = "request"
size    = 1
[request.order]
holds = ["pool"]
steps = [{ wait = "10 ms" }]
)" + std::string(kEpisode) + burst("order", 5);

  EXPECT_EQ(tell(model),
            (Story{"0 order refused", "0 order refused", "10 order ok", "10 order ok", "10 order ok"}));
  const Results results = run_text(model);
  EXPECT_EQ(measure(results, "primary", "connections_refused").value, 2);
  EXPECT_EQ(measure(results, "primary", "connections_max").value, 3);
  EXPECT_DOUBLE_EQ(measure(results, "primary", "connections").value, 3);
  EXPECT_EQ(part_of(results, "primary").refused.value, 2);
}

// Queries of a replica 40 ms behind see data 40 ms old.
TEST(Database, SaysHowOldItsDataIs) {
  const Results results = run_text(primary() + burst("order", 3), {"system.primary.lag=40ms"});

  EXPECT_DOUBLE_EQ(measure(results, "primary", "data_age_seconds_mean").value, 0.040);
}

// Ten seconds after ten of warm-up: an instance of one core, from 12 s on two of them, from 15 s on of three
// cores each, and from then on a query at each. Core seconds: 2 + 2 x 3 + 6 x 5; busy: 2 x 5.
TEST(Database, MeasuresAgainstWhatItHadThen) {
  const Results results = run_text(std::string(kPrimary) + R"(
[event.more]
starts = "12 s"
set.system.primary.instances = 2
[event.larger]
starts = "15 s"
set.system.primary.cores = 3
[run]
warm_up      = "10 s"
duration     = "10 s"
replications = 1
)" + burst("order", 2, "15 s"),
                                   {"request.order.steps.query_primary.time=1h"});

  EXPECT_DOUBLE_EQ(part_of(results, "primary").in_use.value, 1);
  EXPECT_DOUBLE_EQ(part_of(results, "primary").utilisation.value, 10.0 / 38);
}

// A cap that times the instances is more than 64 bits hold refuses nobody.
TEST(Database, TakesAnyCap) {
  const std::string model = std::string(kPrimary) + R"(
[system.pool]
kind    = "pool"
towards = "primary"
per     = "all"
size    = 2
[request.safe]
holds = ["pool"]
steps = [{ query = "primary", time = "10 ms" }]
)" + kEpisode + burst("safe", 2) +
                            burst("order");
  const std::vector<std::string> sets{"system.primary.connections=9_000_000_000_000_000_000",
                                      "system.primary.instances=2"};

  EXPECT_EQ(measure(run_text(model, sets), "primary", "connections_refused").value, 0);
  EXPECT_EQ(measure(run_text(model, sets), "primary", "connections").value, 2);
}

}  // namespace
}  // namespace plimsoll::test
