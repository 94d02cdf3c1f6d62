#include <gtest/gtest.h>

#include "tests/support/story.hpp"

namespace plimsoll::test {
namespace {

// A write takes 10 ms, 5 ms to the replica, and 10 ms to be applied there: committed at 10, applied at 25.
constexpr const char* kPair = R"(
[system.primary]
kind        = "database"
cores       = 8
order       = "fcfs"
connections = 10

[system.replica]
kind        = "database"
follows     = "primary"
delay       = "5 ms"
apply       = "10 ms"
cores       = 8
order       = "fcfs"
connections = 10

[attribute.item]
values     = 2
popularity = { weights = [1, 0] }

[request.write]
steps = [{ id = "put", query = "primary", time = "10 ms", writes = true, key = "item" }]

[request.read]
steps = [{ id = "get", query = "replica", time = "1 ms" }]
)";

std::string pair() { return std::string(kPair) + kEpisode; }
std::string read(const std::string& more) {
  return "[request.fresh]\nsteps = [{ query = \"replica\", time = \"1 ms\", " + more + " }]\n";
}

// A read 2 ms after the commit sees data 2 ms old and misses the write; one after 25 ms misses nothing.
TEST(Replica, IsBehindUntilItHasApplied) {
  const std::string model = pair() + burst("write") + burst("read", 1, "12 ms") + burst("read", 1, "26 ms");

  EXPECT_EQ(tell(model), (Story{"10 write ok", "13 read ok", "27 read ok"}));
  const Results results = run_text(model);
  EXPECT_DOUBLE_EQ(measure(results, "replica", "data_age_seconds_mean").value, 0.001);
  EXPECT_DOUBLE_EQ(measure(results, "replica", "stale_share").value, 0.5);
  EXPECT_EQ(measure(results, "replica", "writes_behind_max").value, 1);
  EXPECT_DOUBLE_EQ(measure(results, "replica", "writes_behind").value, 15.0 / 27);
  EXPECT_EQ(measure(results, "primary", "writes").value, 1);
}

// A read with a key is stale only if its own row has changed.
TEST(Replica, IsStaleForTheRowsThatChanged) {
  const std::string reads = R"(
[attribute.other_item]
values     = 2
popularity = { weights = [0, 1] }
[request.same]
steps = [{ query = "replica", time = "1 ms", key = "item" }]
[request.other]
steps = [{ query = "replica", time = "1 ms", key = "other_item" }]
)";
  const std::string model = pair() + reads + burst("write") + burst("other", 1, "12 ms");

  EXPECT_EQ(measure(run_text(model), "replica", "stale_share").value, 0);
  EXPECT_EQ(measure(run_text(model + burst("same", 1, "12 ms")), "replica", "stale_share").value, 0.5);
}

// Whoever wants the latest waits for it, is answered by the primary, or fails.
TEST(Replica, MayBeAskedForTheLatest) {
  const auto story = [](const std::string& otherwise) {
    return tell(pair() + read("sees = \"latest\"" + otherwise) + burst("write") + burst("fresh", 1, "12 ms"));
  };

  EXPECT_EQ(story(""), (Story{"10 write ok", "26 fresh ok"}));
  EXPECT_EQ(story(", else = \"primary\""), (Story{"10 write ok", "13 fresh ok"}));
  EXPECT_EQ(story(", else = \"fail\""), (Story{"10 write ok", "12 fresh stale"}));
}

// Data may be 5 ms old: at 14 ms it is 4 ms old; at 16 ms it is too old until the write is applied.
TEST(Replica, KeepsStalenessBounded) {
  const std::string model = pair() + read("within = \"5 ms\"") + burst("write") + burst("fresh", 1, "14 ms") +
                            burst("fresh", 1, "16 ms");

  EXPECT_EQ(tell(model), (Story{"10 write ok", "15 fresh ok", "26 fresh ok"}));
  const Results results = run_text(model);
  EXPECT_EQ(measure(results, "replica", "caught_up").value, 1);
  EXPECT_DOUBLE_EQ(measure(results, "replica", "catch_up_seconds_mean").value, 0.009);
}

// One who has written sees it: the request waits for its own write, and not for one that came after.
TEST(Replica, LetsWritersReadTheirOwnWrites) {
  const std::string model = pair() + R"(
[request.edit]
steps = [
  { query = "primary", time = "10 ms", writes = true },
  { query = "replica", time = "1 ms", sees = "own_writes" },
]
)";

  EXPECT_EQ(tell(model + burst("edit")), (Story{"26 edit ok"}));
  EXPECT_EQ(tell(model + burst("edit") + burst("write", 1, "2 ms")), (Story{"12 write ok", "26 edit ok"}));
  EXPECT_EQ(tell(model + burst("write") + burst("edit", 1, "2 ms")), (Story{"10 write ok", "36 edit ok"}));
}

// A session that an attribute names: what one request of it has written, the next one sees; another session's
// reads do not wait.
TEST(Replica, KnowsSessionsByAttribute) {
  const std::string model =
      pair() + read("sees = \"own_writes\"") + burst("write") + burst("fresh", 1, "12 ms");

  EXPECT_EQ(tell(model), (Story{"10 write ok", "13 fresh ok"}));
  EXPECT_EQ(tell(model, {"system.primary.session=item"}), (Story{"10 write ok", "26 fresh ok"}));
}

// Three writes at once are applied one after the other, at 25, 35 and 45; two workers: at 25, 25 and 35.
TEST(Replica, AppliesInOrder) {
  const std::string model =
      pair() + read("sees = \"latest\"") + burst("write", 3) + burst("fresh", 1, "11 ms");

  EXPECT_EQ(tell(model).back(), "46 fresh ok");
  EXPECT_EQ(tell(model, {"system.replica.apply_workers=2"}).back(), "36 fresh ok");
}

// Without a link from 5 to 50 ms the write is sent at 50, comes at 55 and is applied at 65.
TEST(Replica, CatchesUpAfterAPartition) {
  const std::string model =
      pair() + read("sees = \"latest\"") + burst("write") + burst("fresh", 1, "12 ms") +
      "[event.cut]\nstarts = \"5 ms\"\nlasts = \"45 ms\"\nset.system.replica.linked = false\n";

  EXPECT_EQ(tell(model), (Story{"10 write ok", "66 fresh ok"}));
}

// Of two instances one is down: reads go to the other, and the one that comes back has to catch up first.
TEST(Replica, CatchesUpAfterAnOutage) {
  const std::string model =
      pair() + read("sees = \"latest\"") + burst("write") + burst("fresh", 2, "30 ms") +
      burst("fresh", 2, "52 ms") +
      "[event.lost]\nstarts = \"5 ms\"\nlasts = \"45 ms\"\nset.system.replica.instances = 1\n";

  EXPECT_EQ(tell(model, {"system.replica.instances=2", "system.replica.cores=1"}),
            (Story{"10 write ok", "31 fresh ok", "32 fresh ok", "53 fresh ok", "54 fresh ok"}));
}

// Lag without anything set: writes of a Poisson stream are an M/D/1 queue at the apply worker. At 50 % of 10
// ms a write is behind 15 ms on average, so 0.75 writes are.
TEST(Replica, IsAnMD1Queue) {
  const Results results = run_text(std::string(kPair) + R"(
[traffic.writers]
rate    = "50 /s"
request = "write"
[traffic.readers]
rate    = "10 /s"
request = "read"
[run]
warm_up      = "10 s"
duration     = "400 s"
replications = 10
)",
                                   {"system.replica.delay=0s"});

  expect_exact(results, measure(results, "replica", "writes_behind"), 0.75, 0.03);
}

// A query that gives up while it waits for a replica leaves its line, and one that waits for ever is in
// flight.
TEST(Replica, IsLeftByThoseWhoGiveUp) {
  const std::string model = pair() + read("sees = \"latest\"") + burst("write") +
                            burst("fresh", 1, "12 ms", "limit = \"3 ms\"") + burst("fresh", 1, "13 ms");

  EXPECT_EQ(tell(model), (Story{"10 write ok", "15 fresh timed_out", "26 fresh ok"}));
}

// Nobody writes to a replica.
TEST(Replica, IsNotWrittenTo) {
  EXPECT_THROW(tell(pair() + R"(
[request.wrong]
steps = [{ query = "replica", time = "1 ms", writes = true }]
)" + burst("wrong")),
               std::runtime_error);
}

}  // namespace
}  // namespace plimsoll::test
