// Several rows in one transaction: who waits for whom, and who fails.
#include <gtest/gtest.h>

#include "tests/support/story.hpp"

namespace plimsoll::test {
namespace {

// A transfer locks one account, works 10 ms, locks the other, works 10 ms. `there` goes from 0 to 1, `back`
// from 1 to 0.
const char* const kTransfers = R"(
[system.bank]
kind  = "database"
cores = 9
connections = 99
[system.account]
kind   = "row_lock"
inside = "bank"
[attribute.from]
values = 4
[attribute.to]
values = 4
[request.there]
steps = [{ call = "transfer" }]
[request.back]
steps = [{ call = "transfer" }]
[routine.transfer]
holds = [{ lock = "account", key = "from" }]
steps = [{ query = "bank", time = "10 ms" }, { call = "receive" }]
[routine.receive]
holds = [{ lock = "account", key = "to" }]
steps = [{ query = "bank", time = "10 ms" }]
)";

std::string transfer(const std::string& name, int from, int to, const std::string& at = "0 s",
                     const std::string& more = "") {
  return burst(
      name, 1, at,
      "attributes = { from = " + std::to_string(from) + ", to = " + std::to_string(to) + " }\n" + more);
}

std::string crossing() {
  return std::string(kTransfers) + kEpisode + transfer("there", 0, 1) + transfer("back", 1, 0, "2 ms");
}

// `there` waits for row 1 from 10 ms on; `back` asks for row 0 at 12 ms, which closes the circle, and fails.
// `there` goes on at that instant.
TEST(RowLockDeadlock, FailsWhoClosesTheCircle) {
  EXPECT_EQ(tell(crossing()), (Story{"12 back deadlock", "22 there ok"}));
  const Results results = run_text(crossing());
  EXPECT_EQ(measure(results, "account", "deadlocks").value, 1);
}

// The youngest is `back` as well; if `there` comes last it is `there`, though it is not the one who closed
// the circle.
TEST(RowLockDeadlock, MayFailTheYoungest) {
  const std::vector<std::string> youngest{"system.account.victim=youngest"};
  EXPECT_EQ(tell(crossing(), youngest), (Story{"12 back deadlock", "22 there ok"}));

  // The older one works 30 ms before it asks for its second row, so it closes the circle.
  const std::string model = std::string(kTransfers) + R"(
[request.slow]
holds = [{ lock = "account", key = "from" }]
steps = [{ query = "bank", time = "30 ms" }, { call = "receive" }]
)" + kEpisode + transfer("slow", 1, 0) +
                            transfer("there", 0, 1, "2 ms");
  EXPECT_EQ(tell(model), (Story{"30 slow deadlock", "40 there ok"}));
  EXPECT_EQ(tell(model, youngest), (Story{"30 there deadlock", "40 slow ok"}));
}

// With a check after a wait of 100 ms the circle stands that long: `there` waits since 10 ms and looks first,
// at 110 ms; `back`, asking since 12 ms, goes on then.
TEST(RowLockDeadlock, IsFoundAfterAWait) {
  EXPECT_EQ(tell(crossing(), {"system.account.deadlock_check=100ms"}),
            (Story{"110 there deadlock", "120 back ok"}));
}

// Locks of no database: nobody looks, and at the wait limit of 1 s `there`, which has waited longest, fails.
TEST(RowLockDeadlock, IsWaitedOutWhereNobodyLooks) {
  std::string model = crossing();
  model.replace(model.find("inside = \"bank\""), 15, "wait_limit = \"1 s\"");
  EXPECT_EQ(tell(model), (Story{"1010 there timed_out", "1020 back ok"}));
}

// In order of the accounts both lock row 0 first: no circle, one after the other.
TEST(RowLockDeadlock, CannotBeWhereRowsAreTakenInOrder) {
  const std::string model = R"(
[system.bank]
kind  = "database"
cores = 9
connections = 99
[system.account]
kind   = "row_lock"
inside = "bank"
[attribute.from]
values = 4
[attribute.to]
values = 4
[request.transfer]
holds = [{ lock = "account", key = ["from", "to"], order = "sorted" }]
steps = [{ query = "bank", time = "20 ms" }]
)" + std::string(kEpisode) + transfer("transfer", 0, 1) +
                            transfer("transfer", 1, 0) + transfer("transfer", 3, 2);
  EXPECT_EQ(tell(model), (Story{"20 transfer ok", "20 transfer ok", "40 transfer ok"}));
  // From one account to itself: the row is taken twice, and does not wait for itself.
  EXPECT_EQ(tell(std::string(kTransfers) + kEpisode + transfer("there", 2, 2)), (Story{"20 there ok"}));
}

// Three in a ring, 0 to 1, 1 to 2, 2 to 0: the last to ask fails, and the others end one after the other.
TEST(RowLockDeadlock, IsFoundAmongThree) {
  EXPECT_EQ(tell(std::string(kTransfers) + kEpisode + transfer("there", 0, 1) +
                 transfer("there", 1, 2, "1 ms") + transfer("back", 2, 0, "2 ms")),
            (Story{"12 back deadlock", "22 there ok", "32 there ok"}));
}

// A long line in front of a row is no circle: five go from 0 to 1 while one goes from 1 to 2.
TEST(RowLockDeadlock, IsNotSeenInALine) {
  std::string model = std::string(kTransfers) + kEpisode + transfer("back", 1, 2);
  for (int k = 0; k < 5; ++k) model += transfer("there", 0, 1);
  const Results results = run_text(model);
  EXPECT_EQ(request_of(results, "there").completed.value, 5);
  EXPECT_EQ(measure(results, "account", "deadlocks").value, 0);
}

// Two readers of one row that both want to write it wait for each other's share.
TEST(RowLockDeadlock, IsMetByTwoWhoWantToWriteWhatBothRead) {
  EXPECT_EQ(tell(R"(
[system.bank]
kind  = "database"
cores = 9
connections = 99
[system.row]
kind   = "row_lock"
inside = "bank"
[request.change]
holds = [{ lock = "row", mode = "shared" }]
steps = [{ query = "bank", time = "10 ms" }, { call = "write" }]
[routine.write]
holds = ["row"]
steps = [{ query = "bank", time = "10 ms" }]
)" + std::string(kEpisode) +
                 burst("change", 2)),
            (Story{"10 change deadlock", "20 change ok"}));
}

// A retry inside the transaction does not keep its locks: the transaction fails, and the retry around it
// tries anew. `back` fails at 12 ms, locks row 1 at 17 ms... which `there` has until 22 ms: then 10 ms and 10
// ms.
TEST(RowLockDeadlock, IsTriedAgainOutsideTheTransaction) {
  std::string model = R"(
[policy.again]
kind    = "retry"
backoff = "5 ms"
jitter  = "none"
)" + crossing();
  const auto put = [&model](const std::string& from, const std::string& to) {
    model.replace(model.find(from), from.size(), to);
  };
  put("{ call = \"receive\" }", "{ call = \"receive\", retry = \"again\" }");
  EXPECT_EQ(tell(model), (Story{"12 back deadlock", "22 there ok"}));
  put("[request.back]\nsteps = [{ call = \"transfer\" }]",
      "[request.back]\nsteps = [{ call = \"transfer\", retry = \"again\" }]");
  EXPECT_EQ(tell(model), (Story{"22 there ok", "42 back ok"}));
}

// Two locks of one database in two orders: found across both.
TEST(RowLockDeadlock, IsFoundAcrossLocksOfOneDatabase) {
  EXPECT_EQ(tell(R"(
[system.bank]
kind  = "database"
cores = 9
connections = 99
[system.orders]
kind   = "row_lock"
inside = "bank"
[system.stock]
kind   = "row_lock"
inside = "bank"
[request.order]
holds = ["orders"]
steps = [{ query = "bank", time = "10 ms" }, { call = "take" }]
[routine.take]
holds = ["stock"]
steps = [{ query = "bank", time = "10 ms" }]
[request.restock]
holds = ["stock"]
steps = [{ query = "bank", time = "10 ms" }, { call = "note" }]
[routine.note]
holds = ["orders"]
steps = [{ query = "bank", time = "10 ms" }]
)" + std::string(kEpisode) +
                 burst("order") + burst("restock")),
            (Story{"10 restock deadlock", "20 order ok"}));
}

// 200 transfers among 4 accounts at random instants: whatever happens nothing is held at the end, each has
// ended one way or the other, and those that fail are the deadlocks that were counted.
TEST(RowLockDeadlock, EndsEverybody) {
  for (const char* victim : {"last", "youngest"}) {
    const Results results = run_text(std::string(kTransfers) + R"(
[request.both]
steps = [{ call = "transfer" }]
[traffic.customers]
rate    = "60 /s"
request = "both"
[run]
kind         = "episode"
duration     = "5 s"
replications = 3
)",
                                     {std::string("system.account.victim=") + victim});
    const RequestFigures& both = request_of(results, "both");
    EXPECT_GT(both.completed.value, 100);
    EXPECT_GT(failures(both, "deadlock"), 3);
    EXPECT_NEAR(failures(both, "deadlock"), measure(results, "account", "deadlocks").value, 1e-9);
  }
}

}  // namespace
}  // namespace plimsoll::test
