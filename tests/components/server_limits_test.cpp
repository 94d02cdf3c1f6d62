#include <gtest/gtest.h>

#include "tests/support/story.hpp"

/// What a server's instances run out of besides workers and cores: descriptors, ports, memory.
namespace plimsoll::test {
namespace {

constexpr const char* kServer = R"(
[system.app]
kind    = "server"
cores   = 100
workers = "unlimited"
restart = "1 s"
[request.page]
on    = "app"
steps = [{ id = "ask", wait = "10 ms" }]
)";

std::string server(const std::string& more = "") { return std::string(kServer) + more + kEpisode; }

double of_app(const Results& results, const std::string& name) { return measure(results, "app", name).value; }

constexpr const char* kDatabase = R"(
[system.db]
kind        = "database"
cores       = 1_000
connections = 1_000
)";

// 1,024 files and 1,500 requests at once: 476 are refused; with a connection for each only 512 are served.
TEST(ServerLimits, RunOutOfDescriptors) {
  const Results one = run_text(server() + burst("page", 1'500), {"system.app.descriptors=1024"});
  EXPECT_EQ(failures(request_of(one, "page"), "refused"), 476);
  EXPECT_EQ(of_app(one, "descriptors_max"), 1024);
  EXPECT_EQ(of_app(one, "descriptors_refused"), 476);

  const std::string with_connection = std::string(kDatabase) + R"(
[system.pool]
kind    = "pool"
towards = "db"
per     = "request"
size    = 1
[request.order]
on    = "app"
holds = ["pool"]
steps = [{ query = "db", time = "10 ms" }]
)";
  const Results two = run_text(server(with_connection) + burst("order", 512) + burst("order", 988),
                               {"system.app.descriptors=1024"});
  EXPECT_EQ(of_app(two, "descriptors_max"), 1024);
  EXPECT_EQ(request_of(two, "order").completed.value, 512);
}

// The idle connections of an instance's own pool take descriptors too: ten files, six connections, four
// requests.
TEST(ServerLimits, CountThePoolOfTheInstance) {
  const std::string model = std::string(kDatabase) + R"(
[system.pool]
kind    = "pool"
towards = "db"
per     = "app"
size    = 6
[request.order]
on    = "app"
holds = ["pool"]
steps = [{ query = "db", time = "10 ms" }]
)";
  const Results results = run_text(server(model) + burst("order", 5), {"system.app.descriptors=10"});
  EXPECT_EQ(request_of(results, "order").completed.value, 4);
}

// Fifty ports held for 1 s, connections of 10 ms and 200 requests a second for 10.1 s: the first fifty go
// through at once, then as many in each 1.01 s at the least and at the most.
TEST(ServerLimits, RunOutOfPorts) {
  const std::string model = std::string(kServer) + kDatabase + R"(
[system.pool]
kind    = "pool"
towards = "db"
per     = "request"
size    = 1
[request.order]
on    = "app"
holds = ["pool"]
steps = [{ query = "db", time = "10 ms" }]
[traffic.all]
rate     = "200 /s"
arrivals = "regular"
request  = "order"
[run]
kind         = "episode"
duration     = "10100 ms"
replications = 1
)";
  const Results results = run_text(model, {"system.app.ports=50", "system.app.port_hold=1s"});
  EXPECT_NEAR(request_of(results, "order").completed.value, 10 * 50, 5);
  EXPECT_EQ(of_app(results, "ports_refused"), failures(request_of(results, "order"), "refused"));
}

// 1 MB, and 2 MB for each of four requests: 9 MB. A routine takes 5 MB more while it runs.
TEST(ServerLimits, CountMemory) {
  const std::string more =
      "[request.report]\non = \"app\"\nsteps = [{ wait = \"10 ms\" }, { call = \"build\" }]\n"
      "[routine.build]\nmemory = \"5 MB\"\nsteps = [{ wait = \"10 ms\" }]\n";
  const Results results = run_text(server(more) + burst("page", 3) + burst("report"),
                                   {"system.app.memory_base=1MB", "system.app.memory_per_request=2MB"});
  EXPECT_EQ(of_app(results, "memory_bytes_max"), 9e6);
  EXPECT_DOUBLE_EQ(of_app(results, "memory_bytes"), (9e6 + 8e6) / 2);
}

// Room for three. The fourth takes the instance down with everybody on it; down for 1 s, then as before.
TEST(ServerLimits, CrashWhenMemoryRunsOut) {
  const std::vector<std::string> sets{"system.app.memory=7MB", "system.app.memory_base=1MB",
                                      "system.app.memory_per_request=2MB"};
  const std::string bursts = burst("page", 3) + burst("page", 3, "100 ms") + burst("page", 1, "105 ms") +
                             burst("page", 1, "500 ms") + burst("page", 3, "1200 ms");
  EXPECT_EQ(tell(server() + bursts, sets),
            (Story{"10 page ok", "10 page ok", "10 page ok", "105 page crashed", "105 page crashed",
                   "105 page crashed", "105 page crashed", "500 page refused", "1210 page ok", "1210 page ok",
                   "1210 page ok"}));
  const Results results = run_text(server() + bursts, sets);
  EXPECT_EQ(of_app(results, "crashes"), 1);
  EXPECT_DOUBLE_EQ(of_app(results, "down_seconds"), 1);
}

// One of two instances crashes: those on the other go on, and the next are sent there.
TEST(ServerLimits, CrashOneInstanceAtATime) {
  const std::string big =
      "[request.big]\non = \"app\"\nsteps = [{ call = \"build\" }]\n"
      "[routine.build]\nmemory = \"9 MB\"\nsteps = [{ wait = \"10 ms\" }]\n";
  EXPECT_EQ(tell(server(big) + burst("page", 2) + burst("big", 1, "5 ms") + burst("page", 2, "6 ms"),
                 {"system.app.instances=2", "system.app.memory=8MB", "system.app.memory_per_request=1MB"}),
            (Story{"5 page crashed", "5 big crashed", "10 page ok", "16 page ok", "16 page ok"}));
}

// What would catch a failure inside the instance has gone with it: neither the retry nor the fallback there
// acts. The caller's retry does, on the other instance.
TEST(ServerLimits, CrashPastWhatIsInside) {
  const std::string more = R"(
[system.edge]
kind    = "server"
cores   = 1
workers = "unlimited"
[policy.again]
kind     = "retry"
attempts = 2
backoff  = "1 ms"
jitter   = "none"
[request.visit]
on    = "edge"
steps = [{ call = "inside", retry = "again" }]
[routine.inside]
on    = "app"
steps = [{ call = "work", retry = "again", fallback = "excuse" }]
[routine.work]
steps = [{ wait = "10 ms" }]
[routine.excuse]
steps = [{ wait = "1 ms" }]
[request.big]
on    = "app"
steps = [{ call = "build" }]
[routine.build]
memory = "9 MB"
steps = [{ wait = "10 ms" }]
)";
  EXPECT_EQ(tell(server(more) + burst("visit") + burst("page") + burst("big", 1, "5 ms"),
                 {"system.app.instances=2", "system.app.memory=8MB"}),
            (Story{"5 big crashed", "10 page ok", "16 visit ok"}));
}

// Everything that was under way there ends: who is in line, who is at work, what was sent, what waits for a
// branch. Its own pool has no connection left.
TEST(ServerLimits, CrashWithAllThatIsThere) {
  const std::string more = std::string(kDatabase) + R"(
[system.pool]
kind    = "pool"
towards = "db"
per     = "app"
size    = 2
[request.order]
on    = "app"
holds = ["pool"]
steps = [{ send = "later" }, { all_of = [{ query = "db", time = "50 ms" }, { work = "70 ms" }] }]
[routine.later]
steps = [{ work = "1 min" }]
[request.big]
on    = "app"
steps = [{ call = "build" }]
[routine.build]
memory = "9 MB"
steps = [{ wait = "10 ms" }]
)";
  Episode episode(server(more) + burst("order", 2) + burst("big", 1, "5 ms") + burst("order", 1, "8 ms"),
                  {"system.app.memory=8MB", "system.app.workers=3"});
  EXPECT_EQ(episode.tell(),
            (Story{"5 order crashed", "5 order crashed", "5 big crashed", "8 order refused"}));
  episode.expect_nothing_held();
  EXPECT_EQ(own(episode.now_at("db"), "connections"), 0);
}

// Work of 10 ms, and 4 MB for each request: the second, at 5 ms, has 8 MB allocated, and everything stops for
// 3 ms. Both are done 3 ms later, and what the first had taken is free again only after the next collection.
TEST(ServerLimits, StopToCollectGarbage) {
  const std::string more = "[request.work]\non = \"app\"\nsteps = [{ work = \"10 ms\" }]\n";
  const std::vector<std::string> sets{"system.app.memory_per_request=4MB", "system.app.collect_after=8MB",
                                      "system.app.collect_pause=3ms"};
  const std::string bursts = burst("work") + burst("work", 1, "5 ms");
  EXPECT_EQ(tell(server(more) + bursts, sets), (Story{"13 work ok", "18 work ok"}));
  const Results results = run_text(server(more) + bursts + burst("work", 1, "20 ms"), sets);
  EXPECT_EQ(of_app(results, "collections"), 1);
  EXPECT_DOUBLE_EQ(of_app(results, "collecting_seconds"), 0.003);
  EXPECT_EQ(of_app(results, "memory_bytes_max"), 12e6);
}

// A pause of 1 ms and 100 ms for each GiB in use: with half a GiB 51 ms.
TEST(ServerLimits, StopLongerTheMoreIsInUse) {
  const Results results = run_text(
      server() + burst("page"), {"system.app.memory_base=511MiB", "system.app.memory_per_request=1MiB",
                                 "system.app.collect_after=1MiB", "system.app.collect_pause=1ms",
                                 "system.app.collect_pause_per_gib=100ms", "request.page.steps.ask.wait=1s"});
  EXPECT_DOUBLE_EQ(of_app(results, "collecting_seconds"), 0.051);
}

// Ten senders that wait for ever for somebody to receive: what they hold stays, and nothing gives it back.
TEST(ServerLimits, LeakWhatIsNeverGivenBack) {
  const std::string more =
      "[request.leaky]\non = \"app\"\nsteps = [{ send = \"stuck\" }, { wait = \"1 ms\" }]\n"
      "[routine.stuck]\nmemory = \"2 KB\"\nsteps = [{ wait = \"1 h\" }]\n"
      "[run]\nkind = \"episode\"\nduration = \"1 s\"\nreplications = 1\n";
  const Results results = run_text(std::string(kServer) + more + burst("leaky", 10));
  EXPECT_EQ(of_app(results, "memory_bytes_max"), 20e3);
  EXPECT_DOUBLE_EQ(of_app(results, "memory_bytes"), 20e3);
}

// A balancer over two servers of which only one has an end: each instance keeps to its own.
TEST(ServerLimits, AreOfEachServerBehindABalancer) {
  const std::string model = std::string(R"(
[system.small]
kind        = "server"
cores       = 100
workers     = "unlimited"
descriptors = 1
[system.large]
kind    = "server"
cores   = 100
workers = "unlimited"
[system.edge]
kind         = "load_balancer"
spreads_over = ["large", "small"]
[request.page]
on    = "edge"
steps = [{ wait = "10 ms" }]
)") + kEpisode + burst("page", 6);
  EXPECT_EQ(tell(model), (Story{"0 page refused", "0 page refused", "10 page ok", "10 page ok", "10 page ok",
                                "10 page ok"}));
}

// Three workers and five jobs of 100 ms: done at 100, 100, 100, 200 and 200 ms.
TEST(ServerLimits, ServeJobsByAPoolOfWorkers) {
  EXPECT_EQ(tell(server() + burst("page", 5), {"system.app.workers=3", "request.page.steps.ask.wait=100ms"}),
            (Story{"100 page ok", "100 page ok", "100 page ok", "200 page ok", "200 page ok"}));
}

// Two cores: five that wait for 1 s do not keep them from three that work five times 200 ms; and 1,000 tasks
// that sleep for 10 ms are done after 10 ms.
TEST(ServerLimits, WaitWithoutHoldingACore) {
  const std::string more =
      "[request.loop]\non = \"app\"\nsteps = [{ wait = \"200 ms\", times = 5 }]\n"
      "[request.block]\non = \"app\"\nsteps = [{ wait = \"1 s\" }]\n";
  const std::vector<std::string> sets{"system.app.cores=2"};
  EXPECT_EQ(tell(server(more) + burst("block", 5) + burst("loop", 3), sets),
            (Story{"1000 loop ok", "1000 loop ok", "1000 loop ok", "1000 block ok", "1000 block ok",
                   "1000 block ok", "1000 block ok", "1000 block ok"}));
  EXPECT_EQ(tell(server() + burst("page", 1'000), sets), Story(1'000, "10 page ok"));
}

// 2 s of patience with a job of 3 s: the caller is gone after 2.000 s, and the one who wanted to hand him the
// answer waits for ever.
TEST(ServerLimits, LeaveAJobToItselfAfterADeadline) {
  const std::string more =
      "[request.call]\non = \"app\"\nsteps = [{ call = \"job\", limit = \"2 s\", on_limit = "
      "\"abandon\" }]\n"
      "[routine.job]\nmemory = \"1 KB\"\nsteps = [{ wait = \"3 s\" }, { wait = \"1 day\" }]\n"
      "[run]\nkind = \"episode\"\nduration = \"10 s\"\nreplications = 1\n";
  Episode episode(std::string(kServer) + more + burst("call"));
  EXPECT_EQ(episode.tell(SimTime::seconds(10)), (Story{"2000 call timed_out"}));
  EXPECT_EQ(episode.engine().live_requests(), 1U);
}

// Ten workers, a thousand times a lock for 1 us each: one at a time, 10 ms in all.
TEST(ServerLimits, TakeTurnsAtAMutex) {
  const std::string model = std::string(R"(
[system.app]
kind  = "server"
cores = 10
[system.mutex]
kind = "row_lock"
[request.worker]
on    = "app"
steps = [{ call = "count", times = 1_000 }]
[routine.count]
holds = ["mutex"]
steps = [{ wait = "1 us" }]
)") + kEpisode + burst("worker", 10);
  const Results results = run_text(model);
  EXPECT_DOUBLE_EQ(request_of(results, "worker").latency_seconds.max.value, 0.010);
}

}  // namespace
}  // namespace plimsoll::test
