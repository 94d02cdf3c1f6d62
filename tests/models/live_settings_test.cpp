#include <gtest/gtest.h>

#include "tests/support/story.hpp"

namespace plimsoll::test {
namespace {

// One core, first come first served; each request works for 10 ms.
constexpr const char* kApp = R"(
[system.app]
kind  = "server"
cores = 1
order = "fcfs"
[request.ask]
on    = "app"
steps = [{ id = "think", work = "10 ms" }]
)";

std::string event(const std::string& name, const std::string& starts, const std::string& lasts,
                  const std::string& set, const std::string& ramp = "") {
  return "[event." + name + "]\nstarts = \"" + starts + "\"\nlasts = \"" + lasts + "\"\n" +
         (ramp.empty() ? "" : "ramp = \"" + ramp + "\"\n") + set + "\n";
}

// A step takes 30 ms while the event lasts, as long as before after it. The work in progress is not touched.
TEST(Event, ReplacesTheTimeOfAStep) {
  EXPECT_EQ(tell(kApp + std::string(kEpisode) +
                 event("slow", "100 ms", "100 ms", "set.request.ask.steps.think.work = \"30 ms\"") +
                 burst("ask", 1, "95 ms") + burst("ask", 1, "110 ms") + burst("ask", 1, "199 ms") +
                 burst("ask", 1, "300 ms")),
            (Story{"105 ask ok", "140 ask ok", "229 ask ok", "310 ask ok"}));
}

// Two events replace the same time by different ones: each by its own. Where they overlap, the later wins;
// when it is over the earlier holds again.
TEST(Event, ReplacesATimeByItsOwn) {
  const std::string model =
      kApp + std::string(kEpisode) +
      event("slow", "100 ms", "300 ms", "set.request.ask.steps.think.work = \"30 ms\"") +
      event("slower", "200 ms", "100 ms", "set.request.ask.steps.think.work = \"50 ms\"");

  EXPECT_EQ(tell(model + burst("ask", 1, "110 ms") + burst("ask", 1, "210 ms") + burst("ask", 1, "310 ms") +
                 burst("ask", 1, "410 ms")),
            (Story{"140 ask ok", "260 ask ok", "340 ask ok", "420 ask ok"}));
}

/// How many requests arrived by `end`, in an episode that lasts as long.
double arrived(const std::string& model, const std::string& end) {
  return run_text(model + "[run]\nkind = \"episode\"\nreplications = 1\nduration = \"" + end + "\"\n")
      .requests.front()
      .arrived.value;
}

constexpr const char* kStream = R"(
[request.ask]
steps = [{ wait = "1 ms" }]
[traffic.stream]
rate     = "100 /s"
arrivals = "regular"
)";

// 100 per second for 10 s, 300 for 10, 100 for 10: 5,000 in all, give or take the one at the end.
TEST(Event, MovesARate) {
  EXPECT_NEAR(
      arrived(kStream + event("rush", "10 s", "10 s", "set.traffic.stream.rate = \"300 /s\""), "30 s"), 5'000,
      1);
}

// Ramps of 4 s inside the event take half of what is above 100 away, at each end: 200 x (10 - 4) more. The
// ramp goes in a hundred steps, each of which sets the rate at its end: one step's worth more going up, and
// less going down.
TEST(Event, RampsARate) {
  EXPECT_NEAR(
      arrived(kStream + event("rush", "10 s", "10 s", "set.traffic.stream.rate = \"300 /s\"", "4 s"), "30 s"),
      3'000 + 200 * 6, 5);
}

// A rate of zero stops the stream, and the gap under way goes on where it stopped.
TEST(Event, StopsAStream) {
  EXPECT_NEAR(arrived(kStream + event("lull", "10 s", "10 s", "set.traffic.stream.rate = \"0 /s\""), "30 s"),
              2'000, 1);
}

// Users who think exactly 1 s and are answered in no time: as many requests per second as users. 10 for 10 s,
// 30 for 10 s (the newcomers begin by thinking), 10 again.
TEST(Event, MovesTheNumberOfUsers) {
  const std::string model = R"(
[request.ask]
steps = [{ wait = "0 s" }]
[traffic.shoppers]
users = 10
think = "1 s"
)" + event("rush", "10500 ms", "10 s", "set.traffic.shoppers.users = 30");

  // Before: at 1, 2, ... 30 s by the 10. During: at 11.5, ... 20.5 by 20 more; at 20.5 the event is over
  // first.
  EXPECT_EQ(arrived(model, "30 s"), 10 * 30 + 20 * 9);
}

// Two events at once on the number of users: the later one wins, and ends back at the earlier.
TEST(Event, OverlapsWithAnother) {
  const std::string model = R"(
[request.ask]
steps = [{ wait = "0 s" }]
[traffic.shoppers]
users = 0
think = "1 s"
)" + event("first", "500 ms", "10 s", "set.traffic.shoppers.users = 10") +
                            event("second", "3 s", "4 s", "set.traffic.shoppers.users = 20");

  // The 10 ask at 1.5, ... 9.5 s; 10 more at 4, 5, 6 s, and at 7 s they are no longer there.
  EXPECT_EQ(arrived(model, "30 s"), 10 * 9 + 10 * 3);
}

// Popularity moves to the first of the items: without it each of 1,000 is as likely, with it one in a
// thousand is another.
TEST(Event, MovesThePopularity) {
  const auto first_items = [](const std::string& more) {
    return failures(run_text(R"(
[attribute.sku]
values     = 1000
popularity = { dist = "zipf", exponent = 0 }
[request.ask]
steps = [{ choose = [{ fail = "first", when = { sku = 0 } }] }, { wait = "0 s" }]
)" + std::string(kEpisode) + more +
                             burst("ask", 10'000, "1 s"))
                        .requests.front(),
                    "first");
  };
  EXPECT_NEAR(first_items(""), 10, 5 * 3.2);
  EXPECT_GT(first_items(event("fashion", "500 ms", "10 s", "set.attribute.sku.popularity.exponent = 10")),
            9'900);
}

// An event without an end holds to the end, and does not keep a run until drained from ending.
TEST(Event, MayLastToTheEnd) {
  Episode episode(kApp + std::string(kEpisode) +
                  "[event.slow]\nstarts = \"5 ms\"\nset.request.ask.steps.think.work = \"30 ms\"\n" +
                  "[event.later]\nstarts = \"1 h\"\nset.system.app.cores = 2\n" + burst("ask", 1, "6 ms"));

  EXPECT_EQ(episode.tell(), (Story{"36 ask ok"}));
  EXPECT_EQ(episode.engine().now(), SimTime::ms(36));
}

}  // namespace
}  // namespace plimsoll::test
