#include <gtest/gtest.h>

#include "tests/support/story.hpp"

namespace plimsoll::test {
namespace {

// Whoever holds the row keeps it for 10 ms.
constexpr const char* kRow = R"(
[system.row]
kind = "row_lock"

[request.buy]
holds = ["row"]
steps = [{ wait = "10 ms" }]
)";

std::string row() { return std::string(kRow) + kEpisode; }

// One holder at a time: 10, 20, 30 ms.
TEST(RowLock, HasOneHolderAtATime) {
  const std::string model = row() + burst("buy", 3);

  EXPECT_EQ(tell(model), (Story{"10 buy ok", "20 buy ok", "30 buy ok"}));
  const Results results = run_text(model);
  EXPECT_DOUBLE_EQ(part_of(results, "row").utilisation.value, 1);
  EXPECT_DOUBLE_EQ(part_of(results, "row").wait_seconds.mean.value, 0.010);
  EXPECT_EQ(part_of(results, "row").served.value, 3);
}

// Patience of 15 ms: the third gives up; the second, first in line at 10 ms, does not.
TEST(RowLock, FailsWhoWaitsTooLong) {
  const std::string model = row() + burst("buy", 3);

  EXPECT_EQ(tell(model, {"system.row.wait_limit=15ms"}),
            (Story{"10 buy ok", "15 buy timed_out", "20 buy ok"}));
  EXPECT_EQ(measure(run_text(model, {"system.row.wait_limit=15ms"}), "row", "timed_out").value, 1);
}

// The lock comes at the very instant of the wait limit: in time, and the limit is over.
TEST(RowLock, IsInTimeAtTheLastInstant) {
  EXPECT_EQ(tell(row() + burst("buy", 2), {"system.row.wait_limit=10ms"}), (Story{"10 buy ok", "20 buy ok"}));
}

// Without enforcement nobody waits for anybody.
TEST(RowLock, MayBeIgnored) {
  EXPECT_EQ(tell(row() + burst("buy", 3), {"system.row.enforced=false"}),
            (Story{"10 buy ok", "10 buy ok", "10 buy ok"}));
}

// Two kinds of request for two rows: each waits only for its own.
TEST(RowLock, HasOneLockForEachKey) {
  const Results results = run_text(R"(
[system.row]
kind = "row_lock"
key  = "sku"
[attribute.sku]
values     = 2
popularity = { weights = [1, 1] }
[request.buy]
holds = ["row"]
steps = [{ wait = "10 ms" }]
)" + std::string(kEpisode) + burst("buy", 100));

  // All of 100 begin at once; n on one row and 100 - n on the other take max(n, 100 - n) turns of 10 ms.
  const double turns = request_of(results, "buy").latency_seconds.max.value / 0.010;
  EXPECT_GE(turns, 49.999);
  EXPECT_LE(turns, 70);
  EXPECT_NEAR(part_of(results, "row").in_use.value, 100 / turns, 1e-9);
  EXPECT_NEAR(part_of(results, "row").utilisation.value, 1, 1e-9);  // of the busier row
}

// A stock of 100, checked, then paid for in 5 ms, then taken.
constexpr const char* kStock = R"(
[system.row]
kind  = "row_lock"
stock = 100
[request.buy]
holds = ["row"]
steps = [{ check = "row" }, { wait = "5 ms" }, { take = "row" }]
)";

// Under the lock exactly 100 of 250 buy, whatever the order.
TEST(RowLock, SellsWhatThereIs) {
  const Results results = run_text(std::string(kStock) + kEpisode + burst("buy", 250));

  EXPECT_EQ(request_of(results, "buy").completed.value, 100);
  EXPECT_EQ(failures(request_of(results, "buy"), "out_of_stock"), 150);
  EXPECT_EQ(measure(results, "row", "sold").value, 100);
  EXPECT_EQ(measure(results, "row", "oversold").value, 0);
  EXPECT_EQ(measure(results, "row", "stock_end").value, 0);
}

// Without it all 250 see a full stock within the same 5 ms: 150 are oversold.
TEST(RowLock, OversellsWithoutTheLock) {
  const Results results =
      run_text(std::string(kStock) + kEpisode + burst("buy", 250), {"system.row.enforced=false"});

  EXPECT_EQ(request_of(results, "buy").completed.value, 250);
  EXPECT_EQ(measure(results, "row", "oversold").value, 150);
  EXPECT_EQ(measure(results, "row", "stock_end").value, -150);
}

// A quantity of 30 fits three times into 100; the 10 that are left are not enough.
TEST(RowLock, ChecksAndTakesQuantities) {
  const Results results = run_text(R"(
[system.row]
kind  = "row_lock"
stock = 100
[request.buy]
holds = ["row"]
steps = [{ check = "row", quantity = 30 }, { take = "row", quantity = 30 }]
)" + std::string(kEpisode) + burst("buy", 5));

  EXPECT_EQ(request_of(results, "buy").completed.value, 3);
  EXPECT_EQ(measure(results, "row", "stock_end").value, 10);
}

// A row that is held from 5 ms to the end of the 20 ms that are looked at, and has not been given back.
TEST(RowLock, CountsWhoStillHoldsIt) {
  const Results results = run_text(R"(
[system.row]
kind = "row_lock"
key  = "sku"
[attribute.sku]
values = 2
[request.buy]
holds = ["row"]
steps = [{ wait = "1 h" }]
[run]
kind         = "episode"
duration     = "20 ms"
replications = 1
)" + burst("buy", 1, "5 ms"));

  EXPECT_DOUBLE_EQ(part_of(results, "row").utilisation.value, 0.75);
}

}  // namespace
}  // namespace plimsoll::test
