// How a lock is held: by readers and writers, by so many, in every instance, polled for, handed over.
#include <gtest/gtest.h>

#include "tests/support/story.hpp"

namespace plimsoll::test {
namespace {

// Readers stay 10 ms, writers 20 ms.
const char* const kMap = R"(
[system.map]
kind = "row_lock"
[request.read]
holds = [{ lock = "map", mode = "shared" }]
steps = [{ wait = "10 ms" }]
[request.write]
holds = ["map"]
steps = [{ wait = "20 ms" }]
)";

std::string map() { return std::string(kMap) + kEpisode; }

// Two readers at 0, a writer at 5, a reader at 6. In turn the last waits behind the writer, 10 to 30, and
// reads until 40; readers first it joins at 6, and the writer waits until 16.
TEST(RowLockModes, LetReadersShareAndWritersBeAlone) {
  const std::string model = map() + burst("read", 2) + burst("write", 1, "5 ms") + burst("read", 1, "6 ms");

  EXPECT_EQ(tell(model), (Story{"10 read ok", "10 read ok", "30 write ok", "40 read ok"}));
  EXPECT_EQ(tell(model, {"system.map.order=readers_first"}),
            (Story{"10 read ok", "10 read ok", "16 read ok", "36 write ok"}));
  const Results results = run_text(model);
  EXPECT_DOUBLE_EQ(measure(results, "map", "readers_wait_seconds_mean").value, 0.024 / 3);
  EXPECT_DOUBLE_EQ(measure(results, "map", "writers_wait_seconds_mean").value, 0.005);
  EXPECT_DOUBLE_EQ(part_of(results, "map").utilisation.value, 0.5);  // held for writing 20 of 40 ms
}

// A writer who gives up at 9 ms lets the reader behind it in.
TEST(RowLockModes, LetReadersInBehindAWriterThatGivesUp) {
  EXPECT_EQ(tell(map() + burst("read", 1) + burst("write", 1, "4 ms") + burst("read", 1, "6 ms"),
                 {"system.map.wait_limit=5ms"}),
            (Story{"9 write timed_out", "10 read ok", "19 read ok"}));
}

// Two places: 20, 20, 40, 40 and 60 ms.
TEST(RowLockModes, HaveSeveralPlaces) {
  EXPECT_EQ(tell(map() + burst("write", 5), {"system.map.places=2"}),
            (Story{"20 write ok", "20 write ok", "40 write ok", "40 write ok", "60 write ok"}));
}

// A lock for M/M/3: exponential holds of 50 ms at 40 /s wait 1/45 s on average (Erlang C is exactly 4/9).
TEST(RowLockModes, MatchErlangC) {
  const Results results = run_text(R"(
    [system.slots]
    kind   = "row_lock"
    places = 3
    [request.write]
    holds = ["slots"]
    steps = [{ wait = { dist = "exponential", mean = "50 ms" } }]
    [traffic.writers]
    rate = "40 /s"
    [run]
    warm_up      = "10 s"
    duration     = "4000 s"
    replications = 10
  )");
  expect_exact(results, part_of(results, "slots").wait_seconds.mean, 1.0 / 45, 0.002);
  expect_exact(results, part_of(results, "slots").utilisation, 2.0 / 3, 0.02);
}

// One row is M/G/1: at 70 % and with holds of scv 4 the wait is 0.7 x 10 ms x (1 + 4) / 2 / 0.3, by Pollaczek
// and Khinchine.
TEST(RowLockModes, MatchPollaczekAndKhinchine) {
  const Results results = run_text(R"(
    [system.row]
    kind = "row_lock"
    [request.write]
    holds = ["row"]
    steps = [{ wait = { dist = "lognormal", mean = "10 ms", scv = 4 } }]
    [traffic.writers]
    rate = "70 /s"
    [run]
    warm_up      = "20 s"
    duration     = "1000 s"
    replications = 20
  )");
  expect_exact(results, part_of(results, "row").wait_seconds.mean, 0.058333333, 0.006);
}

// With a wait limit of 0 nobody waits: the second fails at once.
TEST(RowLockModes, MayNotWaitAtAll) {
  EXPECT_EQ(tell(map() + burst("write", 2), {"system.map.wait_limit=0s"}),
            (Story{"0 write timed_out", "20 write ok"}));
}

// The busy time-out of SQLite: pauses of 1, 2, 5, 10 ms and so on. The first writes until 20 ms; the second
// asks at 1, 3, 8, 18 and 33 ms and writes from then on, though the file was free for 13 ms. With a time-out
// of 30 ms the last pause is cut to it, and it has the file; with one of 10 ms it fails.
TEST(RowLockModes, PollAsSqliteDoes) {
  const std::string model = map() + burst("write", 2);

  EXPECT_EQ(tell(model, {"system.map.waits=polling"}), (Story{"20 write ok", "53 write ok"}));
  EXPECT_EQ(measure(run_text(model, {"system.map.waits=polling"}), "map", "polls").value, 5);
  EXPECT_EQ(tell(model, {"system.map.waits=polling", "system.map.wait_limit=30ms"}),
            (Story{"20 write ok", "50 write ok"}));
  EXPECT_EQ(tell(model, {"system.map.waits=polling", "system.map.wait_limit=10ms"}),
            (Story{"10 write timed_out", "20 write ok"}));
}

// Who asks first has it: the second polls at 6, 12, 18 and 24 ms, the third comes at 21 ms and is before it.
TEST(RowLockModes, PollWithoutOrder) {
  EXPECT_EQ(tell(map() + burst("write", 2) + burst("write", 1, "21 ms"),
                 {"system.map.waits=polling", "system.map.polls=6ms"}),
            (Story{"20 write ok", "41 write ok", "62 write ok"}));
}

// One mutex in each of two instances: four requests, two at a time.
TEST(RowLockModes, AreInEveryInstance) {
  const std::string model = R"(
[system.app]
kind      = "server"
instances = 2
cores     = 8
[system.mutex]
kind = "row_lock"
per  = "app"
[request.write]
on    = "app"
holds = ["mutex"]
steps = [{ work = "10 ms" }]
)" + std::string(kEpisode) + burst("write", 4);

  EXPECT_EQ(tell(model), (Story{"10 write ok", "10 write ok", "20 write ok", "20 write ok"}));
  EXPECT_DOUBLE_EQ(part_of(run_text(model), "mutex").utilisation.value, 1);
}

// The answer comes at 10 ms, but the lock goes along with what is sent, which needs 30 ms more: the second
// has it at 40 ms.
TEST(RowLockModes, GoAlongWithWhatIsSent) {
  const std::string model = R"(
[system.row]
kind = "row_lock"
[request.write]
holds = ["row"]
steps = [{ wait = "10 ms" }, { send = "sync", with = "row" }]
[routine.sync]
steps = [{ wait = "30 ms" }]
)" + std::string(kEpisode) + burst("write", 2);

  EXPECT_EQ(tell(model), (Story{"10 write ok", "50 write ok"}));
  EXPECT_DOUBLE_EQ(part_of(run_text(model), "row").wait_seconds.max.value, 0.040);
}

// A table that readers of rows share and a statement over all of it has alone: intention locks. Two rows are
// written side by side until 10 ms, all is locked until 60 ms, then the next row.
TEST(RowLockModes, LockATableOverItsRows) {
  EXPECT_EQ(tell(R"(
[system.table]
kind = "row_lock"
[system.row]
kind = "row_lock"
key  = "id"
[attribute.id]
values = 1_000
[request.one]
holds = [{ lock = "table", mode = "shared" }, "row"]
steps = [{ wait = "10 ms" }]
[request.everything]
holds = ["table"]
steps = [{ wait = "50 ms" }]
)" + std::string(kEpisode) +
                 burst("one", 2) + burst("everything", 1, "1 ms") + burst("one", 1, "2 ms")),
            (Story{"10 one ok", "10 one ok", "60 everything ok", "70 one ok"}));
}

}  // namespace
}  // namespace plimsoll::test
