// The settings of a lock, and what must hold between them.
#include <fmt/format.h>

#include "models/components/row_lock.hpp"
#include "models/spec/read_value.hpp"

namespace plimsoll {
namespace {

using spec::Diagnostics;
using spec::Node;

bool read_polls(const Node& node, const std::string& address, Diagnostics& diagnostics,
                std::vector<Duration>& polls) {
  const char* const remedy = "write \"10 ms\", or [\"1 ms\", \"5 ms\", \"100 ms\"]";
  polls.clear();
  bool is_good = true;
  const auto read = [&](const Node& one) {
    Duration pause;
    if (!spec::read_value(one, address, diagnostics, pause)) return false;
    if (pause <= Duration{}) {
      diagnostics.error(one.place(), address, "must be above 0, or it never stops asking", remedy);
      return false;
    }
    polls.push_back(pause);
    return true;
  };
  if (!node.is_list()) return read(node);
  if (node.children().empty()) {
    spec::report_not(node, address, diagnostics, "a time or a list of times", remedy);
    return false;
  }
  for (const Node& one : node.children()) is_good &= read(one);
  return is_good;
}

std::string write_polls(const std::vector<Duration>& polls) {
  if (polls.size() == 1) return spec::write_value(polls.front());
  std::string text;
  for (const Duration& pause : polls) text += (text.empty() ? "" : ", ") + spec::write_value(pause);
  return "[" + text + "]";
}

// The pauses of SQLite's busy handler (sqliteDefaultBusyCallback in its main.c).
const std::vector<Duration>& usual_polls() {
  static const std::vector<Duration> pauses = [] {
    std::vector<Duration> all;
    for (const int pause : {1, 2, 5, 10, 15, 20, 25, 25, 25, 50, 50, 100}) all.push_back(Duration::ms(pause));
    return all;
  }();
  return pauses;
}

}  // namespace

RowLockSpec::RowLockSpec() : polls(usual_polls()) {}

void RowLockSpec::describe(spec::Fields& f) {
  using Order = LockTable::Order;
  f.optional("inside", inside,
             "The database whose row it is: it finds those who wait for each other in a circle (deadlock).")
      .names("database");
  f.optional("per", per, "A server: every instance has locks of its own, as a mutex in a process is.")
      .names("server");
  f.optional("key", key,
             "The attribute that names the row: one lock for each value. Without it there is one row.")
      .names("attribute");
  f.optional("places", places, "How many may hold a row at once, each alone but for these: a semaphore.")
      .at_least(1)
      .at_most(1'000'000'000);
  f.choice<Order>("order", order,
                  {{"in_turn", Order::in_turn, "first come, first served: nobody starves"},
                   {"readers_first", Order::readers_first, "readers go in whenever no writer holds it"},
                   {"writers_first", Order::writers_first, "readers wait while a writer waits"}},
                  "Who is let in next, where readers and writers wait.");
  f.choice<Waits>("waits", waits,
                  {{"in_line", Waits::in_line, "who waits is let in when its turn comes"},
                   {"polling", Waits::polling, "who waits asks again; the first who asks has it"}},
                  "How a request waits for the lock.");
  f.custom(
      "polls", "time or list of times",
      "Polling: the pauses before it asks again, the last one over and over.", false,
      [this](const Node& node, const std::string& address, Diagnostics& diagnostics) {
        return read_polls(node, address, diagnostics, polls);
      },
      [this] { return write_polls(polls); });
  f.optional("wait_limit", wait_limit,
             "A request that waits longer for the lock fails (timed_out). \"0 s\": it does not wait.");
  f.optional("deadlock_check", deadlock_check,
             "After so long a wait the database looks for a circle; PostgreSQL: \"1 s\".");
  f.choice<Victim>("victim", victim,
                   {{"last", Victim::last, "who looked: the one that closed the circle"},
                    {"youngest", Victim::youngest, "the request that arrived last"}},
                   "Who of a circle fails (deadlock).");
  f.optional("enforced", enforced, "false: nobody waits for anybody, as if there were no lock.");
  f.optional("stock", stock, "Things there are of each key, for `check`, `take` and `put`.").at_least(0);
}

std::vector<spec::Mismatch> RowLockSpec::mismatches() const {
  std::vector<spec::Mismatch> found;
  if (waits == Waits::in_line && polls != usual_polls()) {
    found.push_back(
        {"polls", "who waits in line does not poll", "add waits = \"polling\", or leave out polls"});
  }
  if (waits == Waits::polling && order != LockTable::Order::in_turn) {
    found.push_back({"order", "who polls has no order: the first who asks has it", "leave out order"});
  }
  if (inside.empty() && deadlock_check > Duration{}) {
    found.push_back({"deadlock_check", "nobody looks for circles among locks outside a database",
                     "say inside = \"...\", or leave out deadlock_check"});
  }
  if (inside.empty() && victim != Victim::last) {
    found.push_back({"victim", "nobody looks for circles among locks outside a database",
                     "say inside = \"...\", or leave out victim"});
  }
  if (deadlock_check > Duration{} && deadlock_check >= wait_limit) {
    found.push_back(
        {"deadlock_check", "comes no sooner than the wait limit", "make it shorter than wait_limit"});
  }
  if (victim == Victim::youngest && deadlock_check > Duration{}) {
    found.push_back({"victim", "who looks after a while is the victim itself", "leave out one of both"});
  }
  if (!inside.empty() && !per.empty()) {
    found.push_back({"per", "a lock is in a database or in the instances of a server, not in both",
                     "leave out inside or per"});
  }
  if (stock && !per.empty()) {
    found.push_back({"stock", "there is one stock, but a lock in every instance of " + per,
                     "leave out per, or the stock"});
  }
  return found;
}

ComponentKind kind_row_lock() {
  return component_kind<RowLockSpec, RowLock>(
      {.name = "row_lock",
       .summary = "A lock, for each key one holder at a time, or readers together; may guard a stock.",
       .roles = static_cast<std::uint32_t>(spec::Role::hold) | static_cast<std::uint32_t>(spec::Role::stock),
       .measures = {{"utilisation", "share of time that the busiest key is held for writing"},
                    {"wait_seconds", "wait for the lock"},
                    {"timed_out", "requests that gave up at the wait limit"},
                    {"deadlocks", "circles found, each broken by the failure of one request"},
                    {"polls", "questions whether the lock is free, after the first"},
                    {"readers_wait_seconds_mean", "wait of those who share the lock"},
                    {"writers_wait_seconds_mean", "wait of those who hold it alone"},
                    {"readers_waited_seconds_mean", "... of those readers who had to wait at all"},
                    {"writers_waited_seconds_mean", "... of those writers who had to wait at all"},
                    {"conflicts", "takes that found the row changed since it was checked"},
                    {"sold", "things taken from the stock, but for those of transactions that failed"},
                    {"oversold", "things taken that were not there"},
                    {"returned", "things put back into the stock"},
                    {"stock_end", "what is left of the key that has least"}}});
}

}  // namespace plimsoll
