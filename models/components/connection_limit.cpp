#include "models/components/connection_limit.hpp"

#include "models/compiler.hpp"
#include "models/engine.hpp"
#include "models/stations/readings.hpp"

namespace plimsoll {

void ConnectionLimitSpec::describe(spec::Fields& f) {
  f.required("size", size, "Requests inside at once; one more is refused.").at_least(1).live().capacity();
  f.optional("per", per, "Attribute: each of its values has a limit of its own.").names("attribute");
}

ComponentKind kind_connection_limit() {
  return component_kind<ConnectionLimitSpec, ConnectionLimit>(
      {.name = "connection_limit",
       .summary = "Lets so many requests in at once and refuses the others; nobody waits.",
       .roles = static_cast<std::uint32_t>(spec::Role::hold),
       .measures = {{"in_use_max", "most requests inside at once"}}});
}

ConnectionLimit& ConnectionLimit::part_of(const Step& step) {
  return static_cast<ConnectionLimit&>(*static_cast<Component*>(step.part));
}

std::uint64_t ConnectionLimit::key_of(Engine& engine, RequestIndex r) const {
  return engine.slot(r, key_slot_);
}

const Step* ConnectionLimit::enter(Engine& engine, RequestIndex r, const Step& step) {
  ConnectionLimit& limit = part_of(step);
  std::int64_t inside = limit.inside_.level();
  if (limit.is_keyed()) {
    const std::int64_t* of_key = limit.inside_of_.find(limit.key_of(engine, r));
    inside = of_key != nullptr ? *of_key : 0;
  }
  if (inside >= limit.spec_.size) {
    ++limit.refused_;
    return engine.failed(r, step, reason::refused);
  }
  if (limit.is_keyed()) ++limit.inside_of_[limit.key_of(engine, r)];
  limit.inside_.add(engine.now(), 1);
  ++limit.let_in_;
  return step.next;
}

const Step* ConnectionLimit::leave(Engine& engine, RequestIndex r, const Step& step) {
  ConnectionLimit& limit = part_of(step);
  limit.inside_.add(engine.now(), -1);
  if (limit.is_keyed()) {
    const std::uint64_t key = limit.key_of(engine, r);
    std::int64_t* inside = limit.inside_of_.find(key);
    PLIMSOLL_CHECK(inside != nullptr && *inside > 0);
    if (--*inside == 0) limit.inside_of_.erase(key);
  }
  return step.next;
}

const Step* ConnectionLimit::compile_take(Compiler& compiler, const Context& context, std::uint32_t,
                                          const Step* next) {
  if (is_keyed()) key_slot_ = compiler.attribute_slot(spec_.per);
  return compiler.emit(context, {.run = enter, .next = next, .part = static_cast<Component*>(this)});
}

void ConnectionLimit::settings_changed(Engine& engine) { size_.set(engine.now(), spec_.size); }

void ConnectionLimit::end_warm_up(SimTime now) {
  inside_.reset(now);
  size_.reset(now);
  let_in_ = 0;
  refused_ = 0;
}

PartReading ConnectionLimit::read(SimTime now) const {
  PartReading reading;
  reading.in_use = mean_or_zero(inside_, now);
  // With a limit for each value there is no one capacity that a share could be of.
  if (!is_keyed()) reading.utilisation = share(reading.in_use, mean_or_zero(size_, now));
  reading.served = static_cast<double>(let_in_);
  reading.refused = static_cast<double>(refused_);
  reading.own = {{"in_use_max", static_cast<double>(inside_.max_level())}};
  return reading;
}

}  // namespace plimsoll
