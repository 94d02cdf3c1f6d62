// What a server's instances may run out of besides workers and cores: descriptors, ports and memory.
#include <algorithm>

#include "models/compiler.hpp"
#include "models/components/server.hpp"
#include "models/engine.hpp"
#include "models/stations/readings.hpp"

namespace plimsoll {
namespace {
constexpr double kGib = 1024.0 * 1024 * 1024;
}  // namespace

void Server::Limits::end_warm_up(SimTime now) {
  sockets.end_warm_up(now);
  memory.end_warm_up(now);
  downtime.end_warm_up(now);
  collecting.reset(now);
  collections = 0;
}

std::vector<spec::Mismatch> ServerSpec::mismatches() const {
  std::vector<spec::Mismatch> found;
  memory.add_mismatches(found);
  if (collect_after && order == ProcessorOrder::fcfs) {
    found.push_back(
        {"collect_after",
         "stops all work while garbage is collected, but with order = \"fcfs\" a core finishes what it "
         "has begun",
         "leave out `order`: cores are shared then"});
  }
  if (!collect_after && (collect_pause.law.mean() > 0 || collect_pause_per_gib > Duration{})) {
    found.push_back({collect_pause.law.mean() > 0 ? "collect_pause" : "collect_pause_per_gib",
                     "is how long a collection takes, but none is made", "say when: `collect_after`"});
  }
  return found;
}

void Server::wire_limits(Engine& engine, Instance& instance) {
  Limits& limits = instance.limits;
  if (!spec_.sockets.are_unlimited()) instance.sockets = &limits.sockets;
  if (spec_.memory.memory) {
    limits.crash = engine.add_alarm(crash, &instance);
    limits.after_crash = engine.add_alarm(after_crash, &instance);
    limits.restart = engine.add_alarm(restart, &instance);
  }
  if (spec_.collect_after) limits.collected = engine.add_alarm(collected, &instance);
}

// A request comes to an instance; false if that has no descriptor for it, or has just crashed.
bool Server::receive(Engine& engine, RequestIndex r, Instance& instance, const Step& step) {
  Limits& limits = instance.limits;
  if (limits.downtime.is_down || limits.is_about_to_crash) return false;
  if (instance.sockets != nullptr && !limits.sockets.accept(engine.now())) return false;
  if (spec_.memory.memory) {
    engine.slot(r, step.slot + kGuest) = static_cast<std::uint32_t>(limits.guests.size());
    limits.guests.push_back({r, step.slot, static_cast<const Entry*>(step.data)->depth});
  }
  if (spec_.memory_per_request.count > 0) allocate(engine, instance, spec_.memory_per_request.count);
  return true;
}

void Server::see_off(Engine& engine, RequestIndex r, Instance& instance, std::uint32_t slot) {
  Limits& limits = instance.limits;
  if (instance.sockets != nullptr) limits.sockets.close_accepted(engine.now());
  if (spec_.memory.memory) {
    const std::uint32_t place = engine.slot(r, slot + kGuest);
    limits.guests[place] = limits.guests.back();
    engine.slot(limits.guests[place].request, limits.guests[place].slot + kGuest) = place;
    limits.guests.pop_back();
  }
  if (spec_.memory_per_request.count > 0) free(engine, instance, spec_.memory_per_request.count);
}

void Server::allocate(Engine& engine, Instance& instance, std::int64_t bytes) {
  Limits& limits = instance.limits;
  limits.memory.take(engine.now(), bytes);
  limits.allocated += bytes;
  if (limits.memory.is_exceeded() && !limits.is_about_to_crash && !limits.downtime.is_down) {
    // Once everybody who moves at this instant has come to a stop.
    limits.is_about_to_crash = true;
    engine.schedule_alarm(limits.crash, engine.now());
  }
  if (spec_.collect_after && limits.allocated >= spec_.collect_after->count &&
      limits.collecting.level() == 0) {
    collect(engine, instance);
  }
}

void Server::free(Engine& engine, Instance& instance, std::int64_t bytes) {
  const bool becomes_garbage = spec_.collect_after && !instance.limits.downtime.is_down;
  instance.limits.memory.give_back(engine.now(), bytes, becomes_garbage);
}

// Everything stops until what is garbage by then has been collected.
void Server::collect(Engine& engine, Instance& instance) {
  Limits& limits = instance.limits;
  limits.allocated = 0;
  limits.collecting.set(engine.now(), 1);
  ++limits.collections;
  set_cores(engine, instance);
  const double gib = static_cast<double>(limits.memory.held()) / kGib;
  const Duration pause =
      spec_.collect_pause.law.sample_duration(pauses_, instance.number, limits.collections_ever++) +
      Duration::from_seconds(spec_.collect_pause_per_gib.to_seconds() * gib);
  engine.schedule_alarm(limits.collected, engine.now() + pause);
}

void Server::collected(Engine& engine, void* context) {
  Instance& instance = *static_cast<Instance*>(context);
  instance.limits.collecting.set(engine.now(), 0);
  instance.limits.memory.collect(engine.now());
  static_cast<Server*>(instance.server)->set_cores(engine, instance);
}

// All that goes on there ends: what would have caught a failure inside is gone too.
void Server::crash(Engine& engine, void* context) {
  Instance& instance = *static_cast<Instance*>(context);
  Limits& limits = instance.limits;
  limits.is_about_to_crash = false;
  limits.downtime.begin(engine.now());
  limits.memory.collect(engine.now());
  limits.allocated = 0;
  instance.is_up = false;
  const std::vector<Guest> guests = limits.guests;  // those in line leave it at once
  for (const Guest& guest : guests) engine.crash_out(guest.request, guest.depth);
  engine.crash_tasks_on(instance.number);
  engine.schedule_alarm(limits.after_crash, engine.now());
  const Server& server = *static_cast<Server*>(instance.server);
  engine.schedule_alarm(limits.restart, engine.now() + server.spec_.memory.restart);
}

// Those who were there have gone, and have given back what they held.
void Server::after_crash(Engine& engine, void* context) {
  const Instance& instance = *static_cast<Instance*>(context);
  for (auto& part : engine.parts()) part->host_crashed(engine, instance);
}

void Server::restart(Engine& engine, void* context) {
  Instance& instance = *static_cast<Instance*>(context);
  instance.limits.downtime.end(engine.now());
  static_cast<Server*>(instance.server)->add_instances(engine);
}

const Step* Server::take_memory(Engine& engine, RequestIndex r, const Step& step) {
  Instance& instance = instance_of(engine, r);
  static_cast<Server*>(instance.server)
      ->allocate(engine, instance, *static_cast<const std::int64_t*>(step.data));
  return step.next;
}

const Step* Server::give_memory_back(Engine& engine, RequestIndex r, const Step& step) {
  Instance& instance = instance_of(engine, r);
  static_cast<Server*>(instance.server)->free(engine, instance, *static_cast<const std::int64_t*>(step.data));
  return step.next;
}

const Step* Server::compile_memory(Compiler& compiler, const Context& context, std::int64_t bytes,
                                   const Step* next) {
  has_memory_ = true;
  return compiler.emit(
      context,
      {.run = take_memory, .next = next, .part = this, .data = compiler.program().keep(std::int64_t{bytes})});
}

const Step* Server::compile_memory_back(Compiler& compiler, const Context& context, std::int64_t bytes,
                                        const Step* next) {
  return compiler.emit(context, {.run = give_memory_back,
                                 .next = next,
                                 .part = this,
                                 .data = compiler.program().keep(std::int64_t{bytes}),
                                 .is_landing = true});
}

void Server::add_limits_to(PartReading& reading, SimTime now) const {
  double descriptors = 0, memory = 0, down = 0, collecting = 0;
  std::int64_t most_descriptors = 0, most_memory = 0;
  std::uint64_t without_descriptor = 0, without_port = 0, crashes = 0, collections = 0;
  for (const auto& instance : instances_) {
    const Limits& limits = instance->limits;
    descriptors += mean_or_zero(limits.sockets.open(), now);
    most_descriptors = std::max(most_descriptors, limits.sockets.open().max_level());
    without_descriptor += limits.sockets.refused_for_descriptors();
    without_port += limits.sockets.refused_for_ports();
    memory += mean_or_zero(limits.memory.used(), now);
    most_memory = std::max(most_memory, limits.memory.used().max_level());
    crashes += limits.downtime.crashes;
    down += limits.downtime.seconds(now);
    collections += limits.collections;
    collecting += static_cast<double>(limits.collecting.integral(now)) * 1e-9;
  }
  if (!spec_.sockets.are_unlimited()) {
    reading.refused += static_cast<double>(without_descriptor);
    reading.own.emplace_back("descriptors", descriptors);
    reading.own.emplace_back("descriptors_max", static_cast<double>(most_descriptors));
    reading.own.emplace_back("descriptors_refused", static_cast<double>(without_descriptor));
    reading.own.emplace_back("ports_refused", static_cast<double>(without_port));
  }
  if (has_memory_) {
    reading.own.emplace_back("memory_bytes", memory);
    reading.own.emplace_back("memory_bytes_max", static_cast<double>(most_memory));
  }
  if (spec_.memory.memory) {
    reading.own.emplace_back("crashes", static_cast<double>(crashes));
    reading.own.emplace_back("down_seconds", down);
  }
  if (spec_.collect_after) {
    reading.own.emplace_back("collections", static_cast<double>(collections));
    reading.own.emplace_back("collecting_seconds", collecting);
  }
}

}  // namespace plimsoll
