// What a lock guards: a stock for each key, and versions of rows; and what it has measured.
#include <algorithm>

#include "models/compiler.hpp"
#include "models/components/row_lock.hpp"
#include "models/engine.hpp"
#include "models/stations/readings.hpp"

namespace plimsoll {

std::int64_t RowLock::taken_so_far(Engine& engine, RequestIndex r, std::uint32_t slot) {
  return static_cast<std::int64_t>(std::uint64_t{engine.slot(r, slot + kTakenHigh)} << 32 |
                                   engine.slot(r, slot + kTaken));
}

void RowLock::set_taken(Engine& engine, RequestIndex r, std::uint32_t slot, std::int64_t taken) {
  engine.slot(r, slot + kTaken) = static_cast<std::uint32_t>(static_cast<std::uint64_t>(taken));
  engine.slot(r, slot + kTakenHigh) = static_cast<std::uint32_t>(static_cast<std::uint64_t>(taken) >> 32);
}

std::uint32_t RowLock::row_of(Engine& engine, RequestIndex r, const StockSite& site) {
  if (site.held_slot != kNone) return engine.slot(r, site.held_slot + kRow);
  return tables_.front().row_of(site.key_slot == kNone ? 0 : engine.slot(r, site.key_slot));
}

RowLock::Item& RowLock::item(std::uint32_t row) { return items_.make(row, {spec_.stock.value_or(0), 1}); }

std::int64_t RowLock::least_left() const {
  std::int64_t least = spec_.stock.value_or(0);
  items_.each(items_, [&](const Item& item) { least = std::min(least, item.left); });
  return least;
}

const Step* RowLock::check(Engine& engine, RequestIndex r, const Step& step) {
  const StockSite& site = *static_cast<const StockSite*>(step.data);
  RowLock& lock = *site.lock;
  const Item& item = lock.item(lock.row_of(engine, r, site));
  if (site.version_slot != kNone) engine.slot(r, site.version_slot) = item.version;
  const bool is_there = !lock.spec_.stock || item.left >= site.quantity;
  return is_there ? step.next : engine.failed(r, step, reason::out_of_stock);
}

void RowLock::move_stock(Engine& engine, RequestIndex r, const StockSite& site, std::int64_t taken) {
  Item& item = this->item(row_of(engine, r, site));
  item.left -= taken;
  ++item.version;
  if (site.held_slot == kNone) return;
  set_taken(engine, r, site.held_slot, taken_so_far(engine, r, site.held_slot) + taken);
}

const Step* RowLock::take(Engine& engine, RequestIndex r, const Step& step) {
  using If = spec::Step::TakesIf;
  const StockSite& site = *static_cast<const StockSite*>(step.data);
  RowLock& lock = *site.lock;
  const Item& item = lock.item(lock.row_of(engine, r, site));
  const std::int64_t missing = site.quantity - std::max<std::int64_t>(item.left, 0);
  if (site.takes_if == If::enough && lock.spec_.stock && missing > 0) {
    return engine.failed(r, step, reason::out_of_stock);
  }
  if (site.takes_if == If::unchanged && item.version != engine.slot(r, site.version_slot)) {
    ++lock.conflicts_;
    return engine.failed(r, step, lock.conflict_);
  }
  lock.move_stock(engine, r, site, site.quantity);
  lock.sold_ += site.quantity;
  if (lock.spec_.stock) lock.oversold_ += std::clamp<std::int64_t>(missing, 0, site.quantity);
  return step.next;
}

const Step* RowLock::put(Engine& engine, RequestIndex r, const Step& step) {
  const StockSite& site = *static_cast<const StockSite*>(step.data);
  site.lock->move_stock(engine, r, site, -site.quantity);
  site.lock->returned_ += site.quantity;
  return step.next;
}

// A transaction that fails: what was taken is there again, what was put is not, and the lock is given back.
const Step* RowLock::roll_back(Engine& engine, RequestIndex r, const Step& step) {
  RowLock& lock = *static_cast<RowLock*>(static_cast<Component*>(step.part));
  if (const std::int64_t taken = taken_so_far(engine, r, step.slot); taken != 0) {
    Item& item = lock.item(engine.slot(r, step.slot + kRow));
    if (taken > 0) lock.oversold_ -= std::clamp<std::int64_t>(-item.left, 0, taken);
    item.left += taken;
    ++item.version;
    (taken > 0 ? lock.sold_ : lock.returned_) -= taken > 0 ? taken : -taken;
    set_taken(engine, r, step.slot, 0);
  }
  return unlock(engine, r, step);
}

RowLock::StockSite* RowLock::stock_site(Compiler& compiler, const Context& context, const spec::Step& step) {
  StockSite* site = compiler.program().keep(StockSite{.lock = this,
                                                      .quantity = step.quantity,
                                                      .key_slot = key_slot(compiler, step.key),
                                                      .version_slot = compiler.version_slot(name(), step.key),
                                                      .takes_if = step.takes_if});
  has_versions_ |= site->version_slot != kNone;
  const std::string& key = step.key.empty() ? spec_.key : step.key;
  for (const Held& held : context.held) {
    if (held.part != this || held.terms.is_shared || held.terms.keys.size() > 1) continue;
    const std::string& of_hold = held.terms.keys.empty() ? spec_.key : held.terms.keys.front();
    if (of_hold == key) site->held_slot = held.slot;
  }
  return site;
}

const Step* RowLock::compile_check(Compiler& compiler, const Context& context, const spec::Step& step,
                                   const Step* next) {
  const StockSite* site = stock_site(compiler, context, step);
  return compiler.emit(context,
                       {.run = check, .next = next, .part = static_cast<Component*>(this), .data = site});
}

const Step* RowLock::compile_take_stock(Compiler& compiler, const Context& context, const spec::Step& step,
                                        const Step* next) {
  const StockSite* site = stock_site(compiler, context, step);
  if (site->version_slot != kNone) conflict_ = compiler.reason_number("conflict");
  return compiler.emit(context,
                       {.run = take, .next = next, .part = static_cast<Component*>(this), .data = site});
}

const Step* RowLock::compile_put(Compiler& compiler, const Context& context, const spec::Step& step,
                                 const Step* next) {
  has_returns_ = true;
  const StockSite* site = stock_site(compiler, context, step);
  return compiler.emit(context,
                       {.run = put, .next = next, .part = static_cast<Component*>(this), .data = site});
}

void RowLock::end_warm_up(SimTime now) {
  held_.reset(now);
  waiting_.reset(now);
  wait_.clear();
  for (LockTable& table : tables_) table.reset_times(now);
  counting_since_ = now;
  given_ = timed_out_ = deadlocks_ = conflicts_ = polls_ = 0;
  sold_ = oversold_ = returned_ = 0;
  for (Waits& waits : waits_) waits = {};
  given_back_ = 0;
  gave_up_ns_ = 0;
  held_start_ = held_.level();
}

PartReading RowLock::read(SimTime now) const {
  PartReading reading;
  std::int64_t busiest_ns = 0;
  for (const LockTable& table : tables_) busiest_ns = std::max(busiest_ns, table.busiest_ns(now));
  const double seconds = (now - counting_since_).to_seconds() * static_cast<double>(spec_.places);
  const bool is_one_row = !has_keys_ && !has_readers_ && spec_.places == 1 && tables_.size() == 1;
  reading.utilisation =
      is_one_row ? mean_or_zero(held_, now) : share(static_cast<double>(busiest_ns) / 1e9, seconds);
  reading.in_use = mean_or_zero(held_, now);
  reading.waiting = mean_or_zero(waiting_, now);
  reading.served = static_cast<double>(given_);
  reading.wait.push_back(&wait_);
  reading.books = {.in_line_ns = waiting_.integral(now),
                   .in_line = waiting_.level(),
                   .waited_ns = wait_.sum_nanoseconds(),
                   .gave_up_ns = gave_up_ns_,
                   .let_in = wait_.count(),
                   .left = given_back_,
                   .held_start = held_start_,
                   .held = held_.level()};
  const auto add = [&reading](bool has_it, const char* name, double value) {
    if (has_it) reading.own.emplace_back(name, value);
  };
  const auto mean = [](uint128 nanoseconds, std::uint64_t count) {
    return count == 0 ? 0 : static_cast<double>(nanoseconds) / 1e9 / static_cast<double>(count);
  };
  reading.own = {{"timed_out", static_cast<double>(timed_out_)}};
  add(deadlock_ != reason::none, "deadlocks", static_cast<double>(deadlocks_));
  add(spec_.waits == RowLockSpec::Waits::polling, "polls", static_cast<double>(polls_));
  const auto& [writers, readers] = waits_;
  add(has_readers_, "readers_wait_seconds_mean", mean(readers.nanoseconds, readers.let_in));
  add(has_readers_, "writers_wait_seconds_mean", mean(writers.nanoseconds, writers.let_in));
  add(has_readers_, "readers_waited_seconds_mean", mean(readers.nanoseconds, readers.waited));
  add(has_readers_, "writers_waited_seconds_mean", mean(writers.nanoseconds, writers.waited));
  add(has_versions_, "conflicts", static_cast<double>(conflicts_));
  add(spec_.stock.has_value(), "sold", static_cast<double>(sold_));
  add(spec_.stock.has_value(), "oversold", static_cast<double>(oversold_));
  add(spec_.stock.has_value() && has_returns_, "returned", static_cast<double>(returned_));
  add(spec_.stock.has_value(), "stock_end", static_cast<double>(least_left()));
  return reading;
}

}  // namespace plimsoll
