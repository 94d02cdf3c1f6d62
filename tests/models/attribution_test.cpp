#include "models/attribution.hpp"

#include <gtest/gtest.h>

#include <map>

#include "models/program.hpp"
#include "tests/support/story.hpp"

namespace plimsoll::test {
namespace {

/// Runs an episode until nobody is left and tells where the successes of its request `call` spent their time:
/// "app waiting" -> milliseconds, summed over requests, zeros left out. That each request's accounts add up
/// to its latency is checked by the run itself.
std::map<std::string, std::string> spent(std::string_view toml, std::vector<std::string> sets = {}) {
  Episode episode(std::string(toml) + kEpisode, std::move(sets));
  episode.tell();
  episode.expect_nothing_held();
  const AccountList& accounts = episode.engine().program().accounts_of_kind().front();
  const Attribution::Sums sums = episode.engine().recorder().kinds().front().attribution.all();
  std::map<std::string, std::int64_t> spent;
  for (std::size_t k = 0; k < sums.nanoseconds.size(); ++k) {
    const std::string part = accounts[k].part.empty() ? "" : accounts[k].part + " ";
    spent[part + std::string(word(accounts[k].use))] += static_cast<std::int64_t>(sums.nanoseconds[k]);
  }
  std::map<std::string, std::string> told;
  for (const auto& [name, nanoseconds] : spent) {
    if (nanoseconds != 0) told[name] = in_ms(Duration::ns(nanoseconds));
  }
  return told;
}

using Spent = std::map<std::string, std::string>;

constexpr const char* kServer = R"(
[system.app]
kind  = "server"
cores = 1
)";

constexpr const char* kDatabase = R"(
[system.db]
kind        = "database"
cores       = 4
connections = 10
)";

// Two requests of 10 ms each on one worker: the second waits 10 ms for it. A step `wait` is outside.
TEST(Attribution, TellsTheLineForAWorkerFromServiceAndFromOutside) {
  EXPECT_EQ(spent(std::string(kServer) +
                  "workers = 1\n[request.call]\non = \"app\"\nsteps = [{ work = \"7 ms\" }, "
                  "{ wait = \"3 ms\" }]\n" +
                  burst("call", 2)),
            (Spent{{"app service", "14"}, {"app waiting", "10"}, {"outside", "6"}}));
}

// Three at once want 10 ms of one core each. In turn they wait 0, 10 and 20 ms; sharing, all are done after
// 30 ms, of which 20 are for the others. Either way the core serves 30 ms.
TEST(Attribution, SplitsAProcessorIntoServiceAndTheWaitForACore) {
  const std::string text = std::string(kServer) +
                           "[request.call]\non = \"app\"\nsteps = [{ work = \"10 ms\" }]\n" +
                           burst("call", 3);

  EXPECT_EQ(spent(text, {"system.app.order=\"fcfs\""}),
            (Spent{{"app service", "30"}, {"app cpu_waiting", "30"}}));
  EXPECT_EQ(spent(text, {"system.app.order=\"shared\""}),
            (Spent{{"app service", "30"}, {"app cpu_waiting", "60"}}));
}

// One connection, opened by the first of two: 5 ms on the network, 1 ms of work on the database. The second
// waits until the first has opened it and run its query of 4 ms.
TEST(Attribution, TellsTheLineForAConnectionFromItsOpening) {
  EXPECT_EQ(spent(std::string(kServer) + kDatabase + R"(
[system.pool]
kind    = "pool"
towards = "db"
per     = "all"
size    = 1
opens   = "on_demand"
opening = [{ network = "5 ms" }, { cpu = "1 ms" }]
[request.call]
on    = "app"
holds = ["pool"]
steps = [{ query = "db", time = "4 ms" }]
)" + burst("call", 2)),
            (Spent{{"db service", "8"}, {"pool opening", "6"}, {"pool waiting", "10"}}));
}

// Three want one row for 4 ms each: they wait 0, 4 and 8 ms for it.
TEST(Attribution, BooksTheWaitForARowOnTheLock) {
  EXPECT_EQ(spent(std::string(kServer) + kDatabase + R"(
[system.row]
kind = "row_lock"
[request.call]
on    = "app"
holds = ["row"]
steps = [{ query = "db", time = "4 ms" }]
)" + burst("call", 3)),
            (Spent{{"db service", "12"}, {"row waiting", "12"}}));
}

// Two miss the same key: one fetches for 10 ms and stores for 1 ms, the other waits for both. A look-up is 1
// ms.
TEST(Attribution, BooksTheWaitForAnothersFetchOnTheCache) {
  EXPECT_EQ(spent(std::string(kServer) + kDatabase + R"(
[system.cache]
kind         = "cache"
time         = "1 ms"
ttl          = "1 s"
capacity     = 10
singleflight = "shared"
[request.call]
on    = "app"
steps = [{ read = "cache", miss = "load" }]
[routine.load]
steps = [{ query = "db", time = "10 ms" }]
)" + burst("call", 2)),
            (Spent{{"cache service", "3"}, {"cache waiting", "11"}, {"db service", "10"}}));
}

// Three through a limiter of 100 /s, then a bucket of 50 /s: they leave the one at 0, 10, 20 ms and the other
// at 0, 20, 40 ms. A balancer takes 2 ms of each.
TEST(Attribution, BooksTurnsOnLimitersAndOverheadOnTheBalancer) {
  EXPECT_EQ(spent(std::string(kServer) + R"(
[system.edge]
kind         = "load_balancer"
spreads_over = "app"
overhead     = "2 ms"
[system.limiter]
kind  = "rate_limiter"
rate  = "100 /s"
burst = 1
mode  = "wait"
queue = 10
[system.bucket]
kind       = "leaky_bucket"
drain_rate = "50 /s"
[request.call]
on    = "edge"
steps = [{ pass = "limiter" }, { pass = "bucket" }]
)" + burst("call", 3)),
            (Spent{{"edge service", "6"}, {"limiter waiting", "30"}, {"bucket waiting", "30"}}));
}

constexpr const char* kRetry = R"(
[policy.again]
kind     = "retry"
attempts = 3
backoff  = "5 ms"
factor   = 1
jitter   = "none"
on       = ["timed_out"]
)";

// The first try holds the lock's 20 ms of another request: it gives up after 12 ms, pauses for 5, and its
// second try waits 3 ms and is served. What the first try spent is on retries, not on the lock.
TEST(Attribution, BooksFailedTriesAndPausesOnRetries) {
  EXPECT_EQ(spent(std::string(kServer) + kRetry + R"(
[system.row]
kind = "row_lock"
[request.call]
on    = "app"
steps = [{ call = "locked", limit = "12 ms", retry = "again" }]
[request.blocker]
on    = "app"
holds = ["row"]
steps = [{ wait = "20 ms" }]
[routine.locked]
holds = ["row"]
steps = [{ work = "1 ms" }]
)" + burst("blocker") +
                  burst("call")),
            (Spent{{"app service", "1"}, {"retries", "17"}, {"row waiting", "3"}}));
}

// The same twice over in a loop: what the first round has spent stays where it was, while the failed try of
// the second moves. The blocker comes back at 30 ms and holds the row until 50 ms.
TEST(Attribution, LeavesEarlierRoundsOfALoopAlone) {
  EXPECT_EQ(spent(std::string(kServer) + kRetry + R"(
[system.row]
kind = "row_lock"
[request.call]
on    = "app"
steps = [{ repeat = [{ call = "locked", limit = "12 ms", retry = "again" }, { wait = "31 ms" }], times = 2 }]
[request.blocker]
on    = "app"
holds = ["row"]
steps = [{ wait = "20 ms" }]
[routine.locked]
holds = ["row"]
steps = [{ work = "1 ms" }]
)" + burst("call") +
                  burst("blocker", 1, "30 ms")),
            (Spent{{"app service", "2"}, {"outside", "62"}, {"retries", "17"}, {"row waiting", "1"}}));
}

// Without a retry the time of what failed stays where it was spent: 12 ms for the row, then plan B.
TEST(Attribution, LeavesTimeBeforeAFallbackWhereItWasSpent) {
  EXPECT_EQ(spent(std::string(kServer) + R"(
[system.row]
kind = "row_lock"
[request.call]
on    = "app"
steps = [{ call = "locked", limit = "12 ms", fallback = "plan_b" }]
[request.blocker]
on    = "app"
holds = ["row"]
steps = [{ wait = "20 ms" }]
[routine.locked]
holds = ["row"]
steps = [{ work = "1 ms" }]
[routine.plan_b]
steps = [{ work = "2 ms" }]
)" + burst("blocker") +
                  burst("call")),
            (Spent{{"app service", "2"}, {"row waiting", "12"}}));
}

// Of branches at once the one that decides counts: all_of the slowest, first_of the fastest.
TEST(Attribution, FollowsTheBranchThatDecides) {
  const std::string before = std::string(kServer) + kDatabase + "[request.call]\non = \"app\"\nsteps = [{ ";
  const std::string after =
      " = [{ query = \"db\", time = \"4 ms\" }, { wait = \"9 ms\" }] }]\n" + burst("call");

  EXPECT_EQ(spent(before + "all_of" + after), (Spent{{"outside", "9"}}));
  EXPECT_EQ(spent(before + "first_of" + after), (Spent{{"db service", "4"}}));
}

// Who gives up on branches takes over the time of one that had not ended: 2 ms outside, then 8 of the 10 ms
// until the limit at the database, whether that goes on without anyone waiting for it or not.
TEST(Attribution, FollowsAnUnfinishedBranchToTheLimit) {
  const std::string before =
      std::string(kServer) + kDatabase +
      "[request.call]\non = \"app\"\nsteps = [{ all_of = [{ wait = \"1 ms\" }, { call = "
      "\"slow\" }], fallback = \"plan_b\", limit = \"10 ms\", on_limit = \"";
  const std::string after =
      "\" }]\n[routine.slow]\nsteps = [{ wait = \"2 ms\" }, { query = \"db\", time = \"30 ms\" }]\n"
      "[routine.plan_b]\nsteps = [{ work = \"3 ms\" }]\n" +
      burst("call");
  const Spent expected{{"app service", "3"}, {"db service", "8"}, {"outside", "2"}};

  EXPECT_EQ(spent(before + "cancel" + after), expected);
  EXPECT_EQ(spent(before + "abandon" + after), expected);
}

// What is sent is nobody's: the request is done after its own 2 ms.
TEST(Attribution, LeavesOutWhatNobodyWaitsFor) {
  EXPECT_EQ(spent(std::string(kServer) + kDatabase + R"(
[request.call]
on    = "app"
steps = [{ send = "aside" }, { work = "2 ms" }]
[routine.aside]
steps = [{ query = "db", time = "50 ms" }]
)" + burst("call")),
            (Spent{{"app service", "2"}}));
}

// Sums stay apart by latency: of 90 requests at 1 ms and 10 at 100 ms the first bucket holds the median, the
// second the p95, and merging puts accounts where they are told to.
TEST(Attribution, KeepsSumsByLatency) {
  Attribution sums;
  sums.set_up(3);
  const std::vector<std::int64_t> fast{0, 400'000, 600'000};
  const std::vector<std::int64_t> slow{0, 0, 100'000'000};
  for (int k = 0; k < 90; ++k) sums.add(Duration::ms(1), fast.data());
  for (int k = 0; k < 10; ++k) sums.add(Duration::ms(100), slow.data());

  EXPECT_EQ(sums.all().requests, 100U);
  EXPECT_EQ(sums.all().nanoseconds, (std::vector<uint128>{0, 36'000'000, 1'054'000'000}));
  EXPECT_EQ(sums.around(0.5).nanoseconds, (std::vector<uint128>{0, 36'000'000, 54'000'000}));
  EXPECT_EQ(sums.around(0.9).requests, 90U);
  EXPECT_EQ(sums.around(0.95).requests, 10U);
  EXPECT_EQ(sums.around(0.95).nanoseconds, (std::vector<uint128>{0, 0, 1'000'000'000}));

  Attribution merged;
  merged.set_up(2);
  merged.merge(sums, {0, 1, 1});
  EXPECT_EQ(merged.all().nanoseconds, (std::vector<uint128>{0, 1'090'000'000}));
  EXPECT_EQ(merged.around(0.95).requests, 10U);
}

// A row that does not add up to its latency, or with time on nobody's account, stops the run.
TEST(Attribution, RefusesRowsThatDoNotAddUp) {
  Attribution sums;
  sums.set_up(2);
  const std::vector<std::int64_t> row{0, 1'000'000};
  const std::vector<std::int64_t> nobodys{1'000'000, 0};
  const std::vector<std::int64_t> negative{-1'000'000, 2'000'000};

  EXPECT_THROW(sums.add(Duration::ms(2), row.data()), InternalError);
  EXPECT_THROW(sums.add(Duration::ms(1), nobodys.data()), InternalError);
  EXPECT_THROW(sums.add(Duration::ms(1), negative.data()), InternalError);
}

// Past the most accounts of a kind all else is booked under `other`, on a pair that serves every step.
TEST(AccountList, BooksWhatIsTooManyUnderOther) {
  AccountList accounts;
  for (std::size_t k = 0; accounts.size() < AccountList::kMost; ++k) {
    accounts.single(0, {std::to_string(k), TimeUse::service});
  }
  const std::uint16_t rest = accounts.single(0, {"one more", TimeUse::service});

  EXPECT_EQ(accounts[rest].use, TimeUse::other);
  EXPECT_EQ(accounts.pair(7, {"x", TimeUse::service}, {"x", TimeUse::cpu_waiting}), rest);
  EXPECT_EQ(accounts[rest + 1U].use, TimeUse::other);
  EXPECT_EQ(accounts.size(), AccountList::kMost + 2);
  EXPECT_EQ(accounts.single(0, {"3", TimeUse::service}), 4);
}

}  // namespace
}  // namespace plimsoll::test
