// What a lock guards: a stock that is checked, taken, put back, undone; and rows that change meanwhile.
#include <gtest/gtest.h>

#include "tests/support/story.hpp"

namespace plimsoll::test {
namespace {

std::string shop(const std::string& buy, const std::string& more = "") {
  return "[system.row]\nkind = \"row_lock\"\nstock = 50\n[request.buy]\n" + buy + more + kEpisode;
}

// An atomic conditional update, by 100 at one instant, without a lock around it: exactly 50.
TEST(RowLockStock, IsTakenIfThereIsEnough) {
  const Results results = run_text(
      shop("steps = [{ check = \"row\" }, { wait = \"5 ms\" }, { take = \"row\", if = \"enough\" }]") +
      burst("buy", 100));

  EXPECT_EQ(request_of(results, "buy").completed.value, 50);
  EXPECT_EQ(failures(request_of(results, "buy"), "out_of_stock"), 50);
  EXPECT_EQ(measure(results, "row", "oversold").value, 0);
  EXPECT_EQ(measure(results, "row", "stock_end").value, 0);
}

// All 100 have read version 1 by the time that the first has written: it alone succeeds.
TEST(RowLockStock, IsTakenIfTheRowIsUnchanged) {
  const std::string optimistic =
      "steps = [{ check = \"row\" }, { wait = \"5 ms\" }, { take = \"row\", if = \"unchanged\" }]";
  const Results results = run_text(shop(optimistic) + burst("buy", 100));

  EXPECT_EQ(request_of(results, "buy").completed.value, 1);
  EXPECT_EQ(failures(request_of(results, "buy"), "conflict"), 99);
  EXPECT_EQ(measure(results, "row", "conflicts").value, 99);
}

// ... and with retries one more each round: 5, 10 ... 250 ms, when the stock is gone; the other 50 are told
// at 250 ms. 99 + 98 + ... + 50 = 3,725 conflicts.
TEST(RowLockStock, IsTakenByOneInEachRoundOfRetries) {
  const Results results = run_text(shop("steps = [{ call = \"try\", retry = \"again\" }]", R"(
[routine.try]
steps = [{ check = "row" }, { wait = "5 ms" }, { take = "row", if = "unchanged" }]
[policy.again]
kind     = "retry"
attempts = 1_000
backoff  = "0 s"
)") + burst("buy", 100));
  const RequestFigures& buy = request_of(results, "buy");

  EXPECT_EQ(buy.completed.value, 50);
  EXPECT_EQ(failures(buy, "out_of_stock"), 50);
  EXPECT_DOUBLE_EQ(buy.latency_seconds.max.value, 0.250);
  EXPECT_EQ(measure(results, "row", "conflicts").value, 3'725);
  EXPECT_EQ(measure(results, "row", "oversold").value, 0);
}

// What a request has not looked at it cannot have seen unchanged; what is put back counts as a change.
TEST(RowLockStock, HasVersionsThatEveryChangeRaises) {
  const Results results = run_text(R"(
[system.row]
kind = "row_lock"
[request.write]
steps = [{ check = "row" }, { wait = "10 ms" }, { take = "row", if = "unchanged" }]
[request.blind]
steps = [{ take = "row", if = "unchanged" }]
[request.touch]
steps = [{ put = "row" }]
)" + std::string(kEpisode) + burst("write") +
                                   burst("write", 1, "20 ms") + burst("touch", 1, "25 ms") +
                                   burst("blind", 1, "40 ms"));
  EXPECT_EQ(request_of(results, "write").completed.value, 1);
  EXPECT_EQ(failures(request_of(results, "write"), "conflict"), 1);
  EXPECT_EQ(failures(request_of(results, "blind"), "conflict"), 1);
}

// Optimistic changes of one row at a rate of r /s, read 10 ms before they are written: by Poisson arrivals
// nobody else has written in between with probability p, where p = exp(-r p 0.01), as only those who succeed
// write.
TEST(RowLockStock, ConflictsAsOftenAsTheoryAndNoMore) {
  const Results results = run_text(R"(
[system.row]
kind = "row_lock"
[request.write]
steps = [{ check = "row" }, { wait = "10 ms" }, { take = "row", if = "unchanged" }]
[traffic.writers]
rate = "50 /s"
[run]
warm_up      = "1 s"
duration     = "200 s"
replications = 10
)");
  // Successes are a renewal process: after one, the next is the first to have read after it, so gaps are 10
  // ms plus an exponential time of 20 ms.
  expect_exact(results, request_of(results, "write").throughput_per_second, 1 / 0.030, 0.5);
}

// Under the lock a payment fails: what was taken is there again, and the next buys it.
TEST(RowLockStock, IsRolledBackWithItsTransaction) {
  const Results results = run_text(R"(
[system.row]
kind  = "row_lock"
stock = 1
[request.fails]
holds = ["row"]
steps = [{ check = "row" }, { take = "row" }, { wait = "10 ms" }, { fail = "declined" }]
[request.buys]
holds = ["row"]
steps = [{ check = "row" }, { take = "row" }]
)" + std::string(kEpisode) + burst("fails") +
                                   burst("buys", 2, "1 ms"));
  EXPECT_EQ(request_of(results, "buys").completed.value, 1);
  EXPECT_EQ(measure(results, "row", "sold").value, 1);
  EXPECT_EQ(measure(results, "row", "stock_end").value, 0);
}

// Reserved first, paid for afterwards without a lock: a payment that fails puts it back 20 ms later, and who
// came in between was told that nothing is left.
TEST(RowLockStock, IsPutBack) {
  const std::string model = R"(
[system.row]
kind  = "row_lock"
stock = 1
[request.fails]
steps = [{ take = "row", if = "enough" }, { wait = "20 ms" }, { put = "row" }, { fail = "declined" }]
[request.buys]
steps = [{ take = "row", if = "enough" }]
)" + std::string(kEpisode) + burst("fails") +
                            burst("buys", 1, "10 ms") + burst("buys", 1, "30 ms");

  EXPECT_EQ(tell(model), (Story{"10 buys out_of_stock", "20 fails declined", "30 buys ok"}));
  const Results results = run_text(model);
  EXPECT_EQ(measure(results, "row", "returned").value, 1);
  EXPECT_EQ(measure(results, "row", "sold").value, 2);
  EXPECT_EQ(measure(results, "row", "stock_end").value, 0);
}

}  // namespace
}  // namespace plimsoll::test
