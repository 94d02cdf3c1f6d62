#include "study/flows.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "study/run.hpp"
#include "tests/support/model_text.hpp"

namespace plimsoll {
namespace {

Flows flows_of_text(const std::string& text) {
  const spec::Spec spec = test::load_text(text);
  return flows_of(spec, run(spec));
}

/// "a > b 5", and so on, to the nearest whole: of a hundred in ten seconds the last may come after the end.
std::vector<std::string> written(const Flows& flows) {
  std::vector<std::string> lines;
  for (const Flow& flow : flows.flows) {
    lines.push_back(flows.nodes[flow.from].name + " > " + flows.nodes[flow.to].name + " " +
                    (flow.is_known ? std::to_string(std::lround(flow.per_second)) : "?") +
                    (flow.is_awaited ? "" : " later"));
  }
  return lines;
}

constexpr const char* kRun = R"(
    [run]
    kind         = "episode"
    duration     = "10 s"
    replications = 2
)";

// Ten requests a second from the door through a balancer to a server, its pool and its database, twice each;
// half of them ask somebody outside.
TEST(Flows, FollowsARequest) {
  const Flows flows = flows_of_text(std::string(R"(
    [system.edge]
    kind         = "load_balancer"
    spreads_over = "app"
    [system.app]
    kind  = "server"
    cores = 4
    [system.pool]
    kind    = "pool"
    towards = "db"
    per     = "app"
    size    = 10
    [system.db]
    kind        = "database"
    cores       = 4
    connections = 50
    [request.page]
    on    = "app"
    steps = [{ call = "look", times = 2 }, { id = "card", wait = "1 ms", chance = 0.5 }]
    [routine.look]
    holds = ["pool"]
    steps = [{ query = "db", time = "1 ms" }]
    [traffic.readers]
    enters = "edge"
    rate   = "10 /s"
    arrivals = "regular"
)") + kRun);
  EXPECT_EQ(written(flows), (std::vector<std::string>{"readers > edge 10", "edge > app 10", "app > pool 20",
                                                      "pool > db 20", "app > card 5"}));
  EXPECT_EQ(flows.nodes.front().kind, FlowNode::Kind::traffic);
  EXPECT_EQ(flows.nodes.back().kind, FlowNode::Kind::outside);
}

// Two servers ask one database, one of them three times as often: what was measured there is split one to
// three.
TEST(Flows, SplitsWhatSeveralAsk) {
  const Flows flows = flows_of_text(std::string(R"(
    [system.one]
    kind = "server"
    cores = 4
    [system.two]
    kind = "server"
    cores = 4
    [system.db]
    kind        = "database"
    cores       = 4
    connections = 50
    [request.a]
    on    = "one"
    steps = [{ query = "db", time = "1 ms" }]
    [request.b]
    on    = "two"
    steps = [{ query = "db", time = "1 ms", times = 3 }]
    [traffic.all]
    rate = "20 /s"
    arrivals = "regular"
    mix  = { a = 0.5, b = 0.5 }
)") + kRun);
  double from_one = 0, from_two = 0;
  for (const Flow& flow : flows.flows) {
    if (flows.nodes[flow.to].name != "db") continue;
    (flows.nodes[flow.from].name == "one" ? from_one : from_two) = flow.per_second;
  }
  // Who asks which is drawn, so it is not ten of each.
  EXPECT_GT(from_one, 5);
  EXPECT_NEAR(from_two / from_one, 3.0, 1.2);
}

// A cache in front: what it has not is fetched, as often as it was measured to miss. A lock inside of a
// database is asked by the database.
TEST(Flows, FollowsMissesAndLocks) {
  const Flows flows = flows_of_text(std::string(R"(
    [attribute.item]
    values = 10
    [system.app]
    kind = "server"
    cores = 4
    [system.cache]
    kind      = "cache"
    time      = "1 ms"
    ttl       = "60 s"
    capacity  = 10
    hit_ratio = 0.75
    [system.db]
    kind        = "database"
    cores       = 4
    connections = 50
    [system.row]
    kind   = "row_lock"
    inside = "db"
    key    = "item"
    [request.page]
    on    = "app"
    steps = [{ read = "cache", key = "item", miss = "load" }]
    [routine.load]
    holds = ["row"]
    steps = [{ query = "db", time = "1 ms" }]
    [traffic.readers]
    rate = "100 /s"
    arrivals = "regular"
)") + kRun);
  const std::vector<std::string> lines = written(flows);
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_EQ(lines[0], "readers > app 100");
  EXPECT_EQ(lines[1], "app > cache 100");
  EXPECT_EQ(flows.nodes[flows.flows[2].from].name + flows.nodes[flows.flows[2].to].name, "dbrow");
  EXPECT_NEAR(flows.flows[2].per_second, 25, 5);
  EXPECT_NEAR(flows.flows[3].per_second, flows.flows[2].per_second, 0.2);
}

// What is sent without waiting is an edge of its own kind.
TEST(Flows, TellsWhatIsNotWaitedFor) {
  const Flows flows = flows_of_text(std::string(R"(
    [system.app]
    kind = "server"
    cores = 4
    [system.worker]
    kind = "server"
    cores = 4
    [request.page]
    on    = "app"
    steps = [{ work = "1 ms" }, { send = "mail" }]
    [routine.mail]
    on    = "worker"
    steps = [{ work = "1 ms" }]
    [traffic.readers]
    rate = "10 /s"
    arrivals = "regular"
)") + kRun);
  EXPECT_EQ(written(flows), (std::vector<std::string>{"readers > app 10", "app > worker 10 later"}));
}

}  // namespace
}  // namespace plimsoll
