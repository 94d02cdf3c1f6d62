// How a pool opens connections: by the request that needs one, or in the background.
#include <algorithm>

#include "models/compiler.hpp"
#include "models/components/pool.hpp"
#include "models/engine.hpp"
#include "models/flow/flow.hpp"
#include "models/stations/sockets.hpp"

namespace plimsoll {

const Step* Pool::begin_opening(Engine& engine, RequestIndex r, const Site& site) {
  const auto now = static_cast<std::uint64_t>(engine.now().count());
  engine.slot(r, site.slot + kSinceLow) = static_cast<std::uint32_t>(now);
  engine.slot(r, site.slot + kSinceHigh) = static_cast<std::uint32_t>(now >> 32);
  return site.opening;
}

// A connection has a leg to each of its ends, and one where it leads out of the model.
bool Pool::connect_leg(Engine& engine, std::uint32_t host, std::uint32_t leg) {
  Component* const end = ends_.empty() ? this : ends_[leg];
  Sockets* const sockets = host == kNone ? nullptr : engine.host(host).sockets;
  if (sockets != nullptr && !sockets->connect(engine.now(), end)) return false;
  if (ends_.empty()) return true;
  if (!end->connect(engine)) {
    if (sockets != nullptr) sockets->close_connected(engine.now(), end, false);
    return false;
  }
  ++open_at_[leg];
  return true;
}

void Pool::hang_up(Engine& engine, std::uint32_t host, std::uint32_t legs, End how) {
  Sockets* const sockets = host == kNone ? nullptr : engine.host(host).sockets;
  for (std::uint32_t leg = 0; leg < legs; ++leg) {
    Component* const end = ends_.empty() ? this : ends_[leg];
    if (sockets != nullptr) sockets->close_connected(engine.now(), end, how != End::lost);
    if (ends_.empty() || how == End::lost) continue;
    end->disconnect(engine);
    --open_at_[leg];
  }
}

const Step* Pool::reach(Engine& engine, RequestIndex r, const Step& step) {
  const Site& site = *static_cast<const Site*>(step.data);
  Pool& pool = *site.pool;
  if (pool.is_lost(engine, r, site.slot)) return engine.failed(r, step, reason::crashed);
  std::uint32_t& reached = engine.slot(r, site.slot + kReached);
  const std::uint32_t host = pool.is_shared_ ? kNone : engine.request(r).host;
  if (!pool.connect_leg(engine, host, reached)) {
    ++pool.refused_;
    return engine.failed(r, step, reason::refused);
  }
  ++reached;
  return step.next;
}

// Whoever is greeted by nobody any more does not go on.
const Step* Pool::go_on_opening(Engine& engine, RequestIndex r, const Step& step) {
  const Site& site = *static_cast<const Site*>(step.data);
  return site.pool->is_lost(engine, r, site.slot) ? engine.failed(r, step, reason::crashed) : step.next;
}

void Pool::note_opened(Engine& engine, RequestIndex r, std::uint32_t slot) {
  const std::uint64_t since =
      std::uint64_t{engine.slot(r, slot + kSinceHigh)} << 32 | engine.slot(r, slot + kSinceLow);
  open_time_.record(engine.now() - SimTime::ns(static_cast<std::int64_t>(since)));
  ++opened_;
  open_.add(engine.now(), 1);
}

const Step* Pool::opened(Engine& engine, RequestIndex r, const Step& step) {
  const Site& site = *static_cast<const Site*>(step.data);
  Pool& pool = *site.pool;
  if (pool.is_lost(engine, r, site.slot)) return engine.failed(r, step, reason::crashed);
  engine.disarm(site.lane, r);
  pool.note_opened(engine, r, site.slot);
  if (!pool.is_per_request_) {
    Group& group = pool.group_of(engine, engine.slot(r, site.slot + kGroup));
    pool.is_open(engine, group, engine.slot(r, site.slot + kConnection));
  }
  ++pool.lent_;
  return site.body;
}

SimTime Pool::end_of_life(Engine& engine, Group& group) {
  if (!spec_.lifetime) return SimTime::max();
  const double u = 2 * lifetimes_.uniform(group.number, group.opened++) - 1;
  return engine.now() + Duration::from_seconds(spec_.lifetime->to_seconds() * (1 + spec_.jitter.value * u));
}

// From now on it may be lent: those who have waited for it get it.
void Pool::is_open(Engine& engine, Group& group, Connection connection) {
  group.store.opened(connection, engine.now(), end_of_life(engine, group));
  if (has_ages_ && group.store.is_idle(connection)) watch(engine, group, group.store.due(connection));
  if (connection >= group.joined.size()) return;
  for (const RequestIndex waiting : group.joined[connection]) engine.resume(waiting);
  group.joined[connection].clear();
}

// Undoes what of the opening was done, and gives the place back.
const Step* Pool::opening_failed(Engine& engine, RequestIndex r, const Step& step) {
  const Site& site = *static_cast<const Site*>(step.data);
  Pool& pool = *site.pool;
  engine.disarm(site.lane, r);
  const std::uint32_t reached = engine.slot(r, site.slot + kReached);
  if (pool.is_per_request_) {
    const bool is_lost = pool.is_lost(engine, r, site.slot);
    pool.hang_up(engine, engine.request(r).host, reached, is_lost ? End::lost : End::never_open);
    engine.slot(r, site.slot + kReached) = 0;
    pool.put_back_private(engine, r, site.slot);
    return step.next;
  }
  Group& group = pool.group_of(engine, engine.slot(r, site.slot + kGroup));
  const Connection connection = engine.slot(r, site.slot + kConnection);
  if (connection != kNone) {
    const bool is_lost = pool.is_lost(engine, r, site.slot);
    pool.hang_up(engine, pool.host_of(group), reached, is_lost ? End::lost : End::never_open);
    if (!is_lost) {
      group.store.not_opened(connection);
      pool.pass_on_opening(engine, group, connection);
    }
  }
  group.gate.leave(engine);
  return step.next;
}

// The first of those who waited for it opens it now.
void Pool::pass_on_opening(Engine& engine, Group& group, Connection connection) {
  if (connection >= group.joined.size() || group.joined[connection].empty()) return;
  const RequestIndex first = group.joined[connection].front();
  group.joined[connection].erase(group.joined[connection].begin());
  const Site& site = *static_cast<const Site*>(engine.request(first).step->data);
  engine.slot(first, site.slot + kReached) = 0;
  engine.resume_at(first, begin_opening(engine, first, site));
}

const Step* Pool::join(Engine& engine, RequestIndex r, const Step& step) {
  const Site& site = *static_cast<const Site*>(step.data);
  Group& group = site.pool->group_of(engine, engine.slot(r, site.slot + kGroup));
  if (group.joined.size() < group.store.numbers()) group.joined.resize(group.store.numbers());
  group.joined[engine.slot(r, site.slot + kConnection)].push_back(r);
  return nullptr;
}

void Pool::cancel_join(Engine& engine, RequestIndex r, const Step& step) {
  const Site& site = *static_cast<const Site*>(step.data);
  Group& group = site.pool->group_of(engine, engine.slot(r, site.slot + kGroup));
  std::erase(group.joined[engine.slot(r, site.slot + kConnection)], r);
}

const Step* Pool::joined(Engine& engine, RequestIndex r, const Step& step) {
  const Site& site = *static_cast<const Site*>(step.data);
  if (site.pool->is_lost(engine, r, site.slot)) return engine.failed(r, step, reason::crashed);
  engine.disarm(site.lane, r);
  ++site.pool->lent_;
  return step.next;
}

// Gave up before it was open.
const Step* Pool::join_failed(Engine& engine, RequestIndex r, const Step& step) {
  const Site& site = *static_cast<const Site*>(step.data);
  Group& group = site.pool->group_of(engine, engine.slot(r, site.slot + kGroup));
  engine.disarm(site.lane, r);
  if (!site.pool->is_lost(engine, r, site.slot)) {
    group.store.left(engine.slot(r, site.slot + kConnection));
  }
  group.gate.leave(engine);
  return step.next;
}

// Was taken away at the instant at which it was opened.
const Step* Pool::joined_failed(Engine& engine, RequestIndex r, const Step& step) {
  const Site& site = *static_cast<const Site*>(step.data);
  engine.disarm(site.lane, r);
  Step as_given_back = step;
  as_given_back.part = site.pool;
  as_given_back.slot = site.slot;
  put_back(engine, r, as_given_back);
  return step.next;
}

const Step* Pool::opened_in_background(Engine& engine, RequestIndex r, const Step& step) {
  const Site& site = *static_cast<const Site*>(step.data);
  Pool& pool = *site.pool;
  if (pool.is_lost(engine, r, site.slot)) return engine.failed(r, step, reason::crashed);
  pool.note_opened(engine, r, site.slot);
  if (pool.is_per_request_) {
    pool.private_opening_ended(engine, r, true);
  } else {
    Group& group = pool.group_of(engine, engine.slot(r, site.slot + kGroup));
    pool.is_open(engine, group, engine.slot(r, site.slot + kConnection));
  }
  return step.next;
}

const Step* Pool::background_failed(Engine& engine, RequestIndex r, const Step& step) {
  const Site& site = *static_cast<const Site*>(step.data);
  Pool& pool = *site.pool;
  const bool is_lost = pool.is_lost(engine, r, site.slot);
  const std::uint32_t host = pool.is_shared_ ? kNone : engine.request(r).host;
  pool.hang_up(engine, host, engine.slot(r, site.slot + kReached), is_lost ? End::lost : End::never_open);
  if (pool.is_per_request_) {
    pool.private_opening_ended(engine, r, false);
  } else if (!is_lost) {
    Group& group = pool.group_of(engine, engine.slot(r, site.slot + kGroup));
    const Connection connection = engine.slot(r, site.slot + kConnection);
    group.store.give_up_refill(connection);
    pool.pass_on_opening(engine, group, connection);
  }
  return step.next;
}

const Step* Pool::compile_opening(Compiler& compiler, const Context& context, const Site* site,
                                  const Step* after) {
  for (std::size_t leg = legs(); leg-- > 0;) {
    Context towards = context;
    towards.path += "." + (ends_.empty() ? "outside" : ends_[leg]->name());
    for (std::size_t k = spec_.opening.size(); k-- > 0;) {
      const PoolSpec::OpeningStep& part = spec_.opening[k];
      if (!(part.time.law.mean() > 0)) continue;
      const Draw* time =
          compiler.program().keep(compiler.draw(towards, "opening_" + std::to_string(k + 1), part.time.law));
      if (part.is_cpu) {
        after = ends_[leg]->compile_query(compiler, towards, *time, after);
        after = compiler.emit(towards, {.run = go_on_opening, .next = after, .data = site});
      } else {
        after = flow::wait(compiler, towards, time, after);
      }
    }
    after = compiler.emit(towards, {.run = reach, .next = after, .data = site});
  }
  return after;
}

void Pool::compile_tasks(Compiler& compiler) {
  Context context;
  context.next_slot = compiler.program().carried_count();
  context.path = "system." + name() + ".background";
  background_ = compiler.program().keep(Site{this, 0, compiler.take_slots(context, kSlots)});
  background_->opening = flow::background(compiler, context, [&](const Context& inside, const Step* next) {
    Context opening = inside;
    opening.on_fail = compiler.emit(
        inside, {.run = background_failed, .next = inside.on_fail, .data = background_, .is_landing = true});
    return compile_opening(
        compiler, opening, background_,
        compiler.emit(opening, {.run = opened_in_background, .next = next, .data = background_}));
  });
  if (!spec_.health_check) return;
  context.path = "system." + name() + ".health_check";
  check_task_ = flow::background(compiler, context, [&](const Context& inside, const Step* next) {
    const Draw* time =
        compiler.program().keep(compiler.draw(inside, "health_check_cpu", spec_.health_check_cpu.law));
    for (std::size_t i = ends_.size(); i-- > 0 && time->law.mean() > 0;) {
      next = ends_[i]->compile_query(compiler, inside, *time, next);
    }
    return next;
  });
}

}  // namespace plimsoll
