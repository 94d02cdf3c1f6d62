#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/component.hpp"
#include "models/spec/fields.hpp"
#include "models/stations/waiting_line.hpp"
#include "sim/flat_map.hpp"
#include "sim/measure/time_average.hpp"

namespace plimsoll {

struct RowLockSpec {
  std::string inside;
  std::string key;
  Duration wait_limit = Duration::seconds(50);
  bool enforced = true;
  std::optional<std::int64_t> stock;

  void describe(spec::Fields& f);
};

/// A lock on a row: one holder at a time for each key, the others in line. May guard a stock of things to
/// sell.
///
///     in ──▶ [ line of its key ] ──▶ [ one holder ] ──▶ ... ──▶ given back
///               └─ longer than wait_limit ──▶ timed_out
///     check: fails (out_of_stock) if too little is left      take: takes it without looking
///
/// With enforced = false nobody waits, and checking and taking race as they do without a lock: what is
/// taken below zero is counted as oversold.
///
/// Measures    rows locked and requests waiting [averages], wait [s], locks given, timed out; sold,
///             oversold and what is left of the stock.
/// Randomness  none.
/// Checked by  exact counts on every seed; M/M/1 for one row.
class RowLock final : public Component {
 public:
  explicit RowLock(const spec::Part& part) : Component(part), spec_(settings_of<RowLockSpec>(*this)) {}

  void wire(Compiler& compiler) override;
  void end_warm_up(SimTime now) override;
  PartReading read(SimTime now) const override;

  const Step* compile_take(Compiler&, const Context&, std::uint32_t slot, const Step* next) override;
  Step::Run give_back() const override { return unlock; }
  std::uint32_t hold_slots() const override { return kSlots; }
  const Step* compile_check(Compiler&, const Context&, const spec::Step&, const Step* next) override;
  const Step* compile_take_stock(Compiler&, const Context&, const spec::Step&, const Step* next) override;

 private:
  // Slot of a holder: its key.
  enum : std::uint32_t { kKey, kSlots };

  /// One locked row. Records exist for rows that are held, and are used again.
  struct Row {
    WaitingLine line;
    SimTime held_since;
    std::int64_t busy_ns = 0;  // what busy_ns_ says of its key, up to held_since
    bool is_held = false;
  };
  struct Site {
    RowLock* lock;
    LaneId lane = 0;
    std::uint32_t slot = 0;
    std::uint32_t key_slot = kNone;  // of the attribute; kNone: one row
  };
  struct StockSite {
    RowLock* lock;
    std::int64_t quantity;
    std::uint32_t key_slot;
  };

  static const Step* lock(Engine&, RequestIndex, const Step&);
  static void cancel_lock(Engine&, RequestIndex, const Step&);
  static const Step* unlock(Engine&, RequestIndex, const Step&);
  static void wait_limit_reached(Engine&, RequestIndex, void*);
  static const Step* check(Engine&, RequestIndex, const Step&);
  static const Step* take(Engine&, RequestIndex, const Step&);

  static std::uint32_t key_of(Engine&, RequestIndex, std::uint32_t key_slot);
  std::uint32_t key_slot(Compiler& compiler, const std::string& written) const;
  std::uint32_t new_row();
  /// How long the row's key has been held since counting began [ns], the present holder included.
  std::int64_t busy_until(const Row& row, SimTime now) const;
  const StockSite* stock_site(Compiler& compiler, const spec::Step& step);

  RowLockSpec& spec_;
  FlatMap<std::uint32_t> held_;  // key -> row
  std::vector<Row> rows_;
  std::vector<std::uint32_t> free_rows_;
  FlatMap<std::int64_t> busy_ns_;  // key -> how long it has been held
  FlatMap<std::int64_t> left_;     // key -> stock left, once touched
  TimeAverage locked_, waiting_;
  Histogram wait_;
  SimTime counting_since_;
  std::uint64_t given_ = 0, timed_out_ = 0;
  std::int64_t sold_ = 0, oversold_ = 0, least_left_ = 0, busiest_ns_ = 0;
  // For the books.
  std::uint64_t given_back_ = 0;
  uint128 gave_up_ns_ = 0;
  std::int64_t locked_start_ = 0;
};

}  // namespace plimsoll
