// What happens to a pool's connections while nobody uses them.
#include <algorithm>

#include "models/compiler.hpp"
#include "models/components/pool.hpp"
#include "models/engine.hpp"
#include "models/guard_stop.hpp"

namespace plimsoll {
namespace {
// More connections than this would take longer to open, one by one, than anybody waits for a run to begin.
constexpr std::int64_t kMostAtStart = 100'000'000;
}  // namespace

void Pool::start(Engine& engine) {
  if (is_per_request_) return;
  if (is_shared_) {
    group_of(engine, 0);
  } else {
    for (std::uint32_t number = 0; number < engine.host_count(); ++number) {
      if (engine.host(number).server->name() == spec_.per) group_of(engine, number);
    }
  }
  if (spec_.opens == PoolSpec::Opens::at_start && group_count_ * spec_.size > kMostAtStart) {
    throw GuardStop(
        name() + " would open " + std::to_string(group_count_ * spec_.size) +
        " connections before the first request; opens = \"on_demand\" opens those that are needed");
  }
  for (auto& group : groups_) {
    if (!group) continue;
    if (spec_.opens == PoolSpec::Opens::at_start) open_at_start(engine, *group);
    if (spec_.idle_min > 0) refill(engine, *group);
  }
}

Pool::Group& Pool::open_group(Engine& engine, std::uint32_t number) {
  if (number >= groups_.size()) groups_.resize(number + 1);
  groups_[number] = std::make_unique<Group>(this, number);
  Group& group = *groups_[number];
  group.gate.end_warm_up(counting_since_);
  capacity_.set(engine.now(), ++group_count_ * spec_.size * spec_.streams);
  if (has_ages_) group.upkeep = engine.add_alarm(upkeep_due, &group);
  if (spec_.health_check) {
    group.check = engine.add_alarm(check_due, &group);
    engine.schedule_alarm(group.check, engine.now() + *spec_.health_check);
  }
  return group;
}

// They are there before time begins: opening them has cost nobody anything.
void Pool::open_at_start(Engine& engine, Group& group) {
  const std::int64_t wanted = std::min(spec_.size, spec_.idle_max.count);
  for (std::int64_t i = 0; i < wanted; ++i) {
    std::uint32_t reached = 0;
    while (reached < legs() && connect_leg(engine, host_of(group), reached)) ++reached;
    if (reached < legs()) {
      // One end is full: this one and the rest will be tried again when they are needed.
      hang_up(engine, host_of(group), reached, End::never_open);
      return;
    }
    open_.add(engine.now(), 1);
    const Connection connection = group.store.add_open(engine.now(), end_of_life(engine, group));
    if (has_ages_) watch(engine, group, group.store.due(connection));
  }
}

void Pool::hang_up_closed(Engine& engine, Group& group) {
  const std::int64_t closed = group.store.take_closed();
  for (std::int64_t i = 0; i < closed; ++i) hang_up(engine, host_of(group), legs(), End::closed);
  open_.add(engine.now(), -closed);
  closed_ += static_cast<std::uint64_t>(closed);
}

void Pool::refill(Engine& engine, Group& group) {
  while (const auto connection = group.store.refill()) {
    const RequestIndex task = engine.spawn(tasks_++, host_of(group), background_->opening);
    engine.slot(task, background_->slot + kGroup) = group.number;
    engine.slot(task, background_->slot + kConnection) = *connection;
    engine.slot(task, background_->slot + kLife) = group.life;
    begin_opening(engine, task, *background_);
  }
}

void Pool::watch(Engine& engine, Group& group, SimTime due) {
  if (due >= group.upkeep_at) return;
  if (group.upkeep_at != SimTime::max()) engine.cancel_alarm(group.upkeep_event);
  group.upkeep_at = due;
  group.upkeep_event = engine.schedule_alarm_cancellable(group.upkeep, due);
}

void Pool::upkeep_due(Engine& engine, void* context) {
  Group& group = *static_cast<Group*>(context);
  Pool& pool = *group.pool;
  group.upkeep_at = SimTime::max();
  const SimTime next = group.store.close_due(engine.now());
  if (group.store.has_closed()) {
    pool.hang_up_closed(engine, group);
    if (pool.spec_.idle_min > 0) pool.refill(engine, group);
  }
  if (next != SimTime::max()) pool.watch(engine, group, next);
}

// Each idle connection is asked whether it still works, and what was refused before is tried again.
void Pool::check_due(Engine& engine, void* context) {
  Group& group = *static_cast<Group*>(context);
  Pool& pool = *group.pool;
  const std::uint32_t host = pool.host_of(group);
  if (host == kNone || engine.host(host).is_up) {
    for (std::int64_t i = 0; i < group.store.idle(); ++i) {
      engine.spawn(pool.tasks_++, host, pool.check_task_);
    }
    if (pool.spec_.idle_min > 0) pool.refill(engine, group);
  }
  engine.schedule_alarm(group.check, engine.now() + *pool.spec_.health_check);
}

// A smaller pool closes what is idle at once, and the rest as it is given back.
void Pool::settings_changed(Engine& engine) {
  capacity_.set(engine.now(), group_count_ * spec_.size * spec_.streams);
  for (auto& group : groups_) {
    if (!group) continue;
    group->gate.set_size(engine, spec_.size * spec_.streams);
    group->store.set_size(spec_.size);
    if (group->store.has_closed()) hang_up_closed(engine, *group);
  }
}

// Nothing is left to be closed at that end; at the others the pool hangs up at once. Who still uses one finds
// out when he does so again, and who waits for one that is being opened is told.
void Pool::connections_lost(Engine& engine, const Component& part) {
  for (std::size_t leg = 0; leg < ends_.size(); ++leg) {
    for (; open_at_[leg] > 0; --open_at_[leg]) {
      if (ends_[leg] != &part) ends_[leg]->disconnect(engine);
    }
  }
  lost_ += static_cast<std::uint64_t>(open_.level());
  open_.set(engine.now(), 0);
  lose_private(engine);
  for (auto& group : groups_) {
    if (!group) continue;
    ++group->life;
    for (std::int64_t i = 0; i < group->store.open(); ++i) {
      hang_up(engine, host_of(*group), legs(), End::lost);
    }
    group->store.lose_all();
    for (auto& waiting : group->joined) {
      for (const RequestIndex r : waiting) engine.fail(r, reason::crashed);
      waiting.clear();
    }
  }
}

// Its pool went with the instance. Nobody uses its connections any more.
void Pool::host_crashed(Engine& engine, const HostInstance& host) {
  if (is_per_request_ || is_shared_ || host.number >= groups_.size() || !groups_[host.number]) return;
  groups_[host.number]->store.close_idle();
  hang_up_closed(engine, *groups_[host.number]);
}

}  // namespace plimsoll
