#include "models/components/row_lock.hpp"

#include <algorithm>

#include "models/compiler.hpp"
#include "models/engine.hpp"

namespace plimsoll {
namespace {

constexpr std::size_t kMostKeys = 8;  // of one hold

}  // namespace

void RowLock::wire(Compiler& compiler) {
  if (!spec_.inside.empty() && spec_.places == 1) graph_ = &compiler.lock_graph(spec_.inside);
}

// The keys of all holds and steps are known by now.
void RowLock::start(Engine& engine) { add_table(engine); }

void RowLock::add_table(Engine& engine) {
  tables_.emplace_back(static_cast<std::uint32_t>(spec_.places), spec_.order,
                       spec_.waits == RowLockSpec::Waits::polling, keys_,
                       LockTable::Kinship{LockGraph::are_kin, &engine});
}

// Of several keys, the row whose value is the so many-eth.
std::uint32_t RowLock::key_of(Engine& engine, RequestIndex r, const Site& site) {
  if (site.key_slots.empty()) return 0;
  if (site.key_slots.size() == 1) return engine.slot(r, site.key_slots.front());
  for (const std::uint32_t candidate : site.key_slots) {
    const std::uint32_t value = engine.slot(r, candidate);
    std::uint32_t before = 0;
    for (const std::uint32_t other : site.key_slots) {
      const std::uint32_t theirs = engine.slot(r, other);
      before += theirs < value || (theirs == value && other < candidate) ? 1 : 0;
    }
    if (before == site.rank) return value;
  }
  PLIMSOLL_CHECK(false);
  return 0;
}

std::uint32_t RowLock::table_for(Engine& engine, RequestIndex r) {
  if (spec_.per.empty()) return 0;
  const std::uint32_t instance = engine.host(engine.request(r).host).index;
  while (tables_.size() <= instance) add_table(engine);  // instances may become more
  return instance;
}

const RowLock::Site& RowLock::site_of(Engine& engine, RequestIndex r) {
  return *static_cast<const Site*>(engine.request(r).step->data);
}

const Step* RowLock::lock(Engine& engine, RequestIndex r, const Step& step) {
  const Site& site = *static_cast<const Site*>(step.data);
  RowLock& lock = *site.lock;
  const std::uint32_t key = key_of(engine, r, site);
  set_taken(engine, r, site.slot, 0);
  if (!lock.spec_.enforced) {
    engine.slot(r, site.slot + kClaim) = LockTable::none;
    if (lock.spec_.stock) engine.slot(r, site.slot + kRow) = lock.tables_.front().row_of(key);
    ++lock.given_;
    return step.next;
  }
  const std::uint32_t number = lock.table_for(engine, r);
  LockTable& table = lock.tables_[number];
  const std::uint32_t claim = site.may_hold_it ? table.claim_again(engine.now(), key, r, site.mode)
                                               : table.claim(engine.now(), key, r, site.mode);
  engine.slot(r, site.slot + kClaim) = claim;
  engine.slot(r, site.slot + kTable) = number;
  engine.slot(r, site.slot + kRow) = table.row(claim);
  if (!table.is_held(claim)) return lock.wait_for(engine, r, step, site);
  lock.has_it(engine, r, site, {});
  return step.next;
}

void RowLock::has_it(Engine& engine, RequestIndex, const Site& site, Duration waited) {
  held_.add(engine.now(), 1);
  wait_.record(waited);
  ++given_;
  if (!has_readers_) return;
  Waits& waits = waits_[site.mode == LockTable::Mode::shared ? 1 : 0];
  ++waits.let_in;
  if (waited > Duration{}) ++waits.waited;
  waits.nanoseconds += static_cast<std::uint64_t>(waited.count());
}

const Step* RowLock::wait_for(Engine& engine, RequestIndex r, const Step& step, const Site& site) {
  Request& request = engine.request(r);
  if (spec_.wait_limit == Duration{}) {
    LockTable& table = tables_[engine.slot(r, site.slot + kTable)];
    let_in(engine, table, table.withdraw(engine.now(), engine.slot(r, site.slot + kClaim)));
    ++timed_out_;
    return engine.failed(r, step, reason::timed_out);
  }
  request.is_waiting = true;
  request.since = engine.now();
  waiting_.add(engine.now(), 1);
  engine.slot(r, site.slot + kWait) = LockGraph::none;
  engine.arm(site.lane, r);
  if (spec_.waits == RowLockSpec::Waits::polling) {
    engine.slot(r, site.slot + kPolls) = 0;
    wake_for_next_poll(engine, r, site);
  }
  if (!site.may_close_a_circle) return nullptr;
  const LockTable& table = tables_[engine.slot(r, site.slot + kTable)];
  engine.slot(r, site.slot + kWait) = graph_->begin(engine, r, table, engine.slot(r, site.slot + kClaim));
  if (spec_.deadlock_check > Duration{}) {
    engine.arm(site.check_lane, r);
    return nullptr;
  }
  if (!break_circles(engine, r, site)) return nullptr;
  cancel_lock(engine, r, step);
  request.unwind_depth = std::min(request.unwind_depth, site.depth);
  return engine.failed(r, step, deadlock_);
}

// Sleeps as long as the list says, the last of it again and again, and no longer than to the wait limit.
void RowLock::wake_for_next_poll(Engine& engine, RequestIndex r, const Site& site) {
  const std::uint32_t polls = engine.slot(r, site.slot + kPolls)++;
  const Duration sleep = spec_.polls[std::min<std::size_t>(polls, spec_.polls.size() - 1)];
  const SimTime limit = engine.request(r).since + spec_.wait_limit;
  engine.wake_at(r, std::min(engine.now() + sleep, limit));
}

const Step* RowLock::poll(Engine& engine, RequestIndex r, const Step& step) {
  const Site& site = *static_cast<const Site*>(step.data);
  RowLock& lock = *site.lock;
  ++lock.polls_;
  LockTable& table = lock.tables_[engine.slot(r, site.slot + kTable)];
  if (!table.poll(engine.now(), engine.slot(r, site.slot + kClaim))) {
    const bool is_over = engine.now() - engine.request(r).since >= lock.spec_.wait_limit;
    if (!is_over) lock.wake_for_next_poll(engine, r, site);
    return nullptr;
  }
  const Duration waited = engine.now() - engine.request(r).since;
  lock.stop_waiting(engine, r, site);
  lock.has_it(engine, r, site, waited);
  return step.next;
}

// The timers, the line and the graph forget it.
void RowLock::stop_waiting(Engine& engine, RequestIndex r, const Site& site) {
  engine.request(r).is_waiting = false;
  waiting_.add(engine.now(), -1);
  engine.disarm(site.lane, r);
  if (site.may_close_a_circle && engine.slot(r, site.slot + kWait) != LockGraph::none) {
    graph_->end(engine.slot(r, site.slot + kWait));
    if (spec_.deadlock_check > Duration{}) engine.disarm(site.check_lane, r);
  }
  set_taken(engine, r, site.slot, 0);
}

void RowLock::cancel_lock(Engine& engine, RequestIndex r, const Step& step) {
  const Site& site = *static_cast<const Site*>(step.data);
  RowLock& lock = *site.lock;
  if (lock.spec_.waits == RowLockSpec::Waits::polling) engine.cancel_wake(r);
  lock.gave_up_ns_ += static_cast<std::uint64_t>((engine.now() - engine.request(r).since).count());
  lock.stop_waiting(engine, r, site);
  LockTable& table = lock.tables_[engine.slot(r, site.slot + kTable)];
  lock.let_in(engine, table, table.withdraw(engine.now(), engine.slot(r, site.slot + kClaim)));
}

void RowLock::let_in(Engine& engine, LockTable& table, std::span<const std::uint32_t> claims) {
  for (const std::uint32_t claim : claims) {
    const RequestIndex next = table.owner(claim);
    const Site& site = site_of(engine, next);
    const Duration waited = engine.now() - engine.request(next).since;
    stop_waiting(engine, next, site);
    has_it(engine, next, site, waited);
    engine.resume(next);
  }
}

const Step* RowLock::unlock(Engine& engine, RequestIndex r, const Step& step) {
  RowLock& lock = *static_cast<RowLock*>(static_cast<Component*>(step.part));
  const std::uint32_t claim = engine.slot(r, step.slot + kClaim);
  if (claim == LockTable::none) return step.next;  // not enforced, or handed over
  engine.slot(r, step.slot + kClaim) = LockTable::none;
  lock.held_.add(engine.now(), -1);
  ++lock.given_back_;
  LockTable& table = lock.tables_[engine.slot(r, step.slot + kTable)];
  lock.let_in(engine, table, table.release(engine.now(), claim));
  return step.next;
}

void RowLock::hand_over(Engine& engine, RequestIndex from, std::uint32_t from_slot, RequestIndex to,
                        std::uint32_t to_slot) {
  for (std::uint32_t k = 0; k < kSlots; ++k) engine.slot(to, to_slot + k) = engine.slot(from, from_slot + k);
  const std::uint32_t claim = engine.slot(from, from_slot + kClaim);
  if (claim != LockTable::none) tables_[engine.slot(from, from_slot + kTable)].hand_over(claim, to);
  engine.slot(from, from_slot + kClaim) = LockTable::none;
  set_taken(engine, from, from_slot, 0);
}

void RowLock::wait_limit_reached(Engine& engine, RequestIndex r, void* context) {
  ++static_cast<Site*>(context)->lock->timed_out_;
  engine.fail_blocked(r, reason::timed_out);
}

void RowLock::deadlock_check_due(Engine& engine, RequestIndex r, void* context) {
  const Site& site = *static_cast<Site*>(context);
  if (site.lock->break_circles(engine, r, site)) engine.interrupt(r, site.lock->deadlock_, site.depth);
}

// Whoever else is chosen is sent on its way out. True if `r` itself is the victim.
bool RowLock::break_circles(Engine& engine, RequestIndex r, const Site& site) {
  for (;;) {
    const std::vector<RequestIndex>& circle = graph_->circle(engine, engine.slot(r, site.slot + kWait));
    if (circle.empty()) return false;
    const RequestIndex victim = victim_of(engine, circle);
    ++deadlocks_;
    if (victim == r) return true;
    const Site& theirs = site_of(engine, victim);
    engine.interrupt(victim, theirs.lock->deadlock_, theirs.depth);
  }
}

RequestIndex RowLock::victim_of(Engine& engine, const std::vector<RequestIndex>& circle) const {
  if (spec_.victim == RowLockSpec::Victim::last) return circle.front();
  return *std::max_element(circle.begin(), circle.end(), [&](RequestIndex a, RequestIndex b) {
    return engine.request(a).arrived < engine.request(b).arrived;
  });
}

std::uint32_t RowLock::key_slot(Compiler& compiler, const std::string& written) {
  const std::string& name = written.empty() ? spec_.key : written;
  if (name.empty()) return kNone;
  keys_ = std::max(keys_, static_cast<std::uint64_t>(compiler.attribute(name).values));
  return compiler.attribute_slot(name);
}

const Step* RowLock::compile_take_as(Compiler& compiler, const Context& context, const spec::HoldTerms& terms,
                                     std::uint32_t slot, const Step* next) {
  if (!spec_.per.empty() && (context.host == nullptr || context.host->name() != spec_.per)) {
    Compiler::problem(compiler.place_of(name()), context.path,
                      "holds " + name() + ", of which there is one per " + spec_.per +
                          ", but the request is on " +
                          (context.host == nullptr ? "no server" : context.host->name()) + " here",
                      "say `on = \"" + spec_.per + "\"`, or leave out per");
  }
  if (terms.keys.size() > kMostKeys) {
    Compiler::problem(compiler.place_of(name()), context.path, "sorts more than 8 rows of " + name(),
                      "take several holds, or one lock for all of them");
  }
  Site* site = compiler.program().keep(Site());
  site->lock = this;
  site->slot = slot;
  for (const std::string& key : terms.keys) site->key_slots.push_back(key_slot(compiler, key));
  if (terms.keys.empty() && !spec_.key.empty()) site->key_slots = {key_slot(compiler, "")};
  site->rank = static_cast<std::uint32_t>(terms.rank);
  site->mode = terms.is_shared ? LockTable::Mode::shared : LockTable::Mode::exclusive;
  has_readers_ |= terms.is_shared;
  has_keys_ |= !site->key_slots.empty();
  site->depth = context.depth;
  site->may_close_a_circle = graph_ != nullptr && context.is_side_by_side;
  for (const Held& held : context.held) {
    const auto* other = dynamic_cast<const RowLock*>(held.part);
    if (other == nullptr) continue;
    site->may_hold_it |= other == this;
    if (graph_ == nullptr || other->graph_ != graph_) continue;
    site->may_close_a_circle = true;
    site->depth = std::min(site->depth, held.depth);
  }
  // Beside other branches that hold rows of this lock it may hold one too.
  site->may_hold_it |= context.is_side_by_side;
  if (site->may_close_a_circle) deadlock_ = compiler.reason_number("deadlock");
  Context own = context;
  Engine& engine = compiler.engine();
  site->lane = engine.add_lane(spec_.wait_limit, compiler.take_ticket(own), wait_limit_reached, site);
  if (site->may_close_a_circle && spec_.deadlock_check > Duration{}) {
    site->check_lane =
        engine.add_lane(spec_.deadlock_check, compiler.take_ticket(own), deadlock_check_due, site);
  }
  return compiler.emit(context, {.run = lock,
                                 .wake = poll,
                                 .cancel = cancel_lock,
                                 .next = next,
                                 .part = static_cast<Component*>(this),
                                 .data = site,
                                 .slot = slot,
                                 .account = compiler.account(context, name(), TimeUse::waiting)});
}

}  // namespace plimsoll
