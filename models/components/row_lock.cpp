#include "models/components/row_lock.hpp"

#include <algorithm>

#include "models/compiler.hpp"
#include "models/engine.hpp"
#include "models/stations/readings.hpp"

namespace plimsoll {

void RowLockSpec::describe(spec::Fields& f) {
  f.optional("inside", inside, "The database whose row it is. Says where it stands; changes nothing.")
      .names("database");
  f.optional("key", key,
             "The attribute that names the row: one lock for each value. Without it there is one row.")
      .names("attribute");
  f.optional("wait_limit", wait_limit, "A request that waits longer for the lock fails (timed_out).")
      .above(0);
  f.optional("enforced", enforced, "false: nobody waits for anybody, as if there were no lock.");
  f.optional("stock", stock, "Things there are of each key, for `check` and `take`.").at_least(0);
}

ComponentKind kind_row_lock() {
  return component_kind<RowLockSpec, RowLock>(
      {.name = "row_lock",
       .summary = "A lock on a row, one holder at a time for each key; may guard a stock.",
       .roles = static_cast<std::uint32_t>(spec::Role::hold) | static_cast<std::uint32_t>(spec::Role::stock),
       .measures = {{"utilisation", "share of time that the busiest key is locked"},
                    {"wait_seconds", "wait for the lock"},
                    {"timed_out", "requests that gave up at the wait limit"},
                    {"sold", "things taken from the stock"},
                    {"oversold", "things taken that were not there"},
                    {"stock_end", "what is left of the key that has least"}}});
}

void RowLock::wire(Compiler&) { least_left_ = spec_.stock.value_or(0); }

std::uint32_t RowLock::key_slot(Compiler& compiler, const std::string& written) const {
  const std::string& name = written.empty() ? spec_.key : written;
  return name.empty() ? kNone : compiler.attribute_slot(name);
}

std::uint32_t RowLock::key_of(Engine& engine, RequestIndex r, std::uint32_t key_slot) {
  return key_slot == kNone ? 0 : engine.slot(r, key_slot);
}

std::uint32_t RowLock::new_row() {
  if (free_rows_.empty()) {
    rows_.emplace_back();
    free_rows_.reserve(rows_.capacity());
    return static_cast<std::uint32_t>(rows_.size() - 1);
  }
  const std::uint32_t row = free_rows_.back();
  free_rows_.pop_back();
  return row;
}

const Step* RowLock::lock(Engine& engine, RequestIndex r, const Step& step) {
  const Site& site = *static_cast<const Site*>(step.data);
  RowLock& lock = *site.lock;
  if (!lock.spec_.enforced) {
    ++lock.given_;
    return step.next;
  }
  const std::uint32_t key = key_of(engine, r, site.key_slot);
  engine.slot(r, site.slot + kKey) = key;
  if (const std::uint32_t* held = lock.held_.find(key)) {
    lock.rows_[*held].line.push_back(engine, r);
    lock.waiting_.add(engine.now(), 1);
    engine.arm(site.lane, r);
    return nullptr;
  }
  const std::uint32_t row = lock.new_row();
  lock.rows_[row].held_since = engine.now();
  lock.rows_[row].busy_ns = lock.busy_ns_[key];
  lock.rows_[row].is_held = true;
  lock.held_[key] = row;
  lock.locked_.add(engine.now(), 1);
  lock.wait_.record(Duration{});
  ++lock.given_;
  return step.next;
}

void RowLock::cancel_lock(Engine& engine, RequestIndex r, const Step& step) {
  const Site& site = *static_cast<const Site*>(step.data);
  RowLock& lock = *site.lock;
  engine.disarm(site.lane, r);
  lock.rows_[*lock.held_.find(engine.slot(r, site.slot + kKey))].line.remove(engine, r);
  lock.waiting_.add(engine.now(), -1);
  lock.gave_up_ns_ += static_cast<std::uint64_t>((engine.now() - engine.request(r).since).count());
}

const Step* RowLock::unlock(Engine& engine, RequestIndex r, const Step& step) {
  RowLock& lock = *static_cast<RowLock*>(step.part);
  if (!lock.spec_.enforced) return step.next;
  const std::uint32_t key = engine.slot(r, step.slot + kKey);
  const std::uint32_t row = *lock.held_.find(key);
  Row& held = lock.rows_[row];
  held.busy_ns = lock.busy_until(held, engine.now());
  lock.busy_ns_[key] = held.busy_ns;
  lock.busiest_ns_ = std::max(lock.busiest_ns_, held.busy_ns);
  held.held_since = engine.now();
  ++lock.given_back_;
  if (held.line.empty()) {
    held.is_held = false;
    lock.held_.erase(key);
    lock.free_rows_.push_back(row);
    lock.locked_.add(engine.now(), -1);
    return step.next;
  }
  const RequestIndex next = held.line.pop_front(engine);
  lock.waiting_.add(engine.now(), -1);
  lock.wait_.record(engine.now() - engine.request(next).since);
  ++lock.given_;
  engine.disarm(static_cast<const Site*>(engine.request(next).step->data)->lane, next);
  engine.resume(next);
  return step.next;
}

std::int64_t RowLock::busy_until(const Row& row, SimTime now) const {
  return row.busy_ns + (now - std::max(row.held_since, counting_since_)).count();
}

void RowLock::wait_limit_reached(Engine& engine, RequestIndex r, void* context) {
  ++static_cast<Site*>(context)->lock->timed_out_;
  engine.fail_blocked(r, reason::timed_out);
}

const Step* RowLock::check(Engine& engine, RequestIndex r, const Step& step) {
  const StockSite& site = *static_cast<const StockSite*>(step.data);
  const std::int64_t* left = site.lock->left_.find(key_of(engine, r, site.key_slot));
  const std::int64_t there = left != nullptr ? *left : site.lock->spec_.stock.value_or(0);
  return there >= site.quantity ? step.next : engine.failed(r, step, reason::out_of_stock);
}

const Step* RowLock::take(Engine& engine, RequestIndex r, const Step& step) {
  const StockSite& site = *static_cast<const StockSite*>(step.data);
  RowLock& lock = *site.lock;
  const std::uint32_t key = key_of(engine, r, site.key_slot);
  if (lock.left_.find(key) == nullptr) lock.left_[key] = lock.spec_.stock.value_or(0);
  std::int64_t& left = lock.left_[key];
  const std::int64_t missing = site.quantity - std::max<std::int64_t>(left, 0);
  left -= site.quantity;
  lock.sold_ += site.quantity;
  lock.oversold_ += std::max<std::int64_t>(missing, 0);
  lock.least_left_ = std::min(lock.least_left_, left);
  return step.next;
}

const Step* RowLock::compile_take(Compiler& compiler, const Context& context, std::uint32_t slot,
                                  const Step* next) {
  Site* site = compiler.program().keep(Site{this, 0, slot, key_slot(compiler, "")});
  Context own = context;
  site->lane =
      compiler.engine().add_lane(spec_.wait_limit, compiler.take_ticket(own), wait_limit_reached, site);
  return compiler.emit(context, {.run = lock,
                                 .cancel = cancel_lock,
                                 .next = next,
                                 .part = this,
                                 .data = site,
                                 .slot = slot,
                                 .account = compiler.account(context, name(), TimeUse::waiting)});
}

const RowLock::StockSite* RowLock::stock_site(Compiler& compiler, const spec::Step& step) {
  return compiler.program().keep(StockSite{this, step.quantity, key_slot(compiler, step.key)});
}

const Step* RowLock::compile_check(Compiler& compiler, const Context& context, const spec::Step& step,
                                   const Step* next) {
  return compiler.emit(context,
                       {.run = check, .next = next, .part = this, .data = stock_site(compiler, step)});
}

const Step* RowLock::compile_take_stock(Compiler& compiler, const Context& context, const spec::Step& step,
                                        const Step* next) {
  return compiler.emit(context,
                       {.run = take, .next = next, .part = this, .data = stock_site(compiler, step)});
}

void RowLock::end_warm_up(SimTime now) {
  locked_.reset(now);
  waiting_.reset(now);
  wait_.clear();
  busy_ns_ = {};
  for (Row& row : rows_) row.busy_ns = 0;
  busiest_ns_ = 0;
  counting_since_ = now;
  given_ = timed_out_ = 0;
  sold_ = oversold_ = 0;
  given_back_ = 0;
  gave_up_ns_ = 0;
  locked_start_ = locked_.level();
}

PartReading RowLock::read(SimTime now) const {
  PartReading reading;
  std::int64_t busiest_ns = busiest_ns_;
  for (const Row& row : rows_) {
    if (row.is_held) busiest_ns = std::max(busiest_ns, busy_until(row, now));
  }
  const double seconds = (now - counting_since_).to_seconds();
  reading.utilisation =
      spec_.key.empty() ? mean_or_zero(locked_, now) : share(static_cast<double>(busiest_ns) / 1e9, seconds);
  reading.in_use = mean_or_zero(locked_, now);
  reading.waiting = mean_or_zero(waiting_, now);
  reading.served = static_cast<double>(given_);
  reading.wait.push_back(&wait_);
  reading.books = {.in_line_ns = waiting_.integral(now),
                   .in_line = waiting_.level(),
                   .waited_ns = wait_.sum_nanoseconds(),
                   .gave_up_ns = gave_up_ns_,
                   .let_in = wait_.count(),
                   .left = given_back_,
                   .held_start = locked_start_,
                   .held = locked_.level()};
  reading.own = {{"timed_out", static_cast<double>(timed_out_)}};
  if (spec_.stock) {
    reading.own.emplace_back("sold", static_cast<double>(sold_));
    reading.own.emplace_back("oversold", static_cast<double>(oversold_));
    reading.own.emplace_back("stock_end", static_cast<double>(least_left_));
  }
  return reading;
}

}  // namespace plimsoll
