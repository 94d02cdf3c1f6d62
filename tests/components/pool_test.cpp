#include <gtest/gtest.h>

#include "models/model_problem.hpp"
#include "tests/support/story.hpp"

namespace plimsoll::test {
namespace {

// A query of 10 ms over a connection; the database is never short of cores.
constexpr const char* kPool = R"(
[system.primary]
kind        = "database"
cores       = 100
connections = 100

[system.pool]
kind    = "pool"
towards = "primary"
per     = "all"
size    = 1

[request.order]
holds = ["pool"]
steps = [{ query = "primary", time = "10 ms" }]
)";

std::string pool() { return std::string(kPool) + kEpisode; }

// One connection, three at once: 10, 20, 30 ms; waits of 0, 10 and 20 ms.
TEST(Pool, LendsItsConnectionsInTurn) {
  const std::string model = pool() + burst("order", 3);

  EXPECT_EQ(tell(model), (Story{"10 order ok", "20 order ok", "30 order ok"}));
  const Results results = run_text(model);
  const PartFigures& figures = part_of(results, "pool");
  EXPECT_DOUBLE_EQ(figures.wait_seconds.mean.value, 0.010);
  EXPECT_DOUBLE_EQ(figures.wait_seconds.max.value, 0.020);
  EXPECT_DOUBLE_EQ(figures.utilisation.value, 1);
  EXPECT_DOUBLE_EQ(figures.waiting.value, 1);  // 2, 1, 0
  EXPECT_EQ(figures.served.value, 3);
  EXPECT_EQ(measure(results, "primary", "connections_max").value, 1);
}

// Patience of 15 ms in line: the third would get its connection at 20 ms.
TEST(Pool, FailsWhoWaitsTooLong) {
  const std::string model = pool() + burst("order", 3);

  EXPECT_EQ(tell(model, {"system.pool.wait_limit=15ms"}),
            (Story{"10 order ok", "15 order timed_out", "20 order ok"}));
  EXPECT_EQ(measure(run_text(model, {"system.pool.wait_limit=15ms"}), "pool", "timed_out").value, 1);
}

// Three connections until 20 ms, one from then on: 3 x 20 + 1 x 80 over 100 ms. Those busy at the change are
// closed as they come back.
TEST(Pool, ClosesConnectionsWhenItShrinks) {
  const std::string run = "[run]\nkind = \"episode\"\nduration = \"100 ms\"\nreplications = 2\n";
  const std::string event = "[event.smaller]\nstarts = \"20 ms\"\nset.system.pool.size = 1\n";
  const Results idle = run_text(kPool + run + event + burst("order"), {"system.pool.size=3"});
  EXPECT_DOUBLE_EQ(measure(idle, "primary", "connections").value, 1.4);

  // Each query takes 50 ms: six connections until 50 ms, then one.
  const Results busy = run_text(kPool + run + event + burst("order", 6),
                                {"system.pool.size=6", "request.order.steps.query_primary.time=50ms"});
  EXPECT_DOUBLE_EQ(measure(busy, "primary", "connections").value, 3.5);
}

// A connection that comes free at the very instant of the wait limit is in time.
TEST(Pool, IsInTimeAtTheLastInstant) {
  EXPECT_EQ(tell(pool() + burst("order", 2), {"system.pool.wait_limit=10ms"}),
            (Story{"10 order ok", "20 order ok"}));
}

// The wait limit ends with the wait: a query may take longer than that.
TEST(Pool, LimitsTheWaitAndNotTheUse) {
  EXPECT_EQ(tell(pool() + burst("order"), {"system.pool.wait_limit=1ms"}), (Story{"10 order ok"}));
}

// Opened when first needed: 5 ms on the network and 2 ms of the database's cores, once; then kept.
TEST(Pool, OpensOnDemandAndKeeps) {
  const std::vector<std::string> opens{"system.pool.opens=on_demand",
                                       R"(system.pool.opening=[{network="5 ms"},{cpu="2 ms"}])"};
  const std::string model = pool() + burst("order", 2) + burst("order", 1, "1 s");

  EXPECT_EQ(tell(model, opens), (Story{"17 order ok", "27 order ok", "1010 order ok"}));
  const Results results = run_text(model, opens);
  EXPECT_EQ(measure(results, "pool", "opened").value, 1);
  EXPECT_DOUBLE_EQ(measure(results, "pool", "open_seconds_mean").value, 0.007);
}

// The wait limit covers the opening: 5 ms of network do not fit into 3. What was begun is undone, and the
// next one finds the place free.
TEST(Pool, GivesUpOpeningAtTheWaitLimit) {
  const std::vector<std::string> opens{"system.pool.opens=on_demand",
                                       R"(system.pool.opening=[{network="5 ms"}])",
                                       "system.pool.wait_limit=3ms"};
  Episode episode(pool() + burst("order", 1) + burst("order", 1, "1 ms"), opens);

  // The second has waited 2 ms when the place comes free, and gives up 1 ms into the opening.
  EXPECT_EQ(episode.tell(), (Story{"3 order timed_out", "4 order timed_out"}));
  episode.expect_nothing_held();
  EXPECT_EQ(own(episode.now_at("primary"), "connections"), 0);
}

// A new connection for every request: opened, used once, closed. The second pays again.
TEST(Pool, OpensAndClosesForEachRequest) {
  const std::vector<std::string> opens{"system.pool.per=request",
                                       R"(system.pool.opening=[{network="5 ms"}])"};
  Episode episode(pool() + burst("order", 2) + burst("order", 1, "1 s"), opens);

  EXPECT_EQ(episode.tell(), (Story{"15 order ok", "15 order ok", "1015 order ok"}));
  episode.expect_nothing_held();
  EXPECT_EQ(own(episode.now_at("primary"), "connections"), 0);
}

// One pool in each of two instances: two requests find a connection each, the third waits for the first's.
TEST(Pool, IsOnePerInstanceOfAServer) {
  const std::string model = R"(
[system.app]
kind      = "server"
cores     = 1
instances = 2
[system.primary]
kind        = "database"
cores       = 100
connections = 100
[system.pool]
kind    = "pool"
towards = "primary"
per     = "app"
size    = 1
[request.order]
on    = "app"
holds = ["pool"]
steps = [{ query = "primary", time = "10 ms" }]
)" + std::string(kEpisode) + burst("order", 3);

  EXPECT_EQ(tell(model), (Story{"10 order ok", "10 order ok", "20 order ok"}));
  EXPECT_EQ(measure(run_text(model), "primary", "connections_max").value, 2);
  EXPECT_EQ(part_of(run_text(model), "pool").instances, 2);
}

// A pool of a server can only be held there.
TEST(Pool, IsHeldOnlyOnItsServer) {
  EXPECT_THROW(build(load_text(R"(
[system.app]
kind  = "server"
cores = 1
[system.primary]
kind        = "database"
cores       = 1
connections = 100
[system.pool]
kind    = "pool"
towards = "primary"
per     = "app"
size    = 1
[request.order]
holds = ["pool"]
steps = [{ query = "primary", time = "10 ms" }, { call = "there" }]
[routine.there]
on    = "app"
steps = [{ work = "1 ms" }]
)" + std::string(kEpisode) + burst("order")),
                     1, 0),
               ModelProblem);
}

// From 5 ms on there are three connections: the two who wait get theirs at once.
TEST(Pool, FollowsItsLiveSize) {
  const std::string model =
      pool() + "[event.more]\nstarts = \"5 ms\"\nset.system.pool.size = 3\n" + burst("order", 3);

  EXPECT_EQ(tell(model), (Story{"10 order ok", "15 order ok", "15 order ok"}));
}

// Fewer connections take effect as they are given back: two at once, then one after the other.
TEST(Pool, ShrinksAsConnectionsComeBack) {
  const std::string model =
      pool() + "[event.fewer]\nstarts = \"5 ms\"\nset.system.pool.size = 1\n" + burst("order", 4);

  EXPECT_EQ(tell(model, {"system.pool.size=2"}),
            (Story{"10 order ok", "10 order ok", "20 order ok", "30 order ok"}));
}

// A database that takes two connections and a pool of three: the third is refused when it is needed.
TEST(Pool, PassesOnTheRefusalOfTheDatabase) {
  const std::vector<std::string> sets{"system.pool.size=3", "system.primary.connections=2"};

  EXPECT_EQ(tell(pool() + burst("order", 3), sets), (Story{"0 order refused", "10 order ok", "10 order ok"}));
}

// Two connections until 5 ms, four from then on, and two lent until 10 ms: of thirty connection-milliseconds
// twenty are in use.
TEST(Pool, MeasuresAgainstTheSizeItHadThen) {
  const std::string model =
      pool() + "[event.more]\nstarts = \"5 ms\"\nset.system.pool.size = 4\n" + burst("order", 2);

  EXPECT_DOUBLE_EQ(part_of(run_text(model, {"system.pool.size=2"}), "pool").utilisation.value, 20.0 / 30);
}

// Connections without number are not opened one by one before anybody asks for them.
TEST(Pool, StopsWhereTooManyWouldBeOpenedAtTheStart) {
  const std::string model = R"(
[system.pool]
kind    = "pool"
towards = "primary"
per     = "app"
size    = 10_000_000
[system.app]
kind      = "server"
cores     = 1
instances = 11
[system.primary]
kind        = "database"
cores       = 1
connections = "unlimited"
[request.order]
on    = "app"
holds = ["pool"]
steps = [{ query = "primary", time = "10 ms" }]
)" + std::string(kEpisode) + burst("order");

  EXPECT_THROW(run_text(model), GuardStop);
  EXPECT_EQ(tell(model, {"system.pool.opens=on_demand"}), (Story{"10 order ok"}));
}

}  // namespace
}  // namespace plimsoll::test
