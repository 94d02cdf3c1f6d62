#include "models/components/pool.hpp"

#include <algorithm>

#include "models/compiler.hpp"
#include "models/engine.hpp"
#include "models/model_problem.hpp"
#include "models/stations/readings.hpp"

namespace plimsoll {

ComponentKind kind_pool() {
  return component_kind<PoolSpec, Pool>(
      {.name = "pool",
       .summary = "Connections, kept open and lent out one at a time.",
       .roles = static_cast<std::uint32_t>(spec::Role::hold),
       .measures = {{"wait_seconds", "wait in line for a connection"},
                    {"timed_out", "requests that gave up at the wait limit"},
                    {"connections", "connections open, averaged over time"},
                    {"connections_max", "most connections open at once"},
                    {"opened", "connections opened, by requests or in the background"},
                    {"closed", "connections closed"},
                    {"lost", "connections lost in a crash of where they led"},
                    {"open_seconds_mean", "mean time to open one, from the end of the line"}}});
}

Pool::Pool(const spec::Part& part)
    : Component(part),
      spec_(settings_of<PoolSpec>(*this)),
      is_per_request_(spec_.per == "request"),
      is_shared_(spec_.per == "all"),
      has_ages_(spec_.idle_time || spec_.lifetime) {}

Pool::Group::Group(Pool* of, std::uint32_t its_number)
    : pool(of),
      number(its_number),
      gate(of->spec_.size * of->spec_.streams, of->spec_.queue.count),
      store(of->rules()) {}

ConnectionStore::Rules Pool::rules() const {
  return {.size = spec_.size,
          .streams = spec_.streams,
          .idle_min = spec_.idle_min,
          .idle_max = spec_.idle_max.count,
          .idle_time = spec_.idle_time,
          .has_lifetime = spec_.lifetime.has_value()};
}

const Step* Pool::take(Engine& engine, RequestIndex r, const Step& step) {
  const Site& site = *static_cast<const Site*>(step.data);
  Pool& pool = *site.pool;
  engine.slot(r, site.slot + kReached) = 0;
  if (pool.is_per_request_) return pool.take_private(engine, r, site);
  const std::uint32_t number = pool.group_number(engine.request(r));
  engine.slot(r, site.slot + kGroup) = number;
  engine.slot(r, site.slot + kConnection) = kNone;
  Group& group = pool.group_of(engine, number);
  switch (group.gate.arrive(engine, r)) {
    case Gate::Answer::admitted:
      // Who takes an open connection at once waits for nothing.
      if (group.store.take_any()) {
        engine.slot(r, site.slot + kLife) = group.life;
        ++pool.lent_;
        return site.body;
      }
      if (!group.store.has_open_one(engine.now())) engine.arm(site.lane, r);
      return step.next;
    case Gate::Answer::waiting:
      engine.arm(site.lane, r);
      return nullptr;
    case Gate::Answer::refused:
      break;
  }
  return engine.failed(r, step, reason::refused);
}

void Pool::cancel_take(Engine& engine, RequestIndex r, const Step& step) {
  const Site& site = *static_cast<const Site*>(step.data);
  engine.disarm(site.lane, r);
  site.pool->group_of(engine, engine.slot(r, site.slot + kGroup)).gate.withdraw(engine, r);
}

// Has a place: takes an open connection, opens one, or waits for one that is being opened.
const Step* Pool::admitted(Engine& engine, RequestIndex r, const Step& step) {
  const Site& site = *static_cast<const Site*>(step.data);
  Pool& pool = *site.pool;
  Group& group = pool.group_of(engine, engine.slot(r, site.slot + kGroup));
  const ConnectionStore::Given given = group.store.take(engine.now());
  engine.slot(r, site.slot + kConnection) = given.connection;
  engine.slot(r, site.slot + kLife) = group.life;
  if (group.store.has_closed()) pool.hang_up_closed(engine, group);
  if (pool.spec_.idle_min > 0) pool.refill(engine, group);
  if (given.action == ConnectionStore::Action::open) return begin_opening(engine, r, site);
  if (given.action == ConnectionStore::Action::join) return site.joining;
  engine.disarm(site.lane, r);
  ++pool.lent_;
  return site.body;
}

const Step* Pool::put_back(Engine& engine, RequestIndex r, const Step& step) {
  Pool& pool = *static_cast<Pool*>(step.part);
  if (pool.is_per_request_) {
    pool.put_back_private(engine, r, step.slot);
    return step.next;
  }
  Group& group = pool.group_of(engine, engine.slot(r, step.slot + kGroup));
  const bool is_handed_over = group.gate.leave(engine);
  if (engine.slot(r, step.slot + kLife) != group.life) return step.next;  // lost meanwhile
  const Connection connection = engine.slot(r, step.slot + kConnection);
  group.store.give_back(connection, engine.now(), is_handed_over);
  if (group.store.has_closed()) {
    pool.hang_up_closed(engine, group);
    if (pool.spec_.idle_min > 0) pool.refill(engine, group);
  } else if (pool.has_ages_ && group.store.is_idle(connection)) {
    pool.watch(engine, group, group.store.due(connection));
  }
  return step.next;
}

bool Pool::is_lost(Engine& engine, RequestIndex r, std::uint32_t slot) {
  const std::uint32_t life = is_per_request_ ? life_ : group_of(engine, engine.slot(r, slot + kGroup)).life;
  return engine.slot(r, slot + kLife) != life;
}

const Step* Pool::use(Engine& engine, RequestIndex r, const Step& step) {
  if (static_cast<Pool*>(step.part)->is_lost(engine, r, step.slot)) {
    return engine.failed(r, step, reason::crashed);
  }
  return step.next;
}

const Step* Pool::compile_use(Compiler& compiler, const Context& context, const Component& part,
                              std::uint32_t slot, const Step* next) {
  if (std::find(ends_.begin(), ends_.end(), &part) == ends_.end()) return next;
  return compiler.emit(context, {.run = use, .next = next, .part = this, .slot = slot});
}

void Pool::wait_limit_reached(Engine& engine, RequestIndex r, void* context) {
  ++static_cast<Site*>(context)->pool->timed_out_;
  engine.fail_blocked(r, reason::timed_out);
}

//                  ┌─ join ──▶ joined ─┐
// take ──▶ admitted ─────────────────────▶ body
//                  └─ (reach ──▶ steps of opening) for each end ──▶ opened ─▶ body
const Step* Pool::compile_take(Compiler& compiler, const Context& context, std::uint32_t slot,
                               const Step* next) {
  if (!is_per_request_ && !is_shared_ && (context.host == nullptr || context.host->name() != spec_.per)) {
    spec::Diagnostic problem;
    problem.address = context.path;
    problem.message = "holds " + name() + ", of which there is one per " + spec_.per +
                      ", but the request is on " +
                      (context.host == nullptr ? "no server" : context.host->name()) + " here";
    problem.remedy = "say `on = \"" + spec_.per + "\"`, or make the pool per = \"all\"";
    throw ModelProblem(problem);
  }
  Site* site = compiler.program().keep(Site{this, 0, slot});
  site->body = next;

  Context opening = context;
  site->lane =
      compiler.engine().add_lane(spec_.wait_limit, compiler.take_ticket(opening), wait_limit_reached, site);
  opening.next_slot = std::max(opening.next_slot, slot + kSlots);
  opening.path += "." + name();
  compiler.charge(opening, name(), TimeUse::opening);
  Context joining = opening;
  opening.on_fail = compiler.emit(
      context, {.run = opening_failed, .next = context.on_fail, .data = site, .is_landing = true});
  site->opening =
      compile_opening(compiler, opening, site, compiler.emit(opening, {.run = opened, .data = site}));
  joining.on_fail = compiler.emit(
      context, {.run = joined_failed, .next = context.on_fail, .data = site, .is_landing = true});
  const Step* done = compiler.emit(joining, {.run = joined, .next = next, .data = site});
  joining.on_fail =
      compiler.emit(context, {.run = join_failed, .next = context.on_fail, .data = site, .is_landing = true});
  site->joining = compiler.emit(joining, {.run = join,
                                          .cancel = cancel_join,
                                          .next = done,
                                          .data = site,
                                          .account = compiler.account(joining, name(), TimeUse::opening)});
  const Step* in = compiler.emit(opening, {.run = admitted, .data = site});
  return compiler.emit(context, {.run = take,
                                 .cancel = cancel_take,
                                 .next = in,
                                 .part = this,
                                 .data = site,
                                 .slot = slot,
                                 .account = compiler.account(context, name(), TimeUse::waiting)});
}

void Pool::end_warm_up(SimTime now) {
  for (auto& group : groups_) {
    if (group) group->gate.end_warm_up(now);
  }
  counting_since_ = now;
  capacity_.reset(now);
  private_in_use_.reset(now);
  open_.reset(now);
  lent_ = timed_out_ = opened_ = closed_ = lost_ = refused_ = 0;
  open_time_.clear();
}

PartReading Pool::read(SimTime now) const {
  PartReading reading;
  reading.in_use = mean_or_zero(private_in_use_, now);
  reading.waiting = 0;
  double refused = static_cast<double>(refused_);
  for (const auto& group : groups_) {
    if (!group) continue;
    reading.in_use += mean_or_zero(group->gate.in_use_average(), now);
    reading.waiting += mean_or_zero(group->gate.waiting_average(), now);
    reading.wait.push_back(&group->gate.wait());
    refused += static_cast<double>(group->gate.refused());
    group->gate.add_to(reading.books, now);
  }
  if (!is_per_request_) {
    reading.instances = group_count_;
    reading.utilisation = share(reading.in_use, mean_or_zero(capacity_, now));
  }
  reading.mean_instances = static_cast<double>(reading.instances);
  reading.served = static_cast<double>(lent_);
  reading.refused = refused;
  reading.own = {{"timed_out", static_cast<double>(timed_out_)},
                 {"connections", mean_or_zero(open_, now)},
                 {"connections_max", static_cast<double>(open_.max_level())},
                 {"opened", static_cast<double>(opened_)},
                 {"closed", static_cast<double>(closed_)},
                 {"lost", static_cast<double>(lost_)}};
  if (!open_time_.empty()) reading.own.emplace_back("open_seconds_mean", open_time_.mean_seconds());
  return reading;
}

}  // namespace plimsoll
