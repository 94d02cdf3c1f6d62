#include "models/policies/connection_store.hpp"

#include <gtest/gtest.h>

namespace plimsoll::test {
namespace {

using Action = ConnectionStore::Action;
using Connection = ConnectionStore::Connection;

SimTime ms(std::int64_t t) { return SimTime::ms(t); }

/// Rules of a store whose connections are told apart, though nothing here asks for that.
ConnectionStore::Rules told_apart(ConnectionStore::Rules rules) {
  rules.has_lifetime = true;
  return rules;
}

/// Takes one, and opens it if it has to be.
Connection take_open(ConnectionStore& store, SimTime now, SimTime expires = SimTime::max()) {
  const ConnectionStore::Given given = store.take(now);
  if (given.action == Action::open) store.opened(given.connection, now, expires);
  return given.connection;
}

// Idle 5 of 25: of 25 that come back at once five are kept and 20 closed; the next 25 open 20.
TEST(ConnectionStore, KeepsNoMoreIdleThanItMay) {
  ConnectionStore store({.size = 25, .idle_max = 5});
  for (int burst = 0; burst < 3; ++burst) {
    std::vector<Connection> taken;
    int opened = 0;
    for (int i = 0; i < 25; ++i) {
      const ConnectionStore::Given given = store.take(ms(burst));
      if (given.action == Action::open) {
        ++opened;
        store.opened(given.connection, ms(burst), SimTime::max());
      }
      taken.push_back(given.connection);
    }
    EXPECT_EQ(opened, burst == 0 ? 25 : 20);
    for (const Connection one : taken) store.give_back(one, ms(burst), false);
    EXPECT_EQ(store.take_closed(), 20);
    EXPECT_EQ(store.idle(), 5);
  }
}

// Somebody waits for it: it never lies idle, so none is one too many.
TEST(ConnectionStore, HandsOverWhatIsWaitedFor) {
  ConnectionStore store({.size = 2, .idle_max = 0});
  const Connection one = take_open(store, ms(0));

  store.give_back(one, ms(1), true);
  EXPECT_EQ(store.take_closed(), 0);
  EXPECT_EQ(store.take(ms(1)).action, Action::use);

  store.give_back(one, ms(2), false);
  EXPECT_EQ(store.take_closed(), 1);
}

// The one given back last is lent first, so the other grows old: it is due 50 ms after it was last used.
TEST(ConnectionStore, ClosesWhatNobodyUses) {
  ConnectionStore store({.size = 2, .idle_time = Duration::ms(50)});
  const Connection first = take_open(store, ms(0)), second = take_open(store, ms(0));
  store.give_back(first, ms(10), false);
  store.give_back(second, ms(20), false);

  EXPECT_EQ(store.take(ms(30)).connection, second);
  store.give_back(second, ms(40), false);
  EXPECT_EQ(store.due(first), ms(60));
  EXPECT_EQ(store.close_due(ms(59)), ms(60));
  EXPECT_EQ(store.close_due(ms(60)), ms(90));
  EXPECT_EQ(store.take_closed(), 1);
  EXPECT_EQ(store.idle(), 1);
}

// Good until 25 ms: used to the end by who has it then, closed when it comes back; an idle one is closed by
// the next who wants it.
TEST(ConnectionStore, ReplacesWhatIsTooOld) {
  ConnectionStore store({.size = 2, .has_lifetime = true});
  const Connection used = take_open(store, ms(0), ms(25)), idle = take_open(store, ms(0), ms(25));
  store.give_back(idle, ms(1), false);

  EXPECT_FALSE(store.has_open_one(ms(25)));
  EXPECT_EQ(store.take(ms(25)).action, Action::open);
  EXPECT_EQ(store.take_closed(), 1);
  store.give_back(used, ms(30), true);
  EXPECT_EQ(store.take_closed(), 1);
  EXPECT_EQ(store.open(), 0);
}

// Three requests on each connection: the first opens it, two join, the fourth opens another.
TEST(ConnectionStore, CarriesSeveralAtOnce) {
  ConnectionStore store({.size = 2, .streams = 3});
  const Connection first = store.take(ms(0)).connection;
  EXPECT_EQ(store.take(ms(0)).action, Action::join);
  EXPECT_EQ(store.take(ms(0)).action, Action::join);
  const ConnectionStore::Given fourth = store.take(ms(0));
  EXPECT_EQ(fourth.action, Action::open);
  EXPECT_NE(fourth.connection, first);

  store.opened(first, ms(5), SimTime::max());
  store.opened(fourth.connection, ms(5), SimTime::max());
  EXPECT_EQ(store.take(ms(6)).connection, fourth.connection);
  store.give_back(first, ms(7), false);
  EXPECT_EQ(store.idle(), 0);
  EXPECT_EQ(store.take(ms(8)).connection, first);
}

// A connection with three on it grows old: it takes nobody more, and is closed with the last of them.
// Meanwhile another may be opened in its place.
TEST(ConnectionStore, LetsAnOldOneRunDry) {
  ConnectionStore store({.size = 1, .streams = 3, .has_lifetime = true});
  const Connection old = take_open(store, ms(0), ms(10));
  EXPECT_EQ(store.take(ms(1)).connection, old);

  const ConnectionStore::Given late = store.take(ms(10));
  EXPECT_EQ(late.action, Action::open);
  store.opened(late.connection, ms(10), SimTime::max());
  EXPECT_EQ(store.open(), 2);
  store.give_back(old, ms(11), false);
  EXPECT_EQ(store.take_closed(), 0);
  store.give_back(old, ms(12), false);
  EXPECT_EQ(store.take_closed(), 1);
  EXPECT_EQ(store.open(), 1);
}

// Two are to be idle: two are opened for nobody, and who comes meanwhile waits for one of them rather than
// open a third.
TEST(ConnectionStore, OpensWhatIsToBeIdle) {
  ConnectionStore store({.size = 3, .idle_min = 2});
  const auto first = store.refill();
  const auto second = store.refill();
  ASSERT_TRUE(first && second);
  EXPECT_FALSE(store.refill());

  const ConnectionStore::Given given = store.take(ms(1));
  EXPECT_EQ(given.action, Action::join);
  EXPECT_TRUE(store.refill());   // of the two one is spoken for
  EXPECT_FALSE(store.refill());  // and three are all there may be

  store.opened(*first, ms(2), SimTime::max());
  store.opened(*second, ms(2), SimTime::max());
  EXPECT_EQ(store.idle(), 1);
}

// An opening that fails leaves nothing behind, unless somebody has joined it.
TEST(ConnectionStore, ForgetsWhatCouldNotBeOpened) {
  ConnectionStore store({.size = 1, .streams = 2});
  const Connection one = store.take(ms(0)).connection;
  EXPECT_EQ(store.take(ms(0)).action, Action::join);

  store.not_opened(one);  // the one who joined opens it now
  store.opened(one, ms(1), SimTime::max());
  store.give_back(one, ms(2), false);
  EXPECT_EQ(store.idle(), 1);

  store.close_idle();
  EXPECT_EQ(store.take_closed(), 1);
  store.not_opened(store.take(ms(3)).connection);
  EXPECT_EQ(store.take(ms(4)).action, Action::open);
}

// After a crash nothing is open, and places are free again.
TEST(ConnectionStore, LosesAll) {
  ConnectionStore store({.size = 2});
  take_open(store, ms(0));
  store.give_back(take_open(store, ms(0)), ms(1), false);
  store.lose_all();

  EXPECT_EQ(store.open(), 0);
  EXPECT_EQ(store.take(ms(2)).action, Action::open);
  EXPECT_EQ(store.take(ms(2)).action, Action::open);
  EXPECT_EQ(store.take_closed(), 0);
}

// A smaller store closes idle ones at once and those in use as they come back.
TEST(ConnectionStore, Shrinks) {
  ConnectionStore store({.size = 3});
  const Connection first = take_open(store, ms(0)), second = take_open(store, ms(0));
  store.give_back(take_open(store, ms(0)), ms(1), false);

  store.set_size(1);
  EXPECT_EQ(store.take_closed(), 1);
  store.give_back(first, ms(2), false);
  EXPECT_EQ(store.take_closed(), 1);
  store.give_back(second, ms(3), false);
  EXPECT_EQ(store.take_closed(), 0);
  EXPECT_EQ(store.open(), 1);
}

// Connections that are all alike are counted and not told apart; that makes no difference.
TEST(ConnectionStore, CountsWhatIsAllAlike) {
  const ConnectionStore::Rules rules{.size = 4, .idle_max = 2};
  ConnectionStore counted(rules), known(told_apart(rules));
  std::vector<Connection> of_counted, of_known;
  std::uint32_t luck = 12'345;
  int size = 4;
  for (int i = 0; i < 2'000; ++i) {
    luck = luck * 1'664'525 + 1'013'904'223;
    const std::uint32_t what = luck >> 28;
    if (what < 8 && std::ssize(of_known) < size) {
      const ConnectionStore::Given one = counted.take(ms(i)), other = known.take(ms(i));
      ASSERT_EQ(one.action, other.action);
      if (one.action == Action::open && what == 0) {
        counted.not_opened(one.connection);
        known.not_opened(other.connection);
        continue;
      }
      if (one.action == Action::open) counted.opened(one.connection, ms(i), SimTime::max());
      if (one.action == Action::open) known.opened(other.connection, ms(i), SimTime::max());
      of_counted.push_back(one.connection);
      of_known.push_back(other.connection);
    } else if (what < 14 && !of_known.empty()) {
      counted.give_back(of_counted.back(), ms(i), what == 9);
      known.give_back(of_known.back(), ms(i), what == 9);
      of_counted.pop_back();
      of_known.pop_back();
    } else if (what == 14) {
      counted.close_idle();
      known.close_idle();
    } else if (what == 15) {
      size = 3 + i % 2;
      counted.set_size(size);
      known.set_size(size);
      while (std::ssize(of_known) > size) {
        counted.give_back(of_counted.back(), ms(i), false);
        known.give_back(of_known.back(), ms(i), false);
        of_counted.pop_back();
        of_known.pop_back();
      }
    }
    ASSERT_EQ(counted.idle(), known.idle());
    ASSERT_EQ(counted.open(), known.open());
    ASSERT_EQ(counted.take_closed(), known.take_closed());
    ASSERT_EQ(counted.has_open_one(ms(i)), known.has_open_one(ms(i)));
  }
}

}  // namespace
}  // namespace plimsoll::test
