// Writing into a cache, taking out of it, and how old what it gives is.
#include <gtest/gtest.h>

#include "tests/support/story.hpp"

namespace plimsoll::test {
namespace {

double count(Episode& episode, std::string_view part, std::string_view name) {
  for (auto& component : episode.engine().parts()) {
    if (component->name() == part) return own(component->read(episode.engine().now()), name);
  }
  throw std::runtime_error("no such part");
}

/// Commands take 1 ms, the database 10 ms.
std::string store(const std::string& steps, const std::string& cache = "") {
  return "[system.session]\nkind = \"cache\"\ntime = \"1 ms\"\nttl = \"unlimited\"\ncapacity = 1000\n" +
         cache +
         "\n[system.db]\nkind = \"database\"\ncores = 4\nconnections = 10\n[attribute.user]\nvalues = 100\n"
         "[request.save]\nsteps = [" +
         steps + "]\n" + "[routine.flush]\nsteps = [{ query = \"db\", time = \"10 ms\" }]\n" + kEpisode;
}

// Write-through answers after both, 10 + 1 ms; and the next read hits.
TEST(CacheWrites, WritesThrough) {
  const std::string model = store(
      "{ call = \"flush\" }, { write = \"session\", key = \"user\" }, { read = \"session\", key = \"user\" "
      "}");
  Episode episode(model + burst("save"));
  EXPECT_EQ(episode.tell(), Story{"12 save ok"});
  EXPECT_EQ(count(episode, "session", "hits"), 1);
  EXPECT_EQ(count(episode, "session", "writes"), 1);
}

// Write-behind answers after 1 ms. 250 writes are saved as 100, 100 and, after a second, 50: three flushes.
TEST(CacheWrites, WritesBehindInBatches) {
  Episode episode(store("{ write = \"session\", key = \"user\", behind = \"flush\" }") + burst("save", 250));
  const Story story = episode.tell();
  EXPECT_EQ(story.size(), 250U);
  EXPECT_EQ(story.back(), "1 save ok");
  EXPECT_EQ(count(episode, "session", "flushes"), 3);
  EXPECT_EQ(count(episode, "session", "saved_writes"), 250);
  EXPECT_EQ(count(episode, "session", "lost_writes"), 0);
  EXPECT_EQ(in_ms(episode.engine().now() - SimTime{}), "1011");  // the last batch waited for a second
  episode.expect_nothing_held();
}

// 30 writes are answered at 1 ms; 20 of them are saved at once, the node goes down at 500 ms, and 10 are
// lost.
TEST(CacheWrites, LosesWhatWasNotSavedWhenItGoesDown) {
  Episode episode(store("{ write = \"session\", key = \"user\", behind = \"flush\" }", "flush_batch = 20") +
                  burst("save", 30) +
                  "[event.crash]\nstarts = \"500 ms\"\nlasts = \"1 s\"\nset.system.session.down = 1\n");
  EXPECT_EQ(episode.tell().size(), 30U);
  EXPECT_EQ(count(episode, "session", "saved_writes"), 20);
  EXPECT_EQ(count(episode, "session", "lost_writes"), 10);
  EXPECT_EQ(count(episode, "session", "flushes"), 1);
  episode.expect_nothing_held();
}

// What the request has written is forgotten, and missing again.
TEST(CacheWrites, Forgets) {
  Episode episode(store("{ write = \"session\", key = \"user\" }, { forget = \"session\", key = \"user\" }, "
                        "{ read = \"session\", key = \"user\", miss = \"flush\" }") +
                  burst("save"));
  EXPECT_EQ(episode.tell(), Story{"14 save ok"});  // write, forget, look-up, fetch, store
  EXPECT_EQ(count(episode, "session", "misses"), 1);
  EXPECT_EQ(count(episode, "session", "forgotten"), 1);
}

const char* const kCatalogue = R"(
[system.pages]
kind       = "cache"
time       = "1 ms"
round_trip = "2 ms"
ttl        = "unlimited"
capacity   = 1000
[attribute.item]
values = 100
[attribute.category]
values = 10
of     = "item"
[request.show]
steps = [{ read = "pages", key = "item", tag = "category", miss = "load" }]
[request.edit]
steps = [{ forget = "pages", tag = "category" }]
[routine.load]
steps = [{ wait = "5 ms" }]
)";

// All hundred items are shown; item 3 is edited, so its category, ten items, is purged: one command that asks
// for the keys and ten that delete them, in two round trips, 11 + 4 ms. Then ten of a hundred are missing.
TEST(CacheWrites, PurgesAllKeysOfATag) {
  Episode episode(std::string(kCatalogue) + kEpisode +
                  burst("show", 100, "0 s", "attributes = { item = { first = 100 } }") +
                  burst("edit", 1, "1 s", "attributes = { item = 3 }") +
                  burst("show", 100, "2 s", "attributes = { item = { first = 100 } }"));
  const Story story = episode.tell();
  EXPECT_EQ(std::count(story.begin(), story.end(), "1015 edit ok"), 1);
  EXPECT_EQ(count(episode, "pages", "forgotten"), 10);
  EXPECT_EQ(count(episode, "pages", "misses"), 110);
  EXPECT_EQ(count(episode, "pages", "hits"), 90);
}

// What is read at 500 ms was fetched from 3 ms on. The data change at 1 s, so what is read at 1.5 s is out of
// date.
TEST(CacheWrites, TellsHowOldAndWhetherOutOfDate) {
  Episode episode(std::string(kCatalogue) + kEpisode + R"(
[request.price]
steps = [{ change = "item" }]
)" + burst("show", 1, "0 s", "attributes = { item = 3 }") +
                  burst("show", 1, "500 ms", "attributes = { item = 3 }") +
                  burst("price", 1, "1 s", "attributes = { item = 3 }") +
                  burst("show", 1, "1500 ms", "attributes = { item = 3 }") + burst("edit", 1, "1 min"));
  episode.tell();
  EXPECT_EQ(count(episode, "pages", "hits"), 2);
  EXPECT_EQ(count(episode, "pages", "outdated_ratio"), 0.5);
  EXPECT_DOUBLE_EQ(count(episode, "pages", "data_age_seconds_mean"), 1.0);  // 0.5 and 1.5 s
}

// Two levels: L1 holds for 10 s what it got from L2, which got it from the source at 0 s. What L1 gives is as
// old as what L2 gave it, not as young as its own copy.
TEST(CacheWrites, KeepsTheAgeOfWhatComesThroughTwoLevels) {
  const std::string model = R"(
[system.app]
kind      = "server"
instances = 2
cores     = 1
[system.l1]
kind     = "cache"
per      = "app"
time     = "0 s"
ttl      = "10 s"
capacity = 10
[system.l2]
kind     = "cache"
time     = "0 s"
ttl      = "1 h"
capacity = 10
[request.get]
on    = "app"
steps = [{ read = "l1", miss = "from_l2" }]
[routine.from_l2]
steps = [{ read = "l2", miss = "load" }]
[routine.load]
steps = [{ wait = "5 ms" }]
)";
  // The first instance fetches at 0 s, the second gets it from L2 at 4 s, and each hits in L1 at 6 s.
  Episode episode(model + kEpisode + burst("get") + burst("get", 1, "4 s") + burst("get", 2, "6 s"));
  EXPECT_EQ(episode.tell(), (Story{"5 get ok", "4000 get ok", "6000 get ok", "6000 get ok"}));
  EXPECT_EQ(count(episode, "l1", "hits"), 2);
  EXPECT_EQ(count(episode, "l2", "hits"), 1);
  EXPECT_DOUBLE_EQ(count(episode, "l2", "data_age_seconds_mean"), 4.0);
  EXPECT_DOUBLE_EQ(count(episode, "l1", "data_age_seconds_mean"), 6.0);
}

}  // namespace
}  // namespace plimsoll::test
