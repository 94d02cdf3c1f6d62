#include "models/planned_queries.hpp"

#include <gtest/gtest.h>

#include "tests/support/model_text.hpp"

namespace plimsoll {
namespace {

/// One query at a time on one core: every latency is the time of a query.
constexpr const char* kFeed = R"(
  [system.app]
  kind  = "server"
  cores = 1
  [system.primary]
  kind        = "database"
  cores       = 1
  connections = 10
  [costs.primary]
  parse      = "0 s"
  planning   = "0 s"
  start      = "1 ms"
  row        = "1 us"
  fetch      = "10 us"
  level      = "0 s"
  write_row  = "100 us"
  btree_write = "50 us"
  [table.feed]
  inside  = "primary"
  rows    = 10_000
  columns = { id = "key", user = 100 }
  [request.call]
  on    = "app"
  steps = [{ query = "primary", plan = "asked" }]
  [traffic.steady]
  rate     = "10 /s"
  arrivals = "regular"
  [run]
  kind         = "episode"
  duration     = "10 s"
  replications = 2
)";

// A plan takes what its rows cost: 1 ms and 10,000 rows of 1 us are 11 ms.
TEST(PlannedQueries, TakeTheTimeThatTheirPlanCosts) {
  const Results results = test::run_text(std::string(kFeed) + R"(
    [plan.asked]
    table = "feed"
    does  = "select"
    where = "user"
  )");
  const RequestFigures& call = test::request_of(results, "call");
  EXPECT_DOUBLE_EQ(call.latency_seconds.mean.value, 0.011);
  ASSERT_EQ(results.queries.size(), 1u);
  EXPECT_EQ(results.queries[0].cost.taken.name, "sequential scan");
  EXPECT_EQ(results.queries[0].address, "request.call.steps.query_primary");
}

// A table that grows tenfold in the middle of the run is asked at its new cost from then on: the first fifty
// answers take 11 ms, the others 101 ms.
TEST(PlannedQueries, FollowATableThatGrows) {
  const Results results = test::run_text(std::string(kFeed) + R"(
    [plan.asked]
    table = "feed"
    does  = "select"
    where = "user"
    [event.import]
    starts = "5.05 s"
    set.table.feed.rows = 90_000
  )");
  const LatencyFigures& latency = test::request_of(results, "call").latency_seconds;
  EXPECT_DOUBLE_EQ(latency.max.value, 0.091);
  EXPECT_NEAR(latency.mean.value, (0.011 + 0.091) / 2, 0.001);
}

// The page of each request is an attribute: pages 1 to 3 of 100 rows pass over 0, 100 and 200, at 10 us a
// row.
TEST(PlannedQueries, GoByTheAttributeThatIsThePage) {
  const Results results = test::run_text(std::string(kFeed) + R"(
    [attribute.page]
    values     = 3
    popularity = { weights = [0, 0, 1] }
    [plan.asked]
    table = "feed"
    does  = "select"
    order = "id"
    limit = 100
    page  = "page"
  )");
  const LatencyFigures& latency = test::request_of(results, "call").latency_seconds;
  EXPECT_DOUBLE_EQ(latency.mean.value, 0.004);
  EXPECT_DOUBLE_EQ(latency.max.value, 0.004);
  EXPECT_DOUBLE_EQ(results.queries[0].cost.taken.seconds, 0.002);
  EXPECT_DOUBLE_EQ(results.queries[0].last.taken.seconds, 0.004);
  EXPECT_DOUBLE_EQ(results.queries[0].mean_seconds, 0.004);
}

// Where the traffic says which page it asks for, that is the page: all ask for the third, though most would
// be drawn first.
TEST(PlannedQueries, GoByTheValueThatTheTrafficSays) {
  const Results results = test::run_text(std::string(kFeed) + R"(
    [attribute.page]
    values     = 3
    popularity = { weights = [98, 1, 1] }
    [plan.asked]
    table = "feed"
    does  = "select"
    order = "id"
    limit = 100
    page  = "page"
  )",
                                         {"traffic.steady.attributes.page=2"});
  EXPECT_DOUBLE_EQ(test::request_of(results, "call").latency_seconds.mean.value, 0.004);
}

// `varies` multiplies the cost: exponential queries of 11 ms on one core at 50 /s are an M/M/1 at 55 %, whose
// mean response time is 11 ms / 0.45.
TEST(PlannedQueries, VaryAsTheyAreTold) {
  const Results results = test::run_text(
      std::string(kFeed) + R"(
    [plan.asked]
    table  = "feed"
    does   = "select"
    where  = "user"
    varies = { dist = "exponential" }
  )",
      {"traffic.steady.rate=\"50 /s\"", "traffic.steady.arrivals=poisson", "run.kind=steady",
       "run.warm_up=10s", "run.duration=300s", "run.replications=10", "system.app.workers=unlimited"});
  test::expect_exact(results, test::request_of(results, "call").latency_seconds.mean, 0.011 / 0.45, 0.001);
}

// A round trip is spent on the network before the query, and burns no core: 11 ms of query and 3 x 2 ms.
TEST(PlannedQueries, RoundTripsBurnNothing) {
  const Results results = test::run_text(std::string(kFeed) + R"(
    [plan.asked]
    table    = "feed"
    does     = "select"
    where    = "user"
    prepared = "each_time"
  )",
                                         {"costs.primary.round_trip=2ms"});
  EXPECT_DOUBLE_EQ(test::request_of(results, "call").latency_seconds.mean.value, 0.017);
  EXPECT_NEAR(test::part_of(results, "primary").utilisation.value, 99 * 0.011 / 10,
              1e-9);  // the 100th comes at the end
}

// Writes on one core saturate it at 1 / (write + indexes): with two B-trees 1.2 ms each, 833 a second.
TEST(PlannedQueries, IndexUpkeepBoundsWrites) {
  const Results results = test::run_text(
      std::string(kFeed) + R"(
    [table.feed.index.by_user]
    on = "user"
    [plan.asked]
    table = "feed"
    does  = "insert"
  )",
      {"traffic.steady.rate=\"2000 /s\"", "system.app.workers=unlimited", "system.primary.order=fcfs"});
  EXPECT_NEAR(test::request_of(results, "call").throughput_per_second.value, 1 / 0.0012, 1);
}

}  // namespace
}  // namespace plimsoll
