// How commands reach the nodes of a cache, and what keys they are for.
#include "models/compiler.hpp"
#include "models/components/cache.hpp"
#include "models/engine.hpp"
#include "models/program.hpp"

namespace plimsoll {

Cache& Cache::part_of(const Step& step) { return static_cast<Cache&>(*static_cast<Component*>(step.part)); }

// The slot of its attribute tells item 7 from user 7.
std::uint64_t Cache::key_of(Engine& engine, RequestIndex r, const Site& site) {
  if (!site.is_keyed) return 0;
  return Changes::key(site.key_slot, engine.slot(r, site.key_slot));
}

std::uint64_t Cache::tag_of(Engine& engine, RequestIndex r, const Site& site) {
  if (site.tag_slot == kNone) return 0;
  return Changes::key(site.tag_slot, engine.slot(r, site.tag_slot));
}

// The first of several keys is the request's own; the others are drawn like it, anew each time.
std::uint64_t Cache::further_key(Engine& engine, RequestIndex r, const Site& site, std::uint32_t number) {
  if (number == 0 || !site.is_keyed) return key_of(engine, r, site);
  const Request& request = engine.request(r);
  const std::uint64_t index = std::uint64_t{request.iteration} << 7 | number;
  return Changes::key(site.key_slot, engine.program().draw_attribute(site.key_slot, request.subject, index));
}

void Cache::set_time(Engine& engine, RequestIndex r, std::uint32_t slot, SimTime time) {
  const auto bits = static_cast<std::uint64_t>(time.count());
  engine.slot(r, slot) = static_cast<std::uint32_t>(bits);
  engine.slot(r, slot + 1) = static_cast<std::uint32_t>(bits >> 32);
}

SimTime Cache::get_time(Engine& engine, RequestIndex r, std::uint32_t slot) {
  return SimTime::ns(
      static_cast<std::int64_t>(std::uint64_t{engine.slot(r, slot + 1)} << 32 | engine.slot(r, slot)));
}

// Whether the first node asked is down, or this command meets an error.
bool Cache::is_refused(Engine& engine, RequestIndex r, const Site& site) {
  const Request& request = engine.request(r);
  const CacheNodes::Node& node = nodes_[nodes_.number_of(engine, request, key_of(engine, r, site))];
  const bool is_down = !nodes_.is_reachable(node, engine.now());
  const bool is_error =
      spec_.errors.value > 0 && site.errors.uniform(request.subject, request.iteration) < spec_.errors.value;
  if (is_down || is_error) ++counts_.refused;
  return is_down || is_error;
}

// Remembers how long the command stands in line, until it is done.
void Cache::wait_for_turn(Engine& engine, RequestIndex r, const Site& site, CommandQueue::Turn turn) {
  if (spec_.cores.is_unlimited()) return;
  const Duration waited = turn.starts - engine.now();
  command_wait_.record(waited);
  set_time(engine, r, site.slot + kWaited, SimTime{} + waited);
}

void Cache::book_wait(Engine& engine, RequestIndex r, const Site& site) {
  if (spec_.cores.is_unlimited()) return;
  engine.book_cpu_waiting(r, get_time(engine, r, site.slot + kWaited) - SimTime{});
}

// How long one command of so much work takes.
Duration Cache::one_command(Engine& engine, RequestIndex r, const Site& site, std::uint64_t key,
                            Duration work, Duration round_trip) {
  const SimTime now = engine.now();
  CacheNodes::Node& node = nodes_[nodes_.number_of(engine, engine.request(r), key)];
  node.store.expect(key);
  const CommandQueue::Turn turn = node.commands.serve(now, work);
  wait_for_turn(engine, r, site, turn);
  return turn.done - now + round_trip;
}

// Several keys in one round trip: each node carries out its share one after the other, the nodes side by
// side.
Duration Cache::command_for_each_key(Engine& engine, RequestIndex r, const Site& site) {
  const Request& request = engine.request(r);
  const Duration work = site.time.duration(request), round_trip = site.round_trip.duration(request);
  if (site.keys == 1) return one_command(engine, r, site, key_of(engine, r, site), work, round_trip);
  const SimTime now = engine.now();
  CommandQueue::Turn last{now, now};
  std::array<std::uint32_t, 128> nodes{};
  for (std::uint32_t i = 0; i < site.keys; ++i) {
    nodes[i] = nodes_.number_of(engine, request, further_key(engine, r, site, i));
    work_of_node_.resize(nodes_.count());
    work_of_node_[nodes[i]] += work;
  }
  for (std::uint32_t i = 0; i < site.keys; ++i) {
    const Duration share = std::exchange(work_of_node_[nodes[i]], Duration{});
    if (share == Duration{}) continue;  // none, or sent already
    const CommandQueue::Turn turn = nodes_[nodes[i]].commands.serve(now, share);
    if (turn.done > last.done) last = turn;
  }
  wait_for_turn(engine, r, site, last);
  return last.done - now + round_trip;
}

void Cache::cancel_delay(Engine& engine, RequestIndex r, const Step&) { engine.cancel_wake(r); }

SimTime Cache::expiry(SimTime now, const Site& site, const Request& r) const {
  if (!spec_.ttl) return SimTime::max();
  if (spec_.jitter.value <= 0) return now + *spec_.ttl;
  const double stretch = 1 + spec_.jitter.value * (2 * site.jitter.uniform(r.subject, r.iteration) - 1);
  return now + Duration::from_seconds(spec_.ttl->to_seconds() * stretch);
}

// A node that is down stores nothing; the request that would have it stored goes on.
void Cache::insert(Engine& engine, RequestIndex r, const Site& site, std::uint64_t key, SimTime as_of,
                   Duration took) {
  const SimTime now = engine.now();
  CacheNodes::Node& node = nodes_[nodes_.number_of(engine, engine.request(r), key)];
  if (!nodes_.is_reachable(node, now)) return;
  nodes_.insert(now, node, key, {expiry(now, site, engine.request(r)), as_of, took}, tag_of(engine, r, site));
}

std::uint16_t Cache::account(Compiler& compiler, const Context& context) const {
  return spec_.cores.is_unlimited() ? compiler.account(context, name(), TimeUse::service)
                                    : compiler.processor_account(context, name());
}

void Cache::describe_site(Compiler& compiler, Context& context, const spec::Step& step, Site& site) {
  refuse_to_stand_elsewhere(context, step);
  site.time = compiler.draw(context, "look_up", spec_.time.law);
  site.round_trip = compiler.draw(context, "round_trip", spec_.round_trip.law);
  site.luck = compiler.stream(context.path + ".luck");
  site.jitter = compiler.stream(context.path + ".ttl");
  site.errors = compiler.stream(context.path + ".errors");
  site.slot = compiler.take_slots(context, spec_.cores.is_unlimited() ? std::uint32_t{kWaited} : kSlots);
  site.keys = static_cast<std::uint32_t>(step.keys);
  if (!step.key.empty()) {
    site.is_keyed = true;
    site.key_slot = compiler.attribute_slot(step.key);
  }
  if (!step.tag.empty()) site.tag_slot = compiler.attribute_slot(step.tag);
}

}  // namespace plimsoll
