#include "study/bill.hpp"

#include <gtest/gtest.h>

#include "tests/support/model_text.hpp"

namespace plimsoll::test {
namespace {

/// A server with one instance, and 10 requests a second, regularly: 26.28 million in a month of 730 h.
const std::string kModel = R"(
[system.app]
kind    = "server"
cores   = 1
price   = "box"
[request.page]
on    = "app"
steps = [{ work = "1 ms" }]
[traffic.visitors]
rate     = "10 /s"
arrivals = "regular"
[price]
box = "73 USD/month"
[run]
warm_up      = "10 s"
duration     = "100 s"
replications = 2
)";

const CostItem& item_of(const Results& results, std::string_view part) {
  for (const CostItem& item : results.cost.items) {
    if (item.part == part) return item;
  }
  throw std::runtime_error("the bill has no " + std::string(part));
}

// 1 + 3 instances for 20 of 100 measured seconds are 1.6 on average, and 1.6 boxes of 73 USD a month are
// 116.80. The measured time itself, 100 s of 730 h, costs its share.
TEST(Bill, IsTheIntegralOfWhatRan) {
  const Results results = run_text(kModel + R"(
[event.more]
starts = "30 s"
lasts  = "20 s"
set.system.app.instances = 4
)");
  EXPECT_DOUBLE_EQ(results.cost.per_month, 116.8);
  EXPECT_DOUBLE_EQ(item_of(results, "app").instances, 1.6);
  EXPECT_DOUBLE_EQ(item_of(results, "app").quantity, 1.6);
  EXPECT_DOUBLE_EQ(results.cost.measured.value, 116.8 * 100 / (730 * 3600));
  EXPECT_EQ(results.cost.month.low, results.cost.month.high);
}

// Each of the three is paid for a minute at least: 1 + 3 x 60 s of 100 s are 2.8.
TEST(Bill, ChargesTheMinimumOfWhatWasStarted) {
  const std::string minimum = "[price.spot]\nprice = \"73 USD/month\"\nminimum = \"1 min\"\n";
  std::string text = kModel;
  text.replace(text.find("price   = \"box\""), 15, "price = \"spot\"");
  text.replace(text.find("[price]\nbox = \"73 USD/month\"\n"), 29, minimum);
  const Results results = run_text(text + R"(
[event.more]
starts = "30 s"
lasts  = "20 s"
set.system.app.instances = 4
)");
  EXPECT_DOUBLE_EQ(item_of(results, "app").instances, 1.6);
  EXPECT_DOUBLE_EQ(item_of(results, "app").quantity, 2.8);
  EXPECT_DOUBLE_EQ(results.cost.per_month, 2.8 * 73);
}

// 10 requests a second are 26.28 million a month: at 0.50 USD a million 13.14, and with 3 calls each 39.42.
// With 100 KB each they send 2,628 GB, at 0.10 USD 262.80. 2 TB are 2,000 GB, whatever comes.
TEST(Bill, ChargesRequestsAndTraffic) {
  const Results results = run_text(kModel + R"(
[price.call]
price = "0.50 USD/million"
[price.egress]
price = "0.10 USD/GB"
[bill.requests]
price = "call"
per_request = 1
[bill.calls]
price       = "call"
per_request = 3
request     = "page"
[bill.fixed]
price              = "call"
requests_per_month = 20_000_000
[bill.egress]
price               = "egress"
traffic_per_request = "100 KB"
[bill.backup]
price             = "egress"
traffic_per_month = "2 TB"
)");
  EXPECT_NEAR(item_of(results, "requests").per_month, 13.14, 1e-9);
  EXPECT_NEAR(item_of(results, "calls").per_month, 39.42, 1e-9);
  EXPECT_DOUBLE_EQ(item_of(results, "fixed").per_month, 10);
  EXPECT_NEAR(item_of(results, "egress").quantity, 2'628, 1e-9);
  EXPECT_NEAR(item_of(results, "egress").per_month, 262.8, 1e-9);
  EXPECT_DOUBLE_EQ(item_of(results, "backup").per_month, 200);
  EXPECT_NEAR(results.cost.per_month, 73 + 13.14 + 39.42 + 10 + 262.8 + 200, 1e-9);
  EXPECT_NEAR(results.cost.requests_per_month.value, 26'280'000, 1e-3);
  EXPECT_NEAR(results.cost.per_million_requests.value, results.cost.per_month / 26.28, 1e-9);
  EXPECT_FALSE(results.cost.per_user.exists);  // an open load has no users
}

// What is charged with luck has an interval like any other figure: Poisson arrivals, so many a second.
TEST(Bill, IsAsSureAsWhatItChargesFor) {
  std::string text = kModel;
  text.replace(text.find("\"regular\""), 9, "\"poisson\"");
  const Results results = run_text(text +
                                   "[price.call]\nprice = \"0.50 USD/million\"\n"
                                   "[bill.calls]\nprice = \"call\"\nper_request = 1\n");
  EXPECT_LT(results.cost.month.low, results.cost.month.value);
  EXPECT_EQ(item_of(results, "app").month.low, item_of(results, "app").month.high);
}

// A part is charged for what it served where its price is for requests, and a database for the tables in it:
// 10 million rows of 100 B are 1 GB; its two replicas have a copy each.
TEST(Bill, ChargesPartsForWhatTheModelKnows) {
  const Results results = run_text(R"(
[system.app]
kind  = "server"
cores = 1
price = "call"
[system.primary]
kind        = "database"
cores       = 1
connections = 10
price       = ["box", "disk"]
[system.replica]
kind        = "database"
follows     = "primary"
instances   = 2
cores       = 1
connections = 10
price       = "disk"
[table.events]
inside    = "primary"
rows      = 10_000_000
row_bytes = "100 B"
columns   = { kind = 10 }
[plan.add]
table = "events"
does  = "insert"
[request.page]
on    = "app"
steps = [{ query = "primary", plan = "add", writes = true }, { query = "replica", time = "1 ms" }]
[traffic.visitors]
rate     = "10 /s"
arrivals = "regular"
[price]
box  = "73 USD/month"
disk = "0.10 USD/GB/month"
call = "1 USD/million"
[run]
warm_up      = "10 s"
duration     = "100 s"
replications = 2
)");
  ASSERT_EQ(results.cost.items.size(), 4U);
  EXPECT_NEAR(item_of(results, "app").per_month, 26.28, 1e-9);
  EXPECT_DOUBLE_EQ(results.cost.items[2].quantity, 1);  // primary, disk
  EXPECT_DOUBLE_EQ(results.cost.items[2].per_month, 0.1);
  EXPECT_DOUBLE_EQ(item_of(results, "replica").quantity, 2);
  EXPECT_TRUE(results.cost.unpriced.empty());
}

// Storage and things by the month may be counted for each instance of a part: 4 instances for a fifth of the
// time.
TEST(Bill, CountsForEachInstance) {
  const Results results = run_text(kModel + R"(
[event.more]
starts = "30 s"
lasts  = "20 s"
set.system.app.instances = 4
[price.disk]
price = "0.10 USD/GB/month"
[bill.disks]
price   = "disk"
storage = "50 GB"
per     = "app"
[bill.licences]
price = "box"
count = 2
per   = "app"
)");
  EXPECT_DOUBLE_EQ(item_of(results, "disks").quantity, 80);
  EXPECT_DOUBLE_EQ(item_of(results, "disks").per_month, 8);
  EXPECT_DOUBLE_EQ(item_of(results, "licences").per_month, 2 * 116.8);
}

// 50 users, and 50 more for 20 of 100 s, are 60 on average: 73 / 60 USD each. In a crowd they are counted
// alike.
TEST(Bill, IsSharedByUsers) {
  std::string text = kModel;
  const std::string open = "rate     = \"10 /s\"\narrivals = \"regular\"\n";
  const auto with = [&](const std::string& traffic) {
    std::string closed = text;
    return closed.replace(closed.find(open), open.size(), traffic);
  };
  const Results moving =
      run_text(with("users = 50\nthink = \"5 s\"\n") +
               "[event.more]\nstarts = \"30 s\"\nlasts = \"20 s\"\nset.traffic.visitors.users = 100\n");
  EXPECT_DOUBLE_EQ(moving.cost.users.value, 60);
  EXPECT_DOUBLE_EQ(moving.cost.per_user.value, 73.0 / 60);
  const Results crowd =
      run_text(with("users = 20_000\nthink = { dist = \"exponential\", mean = \"200 s\" }\n"));
  ASSERT_FALSE(crowd.run.superposed.empty());
  EXPECT_DOUBLE_EQ(crowd.cost.users.value, 20'000);
}

// A machine without a price is named; a cache in the memory of a server, a pool and a lock are no machines.
TEST(Bill, NamesWhatHasNoPrice) {
  const Results results = run_text(kModel + R"(
[system.store]
kind        = "database"
cores       = 1
connections = 10
[system.pool]
kind    = "pool"
towards = "store"
per     = "app"
size    = 5
[system.memory]
kind     = "cache"
per      = "app"
time     = "0 s"
ttl      = "1 s"
capacity = 10
[routine.load]
holds = ["pool"]
steps = [{ query = "store", time = "1 ms" }]
[request.look]
on    = "app"
steps = [{ read = "memory", miss = "load" }]
[traffic.lookers]
rate    = "1 /s"
request = "look"
[case.none]
traffic.visitors.request = "page"
)",
                                   {"traffic.visitors.request=page"});
  EXPECT_EQ(results.cost.unpriced, std::vector<std::string>{"store"});
}

}  // namespace
}  // namespace plimsoll::test
