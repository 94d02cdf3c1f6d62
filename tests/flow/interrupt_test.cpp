#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>

#include "tests/support/story.hpp"

namespace plimsoll::test {
namespace {

// Whatever a request waits for when its time is up: it is taken out of there, gives everything back, and
// those behind it never notice that it was there.

/// A place where requests get stuck. The first to come stays for a second where it can; the second comes at 1
/// ms and gives up at 21 ms; the third comes at 50 ms and has no limit.
struct Stuck {
  const char* name;
  const char* parts;    // and routines
  const char* request;  // [request.ask], all three of them
};

void PrintTo(const Stuck& stuck, std::ostream* out) { *out << stuck.name; }

const Stuck kStuck[] = {
    {"worker queue", "[system.app]\nkind = \"server\"\ncores = 9\nworkers = 1\n",
     "on = \"app\"\nsteps = [{ wait = \"1 s\" }]"},
    {"async worker queue", "[system.app]\nkind = \"server\"\ncores = 9\nworkers = 1\nstyle = \"async\"\n",
     "on = \"app\"\nsteps = [{ work = \"1 s\" }]"},
    {"core, in line", "[system.app]\nkind = \"server\"\ncores = 1\norder = \"fcfs\"\n",
     "on = \"app\"\nsteps = [{ work = \"1 s\" }]"},
    {"core, in service", "[system.app]\nkind = \"server\"\ncores = 2\norder = \"fcfs\"\n",
     "on = \"app\"\nsteps = [{ work = \"1 s\" }]"},
    {"shared core", "[system.app]\nkind = \"server\"\ncores = 2\n",
     "on = \"app\"\nsteps = [{ work = \"1 s\" }]"},
    {"query, in line", "[system.db]\nkind = \"database\"\ncores = 1\norder = \"fcfs\"\nconnections = 9\n",
     "steps = [{ query = \"db\", time = \"1 s\" }]"},
    {"pool line",
     "[system.db]\nkind = \"database\"\ncores = 9\nconnections = 9\n"
     "[system.pool]\nkind = \"pool\"\ntowards = \"db\"\nper = \"all\"\nsize = 1\n",
     "holds = [\"pool\"]\nsteps = [{ wait = \"1 s\" }]"},
    {"connection opening, on the network",
     "[system.db]\nkind = \"database\"\ncores = 9\nconnections = 9\n[system.pool]\nkind = \"pool\"\ntowards "
     "= \"db\"\n"
     "per = \"request\"\nsize = 1\nopening = [{ network = \"1 s\" }]\n",
     "holds = [\"pool\"]\nsteps = [{ wait = \"0 s\" }]"},
    {"connection opening, on the database's cores",
     "[system.db]\nkind = \"database\"\ncores = 2\nconnections = 9\n[system.pool]\nkind = \"pool\"\ntowards "
     "= \"db\"\n"
     "per = \"all\"\nopens = \"on_demand\"\nsize = 3\nopening = [{ cpu = \"1 s\" }]\n",
     "holds = [\"pool\"]\nsteps = [{ wait = \"0 s\" }]"},
    {"connection opening, by somebody else",
     "[system.pool]\nkind = \"pool\"\nper = \"all\"\nopens = \"on_demand\"\nsize = 1\nstreams = 3\n"
     "opening = [{ network = \"1 s\" }]\n",
     "holds = [\"pool\"]\nsteps = [{ wait = \"0 s\" }]"},
    {"lock line", "[system.row]\nkind = \"row_lock\"\n", "holds = [\"row\"]\nsteps = [{ wait = \"1 s\" }]"},
    {"cache, another's fetch",
     "[system.cache]\nkind = \"cache\"\ntime = \"0 s\"\nttl = \"1 min\"\ncapacity = 1\nsingleflight = "
     "\"shared\"\n"
     "[routine.load]\nsteps = [{ wait = \"1 s\" }]\n",
     "steps = [{ read = \"cache\", miss = \"load\" }]"},
    {"cache, own look-up",
     "[system.cache]\nkind = \"cache\"\ntime = \"1 s\"\nttl = \"1 min\"\ncapacity = 1\n",
     "steps = [{ read = \"cache\" }]"},
    {"rate limiter", "[system.gate]\nkind = \"rate_limiter\"\nrate = \"1 /s\"\nmode = \"wait\"\nqueue = 9\n",
     "steps = [{ pass = \"gate\" }, { wait = \"0 s\" }]"},
    {"leaky bucket", "[system.gate]\nkind = \"leaky_bucket\"\ndrain_rate = \"1 /s\"\n",
     "steps = [{ pass = \"gate\" }, { wait = \"0 s\" }]"},
    {"wait outside", "", "steps = [{ wait = \"1 s\" }]"},
    {"pause between tries",
     "[policy.again]\nkind = \"retry\"\nattempts = 2\nbackoff = \"1 s\"\njitter = \"none\"\n"
     "[routine.bad]\nsteps = [{ fail = \"crashed\" }]\n",
     "steps = [{ call = \"bad\", retry = \"again\" }]"},
    {"fan",
     "[system.row]\nkind = \"row_lock\"\n[routine.locked]\nholds = [\"row\"]\nsteps = [{ wait = \"1 s\" }]\n",
     "steps = [{ all_of = [{ wait = \"500 ms\" }, { call = \"locked\" }] }]"},
    {"lock and pool, in a loop, on a server",
     "[system.app]\nkind = \"server\"\ncores = 1\n[system.row]\nkind = \"row_lock\"\n"
     "[system.db]\nkind = \"database\"\ncores = 9\nconnections = 9\n"
     "[system.pool]\nkind = \"pool\"\ntowards = \"db\"\nper = \"app\"\nsize = 2\n"
     "[routine.locked]\nholds = [\"row\"]\nsteps = [{ query = \"db\", time = \"250 ms\" }]\n",
     "on = \"app\"\nholds = [\"pool\"]\nsteps = [{ call = \"locked\", times = 4 }]"},
};

class Interrupt : public testing::TestWithParam<Stuck> {
 protected:
  static std::string model(const std::string& second) {
    return std::string(GetParam().parts) + "[request.ask]\n" + GetParam().request + "\n" + kEpisode +
           burst("ask") + second + burst("ask", 1, "50 ms");
  }
};

// The second gives up at 21 ms, all three end, and nothing is held when all is over.
TEST_P(Interrupt, GivesEverythingBack) {
  const Story story = tell(model(burst("ask", 1, "1 ms", "limit = \"20 ms\"")));

  EXPECT_EQ(story.size(), 3U);
  EXPECT_NE(std::find(story.begin(), story.end(), "21 ask timed_out"), story.end());
}

// A hundred that come and give up one after the other leave nothing behind either.
TEST_P(Interrupt, LeavesNothingBehindAHundredTimes) {
  std::string crowd;
  for (int i = 0; i < 100; ++i) {
    crowd +=
        burst("ask", 1, std::to_string(1 + i % 10) + " ms", "limit = \"" + std::to_string(10 + i) + " ms\"");
  }
  EXPECT_EQ(tell(model(crowd)).size(), 102U);
}

INSTANTIATE_TEST_SUITE_P(InEveryState, Interrupt, testing::ValuesIn(kStuck), [](const auto& stuck) {
  std::string name = stuck.param.name;
  for (char& c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  }
  return name;
});

// The first of three in line for a lock gives up at 15 ms: the other two get it in their order.
TEST(InterruptInLine, LetsTheOthersMoveUp) {
  EXPECT_EQ(tell("[system.row]\nkind = \"row_lock\"\n[request.ask]\nholds = [\"row\"]\nsteps = [{ wait = "
                 "\"10 ms\" }]\n"
                 "[request.hasty]\nholds = [\"row\"]\nsteps = [{ wait = \"10 ms\" }]\n" +
                 std::string(kEpisode) + burst("ask", 2) + burst("hasty", 1, "0 s", "limit = \"15 ms\"") +
                 burst("ask", 1)),
            (Story{"10 ask ok", "15 hasty timed_out", "20 ask ok", "30 ask ok"}));
}

// One job of two on a shared core is taken away at 10 ms: it has had 5 ms of the core; the other has 10 ms to
// go and the core to itself.
TEST(InterruptAtWork, LeavesTheCoreToTheOthers) {
  EXPECT_EQ(tell("[system.app]\nkind = \"server\"\ncores = 1\n[request.ask]\non = \"app\"\nsteps = [{ work = "
                 "\"15 ms\" }]\n" +
                 std::string(kEpisode) + burst("ask") + burst("ask", 1, "0 s", "limit = \"10 ms\"")),
            (Story{"10 ask timed_out", "20 ask ok"}));
}

// A run until drained ends with the last request, not with what was still scheduled for one that gave up.
TEST(InterruptAtWork, DoesNotProlongTheRun) {
  Episode episode(
      "[system.app]\nkind = \"server\"\ncores = 1\n[request.ask]\non = \"app\"\nsteps = [{ work = \"1 h\" "
      "}]\n" +
      std::string(kEpisode) + burst("ask", 1, "0 s", "limit = \"10 ms\""));

  EXPECT_EQ(episode.tell(), (Story{"10 ask timed_out"}));
  EXPECT_EQ(episode.engine().now(), SimTime::ms(10));
}

// Three at once, 10 ms apart, with a patience of 15 ms: the third gives up and counts as served by nobody.
TEST(InterruptInABucket, IsNotServed) {
  const Results results = run_text(R"(
    [system.bucket]
    kind       = "leaky_bucket"
    drain_rate = "100 /s"
    [request.call]
    steps = [{ pass = "bucket" }]
    [traffic.burst]
    burst = 3
    limit = "15 ms"
    [run]
    kind         = "episode"
    duration     = "until drained"
    replications = 1
  )");
  EXPECT_EQ(failures(request_of(results, "call"), "timed_out"), 1);
  EXPECT_EQ(part_of(results, "bucket").served.value, 2);
  EXPECT_DOUBLE_EQ(part_of(results, "bucket").wait_seconds.max.value, 0.010);
}

}  // namespace
}  // namespace plimsoll::test
