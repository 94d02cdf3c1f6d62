#include "models/components/pool.hpp"

#include "models/compiler.hpp"
#include "models/engine.hpp"
#include "models/flow/flow.hpp"
#include "models/guard_stop.hpp"
#include "models/model_problem.hpp"
#include "models/stations/readings.hpp"

namespace plimsoll {
namespace {
// More connections than this would take longer to open, one by one, than anybody waits for a run to begin.
constexpr std::int64_t kMostAtStart = 100'000'000;
}  // namespace

void PoolSpec::describe(spec::Fields& f) {
  f.required("towards", towards, "The database or databases that its connections lead to.").names("database");
  f.required(
       "per", per,
       "Whose it is: the name of a server (one pool in each of its instances), \"all\" (one shared), or "
       "\"request\" (a new one for every request).")
      .names("server")
      .or_words({"all", "request"});
  f.required("size", size, "Connections of each pool.").at_least(1).at_most(10'000'000).live();
  f.optional("wait_limit", wait_limit,
             "A request that waits longer for an open connection fails (timed_out).")
      .above(0);
  f.choice("opens", opens,
           {{"at_start", Opens::at_start, "all connections are open before the first request"},
            {"on_demand", Opens::on_demand, "a connection is opened when it is first needed, and kept"}},
           "When connections are opened. A pool per request always opens its own.");
  f.optional("open_network", open_network, "Opening a connection: time on the network, which burns nothing.");
  f.optional("open_cpu", open_cpu, "Opening a connection: work on the database's cores.");
}

ComponentKind kind_pool() {
  return component_kind<PoolSpec, Pool>(
      {.name = "pool",
       .summary = "Database connections, kept open and lent out one at a time.",
       .roles = static_cast<std::uint32_t>(spec::Role::hold),
       .measures = {{"wait_seconds", "wait in line for a connection"},
                    {"timed_out", "requests that gave up at the wait limit"},
                    {"opened", "connections opened"},
                    {"open_seconds_mean", "mean time to open one, from the end of the line"}}});
}

void Pool::wire(Compiler& compiler) {
  for (const std::string& name : spec_.towards) databases_.push_back(&compiler.part(name));
}

void Pool::start(Engine& engine) {
  if (is_per_request_) return;
  if (is_shared_) {
    group_of(engine, 0);
  } else {
    for (std::uint32_t number = 0; number < engine.host_count(); ++number) {
      if (engine.host(number).server->name() == spec_.per) group_of(engine, number);
    }
  }
  if (spec_.opens == PoolSpec::Opens::on_demand) return;
  if (capacity_.level() > kMostAtStart) {
    throw GuardStop(
        name() + " would open " + std::to_string(capacity_.level()) +
        " connections before the first request; opens = \"on_demand\" opens those that are needed");
  }
  for (auto& group : groups_) {
    if (group) open_at_start(engine, *group);
  }
}

void Pool::open_at_start(Engine& engine, Group& group) {
  for (; group.idle < spec_.size; ++group.idle) {
    std::size_t reached = 0;
    while (reached < databases_.size() && databases_[reached]->connect(engine)) ++reached;
    if (reached == databases_.size()) continue;
    // The database is full: this one and the rest will be tried again when they are needed.
    while (reached > 0) databases_[--reached]->disconnect(engine);
    return;
  }
}

// A smaller pool closes what is idle at once, and the rest as it is given back.
void Pool::settings_changed(Engine& engine) {
  capacity_.set(engine.now(), group_count_ * spec_.size);
  for (auto& group : groups_) {
    if (!group) continue;
    group->gate.set_size(engine, spec_.size);
    while (group->idle > 0 && group->idle + group->gate.in_use() > spec_.size) {
      --group->idle;
      close_connection(engine);
    }
  }
}

void Pool::close_connection(Engine& engine) {
  for (Component* database : databases_) database->disconnect(engine);
}

Pool::Group& Pool::open_group(const Engine& engine, std::uint32_t number) {
  if (number >= groups_.size()) groups_.resize(number + 1);
  groups_[number] = std::make_unique<Group>(spec_.size);
  groups_[number]->gate.end_warm_up(counting_since_);
  capacity_.set(engine.now(), ++group_count_ * spec_.size);
  return *groups_[number];
}

std::uint32_t Pool::group_number(const Request& r) const { return is_shared_ ? 0 : r.host; }

const Step* Pool::take(Engine& engine, RequestIndex r, const Step& step) {
  const Site& site = *static_cast<const Site*>(step.data);
  Pool& pool = *site.pool;
  Request& request = engine.request(r);
  engine.slot(r, site.slot + kReached) = 0;
  if (pool.is_per_request_) {
    engine.arm(site.lane, r);
    pool.private_in_use_.add(engine.now(), 1);
    return open(engine, r, site);
  }
  const std::uint32_t number = pool.group_number(request);
  engine.slot(r, site.slot + kGroup) = number;
  Group& group = pool.group_of(engine, number);
  const bool is_waiting = group.gate.arrive(engine, r) == Gate::Answer::waiting;
  // Who takes an open connection at once waits for nothing.
  if (is_waiting || group.idle == 0) engine.arm(site.lane, r);
  return is_waiting ? nullptr : step.next;
}

void Pool::cancel_take(Engine& engine, RequestIndex r, const Step& step) {
  const Site& site = *static_cast<const Site*>(step.data);
  engine.disarm(site.lane, r);
  site.pool->group_of(engine, engine.slot(r, site.slot + kGroup)).gate.withdraw(engine, r);
}

// Has a place: takes an open connection, or opens one.
const Step* Pool::admitted(Engine& engine, RequestIndex r, const Step& step) {
  const Site& site = *static_cast<const Site*>(step.data);
  Group& group = site.pool->group_of(engine, engine.slot(r, site.slot + kGroup));
  if (group.idle == 0) {
    return open(engine, r, site);
  }
  --group.idle;
  engine.disarm(site.lane, r);
  ++site.pool->lent_;
  return site.body;
}

const Step* Pool::open(Engine& engine, RequestIndex r, const Site& site) {
  const auto now = static_cast<std::uint64_t>(engine.now().count());
  engine.slot(r, site.slot + kSinceLow) = static_cast<std::uint32_t>(now);
  engine.slot(r, site.slot + kSinceHigh) = static_cast<std::uint32_t>(now >> 32);
  return site.opening;
}

const Step* Pool::reach(Engine& engine, RequestIndex r, const Step& step) {
  const Site& site = *static_cast<const Site*>(step.data);
  if (!static_cast<Component*>(step.part)->connect(engine)) {
    ++site.pool->refused_;
    return engine.failed(r, step, reason::refused);
  }
  ++engine.slot(r, site.slot + kReached);
  return step.next;
}

const Step* Pool::opened(Engine& engine, RequestIndex r, const Step& step) {
  const Site& site = *static_cast<const Site*>(step.data);
  Pool& pool = *site.pool;
  engine.disarm(site.lane, r);
  const std::uint64_t since =
      std::uint64_t{engine.slot(r, site.slot + kSinceHigh)} << 32 | engine.slot(r, site.slot + kSinceLow);
  pool.open_time_.record(engine.now() - SimTime::ns(static_cast<std::int64_t>(since)));
  ++pool.opened_;
  ++pool.lent_;
  return site.body;
}

// Undoes what of the opening was done, and gives the place back.
const Step* Pool::opening_failed(Engine& engine, RequestIndex r, const Step& step) {
  const Site& site = *static_cast<const Site*>(step.data);
  Pool& pool = *site.pool;
  engine.disarm(site.lane, r);
  const std::uint32_t reached = engine.slot(r, site.slot + kReached);
  for (std::uint32_t i = 0; i < reached; ++i) pool.databases_[i]->disconnect(engine);
  if (pool.is_per_request_) {
    pool.private_in_use_.add(engine.now(), -1);
  } else {
    pool.group_of(engine, engine.slot(r, site.slot + kGroup)).gate.leave(engine);
  }
  return step.next;
}

const Step* Pool::put_back(Engine& engine, RequestIndex r, const Step& step) {
  Pool& pool = *static_cast<Pool*>(step.part);
  if (pool.is_per_request_) {
    pool.close_connection(engine);
    pool.private_in_use_.add(engine.now(), -1);
  } else {
    Group& group = pool.group_of(engine, engine.slot(r, step.slot + kGroup));
    if (group.idle + group.gate.in_use() > pool.spec_.size) {
      pool.close_connection(engine);
    } else {
      ++group.idle;
    }
    group.gate.leave(engine);
  }
  return step.next;
}

void Pool::wait_limit_reached(Engine& engine, RequestIndex r, void* context) {
  ++static_cast<Site*>(context)->pool->timed_out_;
  engine.fail_blocked(r, reason::timed_out);
}

// take ──▶ admitted ──▶ (connect ──▶ network ──▶ database work) for each database ──▶ opened ──▶ body
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
  Program& program = compiler.program();
  Site* site = program.keep(Site{this, 0, slot});
  site->body = next;

  Context opening = context;
  site->lane =
      compiler.engine().add_lane(spec_.wait_limit, compiler.take_ticket(opening), wait_limit_reached, site);
  opening.next_slot = std::max(opening.next_slot, slot + kSlots);
  opening.on_fail = compiler.emit(
      context, {.run = opening_failed, .next = context.on_fail, .data = site, .is_landing = true});
  opening.path += "." + name();
  compiler.charge(opening, name(), TimeUse::opening);
  const Step* after = compiler.emit(opening, {.run = opened, .data = site});
  for (std::size_t i = databases_.size(); i-- > 0;) {
    Context towards = opening;
    towards.path += "." + databases_[i]->name();
    if (spec_.open_cpu.law.mean() > 0) {
      const Draw* work = program.keep(compiler.draw(towards, "open_cpu", spec_.open_cpu.law));
      after = databases_[i]->compile_query(compiler, towards, *work, after);
    }
    if (spec_.open_network.law.mean() > 0) {
      after = flow::wait(compiler, towards,
                         program.keep(compiler.draw(towards, "open_network", spec_.open_network.law)), after);
    }
    after = compiler.emit(towards, {.run = reach, .next = after, .part = databases_[i], .data = site});
  }
  site->opening = after;
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
  lent_ = timed_out_ = opened_ = refused_ = 0;
  open_time_.clear();
}

PartReading Pool::read(SimTime now) const {
  PartReading reading;
  reading.in_use = mean_or_zero(private_in_use_, now);
  reading.waiting = 0;
  for (const auto& group : groups_) {
    if (!group) continue;
    reading.in_use += mean_or_zero(group->gate.in_use_average(), now);
    reading.waiting += mean_or_zero(group->gate.waiting_average(), now);
    reading.wait.push_back(&group->gate.wait());
    group->gate.add_to(reading.books, now);
  }
  if (!is_per_request_) {
    reading.instances = group_count_;
    reading.utilisation = share(reading.in_use, mean_or_zero(capacity_, now));
  }
  reading.mean_instances = static_cast<double>(reading.instances);
  reading.served = static_cast<double>(lent_);
  reading.refused = static_cast<double>(refused_);
  reading.own = {{"timed_out", static_cast<double>(timed_out_)}, {"opened", static_cast<double>(opened_)}};
  if (!open_time_.empty()) reading.own.emplace_back("open_seconds_mean", open_time_.mean_seconds());
  return reading;
}

}  // namespace plimsoll
