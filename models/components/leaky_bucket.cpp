#include "models/components/leaky_bucket.hpp"

#include <algorithm>

#include "models/compiler.hpp"
#include "models/engine.hpp"

namespace plimsoll {

void LeakyBucketSpec::describe(spec::Fields& f) {
  f.required("drain_rate", drain_rate, "Steady rate at which waiting requests leave.").above(0).capacity();
  f.optional("depth", depth, "Requests that may wait; one more is refused (limited).").at_least(0).capacity();
}

ComponentKind kind_leaky_bucket() {
  return component_kind<LeakyBucketSpec, LeakyBucket>(
      {.name = "leaky_bucket",
       .summary = "Smooths bursts: requests wait in line and leave one by one.",
       .roles = static_cast<std::uint32_t>(spec::Role::pass),
       .measures = {{"wait_seconds", "wait in line, from arrival to leaving"}}});
}

LeakyBucketRule::LeakyBucketRule(const LeakyBucketSpec& spec)
    : gap_(Duration::from_seconds(1 / spec.drain_rate.per_second)), depth_(spec.depth) {}

std::optional<SimTime> LeakyBucketRule::admit(SimTime now) {
  const SimTime leaves = std::max(now, next_departure_);
  if (leaves - now > gap_ * depth_) return std::nullopt;
  next_departure_ = leaves + gap_;
  return leaves;
}

const Step* LeakyBucket::compile_pass(Compiler& compiler, const Context& context, const Step* next) {
  const std::uint16_t waiting = compiler.account(context, name(), TimeUse::waiting);
  return compiler.emit(
      context,
      {.run = enter, .wake = leave, .cancel = give_up, .next = next, .part = this, .account = waiting});
}

const Step* LeakyBucket::enter(Engine& engine, RequestIndex r, const Step& step) {
  LeakyBucket& bucket = *static_cast<LeakyBucket*>(step.part);
  const std::optional<SimTime> leaves = bucket.rule_.admit(engine.now());
  if (!leaves) {
    ++bucket.refused_;
    return engine.failed(r, step, reason::limited);
  }
  engine.request(r).since = engine.now();
  if (*leaves == engine.now()) return leave(engine, r, step);
  engine.wake_at(r, *leaves);
  return nullptr;
}

const Step* LeakyBucket::leave(Engine& engine, RequestIndex r, const Step& step) {
  static_cast<LeakyBucket*>(step.part)->wait_.record(engine.now() - engine.request(r).since);
  return step.next;
}

// Its turn stays empty: the bucket drains at its own pace.
void LeakyBucket::give_up(Engine& engine, RequestIndex r, const Step&) { engine.cancel_wake(r); }

void LeakyBucket::end_warm_up(SimTime) {
  wait_.clear();
  refused_ = 0;
}

PartReading LeakyBucket::read(SimTime) const {
  PartReading reading;
  reading.served = static_cast<double>(wait_.count());
  reading.refused = static_cast<double>(refused_);
  reading.wait.push_back(&wait_);
  return reading;
}

}  // namespace plimsoll
