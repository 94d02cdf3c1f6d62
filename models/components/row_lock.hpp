#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "models/component.hpp"
#include "models/policies/lock_table.hpp"
#include "models/spec/fields.hpp"
#include "models/stations/lock_graph.hpp"
#include "sim/measure/time_average.hpp"
#include "sim/timer_lane.hpp"

namespace plimsoll {

struct RowLockSpec {
  enum class Waits { in_line, polling };
  enum class Victim { last, youngest };
  std::string inside;
  std::string per;
  std::string key;
  std::int64_t places = 1;
  LockTable::Order order = LockTable::Order::in_turn;
  Waits waits = Waits::in_line;
  std::vector<Duration> polls;
  Duration wait_limit = Duration::seconds(50);
  Duration deadlock_check;
  Victim victim = Victim::last;
  bool enforced = true;
  std::optional<std::int64_t> stock;

  RowLockSpec();
  void describe(spec::Fields& f);
  std::vector<spec::Mismatch> mismatches() const;
};

/// A lock on rows, on a table, on a file, or in a process: for each key one holder at a time, or so many, or
/// any number of readers. May guard a stock of things to sell.
///
///     in ──▶ [ line of its key ] ──▶ [ a writer, or readers ] ──▶ ... ──▶ given back
///               ├─ longer than wait_limit ──▶ timed_out
///               └─ in a circle of those who wait for each other ──▶ deadlock
///     check: fails (out_of_stock) if too little is left      put: puts it back
///     take:  takes it without looking; if enough (out_of_stock); if unchanged since the check (conflict)
///
/// With enforced = false nobody waits, and checking and taking race as they do without a lock: what is
/// taken below zero is counted as oversold. A scope that holds the lock is a transaction: if it ends badly,
/// what was taken and put under it is undone.
///
/// Measures    locks held and requests waiting [averages], wait [s], locks given, timed out, deadlocks;
///             conflicts; sold, oversold, put back and what is left of the stock.
/// Randomness  none.
/// Checked by  exact counts on every seed; M/G/1 for one row, M/M/c for places; the reader-writer lock of
/// LQNS.
class RowLock final : public Component {
 public:
  explicit RowLock(const spec::Part& part) : Component(part), spec_(settings_of<RowLockSpec>(*this)) {}

  void wire(Compiler& compiler) override;
  void start(Engine& engine) override;
  void end_warm_up(SimTime now) override;
  PartReading read(SimTime now) const override;

  const Step* compile_take(Compiler& compiler, const Context& context, std::uint32_t slot,
                           const Step* next) override {
    return compile_take_as(compiler, context, {}, slot, next);
  }
  const Step* compile_take_as(Compiler&, const Context&, const spec::HoldTerms&, std::uint32_t slot,
                              const Step* next) override;
  Step::Run give_back() const override { return unlock; }
  Step::Run give_back_failed() const override { return roll_back; }
  void hand_over(Engine&, RequestIndex from, std::uint32_t from_slot, RequestIndex to,
                 std::uint32_t to_slot) override;
  std::uint32_t hold_slots() const override { return kSlots; }
  const Step* compile_check(Compiler&, const Context&, const spec::Step&, const Step* next) override;
  const Step* compile_take_stock(Compiler&, const Context&, const spec::Step&, const Step* next) override;
  const Step* compile_put(Compiler&, const Context&, const spec::Step&, const Step* next) override;

 private:
  // Slots of a holder: its claim and the table that it is in, and, where there is a stock, its row and how
  // many it has taken (64 bits). While it waits the latter two are the number of polls and its wait in the
  // graph.
  enum : std::uint32_t {
    kClaim,
    kTable,
    kRow,
    kTaken,
    kTakenHigh,
    kPolls = kTaken,
    kWait = kTakenHigh,
    kSlots = 5
  };

  struct Site {
    RowLock* lock = nullptr;
    LaneId lane = 0, check_lane = 0;
    std::uint32_t slot = 0;
    std::vector<std::uint32_t> key_slots;  // of attributes; none: one row
    std::uint32_t rank = 0;                // of several keys: which of them in order of their values
    LockTable::Mode mode = LockTable::Mode::exclusive;
    bool may_hold_it = false;  // it is inside another hold of this lock
    bool may_close_a_circle = false;
    std::uint16_t depth = 0;  // guards around the transaction
  };
  struct StockSite {
    RowLock* lock;
    std::int64_t quantity;
    std::uint32_t key_slot, version_slot;
    std::uint32_t held_slot = kNone;  // of the hold of the same row around it
    spec::Step::TakesIf takes_if = spec::Step::TakesIf::always;
  };
  /// One item: what is left of it, once touched.
  struct Item {
    std::int64_t left;
    std::uint32_t version;
  };

  static const Step* lock(Engine&, RequestIndex, const Step&);
  static const Step* poll(Engine&, RequestIndex, const Step&);
  static void cancel_lock(Engine&, RequestIndex, const Step&);
  static const Step* unlock(Engine&, RequestIndex, const Step&);
  static const Step* roll_back(Engine&, RequestIndex, const Step&);
  static void wait_limit_reached(Engine&, RequestIndex, void*);
  static void deadlock_check_due(Engine&, RequestIndex, void*);
  static const Step* check(Engine&, RequestIndex, const Step&);
  static const Step* take(Engine&, RequestIndex, const Step&);
  static const Step* put(Engine&, RequestIndex, const Step&);

  static const Site& site_of(Engine& engine, RequestIndex r);
  static std::uint32_t key_of(Engine&, RequestIndex, const Site&);
  void add_table(Engine&);
  std::uint32_t table_for(Engine&, RequestIndex);
  const Step* wait_for(Engine&, RequestIndex, const Step&, const Site&);
  void wake_for_next_poll(Engine&, RequestIndex, const Site&);
  bool break_circles(Engine&, RequestIndex, const Site&);
  RequestIndex victim_of(Engine&, const std::vector<RequestIndex>& circle) const;
  void stop_waiting(Engine&, RequestIndex, const Site&);
  void has_it(Engine&, RequestIndex, const Site&, Duration waited);
  void let_in(Engine&, LockTable& table, std::span<const std::uint32_t> claims);

  std::uint32_t key_slot(Compiler& compiler, const std::string& written);
  StockSite* stock_site(Compiler&, const Context&, const spec::Step&);
  std::uint32_t row_of(Engine&, RequestIndex, const StockSite&);
  Item& item(std::uint32_t row);
  std::int64_t least_left() const;
  void move_stock(Engine&, RequestIndex, const StockSite&, std::int64_t taken);
  static std::int64_t taken_so_far(Engine&, RequestIndex, std::uint32_t slot);
  static void set_taken(Engine&, RequestIndex, std::uint32_t slot, std::int64_t taken);

  RowLockSpec& spec_;
  LockGraph* graph_ = nullptr;  // nullptr: nobody looks for circles
  Reason deadlock_ = reason::none, conflict_ = reason::none;
  std::uint64_t keys_ = 1;        // how many there are, at most
  std::deque<LockTable> tables_;  // one, or one for each instance of a server
  Pieces<Item> items_;            // by row of the first table
  TimeAverage held_, waiting_;
  Histogram wait_;
  SimTime counting_since_;
  std::uint64_t given_ = 0, timed_out_ = 0, deadlocks_ = 0, conflicts_ = 0, polls_ = 0;
  std::int64_t sold_ = 0, oversold_ = 0, returned_ = 0;
  bool has_readers_ = false, has_keys_ = false, has_versions_ = false, has_returns_ = false;
  struct Waits {
    std::uint64_t let_in = 0, waited = 0;  // all; those of them who had to wait
    uint128 nanoseconds = 0;
  };
  Waits waits_[2];  // of writers, of readers
  // For the books.
  std::uint64_t given_back_ = 0;
  uint128 gave_up_ns_ = 0;
  std::int64_t held_start_ = 0;
};

}  // namespace plimsoll
