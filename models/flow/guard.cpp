#include <bitset>
#include <utility>
#include <vector>

#include "models/engine.hpp"
#include "models/flow/flow.hpp"
#include "models/policies/backoff.hpp"

namespace plimsoll::flow {
namespace {

// The way through a guard:
//
//     enter ─▶ try ─▶ body ─▶ passed ─▶ next
//               ▲  └─ breaker open ─┐     ▲
//               │                   ▼     │
//            pause ◀─ again ──── landed ──┴─ fallback ─▶ next
//                                   └─ on_fail
//
// Slots: the number of the try, the iteration number and whether it was degraded outside, the breaker's
// period.
enum : std::uint32_t { kTry, kIteration, kPeriod, kDegraded, kSlots };

struct GuardData {
  std::uint16_t depth = 0;
  std::uint32_t slot = 0;
  std::uint32_t site = 0;
  bool has_limit = false;
  LaneId lane = 0;
  Breaker* breaker = nullptr;
  std::int64_t attempts = 1;
  Backoff backoff;
  std::bitset<KindRecord::kReasons> retries;
  Draw jitter;
  // Where the time of its tries goes; that of a failed one moves to `retries_account`. In a loop, what
  // earlier rounds have spent is moved out of the way first.
  std::uint16_t first_account = 0, end_account = 0, retries_account = 0;
  std::vector<std::uint16_t> accounts_outside;
  const Step* attempt = nullptr;  // the step `try`
  const Step* pause = nullptr;
  const Step* body = nullptr;
  const Step* landed = nullptr;
  const Step* fallback = nullptr;
};

const GuardData& data_of(const Step& step) { return *static_cast<const GuardData*>(step.data); }

const Step* enter(Engine& engine, RequestIndex r, const Step& step) {
  const GuardData& guard = data_of(step);
  engine.slot(r, guard.slot + kTry) = 1;
  engine.slot(r, guard.slot + kIteration) = engine.request(r).iteration;
  engine.slot(r, guard.slot + kDegraded) = engine.request(r).is_degraded ? 1 : 0;
  if (!guard.accounts_outside.empty()) engine.move_accounts(r, guard.first_account, guard.accounts_outside);
  return guard.attempt;
}

const Step* attempt(Engine& engine, RequestIndex r, const Step& step) {
  const GuardData& guard = data_of(step);
  if (guard.breaker != nullptr) {
    if (!guard.breaker->allows(engine.now())) {
      engine.slot(r, guard.slot + kPeriod) = kNone;
      engine.request(r).why = reason::circuit_open;
      return guard.landed;
    }
    engine.slot(r, guard.slot + kPeriod) = static_cast<std::uint32_t>(guard.breaker->period());
  }
  if (guard.has_limit) engine.arm(guard.lane, r);
  return guard.body;
}

bool reports_to_breaker(Engine& engine, RequestIndex r, const GuardData& guard) {
  return guard.breaker != nullptr &&
         engine.slot(r, guard.slot + kPeriod) == static_cast<std::uint32_t>(guard.breaker->period());
}

const Step* passed(Engine& engine, RequestIndex r, const Step& step) {
  const GuardData& guard = data_of(step);
  if (guard.has_limit) engine.disarm(guard.lane, r);
  if (reports_to_breaker(engine, r, guard)) guard.breaker->succeeded(engine.now(), guard.breaker->period());
  engine.request(r).iteration = engine.slot(r, guard.slot + kIteration);
  return step.next;
}

const Step* landed(Engine& engine, RequestIndex r, const Step& step) {
  const GuardData& guard = data_of(step);
  Request& request = engine.request(r);
  if (guard.has_limit) engine.disarm(guard.lane, r);
  const std::uint32_t outside = engine.slot(r, guard.slot + kIteration);
  if (request.unwind_depth < guard.depth) {  // not ours to stop
    if (reports_to_breaker(engine, r, guard)) guard.breaker->forgotten(engine.now(), guard.breaker->period());
    request.iteration = outside;
    return step.on_fail;
  }
  request.unwind_depth = Request::kNotUnwinding;
  if (reports_to_breaker(engine, r, guard)) guard.breaker->failed(engine.now(), guard.breaker->period());
  if (engine.slot(r, guard.slot + kTry) < guard.attempts && guard.retries[request.why]) {
    engine.move_accounts(r, guard.first_account, guard.end_account, guard.retries_account);
    return guard.pause;
  }
  request.iteration = outside;
  if (guard.fallback != nullptr) {
    request.why = reason::none;
    return guard.fallback;
  }
  return step.on_fail;
}

const Step* replaced(Engine& engine, RequestIndex r, const Step& step) {
  engine.request(r).is_degraded = true;
  return step.next;
}

const Step* pause(Engine& engine, RequestIndex r, const Step& step) {
  const GuardData& guard = data_of(step);
  const double u = guard.jitter.uniform(engine.request(r));
  engine.wake_after(r, backoff_delay(guard.backoff, engine.slot(r, guard.slot + kTry), u));
  return nullptr;
}

const Step* pause_over(Engine& engine, RequestIndex r, const Step& step) {
  const GuardData& guard = data_of(step);
  std::uint32_t& number = engine.slot(r, guard.slot + kTry);
  Request& request = engine.request(r);
  request.why = reason::none;
  request.is_degraded =
      engine.slot(r, guard.slot + kDegraded) != 0;  // what the failed try fell back on is undone
  request.iteration = next_iteration(engine.slot(r, guard.slot + kIteration), guard.site, number);
  ++number;
  return guard.attempt;
}

// Nobody has moved on from the pause's own landing, so iteration is put right there too.
const Step* pause_failed(Engine& engine, RequestIndex r, const Step& step) {
  engine.request(r).iteration = engine.slot(r, data_of(step).slot + kIteration);
  return step.next;
}

void cancel_pause(Engine& engine, RequestIndex r, const Step&) { engine.cancel_wake(r); }

void limit_reached(Engine& engine, RequestIndex r, void* context) {
  engine.interrupt(r, reason::timed_out, static_cast<const GuardData*>(context)->depth);
}

// A guard that is nothing but a limit needs no slots: arm ─▶ body ─▶ disarm ─▶ next, or over ─▶ on_fail.
struct Limit {
  LaneId lane = 0;
  std::uint16_t depth = 0;
};

const Limit& limit_of(const Step& step) { return *static_cast<const Limit*>(step.data); }

const Step* arm(Engine& engine, RequestIndex r, const Step& step) {
  engine.arm(limit_of(step).lane, r);
  return step.next;
}

const Step* disarm(Engine& engine, RequestIndex r, const Step& step) {
  engine.disarm(limit_of(step).lane, r);
  return step.next;
}

const Step* over(Engine& engine, RequestIndex r, const Step& step) {
  const Limit& limit = limit_of(step);
  engine.disarm(limit.lane, r);
  Request& request = engine.request(r);
  if (request.unwind_depth >= limit.depth) request.unwind_depth = Request::kNotUnwinding;
  return step.next;
}

void time_is_up(Engine& engine, RequestIndex r, void* context) {
  engine.interrupt(r, reason::timed_out, static_cast<const Limit*>(context)->depth);
}

const Step* limit_only(Compiler& compiler, Context context, Duration limit, const Step* next,
                       const Body& body) {
  const Context outside = context;
  Limit* data = compiler.program().keep(Limit{});
  data->depth = ++context.depth;
  data->lane = compiler.engine().add_lane(limit, compiler.take_ticket(context), time_is_up, data);
  // Whoever is interrupted just before it is disarmed still has a timer to put down.
  context.on_fail =
      compiler.emit(outside, {.run = over, .next = outside.on_fail, .data = data, .is_landing = true});
  const Step* done = compiler.emit(context, {.run = disarm, .next = next, .data = data});
  return compiler.emit(outside, {.run = arm, .next = body(context, done), .data = data});
}

Backoff backoff_of(const spec::RetryPolicy& retry) {
  Backoff backoff;
  backoff.first = retry.backoff;
  backoff.factor = retry.factor;
  backoff.cap = retry.cap;
  switch (retry.jitter) {
    case spec::RetryPolicy::Jitter::none:
      backoff.jitter = Jitter::none;
      break;
    case spec::RetryPolicy::Jitter::full:
      backoff.jitter = Jitter::full;
      break;
    case spec::RetryPolicy::Jitter::equal:
      backoff.jitter = Jitter::equal;
      break;
  }
  return backoff;
}

}  // namespace

const Step* guard(Compiler& compiler, Context context, const Guard& settings, const Step* next,
                  const Body& body) {
  const bool is_only_a_limit = settings.limit && !settings.abandons_on_limit && !settings.retry &&
                               settings.breaker == nullptr && !settings.fallback;
  if (is_only_a_limit) return limit_only(compiler, std::move(context), *settings.limit, next, body);

  Program& program = compiler.program();
  const Context outside = context;
  GuardData* guard = program.keep(GuardData{});
  guard->slot = compiler.take_slots(context, kSlots);
  guard->depth = ++context.depth;
  guard->site = compiler.site(context, "retry");
  guard->breaker = settings.breaker;
  guard->jitter = compiler.draw(outside, "backoff", Distribution::constant(0));
  if (settings.retry) {
    guard->attempts = settings.retry->attempts;
    guard->backoff = backoff_of(*settings.retry);
    for (const Reason why : settings.retries) guard->retries.set(why);
    guard->retries_account = compiler.account(outside, "", TimeUse::retries);
  }
  if (settings.limit) {
    guard->has_limit = true;
    guard->lane =
        compiler.engine().add_lane(*settings.limit, compiler.take_ticket(context), limit_reached, guard);
  }
  if (settings.fallback) {
    Context inside = context;
    inside.on_fail = outside.on_fail;
    inside.depth = outside.depth;
    inside.path += "/fallback";
    guard->fallback = settings.fallback(inside, compiler.emit(outside, {.run = replaced, .next = next}));
  }
  Step* const over = compiler.emit(
      outside, {.run = pause_failed, .next = outside.on_fail, .data = guard, .is_landing = true});
  Context pausing = outside;
  pausing.on_fail = over;
  guard->pause = compiler.emit(pausing, {.run = pause,
                                         .wake = pause_over,
                                         .cancel = cancel_pause,
                                         .data = guard,
                                         .account = guard->retries_account});
  guard->landed =
      compiler.emit(outside, {.run = landed, .next = outside.on_fail, .data = guard, .is_landing = true});
  // Whoever is interrupted just before it passes still has a timer to put down: its way out leads there too.
  context.on_fail = guard->landed;
  const Step* done = compiler.emit(context, {.run = passed, .next = next, .data = guard});
  if (settings.retry) compiler.open_account_scope(context);
  guard->first_account = compiler.accounts().size();
  if (settings.limit && settings.abandons_on_limit) {
    guard->body = fan(compiler, context, {body}, 1, false, done);
  } else {
    guard->body = body(context, done);
  }
  guard->end_account = compiler.accounts().size();
  if (settings.retry && outside.is_repeated) {
    for (std::size_t k = guard->first_account; k < guard->end_account; ++k) {
      const Account inside = compiler.accounts()[k];
      guard->accounts_outside.push_back(compiler.account(outside, inside.part, inside.use));
    }
  }
  guard->attempt = compiler.emit(outside, {.run = attempt, .data = guard});
  return compiler.emit(outside, {.run = enter, .data = guard});
}

}  // namespace plimsoll::flow
