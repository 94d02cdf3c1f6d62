#include "report/sweep_store.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "tests/report/sweep_sample.hpp"

namespace plimsoll::report {
namespace {

using Access = SweepStore::Access;

class Store : public testing::Test {
 protected:
  Store() {
    const auto* const test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::temp_directory_path() / ("plimsoll-store-" + std::string(test->name()));
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  ~Store() override { std::filesystem::remove_all(folder_); }

  std::string at(const std::string& name) const { return (folder_ / name).string(); }

  /// Writes the sample sweep, its results in the order of these indices.
  void write(const std::string& name, const std::vector<std::size_t>& order) const {
    const SweepFound sample = sample_sweep();
    SweepStore store(at(name), Access::write);
    store.set_plan(sample.plan);
    for (const std::size_t i : order) store.add(sample.plan.points[i].digest, sample.ended[i].second);
  }

  /// What opening the file says is wrong with it.
  std::string problem_of(const std::string& name, Access access = Access::write) const {
    try {
      SweepStore store(at(name), access);
    } catch (const StoreError& error) {
      return std::string(error.what()).substr(folder_.string().size() + 1);
    }
    return "";
  }

  static std::string whole(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }

  std::filesystem::path folder_;
};

/// Runs SQL on a file behind the back of the store.
void change(const std::string& path, const std::string& sql) {
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &database), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sql;
  sqlite3_close(database);
}

// What is written comes out again to the last bit: the plan, results, refusals, what was stopped.
TEST_F(Store, GivesBackWhatItWasGiven) {
  SweepFound sample = sample_sweep();
  Measure& open_end = sample.ended[0].second.measures.emplace_back(sample.ended[0].second.measures.front());
  open_end.subject = "all";
  open_end.estimate = {0.1, 0.3, INFINITY, true, true};
  SweepStore store(at("a.db"), Access::write);
  store.set_plan(sample.plan);
  for (std::size_t i = 0; i < 3; ++i) store.add(sample.plan.points[i].digest, sample.ended[i].second);
  const SweepFound found = found_in(store, {0, 1, 2});
  EXPECT_TRUE(found.is_whole);
  EXPECT_EQ(found.plan.points, sample.plan.points);
  EXPECT_EQ(found.plan.addresses, sample.plan.addresses);
  EXPECT_EQ(to_csv(found), to_csv(sample));
  EXPECT_EQ(to_json(found), to_json(sample));
  EXPECT_TRUE(std::isinf(found.ended[0].second.measures[1].estimate.high));
}

// The order in which points ended leaves no trace in what is shown, and a store of some says that it is not
// whole.
TEST_F(Store, OrderLeavesNoTrace) {
  write("a.db", {0, 1, 2});
  write("b.db", {2, 0, 1});
  write("c.db", {2});
  SweepStore a(at("a.db"), Access::read), b(at("b.db"), Access::read), c(at("c.db"), Access::read);
  EXPECT_EQ(to_json(found_in(a, {0, 1, 2})), to_json(found_in(b, {0, 1, 2})));
  EXPECT_FALSE(found_in(c, {0, 1, 2}).is_whole);
  EXPECT_EQ(found_in(c, {0, 1, 2}).ended.front().first, 2U);
}

// Another plan keeps the results of models that it shares with the old one.
TEST_F(Store, APlanMayChange) {
  write("a.db", {0, 1, 2});
  SweepPlan plan = sample_sweep().plan;
  plan.points = {{1, "Shop", "00000000000000ff", "", {}, {"9", "\"1 s\""}}, plan.points[1]};
  plan.points[1].number = 2;
  SweepStore store(at("a.db"), Access::write);
  store.set_plan(plan);
  EXPECT_FALSE(store.has("00000000000000ff"));
  const SweepFound found = found_in(store, {0, 1});
  ASSERT_EQ(found.ended.size(), 1U);
  EXPECT_EQ(found.ended.front().first, 1U);
}

// What another version of the program found is not taken for ours, though a reader may see it.
TEST_F(Store, ResultsOfAnotherVersionAreNotOurs) {
  {
    SweepStore store(at("a.db"), Access::write, "0.0.9 abc");
    store.set_plan(sample_sweep().plan);
    store.add("00000000000000a1", sample_sweep().ended[0].second);
  }
  {
    SweepStore reader(at("a.db"), Access::read);
    EXPECT_EQ(reader.program(), "0.0.9 abc");
    EXPECT_TRUE(reader.has("00000000000000a1"));
  }
  SweepStore store(at("a.db"), Access::write);
  EXPECT_FALSE(store.has("00000000000000a1"));
  EXPECT_EQ(store.program(), this_program());
}

// Points that a guard had stopped are forgotten when asked, and nothing else is.
TEST_F(Store, ForgetsWhatWasStopped) {
  write("a.db", {0, 1, 2});
  SweepStore store(at("a.db"), Access::write);
  EXPECT_EQ(store.forget_stopped(), 1);
  EXPECT_TRUE(store.has("00000000000000a1"));
  EXPECT_FALSE(store.has("00000000000000a3"));
}

// A file that is something else is named as what it is, and left as it is.
TEST_F(Store, OtherFilesAreLeftAlone) {
  std::ofstream(at("text.db")) << "title = \"a model, and no store\"\n";
  EXPECT_EQ(problem_of("text.db"), "text.db: is no store of a sweep: no SQLite file");
  EXPECT_EQ(whole(at("text.db")), "title = \"a model, and no store\"\n");
  change(at("other.db"), "CREATE TABLE songs (name TEXT)");
  EXPECT_EQ(problem_of("other.db"), "other.db: is no store of a sweep: another program's SQLite file");
  EXPECT_EQ(problem_of("missing.db", Access::read), "missing.db: cannot be read: No such file or directory");
  EXPECT_FALSE(std::filesystem::exists(at("missing.db")));
  std::ofstream(at("empty.db"));
  EXPECT_EQ(problem_of("empty.db", Access::read), "empty.db: is no store of a sweep: it is empty");
  EXPECT_EQ(problem_of("none/a.db"), "none/a.db: cannot be written: No such file or directory");
}

// A store of a later layout is not guessed at.
TEST_F(Store, ALaterLayoutIsRefused) {
  write("a.db", {});
  change(at("a.db"), "PRAGMA user_version = 7");
  EXPECT_EQ(problem_of("a.db"), "a.db: has layout 7 of a store; this program reads layout 1");
}

// Two sweeps do not write one store; somebody who reads it meanwhile does no harm.
TEST_F(Store, OneWriterAtATime) {
  write("a.db", {0});
  SweepStore writer(at("a.db"), Access::write);
  EXPECT_EQ(problem_of("a.db"), "a.db: another sweep is writing it");
  EXPECT_EQ(problem_of("a.db", Access::read), "");
  writer.add("00000000000000a2", sample_sweep().ended[1].second);
  EXPECT_TRUE(writer.has("00000000000000a2"));
}

// On a full disk nothing is written by half: what was there before is there, and nothing else.
TEST_F(Store, AFullDiskKeepsWhatIsThere) {
  Database database(at("a.db"), Access::write);
  database.run(
      "CREATE TABLE kept (text TEXT); INSERT INTO kept VALUES ('before'); PRAGMA max_page_count = 2");
  try {
    Transaction transaction(database);
    Statement(database, "INSERT INTO kept VALUES (?)").bind(1, std::string(1 << 20, 'x')).run();
    FAIL() << "a megabyte fits into no two pages";
  } catch (const StoreError& error) {
    EXPECT_NE(std::string(error.what()).find("a.db: cannot be written: the disk is full"), std::string::npos);
    EXPECT_NE(error.remedy().find("the same command goes on from there"), std::string::npos);
  }
  EXPECT_EQ(database.number("SELECT count(*) FROM kept"), 1);
}

}  // namespace
}  // namespace plimsoll::report
