#include <gtest/gtest.h>

#include "models/model_problem.hpp"
#include "tests/support/story.hpp"

namespace plimsoll::test {
namespace {

constexpr const char* kEdge = R"(
[system.edge]
kind         = "load_balancer"
spreads_over = "app"

[system.app]
kind      = "server"
cores     = 1
order     = "fcfs"
instances = 2

[request.slow]
on    = "app"
steps = [{ work = "100 ms" }]

[request.quick]
on    = "app"
steps = [{ work = "10 ms" }]
)";

std::string edge() { return std::string(kEdge) + kEpisode; }

std::string in(const std::string& request, int count = 1, const std::string& at = "0 s") {
  return burst(request, count, at, "enters = \"edge\"");
}

// In turn: the slow one and the second quick one meet on the first instance.
TEST(LoadBalancer, TakesTurns) {
  EXPECT_EQ(tell(edge() + in("slow") + in("quick", 2)),
            (Story{"10 quick ok", "100 slow ok", "110 quick ok"}));
}

// To the instance with the fewest requests in flight: at 20 ms only the first instance is busy.
TEST(LoadBalancer, PrefersTheInstanceWithTheFewestInFlight) {
  const std::string model = edge() + in("slow") + in("quick", 1, "20 ms") + in("quick", 1, "40 ms");

  EXPECT_EQ(tell(model, {"system.edge.policy=fewest_in_flight"}),
            (Story{"30 quick ok", "50 quick ok", "100 slow ok"}));
}

// The balancer itself takes 2 ms of each request, and nobody waits for anybody there.
TEST(LoadBalancer, TakesTimeItself) {
  const std::string model = edge() + in("quick", 2);
  const std::vector<std::string> overhead{"system.edge.overhead=2ms"};

  EXPECT_EQ(tell(model, overhead), (Story{"12 quick ok", "12 quick ok"}));
  EXPECT_EQ(part_of(run_text(model, overhead), "edge").served.value, 2);
}

// Whoever gives up inside the balancer is never routed: 1 ms of patience for an overhead of 2 ms.
TEST(LoadBalancer, LosesWhoGivesUpInside) {
  const std::string model = edge() + burst("quick", 1, "0 s", "enters = \"edge\"\nlimit = \"1 ms\"");

  EXPECT_EQ(tell(model, {"system.edge.overhead=2ms"}), (Story{"1 quick timed_out"}));
}

// `on` may name the balancer instead of the server: it then chooses at that moment.
TEST(LoadBalancer, ChoosesForARoutineThatRunsOnIt) {
  const std::string model = R"(
[system.edge]
kind         = "load_balancer"
spreads_over = "app"
[system.app]
kind      = "server"
cores     = 1
order     = "fcfs"
instances = 2
[request.ask]
steps = [{ call = "there" }, { call = "there" }]
[routine.there]
on    = "edge"
steps = [{ work = "10 ms" }]
)" + std::string(kEpisode) + burst("ask", 2);

  EXPECT_EQ(tell(model), (Story{"20 ask ok", "20 ask ok"}));
  EXPECT_EQ(part_of(run_text(model), "edge").served.value, 4);
}

constexpr const char* kTwoServers = R"(
[system.edge]
kind         = "load_balancer"
spreads_over = { app = 0.8, canary = 0.2 }
[system.app]
kind  = "server"
cores = 1
[system.canary]
kind  = "server"
cores = 1
[system.elsewhere]
kind  = "server"
cores = 1
[request.quick]
on    = "edge"
steps = [{ work = "1 ms" }]
[request.other]
on    = "elsewhere"
steps = [{ work = "1 ms" }]
)";

// A fifth of the requests goes to the canary.
TEST(LoadBalancer, DividesByShares) {
  const Results results = run_text(std::string(kTwoServers) + R"(
[traffic.crowd]
enters  = "edge"
rate    = "200 /s"
request = "quick"
[run]
warm_up      = "0 s"
duration     = "50 s"
replications = 10
)");

  const double all = part_of(results, "edge").served.value;
  // Up to what is on its way at the end: less than one request at a utilisation of 0.16.
  EXPECT_NEAR(part_of(results, "app").served.value + part_of(results, "canary").served.value, all, 1);
  EXPECT_NEAR(part_of(results, "canary").served.value / all, 0.2, 0.006);  // 100,000 draws: 4.7 sigma
}

// A request that comes through the balancer, but runs on a server that it does not spread over, gets there.
TEST(LoadBalancer, LetsARequestGoToAServerOfItsOwn) {
  const std::string model = std::string(kTwoServers) + kEpisode + in("other");

  EXPECT_EQ(tell(model), (Story{"1 other ok"}));
  const Results results = run_text(model);
  EXPECT_EQ(part_of(results, "elsewhere").served.value, 1);
  EXPECT_EQ(part_of(results, "app").served.value + part_of(results, "canary").served.value, 0);
}

// What a request does with its worker is compiled once for all servers behind a balancer, so they must agree.
TEST(LoadBalancer, RefusesToMixStyles) {
  const spec::Spec mixed = load_text(std::string(kTwoServers) + kEpisode + in("quick") + in("other"),
                                     {"system.canary.style=async"});
  try {
    build(mixed, 1, 0);
    FAIL() << "nothing was wrong";
  } catch (const ModelProblem& problem) {
    EXPECT_EQ(problem.diagnostic().message,
              "spreads over app, which is blocking, and canary, which is async");
  }
}

// The balancer at the door chooses the instance of the first call; the second is on the server that it names.
TEST(LoadBalancer, ChoosesOnceForEachTimeARequestComesIn) {
  const std::string model = std::string(kTwoServers) + R"(
[routine.on_canary]
on    = "canary"
steps = [{ work = "1 ms" }]
[request.both]
steps = [{ call = "on_canary" }, { call = "on_canary" }]
)" + kEpisode + in("both");
  const Results results = run_text(model, {"system.edge.spreads_over=[\"app\", \"canary\"]"});

  EXPECT_EQ(part_of(results, "app").served.value, 1);
  EXPECT_EQ(part_of(results, "canary").served.value, 1);
}

}  // namespace
}  // namespace plimsoll::test
