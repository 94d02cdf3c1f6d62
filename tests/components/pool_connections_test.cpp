#include <gtest/gtest.h>

#include "models/model_problem.hpp"
#include "tests/support/story.hpp"

/// What becomes of a pool's connections: how they are opened, kept, closed and lost.
namespace plimsoll::test {
namespace {

// A query of 10 ms over a connection that takes 20 ms to open; the database is never short of cores.
constexpr const char* kPool = R"(
[system.primary]
kind        = "database"
cores       = 1_000
connections = 100
[system.pool]
kind    = "pool"
towards = "primary"
per     = "all"
size    = 1
opens   = "on_demand"
opening = [{ network = "3 ms" }, { cpu = "12 ms" }, { network = "5 ms" }]
[request.order]
holds = ["pool"]
steps = [{ id = "ask", query = "primary", time = "10 ms" }]
)";

std::string pool(const std::string& more = "") { return std::string(kPool) + more + kEpisode; }

double of_pool(const Results& results, const std::string& name) {
  return measure(results, "pool", name).value;
}

// Steps of opening take their turn: 3 + 12 + 5 ms and then the query; two openings share one core: 3 + 24
// + 5.
TEST(PoolConnections, AreOpenedStepByStep) {
  EXPECT_EQ(tell(pool() + burst("order")), (Story{"30 order ok"}));
  EXPECT_EQ(tell(pool() + burst("order", 2),
                 {"system.pool.size=2", "system.primary.cores=1", "request.order.steps.ask.time=0s"}),
            (Story{"32 order ok", "32 order ok"}));
}

// Set-up in four uniform steps of 1-5, 10-30, 5-20 and 5-10 ms: 21 ms at least, 65 at most, 43 on average.
// Even the least is twice a query of 10 ms.
TEST(PoolConnections, TakeTheSumOfTheirSteps) {
  const std::string steps =
      R"(system.pool.opening=[{network={dist="uniform",low="1 ms",high="5 ms"}},)"
      R"({cpu={dist="uniform",low="10 ms",high="30 ms"}},{cpu={dist="uniform",low="5 ms",high="20 ms"}},)"
      R"({network={dist="uniform",low="5 ms",high="10 ms"}}])";
  const Results results =
      run_text(pool() + burst("order", 100), {steps, "system.pool.size=100", "system.primary.cores=100"});

  const LatencyFigures& latency = request_of(results, "order").latency_seconds;
  EXPECT_GT(latency.p50.value, 0.010 + 0.021);
  EXPECT_LT(latency.max.value, 0.010 + 0.065);
  EXPECT_NEAR(of_pool(results, "open_seconds_mean"), 0.043, 0.003);
}

// Idle 5 of 25. Three bursts of 25: the first opens 20 besides the five that are open; each then closes 20,
// and the next opens them again.
TEST(PoolConnections, AreClosedAndOpenedAgainWhereFewMayBeIdle) {
  const std::string bursts = burst("order", 25) + burst("order", 25, "1 s") + burst("order", 25, "2 s");
  std::vector<std::string> sets{"system.pool.size=25", "system.pool.opens=at_start",
                                "system.pool.idle_max=5"};
  const Results churn = run_text(pool() + bursts, sets);
  EXPECT_EQ(of_pool(churn, "opened"), 60);
  EXPECT_EQ(of_pool(churn, "closed"), 60);
  EXPECT_DOUBLE_EQ(request_of(churn, "order").latency_seconds.max.value, 0.030);

  sets.back() = "system.pool.idle_max=25";
  const Results kept = run_text(pool() + bursts, sets);
  EXPECT_EQ(of_pool(kept, "opened"), 0);
  EXPECT_EQ(of_pool(kept, "closed"), 0);
  EXPECT_DOUBLE_EQ(request_of(kept, "order").latency_seconds.max.value, 0.010);
}

// One is kept ready: while the first is used another is opened behind it, and who comes at 76 ms finds that.
TEST(PoolConnections, AreOpenedInTheBackground) {
  const std::string bursts =
      burst("order", 1, "40 ms") + burst("order", 1, "71 ms") + burst("order", 1, "76 ms");
  EXPECT_EQ(tell(pool() + bursts, {"system.pool.size=3", "system.pool.idle_min=1"}),
            (Story{"50 order ok", "81 order ok", "86 order ok"}));
  EXPECT_EQ(tell(pool() + bursts, {"system.pool.size=3"}),
            (Story{"70 order ok", "81 order ok", "106 order ok"}));
}

// Who finds a connection being opened in the background, and no room for another, waits for it: ready at 20
// ms.
TEST(PoolConnections, MayBeWaitedForWhileTheyOpen) {
  EXPECT_EQ(tell(pool() + burst("order", 1, "5 ms"), {"system.pool.idle_min=1"}), (Story{"30 order ok"}));
}

// Closed after 50 ms without use: the request at 100 ms opens it again.
TEST(PoolConnections, AreClosedWhenNobodyUsesThem) {
  const std::string bursts = burst("order") + burst("order", 1, "70 ms") + burst("order", 1, "150 ms");
  EXPECT_EQ(tell(pool() + bursts, {"system.pool.idle_time=50ms"}),
            (Story{"30 order ok", "80 order ok", "180 order ok"}));
  EXPECT_EQ(of_pool(run_text(pool() + bursts, {"system.pool.idle_time=50ms"}), "closed"), 1);
}

// Good for 100 ms: the connection in use then is closed when it comes back, and the next request opens
// another.
TEST(PoolConnections, AreReplacedWhenTheyAreTooOld) {
  const std::string bursts = burst("order") + burst("order", 1, "115 ms") + burst("order", 1, "200 ms");
  EXPECT_EQ(tell(pool() + bursts, {"system.pool.lifetime=100ms"}),
            (Story{"30 order ok", "125 order ok", "230 order ok"}));
}

// Ten connections opened at one instant for 1 s each end together, and ten openings come at once; lifetimes
// that vary by half spread them out over the second.
TEST(PoolConnections, AreOpenedInAWaveUnlessLifetimesVary) {
  const std::string users =
      "[traffic.users]\nburst = 10\nrequest = \"many\"\n"
      "[request.many]\nsteps = [{ call = \"one\", times = 200 }]\n"
      "[routine.one]\nholds = [\"pool\"]\nsteps = [{ wait = \"10 ms\" }]\n";
  std::vector<std::string> sets{"system.pool.size=10", "system.pool.opens=at_start",
                                "system.pool.lifetime=1s", "system.primary.cores=1"};
  const auto opening = [&] {
    const Results results = run_text(pool(users) + burst("order", 1, "1 min"), sets);
    EXPECT_GE(of_pool(results, "opened"), 10);
    return of_pool(results, "open_seconds_mean");
  };
  EXPECT_GT(opening(), 0.100);  // 3 + 10 x 12 + 5, but for the last ones
  sets.push_back("system.pool.jitter=50%");
  EXPECT_LT(opening(), 0.060);
}

// Three idle connections are checked every 100 ms for 4 ms each: 12 ms of work in 100.
TEST(PoolConnections, CostWorkToBeChecked) {
  const std::string run = "[run]\nkind = \"episode\"\nduration = \"1 s\"\nreplications = 2\n";
  const Results results = run_text(
      std::string(kPool) + run + burst("order", 1, "950 ms"),
      {"system.pool.size=3", "system.pool.opens=at_start", "system.pool.health_check=100ms",
       "system.pool.health_check_cpu=4ms", "system.primary.cores=1", "request.order.steps.ask.time=0s"});
  EXPECT_NEAR(part_of(results, "primary").utilisation.value, 9 * 0.012, 1e-9);
}

// One place in line: of three the third is refused.
TEST(PoolConnections, AreRefusedWhereTheLineIsFull) {
  EXPECT_EQ(tell(pool() + burst("order", 3), {"system.pool.queue=1"}),
            (Story{"0 order refused", "30 order ok", "40 order ok"}));
  EXPECT_EQ(part_of(run_text(pool() + burst("order", 3), {"system.pool.queue=1"}), "pool").refused.value, 1);
}

// One connection carries three at once: the first opens it and two wait for that; the fourth needs a place.
TEST(PoolConnections, CarrySeveralRequestsAtOnce) {
  const std::vector<std::string> sets{"system.pool.streams=3"};
  EXPECT_EQ(tell(pool() + burst("order", 4), sets),
            (Story{"30 order ok", "30 order ok", "30 order ok", "40 order ok"}));
  const Results results = run_text(pool() + burst("order", 4), sets);
  EXPECT_EQ(measure(results, "primary", "connections_max").value, 1);
  EXPECT_EQ(of_pool(results, "opened"), 1);
  EXPECT_DOUBLE_EQ(part_of(results, "pool").utilisation.value, (3 * 30 + 10) / 120.0);
}

// The one who opens it gives up after 8 ms; the one who waits for it begins anew and has it at 28 ms.
TEST(PoolConnections, AreOpenedByTheNextWhereTheFirstGivesUp) {
  const std::string hasty =
      "[request.hasty]\nsteps = [{ call = \"order_it\", limit = \"8 ms\" }]\n"
      "[routine.order_it]\nholds = [\"pool\"]\nsteps = [{ wait = \"1 ms\" }]\n";
  Episode episode(pool(hasty) + burst("hasty") + burst("order"), {"system.pool.streams=2"});

  EXPECT_EQ(episode.tell(), (Story{"8 hasty timed_out", "38 order ok"}));
  episode.expect_nothing_held();
}

// A pool of four for every request opens one connection where it opens lazily, and four where it keeps four.
TEST(PoolConnections, AreOpenedEagerlyOrLazilyForEachRequest) {
  std::vector<std::string> sets{"system.pool.per=request", "system.pool.size=4"};
  const Results lazy = run_text(pool() + burst("order", 3), sets);
  EXPECT_EQ(measure(lazy, "primary", "connections_max").value, 3);
  EXPECT_EQ(of_pool(lazy, "opened"), 3);

  sets.push_back("system.pool.idle_min=4");
  Episode episode(pool() + burst("order", 3), sets);
  EXPECT_EQ(episode.tell(), (Story{"30 order ok", "30 order ok", "30 order ok"}));
  episode.expect_nothing_held();
  EXPECT_EQ(own(episode.now_at("primary"), "connections"), 0);
  const Results eager = run_text(pool() + burst("order", 3), sets);
  EXPECT_EQ(measure(eager, "primary", "connections_max").value, 12);
  EXPECT_EQ(of_pool(eager, "opened"), 12);
  EXPECT_EQ(of_pool(eager, "closed"), 12);
}

// What is still being opened when the request has gone is closed as soon as it is open.
TEST(PoolConnections, AreClosedAfterWhoWantedThemHasGone) {
  Episode episode(pool() + burst("order"), {"system.pool.per=request", "system.pool.size=4",
                                            "system.pool.idle_min=4", "system.pool.wait_limit=18ms"});

  EXPECT_EQ(episode.tell(), (Story{"18 order timed_out"}));
  episode.expect_nothing_held();
  EXPECT_EQ(own(episode.now_at("primary"), "connections"), 0);
}

// 100 connections of which three are kept for administrators: 97 for everybody else.
TEST(PoolConnections, LeaveReservedOnesAlone) {
  const Results results =
      run_text(pool() + burst("order", 100), {"system.pool.per=request", "system.primary.reserved=3"});
  EXPECT_EQ(measure(results, "primary", "connections_max").value, 97);
  EXPECT_EQ(failures(request_of(results, "order"), "refused"), 3);
}

// A pool towards a payment provider outside the model, ten idle at most: of 20 who come at once ten open
// anew.
TEST(PoolConnections, MayLeadOutOfTheModel) {
  const std::string model = std::string(R"(
[system.keep_alive]
kind     = "pool"
per      = "all"
size     = 100
opens    = "on_demand"
opening  = [{ network = "30 ms" }]
idle_max = 10
[request.pay]
holds = ["keep_alive"]
steps = [{ wait = "100 ms" }]
)") + kEpisode + burst("pay", 20) +
                            burst("pay", 20, "1 s");

  const Results results = run_text(model);
  EXPECT_EQ(measure(results, "keep_alive", "opened").value, 30);
  EXPECT_EQ(measure(results, "keep_alive", "closed").value, 20);
  EXPECT_DOUBLE_EQ(request_of(results, "pay").latency_seconds.max.value, 0.130);
}

// Ten connections towards a cache, five kept ready besides the one that was used first. Of fifteen look-ups
// at once six take 1 ms; four wait for those that are opened behind them, 0.5 ms; and five for the first to
// come back.
TEST(PoolConnections, MayLeadToACache) {
  const std::string model = std::string(R"(
[system.redis]
kind     = "cache"
time     = "1 ms"
ttl      = "1 min"
capacity = 10
[system.sockets]
kind     = "pool"
towards  = "redis"
per      = "all"
size     = 10
opens    = "on_demand"
opening  = [{ network = "0.5 ms" }]
idle_min = 5
[request.look]
holds = ["sockets"]
steps = [{ read = "redis" }]
)") + kEpisode + burst("look") +
                            burst("look", 15, "1 s");

  const Results results = run_text(model);
  EXPECT_EQ(measure(results, "sockets", "connections_max").value, 10);
  EXPECT_DOUBLE_EQ(request_of(results, "look").latency_seconds.mean.value,
                   (2.5 + 6 * 1.0 + 4 * 1.5 + 5 * 2.0) / 16'000);
}

// An external pooler is two pools: twenty clients are connected, four of them at work at a time, and the
// database sees four connections.
TEST(PoolConnections, AreMultiplexedByAPooler) {
  const std::string model = std::string(R"(
[system.pooler]
kind    = "server"
cores   = 1
workers = "unlimited"
[system.primary]
kind        = "database"
cores       = 100
connections = 10
[system.clients]
kind    = "pool"
towards = "pooler"
per     = "all"
size    = 20
[system.servers]
kind    = "pool"
towards = "primary"
per     = "pooler"
size    = 4
[request.visit]
holds = ["clients"]
steps = [{ call = "transaction" }, { wait = "50 ms" }, { call = "transaction" }]
[routine.transaction]
on    = "pooler"
holds = ["servers"]
steps = [{ query = "primary", time = "10 ms" }]
)") + kEpisode + burst("visit", 20);

  const Results results = run_text(model);
  EXPECT_EQ(measure(results, "primary", "connections_max").value, 4);
  EXPECT_DOUBLE_EQ(request_of(results, "visit").latency_seconds.max.value, 0.110);  // five rounds, twice
}

// Memory for three connections of 10 MB: the fourth takes the database down, with all that goes on there; who
// was about to connect finds nobody there. Down for 1 s; who asks meanwhile is refused; who asks after that
// opens anew.
TEST(PoolConnections, AreLostWhenTheDatabaseRunsOutOfMemory) {
  const std::vector<std::string> sets{
      "system.pool.size=4", "system.primary.memory=40MB", "system.primary.memory_base=5MB",
      "system.primary.memory_per_connection=10MB", "system.primary.restart=1s"};
  const std::string bursts = burst("order", 3) + burst("order", 4, "40 ms") + burst("order", 1, "900 ms") +
                             burst("order", 2, "1100 ms");
  EXPECT_EQ(
      tell(pool() + bursts, sets),
      (Story{"30 order ok", "30 order ok", "30 order ok", "40 order crashed", "40 order crashed",
             "40 order crashed", "43 order crashed", "900 order refused", "1130 order ok", "1130 order ok"}));
  const Results results = run_text(pool() + bursts, sets);
  EXPECT_EQ(measure(results, "primary", "crashes").value, 1);
  EXPECT_DOUBLE_EQ(measure(results, "primary", "down_seconds").value, 1);
  EXPECT_EQ(measure(results, "primary", "memory_bytes_max").value, 45e6);
  EXPECT_EQ(of_pool(results, "lost"), 3);
  EXPECT_EQ(of_pool(results, "opened"), 5);
}

// Held through a crash, the connection leads nowhere: its next query fails, although the database is up
// again.
TEST(PoolConnections, FailWhoUsesThemAfterACrash) {
  const std::string slow =
      "[request.slow]\nholds = [\"pool\"]\n"
      "steps = [{ query = \"primary\", time = \"1 ms\" }, { wait = \"2 s\" }, "
      "{ query = \"primary\", time = \"1 ms\" }]\n";
  Episode episode(pool(slow) + burst("slow") + burst("order", 2, "100 ms") + burst("order", 1, "3 s"),
                  {"system.pool.size=9", "system.primary.memory=25MB",
                   "system.primary.memory_per_connection=10MB", "system.primary.restart=1s"});

  EXPECT_EQ(episode.tell(),
            (Story{"103 order crashed", "103 order crashed", "2021 slow crashed", "3030 order ok"}));
  episode.expect_nothing_held();
  EXPECT_EQ(own(episode.now_at("primary"), "connections"), 1);
}

// A connection has two ends, and one of them crashes: the other hangs up too.
TEST(PoolConnections, AreClosedAtBothEndsWhenOneCrashes) {
  const std::string model = std::string(R"(
[system.primary]
kind        = "database"
cores       = 10
connections = 100
[system.replica]
kind                  = "database"
cores                 = 10
connections           = 100
memory                = "2 MB"
memory_per_connection = "1 MB"
[system.pool]
kind    = "pool"
towards = ["primary", "replica"]
per     = "all"
size    = 3
opens   = "on_demand"
[request.read]
holds = ["pool"]
steps = [{ query = "primary", time = "10 ms" }, { query = "replica", time = "10 ms" }]
)") + kEpisode + burst("read", 3);

  Episode episode(model);
  EXPECT_EQ(episode.tell(), (Story{"10 read crashed", "10 read crashed", "10 read crashed"}));
  episode.expect_nothing_held();
  EXPECT_EQ(own(episode.now_at("primary"), "connections"), 0);
  EXPECT_EQ(own(episode.now_at("replica"), "connections"), 0);
}

// A hundred openings of 50 ms and a limit of 150 ms. On one core in turn three are open in time; on ten
// shared ones none is, as all take 500 ms; where the 50 ms are a delay all are. What kills them is the work,
// not the limit.
TEST(PoolConnections, ContendForCores) {
  const auto open_in_time = [](std::vector<std::string> sets) {
    sets.insert(sets.end(), {"system.pool.per=request", "system.pool.wait_limit=150ms",
                             "request.order.steps.ask.time=0s"});
    return request_of(run_text(pool() + burst("order", 100), sets), "order").completed.value;
  };
  const std::string work = R"(system.pool.opening=[{cpu="50 ms"}])";
  EXPECT_EQ(open_in_time({work, "system.primary.cores=1", "system.primary.order=fcfs"}), 3);
  EXPECT_EQ(open_in_time({work, "system.primary.cores=10"}), 0);
  EXPECT_EQ(open_in_time({R"(system.pool.opening=[{network="50 ms"}])", "system.primary.cores=1"}), 100);
}

// Two connections held during a call to a provider. It takes 2 s instead of 0.1, and the pool is empty: of
// ten a second two every 2 s are served, and the others give up in line.
TEST(PoolConnections, AreUsedUpByASlowDependency) {
  const std::string model = std::string(R"(
[system.pool]
kind       = "pool"
per        = "all"
size       = 2
wait_limit = "1 s"
[request.order]
holds = ["pool"]
steps = [{ id = "provider", wait = "100 ms" }]
[traffic.shoppers]
rate     = "10 /s"
arrivals = "regular"
request  = "order"
[run]
kind         = "episode"
duration     = "20 s"
replications = 1
)");
  const Results healthy = run_text(model);
  EXPECT_EQ(request_of(healthy, "order").failures.size(), 0U);
  EXPECT_EQ(part_of(healthy, "pool").waiting.value, 0);

  const Results slow = run_text(model, {"request.order.steps.provider.wait=2s"});
  EXPECT_NEAR(request_of(slow, "order").completed.value, 20, 2);
  EXPECT_NEAR(part_of(slow, "pool").waiting.value, 9, 1);  // (10 - 1) a second, for 1 s each
}

// One request asks for twelve things at once over a pool of four: the last comes in the third round, and
// eight wait.
TEST(PoolConnections, AreWaitedForByAFan) {
  std::string looks;
  for (int i = 0; i < 12; ++i) looks += "{ call = \"look\" }, ";
  const std::string model = std::string(R"(
[system.pool]
kind = "pool"
per  = "all"
size = 4
[routine.look]
holds = ["pool"]
steps = [{ wait = "10 ms" }]
[request.overview]
steps = [{ all_of = [)") + looks +
                            "] }]\n" + kEpisode + burst("overview");
  EXPECT_EQ(tell(model), (Story{"30 overview ok"}));
  EXPECT_DOUBLE_EQ(part_of(run_text(model), "pool").waiting.value, 4);  // 8, 4, 0
}

// Work of opening needs cores: a cache has none to give, and out of the model there are none.
TEST(PoolConnections, BurnCpuOfDatabasesOnly) {
  const std::string cache =
      "[system.redis]\nkind = \"cache\"\ntime = \"1 ms\"\nttl = \"1 min\"\ncapacity = 9\n";
  EXPECT_THROW(build(load_text(pool(cache) + burst("order"), {"system.pool.towards=redis"}), 1, 0),
               ModelProblem);
  EXPECT_THROW(build(load_text(pool() + burst("order"), {"system.pool.towards=[]"}), 1, 0), ModelProblem);
}

}  // namespace
}  // namespace plimsoll::test
