// The machines of a cache: turns, clusters, several keys in one round trip, outages, a cache in every
// instance.
#include <gtest/gtest.h>

#include "tests/support/story.hpp"

namespace plimsoll::test {
namespace {

/// A steady or an episodic model of one cache, read with `read`.
std::string cache(const std::string& settings, const std::string& read = "", const std::string& more = "") {
  return "[system.redis]\nkind = \"cache\"\nttl = \"unlimited\"\n" + settings +
         (read.find("item") == std::string::npos ? "" : "\n[attribute.item]\nvalues = 1_000") +
         "\n[request.get]\nsteps = [{ read = \"redis\"" + read + " }]\n" +
         more;
}

// One thread: three commands of 10 ms at once are answered one after the other, after a round trip of 5 ms
// that nobody waits for. An entry without a miss routine costs a store too, so 6 turns in all.
TEST(CacheNodes, AnswersInTurn) {
  const std::string model =
      cache("time = \"10 ms\"\nround_trip = \"5 ms\"\ncores = 1\ncapacity = 0") + burst("get", 3) + kEpisode;
  // Look-ups are done at 10, 20, 30 and answered at 15, 25, 35; stores are done at 40, 50, 60.
  EXPECT_EQ(tell(model), (Story{"45 get ok", "55 get ok", "65 get ok"}));
}

// A node of one thread under random reads is an M/M/1 queue: at 80 % of 100/s the command waits 40 ms.
TEST(CacheNodes, WaitsForACoreAsInMM1) {
  const Results results = run_text(
      cache("time = { dist = \"exponential\", mean = \"10 ms\" }\ncores = 1\nhit_ratio = 1\ncapacity = 10") +
      "[traffic.crowd]\nrate = \"80 /s\"\n[run]\nwarm_up = \"20 s\"\nduration = \"2000 s\"\nreplications = "
      "20\n");

  expect_exact(results, measure(results, "redis", "command_wait_seconds_mean"), 0.04, 0.002);
  expect_exact(results, part_of(results, "redis").utilisation, 0.8, 0.01);
  expect_exact(results, request_of(results, "get").latency_seconds.mean, 0.05, 0.002);
}

// n keys in one round trip take RTT + n s, one after the other n (RTT + s): three are at most three times as
// fast.
TEST(CacheNodes, SavesRoundTripsByPipelining) {
  const std::string settings = "time = \"0.1 ms\"\nround_trip = \"0.9 ms\"\nhit_ratio = 1\ncapacity = 10";
  const auto latency = [&](const std::string& read) {
    return tell(cache(settings, read) + burst("get") + kEpisode);
  };
  EXPECT_EQ(latency(", key = \"item\", keys = 3").front(), "1.2 get ok");
  EXPECT_EQ(latency(", key = \"item\", times = 3").front(), "3 get ok");
  EXPECT_EQ(latency(", key = \"item\", keys = 20").front(), "2.9 get ok");
}

// Twelve keys are missing, and fetched by one run of the routine.
TEST(CacheNodes, FetchesWhatIsMissingOfSeveralKeysAtOnce) {
  const std::string model =
      cache("time = \"0 s\"\ncapacity = \"unlimited\"", ", key = \"item\", keys = 12, miss = \"load\"",
            "[routine.load]\nsteps = [{ wait = \"5 ms\" }]\n");
  Episode episode(model + burst("get") + kEpisode);
  EXPECT_EQ(episode.tell(), Story{"5 get ok"});
  const PartReading reading = episode.engine().parts().front()->read(episode.engine().now());
  EXPECT_EQ(own(reading, "misses"), 12);
  EXPECT_EQ(own(reading, "fetches"), 1);
}

// Three nodes carry three times the reads of one if keys are even, each at the same share of its time ...
TEST(CacheNodes, SpreadsEvenKeysOverItsNodes) {
  const std::string settings = "time = \"1 ms\"\ncores = 1\ncapacity = 10\nhit_ratio = 1\ninstances = ";
  const std::string run = "[run]\nwarm_up = \"1 s\"\nduration = \"60 s\"\nreplications = 5\n";
  const auto at = [&](const char* nodes, const char* rate, const std::string& attribute) {
    return run_text(
        "[system.redis]\nkind = \"cache\"\nttl = \"unlimited\"\n" + settings + nodes +
        "\n[attribute.item]\n" + attribute +
        "\n[request.get]\nsteps = [{ read = \"redis\", key = \"item\" }]\n[traffic.crowd]\nrate = \"" + rate +
        "\"\n" + run);
  };
  const Results one = at("1", "600 /s", "values = 100_000");
  const Results three = at("3", "1800 /s", "values = 100_000");
  EXPECT_NEAR(part_of(one, "redis").utilisation.value, 0.6, 0.01);
  EXPECT_NEAR(measure(three, "redis", "busiest_utilisation").value, 0.6, 0.02);

  // ... but if half of all reads are of one key, its node does half of the work and a third of the rest.
  const Results skewed = at("3", "900 /s", "values = 4\npopularity = { weights = [3, 1, 1, 1] }");
  EXPECT_GT(measure(skewed, "redis", "busiest_utilisation").value, 0.44);
  EXPECT_NEAR(part_of(skewed, "redis").utilisation.value, 0.3, 0.01);
}

const char* const kOutage = R"(
[event.outage]
starts = "1 s"
lasts  = "1 s"
set.system.redis.down = 1
)";

// The one node goes down from 1 s to 2 s: what is asked of it is refused, and then everything is missing.
TEST(CacheNodes, RefusesWhileItIsDownAndStartsEmpty) {
  const std::string model = cache("time = \"1 ms\"\ncapacity = 10", ", miss = \"load\"",
                                  "[routine.load]\nsteps = [{ wait = \"5 ms\" }]\n") +
                            kOutage + burst("get") + burst("get", 1, "500 ms") + burst("get", 1, "1500 ms") +
                            burst("get", 1, "2500 ms") + kEpisode;
  EXPECT_EQ(tell(model), (Story{"7 get ok", "501 get ok", "1500 get refused", "2507 get ok"}));
}

// With a replica it answers again 200 ms after it went down, and has lost nothing.
TEST(CacheNodes, IsReplacedByItsReplica) {
  const std::string model = cache("time = \"1 ms\"\ncapacity = 10\nreplicas = 1\npromotion = \"200 ms\"",
                                  ", miss = \"load\"", "[routine.load]\nsteps = [{ wait = \"5 ms\" }]\n") +
                            kOutage + burst("get") + burst("get", 1, "1100 ms") + burst("get", 1, "1200 ms") +
                            burst("get", 1, "2500 ms") + kEpisode;
  EXPECT_EQ(tell(model), (Story{"7 get ok", "1100 get refused", "1201 get ok", "2501 get ok"}));
}

// Of three nodes one is down: the keys that have their place on it, and no others, are refused.
TEST(CacheNodes, LosesOnlyTheKeysOfANodeThatIsDown) {
  const Results results =
      run_text(cache("time = \"0 s\"\ncapacity = 1000\ninstances = 3\ndown = 1", ", key = \"item\"") +
               burst("get", 9'000) + kEpisode);
  EXPECT_NEAR(failures(request_of(results, "get"), "refused"), 3'000, 300);
}

// A fifth of all commands meets an error.
TEST(CacheNodes, MeetsErrorsAtRandom) {
  const Results results =
      run_text(cache("time = \"0 s\"\ncapacity = 10\nerrors = \"20 %\"") + burst("get", 10'000) + kEpisode);
  EXPECT_NEAR(failures(request_of(results, "get"), "refused"), 2'000, 160);
}

// A cache in each of two instances: each has to fetch for itself, and one that goes down and comes up again
// has forgotten everything, while the other remembers.
TEST(CacheNodes, StandsInEveryInstanceAndIsLostWithIt) {
  const std::string model = R"(
[system.app]
kind      = "server"
instances = 2
cores     = 1
[system.memory]
kind     = "cache"
per      = "app"
time     = "0 s"
ttl      = "unlimited"
capacity = 100
[request.get]
on    = "app"
steps = [{ read = "memory", miss = "load" }]
[routine.load]
steps = [{ wait = "5 ms" }]
[event.restart]
starts = "1 s"
lasts  = "1 s"
set.system.app.instances = 1
)" + std::string(kEpisode) + burst("get", 2) +
                            burst("get", 2, "500 ms") + burst("get", 2, "2500 ms");
  EXPECT_EQ(tell(model),
            (Story{"5 get ok", "5 get ok", "500 get ok", "500 get ok", "2500 get ok", "2505 get ok"}));
}

// In process there is no round trip and no node to share: that is said where it stands.
TEST(CacheNodes, IsAskedOnlyOnItsServer) {
  const std::string model =
      cache("time = \"0 s\"\ncapacity = 1\nper = \"app\"") +
      "[system.app]\nkind = \"server\"\ncores = 1\n[request.page]\non = \"app\"\nsteps = [{ "
      "work = \"1 ms\" }]\n" +
      burst("get") + burst("page") + kEpisode;
  try {
    run_text(model);
    ADD_FAILURE() << "it ran";
  } catch (const std::exception& problem) {
    EXPECT_NE(std::string(problem.what())
                  .find("asks redis, of which there is one per app, but the request is on no "
                        "server here"),
              std::string::npos)
        << problem.what();
  }
}

}  // namespace
}  // namespace plimsoll::test
