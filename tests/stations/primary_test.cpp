#include <gtest/gtest.h>

#include "tests/support/story.hpp"

namespace plimsoll::test {
namespace {

// Writes of 10 ms; a replica 5 ms away that applies in 10 ms, and a far one 20 ms away.
constexpr const char* kThree = R"(
[system.primary]
kind        = "database"
cores       = 8
order       = "fcfs"
connections = 10

[system.near]
kind        = "database"
follows     = "primary"
delay       = "5 ms"
apply       = "10 ms"
cores       = 2
order       = "fcfs"
connections = 10

[system.far]
kind        = "database"
follows     = "primary"
delay       = "20 ms"
apply       = "10 ms"
cores       = 8
order       = "fcfs"
connections = 10

[attribute.item]
values = 1

[request.write]
steps = [{ id = "put", query = "primary", time = "10 ms", writes = true, key = "item" }]

[request.read]
steps = [{ query = "near", time = "1 ms" }, { query = "far", time = "1 ms" }]
)";

std::string three() { return std::string(kThree) + kEpisode; }

// Alone 10 ms; with the near one 10 + 5 + 10 + 5; with both the far one decides, 10 + 20 + 10 + 20. Receipt
// is enough: without the 10 ms of applying.
TEST(Primary, WaitsForSoManyReplicas) {
  const auto story = [](std::vector<std::string> sets) {
    return tell(three() + burst("write"), std::move(sets));
  };

  EXPECT_EQ(story({}), (Story{"10 write ok"}));
  EXPECT_EQ(story({"system.primary.synchronous=1"}), (Story{"30 write ok"}));
  EXPECT_EQ(story({"system.primary.synchronous=2"}), (Story{"60 write ok"}));
  EXPECT_EQ(story({"system.primary.synchronous=2", "system.near.acknowledges=received",
                   "system.far.acknowledges=received"}),
            (Story{"50 write ok"}));
}

// A loop over replicas under one lock, as some code has it: a write holds the lock for all round trips, 10
// and 40 ms, one after the other; side by side it waits for the longer one, and nobody waits for the lock.
TEST(Primary, LoopsOverReplicasUnderALock) {
  const std::string model = three() + R"(
[system.lock]
kind = "row_lock"
[request.loop]
holds = ["lock"]
steps = [
  { query = "primary", time = "10 ms" },
  { id = "near", wait = "10 ms" },
  { id = "far", wait = "40 ms" },
]
)";

  EXPECT_EQ(tell(model + burst("loop", 2)), (Story{"60 loop ok", "120 loop ok"}));
  EXPECT_EQ(tell(model + burst("write", 2),
                 {"system.primary.synchronous=2", "system.near.apply=0s", "system.far.apply=0s"}),
            (Story{"50 write ok", "50 write ok"}));
}

// One reply of three in flight may overtake no other: writes are answered in the order of their commits.
TEST(Primary, AnswersInOrder) {
  EXPECT_EQ(tell(three() + burst("write", 2), {"system.primary.synchronous=1"}),
            (Story{"30 write ok", "40 write ok"}));
}

// The wait for replicas is measured, and one that gives up leaves the line.
TEST(Primary, MeasuresTheWaitForReplicas) {
  const std::string model = three() + burst("write") + burst("write", 1, "100 ms", "limit = \"15 ms\"");

  EXPECT_EQ(tell(model, {"system.primary.synchronous=1"}), (Story{"30 write ok", "115 write timed_out"}));
  const Results results = run_text(model, {"system.primary.synchronous=1"});
  EXPECT_DOUBLE_EQ(measure(results, "primary", "acknowledged_seconds_mean").value, 0.020);
  EXPECT_EQ(measure(results, "primary", "writes").value, 2);
}

// Both replicas are needed and one is cut off: consistency refuses what it cannot keep, and goes on when the
// link is back: sent at 200, applied at 230 and 240, the second heard of at 260. With one replica needed
// nobody notices.
TEST(Primary, RefusesWritesWithoutAQuorum) {
  const std::string model =
      three() + "[event.cut]\nstarts = \"5 ms\"\nlasts = \"195 ms\"\nset.system.far.linked = false\n" +
      burst("write", 1, "0 s", "limit = \"100 ms\"") + burst("write", 1, "120 ms");

  EXPECT_EQ(tell(model, {"system.primary.synchronous=2"}), (Story{"100 write timed_out", "260 write ok"}));
  EXPECT_EQ(tell(model, {"system.primary.synchronous=1"}), (Story{"30 write ok", "150 write ok"}));
}

constexpr const char* kKill = "[event.kill]\nstarts = \"100 ms\"\nset.system.primary.instances = 0\n";
const std::vector<std::string> kFailover{"system.primary.detects_after=50ms",
                                         "system.primary.promotes_in=20ms"};

// Killed at 100 ms; noticed after 50, replaced after 20 more. Writes fail from 100 to 170 ms, and are done by
// the near replica's machine from then on: two cores, so the third of three waits.
TEST(Primary, IsReplacedByAReplica) {
  const std::string model = three() + kKill + burst("write", 1, "110 ms") + burst("write", 1, "169 ms") +
                            burst("write", 3, "171 ms");

  EXPECT_EQ(tell(model, kFailover), (Story{"110 write refused", "169 write refused", "181 write ok",
                                           "181 write ok", "191 write ok"}));
  const Results results = run_text(model, kFailover);
  EXPECT_DOUBLE_EQ(measure(results, "primary", "down_seconds").value, 0.070);
  EXPECT_EQ(measure(results, "primary", "writes_lost").value, 0);
}

// Without failover it stays down; one that is back before anybody noticed goes on as if nothing had been.
TEST(Primary, IsNotReplacedWithoutNeed) {
  const std::string writes = burst("write", 1, "110 ms") + burst("write", 1, "200 ms");

  // ... and what had not arrived is sent again: committed at 98, sent at 140, applied at 155, heard of at
  // 160.
  EXPECT_EQ(
      tell(three() +
               "[event.blip]\nstarts = \"100 ms\"\nlasts = \"40 ms\"\nset.system.primary.instances = 0\n" +
               burst("write", 1, "88 ms"),
           {"system.primary.synchronous=1"}),
      (Story{"160 write ok"}));
  EXPECT_EQ(tell(three() + kKill + writes), (Story{"110 write refused", "200 write refused"}));
  EXPECT_EQ(
      tell(three() +
               "[event.blip]\nstarts = \"100 ms\"\nlasts = \"40 ms\"\nset.system.primary.instances = 0\n" +
               writes,
           kFailover),
      (Story{"110 write refused", "210 write ok"}));
}

// A write answered at 99 ms has not arrived when the primary is killed at 100 ms: lost. Had the primary
// waited for a replica, it would not have been answered: it is told that the primary crashed.
TEST(Primary, LosesWhatNoReplicaHas) {
  const std::string model = three() + kKill + burst("write", 1, "89 ms") + burst("read", 1, "400 ms");
  std::vector<std::string> sets{"system.near.delay=20ms", "system.far.delay=20ms", kFailover[0],
                                kFailover[1]};

  EXPECT_EQ(measure(run_text(model, sets), "primary", "writes_lost").value, 1);
  sets.emplace_back("system.primary.synchronous=1");
  EXPECT_EQ(tell(model, sets), (Story{"170 write crashed", "400 read refused"}));
  EXPECT_EQ(measure(run_text(model, sets), "primary", "writes_lost").value, 0);
}

// The machine that takes over answers no reads of its part any more; once the old primary is back, it follows
// in its stead.
TEST(Primary, ComesBackAsAReplica) {
  const std::string model =
      three() + "[event.kill]\nstarts = \"100 ms\"\nlasts = \"200 ms\"\nset.system.primary.instances = 0\n" +
      burst("read", 1, "180 ms") + burst("read", 1, "310 ms") + burst("write", 1, "310 ms");

  EXPECT_EQ(tell(model, kFailover), (Story{"180 read refused", "312 read ok", "320 write ok"}));
}

// Two primaries that follow each other, 5 ms apart, without a link: both change the row, and the one that is
// later counts a conflict. With a link the second write comes after the first has been applied there, and
// there is none.
TEST(Primary, CountsConflictsOfTwo) {
  const std::string model = R"(
[system.east]
kind        = "database"
follows     = "west"
delay       = "5 ms"
cores       = 1
connections = 10
[system.west]
kind        = "database"
follows     = "east"
delay       = "5 ms"
cores       = 1
connections = 10
[attribute.item]
values = 1
[request.east_write]
steps = [{ query = "east", time = "10 ms", writes = true, key = "item" }]
[request.west_write]
steps = [{ query = "west", time = "10 ms", writes = true, key = "item" }]
)" + std::string(kEpisode) + burst("east_write") +
                            burst("west_write", 1, "20 ms");
  const auto conflicts = [&](std::vector<std::string> sets) {
    const Results results = run_text(model, std::move(sets));
    return std::pair(measure(results, "east", "conflicts").value,
                     measure(results, "west", "conflicts").value);
  };

  EXPECT_EQ(tell(model), (Story{"10 east_write ok", "30 west_write ok"}));
  EXPECT_EQ(conflicts({}), std::pair(0.0, 0.0));
  EXPECT_EQ(conflicts({"system.west.linked=false", "system.east.linked=false"}), std::pair(0.0, 1.0));
}

// Nothing is said of replicas, nothing of replication is measured.
TEST(Primary, IsAPlainDatabaseWithoutReplicas) {
  const Results results = run_text(std::string(R"(
[system.primary]
kind        = "database"
cores       = 1
connections = 10
[request.write]
steps = [{ query = "primary", time = "10 ms", writes = true }]
)") + kEpisode + burst("write"));

  EXPECT_THROW(measure(results, "primary", "writes"), std::runtime_error);
}

}  // namespace
}  // namespace plimsoll::test
