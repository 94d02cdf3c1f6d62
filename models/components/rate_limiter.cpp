#include "models/components/rate_limiter.hpp"

#include "models/compiler.hpp"
#include "models/engine.hpp"
#include "models/stations/readings.hpp"

namespace plimsoll {

void RateLimiterSpec::describe(spec::Fields& f) {
  f.required("rate", rate, "Requests that may pass in the long run.")
      .above(0)
      .at_most(TokenBucket::max_rate_per_second)
      .live()
      .capacity();
  f.optional("burst", burst, "Requests that may pass at once after a pause; 1 spaces them evenly.")
      .at_least(1)
      .at_most(static_cast<double>(TokenBucket::max_burst))
      .live()
      .capacity();
  f.choice("mode", mode,
           {{"refuse", Mode::refuse, "what comes too soon fails as `limited` (429)"},
            {"wait", Mode::wait, "what comes too soon waits its turn"}},
           "What happens to a request that comes too soon.");
  f.optional("queue", queue, "mode = \"wait\": requests that may wait; one more fails as `limited`.")
      .at_least(0);
  f.optional("per", per, "Attribute: each of its values has a rate and a burst of its own.")
      .names("attribute");
}

ComponentKind kind_rate_limiter() {
  return component_kind<RateLimiterSpec, RateLimiter>(
      {.name = "rate_limiter",
       .summary = "Lets requests pass at a steady rate, and a burst at once; the others are refused or wait.",
       .roles = static_cast<std::uint32_t>(spec::Role::pass),
       .measures = {{"passed", "requests that passed"},
                    {"limited", "requests turned away: too soon, or the line was full"},
                    {"wait_seconds", "wait of those that passed, where mode = \"wait\""}}});
}

RateLimiter& RateLimiter::part_of(const Step& step) {
  return static_cast<RateLimiter&>(*static_cast<Component*>(step.part));
}

void RateLimiter::wire(Compiler&) {
  if (spec_.per.empty()) buckets_.emplace_back(spec_.rate.per_second, spec_.burst);
}

void RateLimiter::settings_changed(Engine& engine) {
  for (TokenBucket& bucket : buckets_) {
    bucket.set_rate(engine.now(), spec_.rate.per_second);
    bucket.set_burst(engine.now(), spec_.burst);
  }
}

// A value's bucket is made when the value first comes, full: as if it had been there from the start.
TokenBucket& RateLimiter::bucket_of(Engine& engine, RequestIndex r) {
  if (spec_.per.empty()) return buckets_.front();
  std::uint32_t& place = bucket_by_key_[engine.slot(r, key_slot_)];
  if (place == 0) {
    buckets_.emplace_back(spec_.rate.per_second, spec_.burst);
    place = static_cast<std::uint32_t>(buckets_.size());
  }
  return buckets_[place - 1];
}

const Step* RateLimiter::passed(const Step& step, Duration waited) {
  ++passed_;
  wait_.record(waited);
  return step.next;
}

const Step* RateLimiter::limited(Engine& engine, RequestIndex r, const Step& step) {
  ++limited_;
  return engine.failed(r, step, reason::limited);
}

const Step* RateLimiter::pass(Engine& engine, RequestIndex r, const Step& step) {
  RateLimiter& limiter = part_of(step);
  TokenBucket& bucket = limiter.bucket_of(engine, r);
  const SimTime now = engine.now();
  const bool may_wait = limiter.spec_.mode == RateLimiterSpec::Mode::wait &&
                        limiter.waiting_.level() < limiter.spec_.queue.count;
  if (!may_wait) {
    return bucket.try_take(now) ? limiter.passed(step, Duration{}) : limiter.limited(engine, r, step);
  }
  const SimTime turn = bucket.take_in_turn(now);
  if (turn == SimTime::max()) return limiter.limited(engine, r, step);  // no token will ever come
  if (turn == now) return limiter.passed(step, Duration{});
  engine.request(r).since = now;
  engine.request(r).is_waiting = true;
  limiter.waiting_.add(now, 1);
  engine.wake_at(r, turn);
  return nullptr;
}

const Step* RateLimiter::turn_has_come(Engine& engine, RequestIndex r, const Step& step) {
  RateLimiter& limiter = part_of(step);
  limiter.waiting_.add(engine.now(), -1);
  engine.request(r).is_waiting = false;
  return limiter.passed(step, engine.now() - engine.request(r).since);
}

void RateLimiter::withdraw(Engine& engine, RequestIndex r, const Step& step) {
  RateLimiter& limiter = part_of(step);
  Request& request = engine.request(r);
  engine.cancel_wake(r);
  limiter.waiting_.add(engine.now(), -1);
  limiter.gave_up_ns_ += static_cast<std::uint64_t>((engine.now() - request.since).count());
  request.is_waiting = false;
}

const Step* RateLimiter::compile_pass(Compiler& compiler, const Context& context, const Step* next) {
  if (!spec_.per.empty()) key_slot_ = compiler.attribute_slot(spec_.per);
  return compiler.emit(context, {.run = pass,
                                 .wake = turn_has_come,
                                 .cancel = withdraw,
                                 .next = next,
                                 .part = static_cast<Component*>(this),
                                 .account = compiler.account(context, name(), TimeUse::waiting)});
}

void RateLimiter::end_warm_up(SimTime now) {
  waiting_.reset(now);
  wait_.clear();
  passed_ = 0;
  limited_ = 0;
  gave_up_ns_ = 0;
}

PartReading RateLimiter::read(SimTime now) const {
  PartReading reading;
  reading.served = static_cast<double>(passed_);
  reading.refused = static_cast<double>(limited_);
  if (spec_.mode == RateLimiterSpec::Mode::wait) {
    reading.waiting = mean_or_zero(waiting_, now);
    reading.wait = {&wait_};
    reading.books.in_line_ns = waiting_.integral(now);
    reading.books.in_line = waiting_.level();
    reading.books.waited_ns = wait_.sum_nanoseconds();
    reading.books.gave_up_ns = gave_up_ns_;
  }
  reading.own = {{"passed", reading.served}, {"limited", reading.refused}};
  return reading;
}

}  // namespace plimsoll
