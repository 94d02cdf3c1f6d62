#include "models/spec/query_plan.hpp"

#include <gtest/gtest.h>

namespace plimsoll::spec {
namespace {

constexpr double kMicrosecond = 1e-6;

/// 10,000 rows of a feed and 600 users, as in the EXPLAIN ANALYZE pair that the presets come from.
struct Feed {
  Spec spec;
  Table& feed() { return spec.tables[0]; }
  Table& users() { return spec.tables[1]; }

  Feed() {
    Table feed;
    feed.name = "feed";
    feed.inside = "primary";
    feed.rows = 10'000;
    feed.columns = {{"id", Column::Kind::key},
                    {"user", Column::Kind::distinct, 600},
                    {"status", Column::Kind::distinct, 2},
                    {"created_at", Column::Kind::distinct, 1'000'000},
                    {"recent", Column::Kind::share, 1, 0.1}};
    feed.indexes.push_back(key("id"));
    Table users;
    users.name = "users";
    users.inside = "primary";
    users.rows = 600;
    users.columns = {{"id", Column::Kind::key}};
    users.indexes.push_back(key("id"));
    spec.tables = {feed, users};
  }

  static Index key(const std::string& column) {
    Index index;
    index.name = column + "_key";
    index.on = {column};
    index.is_key = true;
    return index;
  }

  Index& add_index(const std::string& name, std::vector<std::string> on) {
    Index index;
    index.name = name;
    index.on = std::move(on);
    feed().indexes.push_back(std::move(index));
    return feed().indexes.back();
  }

  QueryCost cost(const Plan& plan) const { return cost_of(spec, plan, "primary"); }
  QueryCost cost(const Plan& plan, std::int64_t page) const { return cost_of(spec, plan, "primary", page); }
};

Plan select() {
  Plan plan;
  plan.name = "newest";
  plan.table = "feed";
  return plan;
}

/// The newest 20 with their authors.
Plan newest() {
  Plan plan = select();
  plan.order = "created_at";
  plan.limit = 20;
  plan.join = {"users"};
  return plan;
}

// Without an index: scan, hash join and sort of 10,000 rows take the 48.3 ms that EXPLAIN ANALYZE showed, and
// its nodes the 12.301 ms, the 20.4 ms up to 32.701 and the 15.5 ms of the rest.
TEST(QueryPlan, ScansJoinsAndSortsAsMeasured) {
  const QueryCost cost = Feed().cost(newest());
  EXPECT_EQ(cost.taken.name, "sequential scan, hash join users, sort");
  EXPECT_NEAR(cost.taken.seconds, 0.0483, 0.00005);
  ASSERT_EQ(cost.taken.nodes.size(), 4u);
  EXPECT_NEAR(cost.taken.nodes[1].seconds, 0.012301, 0.00001);
  EXPECT_NEAR(cost.taken.nodes[2].seconds, 0.032701 - 0.012301, 0.00001);
  EXPECT_NEAR(cost.taken.nodes[3].seconds, 0.0483 - 0.032701, 0.0001);
  EXPECT_EQ(cost.rows_returned, 20);
  EXPECT_NEAR(cost.planning_seconds, 0.0005, 1e-12);
}

// With an index on the order: 21 descents of two levels and 40 rows fetched take 0.2 ms, a 241st; the hash
// join becomes a nested loop, as 20 users are wanted and not 600.
TEST(QueryPlan, AnIndexInOrderReadsOnlyWhatIsWanted) {
  Feed feed;
  feed.add_index("by_time", {"created_at"});
  const QueryCost cost = feed.cost(newest());
  EXPECT_EQ(cost.taken.name, "index by_time, nested loop users");
  EXPECT_NEAR(cost.taken.seconds, (79 + 21 * 2 * 0.25 + 40 * 2.76) * kMicrosecond, 1e-12);
  ASSERT_EQ(cost.rejected.size(), 1u);
  EXPECT_NEAR(cost.rejected[0].seconds / cost.taken.seconds, 241.5, 1);
}

// A hundred and a thousand times the rows: the scan takes that many times as long (less the 0.8 ms that do
// not grow), the index another level, which is a millionth of a second.
TEST(QueryPlan, ScansGrowWithTheTableAndIndexesWithItsLogarithm) {
  Feed feed;
  const double first = feed.cost(newest()).taken.seconds;
  feed.feed().rows = 1'000'000;
  const double million = feed.cost(newest()).taken.seconds;
  feed.feed().rows = 10'000'000;
  const double ten_million = feed.cost(newest()).taken.seconds;
  EXPECT_NEAR(million / first, 100, 2);
  EXPECT_NEAR(ten_million / million, 10, 0.01);

  feed.add_index("by_time", {"created_at"});
  EXPECT_NEAR(feed.cost(newest()).taken.seconds, (79 + 3 * 0.25 + 20 * 2 * 0.25 + 40 * 2.76) * kMicrosecond,
              1e-12);
}

// Offset pages of 10: the rows passed over are read and thrown away, so time is a straight line in the
// offset. Page 1,000 passes over 9,990 rows; `skip` says 10,000 where somebody wrote that.
TEST(QueryPlan, OffsetPagesCostWhatTheyPassOver) {
  Feed feed;
  feed.feed().rows = 10'000'000;
  Plan page = select();
  page.order = "id";
  page.limit = 10;
  const double one = feed.cost(page, 1).taken.seconds;
  const double row = 2.76 * kMicrosecond;
  EXPECT_NEAR(one, (79 + 3 * 0.25) * kMicrosecond + 10 * row, 1e-12);
  EXPECT_NEAR(feed.cost(page, 1'000).taken.seconds - one, 9'990 * row, 1e-12);
  EXPECT_NEAR(feed.cost(page, 10'000).taken.seconds - one, 99'990 * row, 1e-10);
  page.skip = 10'000;
  EXPECT_NEAR(feed.cost(page, 1).taken.seconds - one, 10'000 * row, 1e-12);
}

// A keyset page goes down the index to the key that the last page ended at: every page costs what the first
// does.
TEST(QueryPlan, KeysetPagesCostTheSameAtAnyDepth) {
  Feed feed;
  feed.feed().rows = 10'000'000;
  Plan page = select();
  page.order = "id";
  page.limit = 10;
  const double first = feed.cost(page, 1).taken.seconds;
  page.paging = Plan::Paging::keyset;
  for (const std::int64_t number : {1, 1'000, 10'000}) {
    EXPECT_DOUBLE_EQ(feed.cost(page, number).taken.seconds, first);
  }
}

// Of 245 rows in pages of 20 the thirteenth has 5, and there is no fourteenth: behind the end there is nothing to return,
// and no more than the table to read.
TEST(QueryPlan, APageBehindTheEndReadsTheWholeTable) {
  Feed feed;
  Plan page = select();
  page.order = "id";
  page.limit = 10;
  const QueryCost cost = feed.cost(page, 1'002);
  EXPECT_EQ(cost.rows_returned, 0);
  EXPECT_LE(cost.taken.rows_read, 10'000);
  EXPECT_EQ(cost.taken.name, "index id_key");
  feed.feed().rows = 245;
  page.limit = 20;
  EXPECT_EQ(feed.cost(page, 12).rows_returned, 20);
  EXPECT_EQ(feed.cost(page, 13).rows_returned, 5);
  EXPECT_EQ(feed.cost(page, 14).rows_returned, 0);
}

// Half of the rows have a status of two: reading them through an index (2.76 us each) is dearer than reading
// all (1.23 us). With 600 values the index wins. The border is at a share of 1.23 / 2.76.
TEST(QueryPlan, AnIndexOnFewValuesIsLeftAlone) {
  Feed feed;
  feed.add_index("by_status", {"status"});
  feed.add_index("by_user", {"user"});
  Plan plan = select();
  plan.where = {"status"};
  EXPECT_EQ(feed.cost(plan).taken.name, "sequential scan");
  plan.where = {"user"};
  EXPECT_EQ(feed.cost(plan).taken.name, "index by_user");
  plan.share = Ratio{0.44};
  EXPECT_EQ(feed.cost(plan).taken.name, "index by_user");
  plan.share = Ratio{0.45};
  EXPECT_EQ(feed.cost(plan).taken.name, "sequential scan");
}

// A composite index narrows by each of its columns in turn, and hands rows on in the order of the next; a
// column in between that is not compared ends that.
TEST(QueryPlan, CompositeIndexesServeTheirPrefixes) {
  Feed feed;
  feed.feed().rows = 600'000;
  feed.add_index("by_user_and_time", {"user", "created_at"});
  Plan plan = select();
  plan.where = {"user"};
  plan.order = "created_at";
  plan.limit = 20;
  EXPECT_NEAR(feed.cost(plan).taken.seconds, (79 + 3 * 0.25 + 20 * 2.76) * kMicrosecond, 1e-12);
  plan.limit.reset();  // all 1,000 of the user
  EXPECT_NEAR(feed.cost(plan).taken.seconds, (79 + 3 * 0.25 + 1'000 * 2.76) * kMicrosecond, 1e-12);
  plan.where = {"status"};
  EXPECT_EQ(feed.cost(plan).taken.name, "sequential scan, sort");
}

// A partial index holds the tenth of the rows that are recent: it serves queries that say so, and only these.
TEST(QueryPlan, APartialIndexHoldsWhatMeetsItsCondition) {
  Feed feed;
  feed.feed().rows = 10'000'000;
  feed.add_index("recent_by_user", {"user"}).only = "recent";
  Plan plan = select();
  plan.where = {"recent", "user"};
  const double entries = 10'000'000 * 0.1 / 600;
  EXPECT_NEAR(feed.cost(plan).taken.seconds, (79 + 3 * 0.25 + entries * 2.76) * kMicrosecond, 1e-9);
  plan.where = {"user"};
  EXPECT_EQ(feed.cost(plan).taken.name, "sequential scan");
  EXPECT_DOUBLE_EQ(bytes_of(feed.feed(), feed.feed().indexes.back()), 0.1 * 0.25 * 10'000'000 * 200);
}

// Kinds differ in what they find: a hash only whole values, a GIN no order, a BRIN whole ranges of blocks,
// which it reads through: 128 pages of 40 rows more than what is looked for.
TEST(QueryPlan, KindsOfIndexDifferInWhatTheyFind) {
  Feed feed;
  feed.feed().rows = 10'000'000;
  Index& index = feed.add_index("by_user", {"user"});
  Plan plan = select();
  plan.where = {"user"};
  const double matches = 10'000'000.0 / 600;
  index.kind = Index::Kind::hash;
  EXPECT_NEAR(feed.cost(plan).taken.seconds, (79 + 0.25 + matches * 2.76) * kMicrosecond, 1e-9);
  plan.share = Ratio{0.01};
  EXPECT_EQ(feed.cost(plan).taken.name, "sequential scan");
  index.kind = Index::Kind::brin;
  const double range = 128 * 8192.0 / 200;
  EXPECT_NEAR(feed.cost(plan).taken.seconds,
              (79 + 10'000'000 / range * 0.6 + (100'000 + range) * 1.23) * kMicrosecond, 1e-9);
  index.kind = Index::Kind::gin;
  plan.share.reset();
  plan.order = "user";
  EXPECT_EQ(feed.cost(plan).taken.name, "index by_user, sort");
}

// count(*) reads all rows, or all entries of a key, which are smaller: linear either way. An index that has
// what is compared is counted without fetching.
TEST(QueryPlan, CountsAreLinearInWhatTheyCount) {
  Feed feed;
  Plan count = select();
  count.does = Deed::count;
  EXPECT_EQ(feed.cost(count).taken.name, "index only id_key");
  const double small = feed.cost(count).taken.seconds;
  feed.feed().rows = 1'000'000;
  EXPECT_NEAR(feed.cost(count).taken.seconds - small, 990'000 * 0.6 * kMicrosecond, 1e-6);
  EXPECT_EQ(feed.cost(count).rows_returned, 1);
  feed.add_index("by_status", {"status"});
  count.where = {"status"};
  EXPECT_EQ(feed.cost(count).taken.name, "index only by_status");
}

// An aggregate reads every row that it looks for, adds each to a group, and returns the groups.
TEST(QueryPlan, AggregatesReadTheirRowsAndReturnGroups) {
  Plan plan = select();
  plan.does = Deed::aggregate;
  plan.groups = 24;
  const QueryCost cost = Feed().cost(plan);
  EXPECT_NEAR(cost.taken.seconds, (79 + 10'000 * (1.23 + 0.292)) * kMicrosecond, 1e-12);
  EXPECT_EQ(cost.rows_returned, 24);
}

// An insert writes its row and keeps every index up, each at the price of its kind; a partial one for its
// share.
TEST(QueryPlan, InsertsKeepEveryIndexUp) {
  Feed feed;
  Plan insert = select();
  insert.does = Deed::insert;
  EXPECT_NEAR(feed.cost(insert).taken.seconds, (79 + 20 + 10) * kMicrosecond, 1e-12);
  feed.add_index("by_time", {"created_at"});
  EXPECT_NEAR(feed.cost(insert).taken.seconds, (79 + 20 + 2 * 10) * kMicrosecond, 1e-12);
  feed.add_index("words", {"user"}).kind = Index::Kind::gin;
  EXPECT_NEAR(feed.cost(insert).taken.seconds, (79 + 20 + 2 * 10 + 60) * kMicrosecond, 1e-12);
  feed.add_index("blocks", {"created_at"}).kind = Index::Kind::brin;
  feed.add_index("some", {"user"}).only = "recent";
  EXPECT_NEAR(feed.cost(insert).taken.seconds, (79 + 20 + 2 * 10 + 60 + 0.2 + 0.1 * 10) * kMicrosecond,
              1e-12);
}

// An update finds its row and keeps up the indexes on columns that it writes; a delete leaves indexes to the
// clean-up.
TEST(QueryPlan, UpdatesKeepUpWhatTheyChange) {
  Feed feed;
  feed.add_index("by_status", {"status"});
  Plan update = select();
  update.does = Deed::update;
  update.where = {"id"};
  update.sets = {"user"};
  const double found = 79 + 2 * 0.25 + 2.76;
  EXPECT_NEAR(feed.cost(update).taken.seconds, (found + 20) * kMicrosecond, 1e-12);
  update.sets = {"status"};
  EXPECT_NEAR(feed.cost(update).taken.seconds, (found + 20 + 10) * kMicrosecond, 1e-12);
  update.does = Deed::remove;
  EXPECT_NEAR(feed.cost(update).taken.seconds, (found + 20) * kMicrosecond, 1e-12);
}

// A batch of k rows is parsed, started and sent once; a batch of k keys goes down the index k times.
TEST(QueryPlan, BatchesShareWhatAStatementCosts) {
  Feed feed;
  Plan insert = select();
  insert.does = Deed::insert;
  insert.batch = 100;
  EXPECT_NEAR(feed.cost(insert).demand_seconds(), (50 + 79 + 100 * (20 + 10)) * kMicrosecond, 1e-12);
  EXPECT_EQ(feed.cost(insert).round_trips, 1);
  Plan look_up = select();
  look_up.where = {"id"};
  look_up.batch = 100;
  EXPECT_NEAR(feed.cost(look_up).taken.seconds, (79 + 100 * (2 * 0.25 + 2.76)) * kMicrosecond, 1e-12);
}

// A statement that is kept prepared is neither parsed nor planned; prepared and closed for one run it is, and
// makes three round trips instead of one.
TEST(QueryPlan, PreparedStatementsSaveOnlyIfTheyAreKept) {
  Feed feed;
  QueryCosts costs;
  costs.database = "primary";
  costs.round_trip = Duration::us(500);
  feed.spec.costs = {costs};
  Plan plan = newest();
  EXPECT_NEAR(feed.cost(plan).planning_seconds, 0.0005, 1e-12);
  EXPECT_NEAR(feed.cost(plan).network_seconds, 0.0005, 1e-12);
  plan.prepared = Plan::Prepared::kept;
  EXPECT_EQ(feed.cost(plan).planning_seconds, 0);
  plan.prepared = Plan::Prepared::each_time;
  EXPECT_NEAR(feed.cost(plan).planning_seconds, 0.0005, 1e-12);
  EXPECT_NEAR(feed.cost(plan).network_seconds, 0.0015, 1e-12);
}

// Of the bytes found the share of the columns is sent, at a price by the kilobyte; in pieces, one piece is
// held.
TEST(QueryPlan, AnswersCostByTheirBytes) {
  Feed feed;
  QueryCosts costs;
  costs.database = "primary";
  costs.kilobyte = Duration::us(2);
  feed.spec.costs = {costs};
  Plan plan = select();
  const double scanned = (79 + 10'000 * 1.23) * kMicrosecond;
  EXPECT_NEAR(feed.cost(plan).taken.seconds - scanned, 2'000'000 / 1024.0 * 2 * kMicrosecond, 1e-12);
  plan.columns = Ratio{0.25};
  plan.buffer = Bytes{65'536};
  EXPECT_NEAR(feed.cost(plan).taken.seconds - scanned, 500'000 / 1024.0 * 2 * kMicrosecond, 1e-12);
  EXPECT_EQ(feed.cost(plan).answer_bytes, 500'000);
  EXPECT_EQ(feed.cost(plan).held_bytes, 65'536);
}

// A replica has the costs of the database that the table is inside, unless it has its own.
TEST(QueryPlan, AReplicaCostsWhatItsPrimaryDoes) {
  Feed feed;
  QueryCosts costs;
  costs.database = "primary";
  costs.row = Duration::us(3);
  feed.spec.costs = {costs};
  EXPECT_EQ(costs_of(feed.spec, select(), "replica").row, Duration::us(3));
  costs.database = "replica";
  costs.row = Duration::us(5);
  feed.spec.costs.push_back(costs);
  EXPECT_EQ(costs_of(feed.spec, select(), "replica").row, Duration::us(5));
}

}  // namespace
}  // namespace plimsoll::spec
