#include "models/policies/lock_table.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <optional>
#include <set>
#include <vector>

#include "sim/stream.hpp"

namespace plimsoll {
namespace {

using Mode = LockTable::Mode;
using Order = LockTable::Order;
constexpr Mode kWrite = Mode::exclusive, kRead = Mode::shared;

/// Owners that come to one row one after the other; each has the claim of its number.
class OneRow {
 public:
  explicit OneRow(Order order, std::uint32_t places = 1, bool polls = false) : table(places, order, polls) {}

  std::uint32_t comes(Mode mode) {
    claims_.push_back(table.claim({}, 7, static_cast<std::uint32_t>(claims_.size()), mode));
    return static_cast<std::uint32_t>(claims_.size() - 1);
  }
  bool has_it(std::uint32_t who) { return table.is_held(claims_[who]); }
  std::vector<std::uint32_t> leaves(std::uint32_t who) { return owners(table.release({}, claims_[who])); }
  std::vector<std::uint32_t> gives_up(std::uint32_t who) { return owners(table.withdraw({}, claims_[who])); }
  bool asks_again(std::uint32_t who) { return table.poll({}, claims_[who]); }

  LockTable table;

 private:
  std::vector<std::uint32_t> owners(std::span<const std::uint32_t> claims) const {
    std::vector<std::uint32_t> all;
    for (const std::uint32_t claim : claims) all.push_back(table.owner(claim));
    return all;
  }
  std::vector<std::uint32_t> claims_;
};

using Who = std::vector<std::uint32_t>;

// Writers one at a time, in the order in which they came.
TEST(LockTable, LetsWritersInOneByOne) {
  OneRow row(Order::in_turn);
  for (int k = 0; k < 3; ++k) row.comes(kWrite);

  EXPECT_TRUE(row.has_it(0));
  EXPECT_FALSE(row.has_it(1));
  EXPECT_EQ(row.leaves(0), Who{1});
  EXPECT_EQ(row.leaves(1), Who{2});
  EXPECT_EQ(row.leaves(2), Who{});
}

// Readers 0 and 1 share; writer 2 waits for both, and readers 3 and 4, who came after it, wait behind it.
TEST(LockTable, IsFairToWritersInTurn) {
  OneRow row(Order::in_turn);
  row.comes(kRead), row.comes(kRead), row.comes(kWrite), row.comes(kRead), row.comes(kRead);

  EXPECT_TRUE(row.has_it(0) && row.has_it(1));
  EXPECT_FALSE(row.has_it(2) || row.has_it(3));
  EXPECT_EQ(row.leaves(0), Who{});
  EXPECT_EQ(row.leaves(1), Who{2});
  EXPECT_EQ(row.leaves(2), (Who{3, 4}));
}

// The same with readers first: 3 and 4 join 0 and 1, and the writer waits for all four.
TEST(LockTable, MayLetReadersPassWriters) {
  OneRow row(Order::readers_first);
  row.comes(kRead), row.comes(kRead), row.comes(kWrite), row.comes(kRead), row.comes(kRead);

  EXPECT_TRUE(row.has_it(3) && row.has_it(4));
  for (const std::uint32_t reader : {0U, 1U, 3U}) EXPECT_EQ(row.leaves(reader), Who{});
  EXPECT_EQ(row.leaves(4), Who{2});
}

// Writers first: writer 0 is followed by writer 2, who came after reader 1.
TEST(LockTable, MayLetWritersPassReaders) {
  OneRow row(Order::writers_first);
  row.comes(kWrite), row.comes(kRead), row.comes(kWrite), row.comes(kRead);

  EXPECT_EQ(row.leaves(0), Who{2});
  EXPECT_EQ(row.leaves(2), (Who{1, 3}));
}

// A writer that gives up no longer stands between the readers: those behind it go in at once.
TEST(LockTable, LetsReadersInWhenTheWriterBeforeThemGivesUp) {
  OneRow row(Order::in_turn);
  row.comes(kRead), row.comes(kWrite), row.comes(kRead), row.comes(kRead);

  EXPECT_EQ(row.gives_up(1), (Who{2, 3}));
}

// A semaphore of two places: the third waits; readers go in when both are free.
TEST(LockTable, HasSeveralPlaces) {
  OneRow row(Order::in_turn, 2);
  row.comes(kWrite), row.comes(kWrite), row.comes(kWrite), row.comes(kRead);

  EXPECT_TRUE(row.has_it(0) && row.has_it(1));
  EXPECT_EQ(row.leaves(0), Who{2});
  EXPECT_EQ(row.leaves(1), Who{});
  EXPECT_EQ(row.leaves(2), Who{3});
}

// Who polls is let in by nobody: the row is free, and the first to ask has it, here the last to come.
TEST(LockTable, LeavesPollersAlone) {
  OneRow row(Order::in_turn, 1, true);
  row.comes(kWrite), row.comes(kWrite), row.comes(kWrite);

  EXPECT_FALSE(row.asks_again(1));
  EXPECT_EQ(row.leaves(0), Who{});
  EXPECT_TRUE(row.asks_again(2));
  EXPECT_FALSE(row.asks_again(1));
}

// A reader that becomes a writer waits for the other reader only, and goes before the writer in line.
TEST(LockTable, LetsAnOwnerTakeMoreOfWhatItHas) {
  LockTable table(1, Order::in_turn, false);
  const std::uint32_t mine = table.claim({}, 7, 1, kRead), theirs = table.claim({}, 7, 2, kRead);
  const std::uint32_t in_line = table.claim({}, 7, 3, kWrite);
  const std::uint32_t again = table.claim_again({}, 7, 1, kRead);
  EXPECT_TRUE(table.is_held(again));  // it would wait for itself

  const std::uint32_t upgrade = table.claim_again({}, 7, 1, kWrite);
  EXPECT_FALSE(table.is_held(upgrade));
  table.release({}, theirs);
  EXPECT_TRUE(table.is_held(upgrade));
  table.release({}, mine);
  table.release({}, again);
  EXPECT_FALSE(table.is_held(in_line));
  table.release({}, upgrade);
  EXPECT_TRUE(table.is_held(in_line));
}

// Held from 10 to 30 and from 40 on: 30 ns by 50. Readers do not count.
TEST(LockTable, SaysHowLongTheBusiestRowWasHeldForWriting) {
  LockTable table(1, Order::in_turn, false);
  const auto at = [](std::int64_t ns) { return SimTime{} + Duration::ns(ns); };
  const std::uint32_t first = table.claim(at(10), 1, 1, kWrite);
  table.release(at(30), first);
  table.claim(at(0), 2, 1, kRead);
  table.claim(at(40), 1, 1, kWrite);
  EXPECT_EQ(table.busiest_ns(at(50)), 30);

  table.reset_times(at(45));
  EXPECT_EQ(table.busiest_ns(at(50)), 5);
}

/// The same rule the plain way: one list of claims for each row, gone through from the front.
class PlainLocks {
 public:
  struct Entry {
    std::uint32_t owner;
    bool is_shared, is_held;
  };
  PlainLocks(std::uint32_t places, Order order) : places_(places), order_(order), rows_(5) {}

  void come(std::uint32_t row, std::uint32_t owner, bool is_shared) {
    rows_[row].push_back({owner, is_shared, false});
    settle(row);
  }
  void go(std::uint32_t row, std::uint32_t owner) {
    std::erase_if(rows_[row], [&](const Entry& entry) { return entry.owner == owner; });
    settle(row);
  }
  bool has_it(std::uint32_t row, std::uint32_t owner) const {
    for (const Entry& entry : rows_[row]) {
      if (entry.owner == owner) return entry.is_held;
    }
    return false;
  }

 private:
  void settle(std::uint32_t row) {
    for (;;) {
      Entry* next = nullptr;
      std::uint32_t readers = 0, writers = 0;
      for (Entry& entry : rows_[row]) {
        if (entry.is_held) ++(entry.is_shared ? readers : writers);
        if (entry.is_held) continue;
        const bool goes_before =
            next != nullptr && ((order_ == Order::readers_first && entry.is_shared && !next->is_shared) ||
                                (order_ == Order::writers_first && !entry.is_shared && next->is_shared));
        if (next == nullptr || goes_before) next = &entry;
      }
      if (next == nullptr) return;
      if (next->is_shared ? writers > 0 : readers > 0 || writers >= places_) return;
      next->is_held = true;
    }
  }
  std::uint32_t places_;
  Order order_;
  std::vector<std::vector<Entry>> rows_;
};

// 20,000 comings and goings on five rows, in each order and with one place or three: after each, the same
// owners hold the same rows as by the plain way.
TEST(LockTable, AgreesWithAPlainListOfClaims) {
  for (const Order order : {Order::in_turn, Order::readers_first, Order::writers_first}) {
    for (const std::uint32_t places : {1U, 3U}) {
      LockTable table(places, order, false, places == 1 ? 0 : 5'000);
      PlainLocks plain(places, order);
      struct Present {
        std::uint32_t row, owner, claim;
      };
      std::vector<Present> present;
      const Stream luck = Stream::named(1, 0, "locks");
      std::uint64_t draws = 0;
      const auto below = [&](std::size_t n) {
        return static_cast<std::uint32_t>(luck.uniform(0, draws++) * static_cast<double>(n));
      };
      for (std::uint32_t owner = 0; owner < 20'000; ++owner) {
        if (present.size() < 30 && below(2) == 0) {
          const std::uint32_t row = below(5);
          const bool is_shared = below(3) > 0;
          present.push_back({row, owner, table.claim({}, row * 1'000, owner, is_shared ? kRead : kWrite)});
          plain.come(row, owner, is_shared);
        } else if (!present.empty()) {
          const std::uint32_t which = below(present.size());
          const Present gone = present[which];
          present.erase(present.begin() + which);
          if (table.is_held(gone.claim)) {
            table.release({}, gone.claim);
          } else {
            table.withdraw({}, gone.claim);
          }
          plain.go(gone.row, gone.owner);
        }
        for (const Present& one : present) {
          ASSERT_EQ(table.is_held(one.claim), plain.has_it(one.row, one.owner)) << owner;
        }
      }
    }
  }
}

// A million rows held at once: below 64 bytes each.
TEST(LockTable, TakesFewBytesForALiveKey) {
  constexpr std::uint32_t kKeys = 1'000'000;
  for (const std::uint64_t keys : {std::uint64_t{kKeys}, std::uint64_t{0}}) {  // found by key, and in a table
    LockTable table(1, Order::in_turn, false, keys);
    for (std::uint32_t key = 0; key < kKeys; ++key) table.claim({}, key, key, kWrite);
    EXPECT_LT(static_cast<double>(table.bytes()) / kKeys, keys > 0 ? 48 : 64);
  }
}

}  // namespace
}  // namespace plimsoll
