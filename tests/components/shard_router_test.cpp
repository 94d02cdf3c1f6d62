#include <gtest/gtest.h>

#include "tests/support/story.hpp"

namespace plimsoll::test {
namespace {

// Three shards of one core each; every request asks for value 1 of the key, which is on the second.
constexpr const char* kShards = R"(
[system.shards]
kind   = "shard_router"
over   = "shard_db"
key    = "user"
method = "list"

[system.shard_db]
kind        = "database"
instances   = 3
cores       = 1
order       = "fcfs"
connections = 10

[attribute.user]
values     = 6
popularity = { weights = [0, 1, 0, 0, 0, 0] }

[request.profile]
steps = [{ query = "shards", time = "10 ms", key = "user" }]

[request.search]
steps = [{ query = "shards", time = "10 ms" }]
)";

std::string shards() { return std::string(kShards) + kEpisode; }

// Three queries for one user take turns on one shard; another shard has nothing to do.
TEST(ShardRouter, SendAKeyToItsShard) {
  const std::string model = shards() + burst("profile", 3);

  EXPECT_EQ(tell(model), (Story{"10 profile ok", "20 profile ok", "30 profile ok"}));
  const Results results = run_text(model);
  EXPECT_EQ(measure(results, "shards", "amplification").value, 1);
  EXPECT_DOUBLE_EQ(measure(results, "shards", "busiest_utilisation").value, 1);
  EXPECT_DOUBLE_EQ(measure(results, "shards", "idlest_utilisation").value, 0);
  EXPECT_DOUBLE_EQ(measure(results, "shards", "imbalance").value, 3);
}

// Without the key all three are asked, and the last one decides: the one that is busy with a profile.
TEST(ShardRouter, AskEveryShardWithoutTheKey) {
  const std::string model = shards() + burst("profile", 2) + burst("search", 1, "1 ms");

  EXPECT_EQ(tell(model), (Story{"10 profile ok", "20 profile ok", "30 search ok"}));
  const Results results = run_text(model);
  EXPECT_EQ(measure(results, "shards", "scattered").value, 1);
  EXPECT_DOUBLE_EQ(measure(results, "shards", "amplification").value, 5.0 / 3);
  EXPECT_EQ(part_of(results, "shard_db").served.value, 5);
}

// A scatter that is given up leaves no shard busy.
TEST(ShardRouter, AreLeftTogether) {
  EXPECT_EQ(tell(shards() + burst("search", 1, "0 s", "limit = \"4 ms\"") + burst("profile", 1, "4 ms")),
            (Story{"4 search timed_out", "14 profile ok"}));
}

// A shard that is down fails what asks it, and a scatter with it; other shards go on.
TEST(ShardRouter, FailWithTheShardThatIsDown) {
  const std::string model = shards() +
                            "[event.lost]\nstarts = \"5 ms\"\nset.system.shard_db.instances = 1\n" +
                            burst("profile", 1, "6 ms") + burst("search", 1, "7 ms");

  EXPECT_EQ(tell(model, {"system.shards.count=3"}), (Story{"6 profile refused", "7 search refused"}));
}

// Of a fan of n exponential times of 10 ms the last takes H_n x 10 ms: for 8 shards 27.18 ms.
TEST(ShardRouter, WaitForTheSlowestOfEight) {
  const Results results = run_text(R"(
[system.shards]
kind = "shard_router"
over = "shard_db"
key  = "user"
[system.shard_db]
kind        = "database"
instances   = 8
cores       = 1_000
connections = 10
[attribute.user]
values = 100
[request.search]
steps = [{ query = "shards", time = { dist = "exponential", mean = "10 ms" } }]
[request.profile]
steps = [{ query = "shards", time = { dist = "exponential", mean = "10 ms" }, key = "user" }]
[traffic.visitors]
rate = "100 /s"
mix  = { search = 1, profile = 1 }
[run]
warm_up      = "1 s"
duration     = "100 s"
replications = 10
)");

  expect_exact(results, request_of(results, "search").latency_seconds.mean, 0.0271785714, 0.0006);
  expect_exact(results, request_of(results, "profile").latency_seconds.mean, 0.010, 0.0003);
}

// Keys dealt out evenly, half of the load on each of two shards at 50 %: M/M/1 answers in 20 ms.
TEST(ShardRouter, AreMM1Each) {
  const Results results = run_text(R"(
[system.shards]
kind   = "shard_router"
over   = "shard_db"
key    = "user"
method = "range"
[system.shard_db]
kind        = "database"
instances   = 2
cores       = 1
order       = "fcfs"
connections = 10
[attribute.user]
values = 100
[request.profile]
steps = [{ query = "shards", time = { dist = "exponential", mean = "10 ms" }, key = "user" }]
[traffic.visitors]
rate = "100 /s"
[run]
warm_up      = "10 s"
duration     = "200 s"
replications = 10
)");

  expect_exact(results, request_of(results, "profile").latency_seconds.mean, 0.020, 0.0008);
  EXPECT_LT(measure(results, "shards", "imbalance").value, 1.02);
}

// The hottest value has a database of its own: two at once, and the shards have nothing to do. A scatter asks
// it too.
TEST(ShardRouter, KeepHotValuesElsewhere) {
  const std::string model = shards() + R"(
[system.stars]
kind        = "database"
cores       = 2
order       = "fcfs"
connections = 10
)" + burst("profile", 4) + burst("search", 1, "20 ms");
  const std::vector<std::string> sets{"system.shards.hot_tier=stars", "system.shards.hot_values=2"};

  EXPECT_EQ(tell(model, sets),
            (Story{"10 profile ok", "10 profile ok", "20 profile ok", "20 profile ok", "30 search ok"}));
  const Results results = run_text(model, sets);
  EXPECT_EQ(measure(results, "shards", "hot").value, 4);
  EXPECT_DOUBLE_EQ(measure(results, "shards", "amplification").value, 8.0 / 5);
  EXPECT_EQ(part_of(results, "stars").served.value, 5);
}

// From one shard to three at 20 ms. While that is prepared, writes go to where the key is and to where it
// will be; reads stay. Of six keys 1, 2, 4 and 5 move.
TEST(ShardRouter, WriteTwiceWhileTheyAreMoved) {
  const std::string model = shards() + R"(
[request.post]
steps = [{ query = "shards", time = "10 ms", key = "user", writes = true }]
[event.prepare]
starts = "0 s"
lasts  = "20 ms"
set.system.shards.next_count = 3
[event.switch]
starts = "20 ms"
set.system.shards.count = 3
)" + burst("profile", 1, "1 ms") +
                            burst("post", 1, "2 ms") + burst("post", 1, "30 ms");
  const std::vector<std::string> sets{"system.shards.count=1"};

  EXPECT_EQ(tell(model, sets), (Story{"11 profile ok", "21 post ok", "40 post ok"}));
  const Results results = run_text(model, sets);
  EXPECT_EQ(measure(results, "shards", "written_twice").value, 1);
  EXPECT_EQ(part_of(results, "shard_db").served.value, 4);
  EXPECT_DOUBLE_EQ(measure(results, "shards", "moved_share").value, 4.0 / 6);
}

// A transaction over two shards prepares on both, then commits on both: twice 10 ms. While one of them is
// busy, both wait for it.
TEST(ShardRouter, CommitTogether) {
  const std::string model = shards() + R"(
[attribute.friend]
values     = 6
popularity = { weights = [0, 0, 1, 0, 0, 0] }
[system.friends]
kind   = "shard_router"
over   = "shard_db"
key    = "friend"
method = "list"
[request.befriend]
steps = [
  { id = "prepare", all_of = [
    { query = "shards", time = "10 ms", key = "user", writes = true },
    { query = "friends", time = "10 ms", key = "friend", writes = true },
  ] },
  { id = "commit", all_of = [
    { query = "shards", time = "10 ms", key = "user", writes = true },
    { query = "friends", time = "10 ms", key = "friend", writes = true },
  ] },
]
)";

  EXPECT_EQ(tell(model + burst("befriend")), (Story{"20 befriend ok"}));
  EXPECT_EQ(tell(model + burst("profile") + burst("befriend", 1, "1 ms")),
            (Story{"10 profile ok", "30 befriend ok"}));
}

// A pool towards shards opens its connections at the database that they are on.
TEST(ShardRouter, ArePooledAtTheirDatabase) {
  const std::string model = shards() + R"(
[system.pool]
kind    = "pool"
towards = "shards"
per     = "all"
size    = 2
[request.safe]
holds = ["pool"]
steps = [{ query = "shards", time = "10 ms", key = "user" }]
)" + burst("safe", 2);

  EXPECT_EQ(tell(model), (Story{"10 safe ok", "20 safe ok"}));
  EXPECT_EQ(measure(run_text(model), "shard_db", "connections").value, 2);
}

}  // namespace
}  // namespace plimsoll::test
