// What a step becomes: chance, repetition, guard and verb, from the outside in.
#include <algorithm>

#include "models/compiler.hpp"
#include "models/flow/flow.hpp"
#include "models/policies/breaker.hpp"

namespace plimsoll {

const Step* Compiler::compile_steps(const std::vector<spec::Step>& steps, const Context& context,
                                    const Step* next) {
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    Context inside = context;
    inside.path += "." + step->id;
    next = compile_step(*step, inside, next);
  }
  return next;
}

// From the outside in: chance, times, guard, verb.
const Step* Compiler::compile_step(const spec::Step& step, const Context& context, const Step* next) {
  const Body verb = [&, this](const Context& within, const Step* after) {
    return compile_verb(step, within, after);
  };
  const Body guarded = [&, this](const Context& within, const Step* after) {
    if (!step.limit && step.retry.empty() && step.breaker.empty() && step.fallback.empty()) {
      return verb(within, after);
    }
    flow::Guard guard;
    guard.limit = step.limit;
    guard.abandons_on_limit = step.abandons_on_limit;
    set_retry(guard, step.retry);
    if (!step.breaker.empty()) guard.breaker = &breaker(step.breaker);
    if (!step.fallback.empty()) {
      guard.fallback = [&, this](const Context& inside, const Step* then) {
        return compile_routine(step.fallback, inside, then);
      };
    }
    return flow::guard(*this, within, guard, after, verb);
  };
  const Body repeated = [&, this](const Context& within, const Step* after) {
    if (step.times == 1 && step.again <= 0) return guarded(within, after);
    return flow::loop(*this, within, step.times, step.again, after, guarded);
  };
  if (step.chance >= 1) return repeated(context, next);
  return flow::chance(*this, context, step.chance, next, repeated);
}

const Step* Compiler::compile_verb(const spec::Step& step, const Context& context, const Step* next) {
  using spec::Verb;
  switch (step.verb) {
    case Verb::work: {
      if (context.host == nullptr) {
        problem(step.place, step.address, "works, but the request is on no server here",
                "say `on = \"...\"` in the request or routine");
      }
      return context.host->compile_work(*this, context, *step_draw(context, step, context.host->name()),
                                        next);
    }
    case Verb::wait:
      return flow::wait(*this, context, step_draw(context, step, ""), next);
    case Verb::change:
      return flow::change(*this, context, attribute_slot(step.target), next);
    case Verb::query:
    case Verb::read:
    case Verb::write:
    case Verb::forget:
    case Verb::pass:
    case Verb::check:
    case Verb::take:
    case Verb::put:
      return compile_travel(part(step.target), context, compile_visit(step, context, next));
    case Verb::call:
      return compile_routine(step.target, context, next);
    case Verb::fail:
      return flow::fail(*this, context, reason_number(step.target));
    case Verb::send:
      return compile_send(step, context, next);
    case Verb::choose:
      return compile_choose(step, context, next);
    case Verb::all_of:
    case Verb::first_of:
      return compile_fan(step, context, next);
    case Verb::repeat:
      return compile_steps(step.branches, context, next);
  }
  PLIMSOLL_CHECK(false);
  return nullptr;
}

const Step* Compiler::compile_visit(const spec::Step& step, const Context& context, const Step* next) {
  Component& visited = part(step.target);
  switch (step.verb) {
    case spec::Verb::query:
      return compile_query(step, context, next);
    case spec::Verb::read:
      return visited.compile_read(*this, context, step, next);
    case spec::Verb::write:
      return visited.compile_write(*this, context, step, next);
    case spec::Verb::forget:
      return visited.compile_forget(*this, context, step, next);
    case spec::Verb::pass:
      return visited.compile_pass(*this, context, next);
    case spec::Verb::check:
      return visited.compile_check(*this, context, step, next);
    case spec::Verb::put:
      return visited.compile_put(*this, context, step, next);
    default:
      return visited.compile_take_stock(*this, context, step, next);
  }
}

const Step* Compiler::compile_travel(const Component& to, const Context& context, const Step* next) {
  if (context.region.empty() || to.region().empty() || context.region == to.region()) return next;
  const spec::TimeSpec* const rtt = this->rtt(context.region, to.region());
  if (rtt == nullptr) {
    const auto here = std::find_if(spec_.regions.begin(), spec_.regions.end(),
                                   [&](const spec::Region& region) { return region.name == context.region; });
    problem(
        here->place, "region." + context.region,
        "does not say how far it is from '" + to.region() + "', where " + to.name() + " is asked from here",
        "write rtt = { " + to.region() + " = \"80 ms\" }");
  }
  return flow::wait(*this, context, program_.keep(draw(context, "rtt." + to.name(), rtt->law)), next);
}

// What is sent along is held by the branch from the instant of sending on: it gives it back at its end, last
// taken first.
const Step* Compiler::compile_send(const spec::Step& step, const Context& context, const Step* next) {
  std::vector<flow::HandOver> along;
  const Body sent = [&, this](const Context& outside, const Step* after) {
    Context within = outside;
    const Step* done = after;
    for (const Held& held : context.held) {
      if (std::find(step.with.begin(), step.with.end(), held.part->name()) == step.with.end()) continue;
      if (held.slot == kNone) continue;
      const std::uint32_t slot = take_slots(within, held.part->hold_slots());
      along.push_back({held.part, held.slot, slot});
      Step give_back{
          .run = held.part->give_back(), .next = done, .part = held.part, .slot = slot, .is_landing = true};
      done = emit(outside, give_back);
      give_back.run = held.part->give_back_failed();
      give_back.next = within.on_fail;
      within.on_fail = emit(outside, give_back);
      within.held.push_back({held.part, slot, held.terms, outside.depth});
    }
    for (const std::string& name : step.with) {
      const auto is_it = [&](const Held& held) { return held.part->name() == name; };
      if (std::any_of(within.held.begin(), within.held.end(), is_it)) continue;
      problem(step.place, step.address, "sends " + name + " along, but does not hold it here",
              "hold it in the routine that this step stands in, or in one around it");
    }
    return compile_routine(step.target, within, done);
  };
  return flow::send(*this, context, next, sent, along);
}

// Named by its id and not by its place: a branch more changes nobody's luck.
const Step* Compiler::compile_branch(const spec::Step& branch, const Context& context, const Step* next) {
  Context inside = context;
  inside.path += "/" + branch.id;
  return compile_step(branch, inside, next);
}

const Step* Compiler::compile_choose(const spec::Step& step, const Context& context, const Step* next) {
  std::vector<flow::Way> ways;
  for (const spec::Step& branch : step.branches) {
    flow::Way way;
    way.share = branch.when || branch.otherwise ? 0 : branch.chance;
    way.condition = branch.when;
    way.otherwise = branch.otherwise;
    way.body = [this, &branch](const Context& within, const Step* after) {
      spec::Step taken = branch;
      taken.chance = 1;  // its share has been drawn
      return compile_branch(*program_.keep(std::move(taken)), within, after);
    };
    ways.push_back(std::move(way));
  }
  return flow::choose(*this, context, std::move(ways), next);
}

const Step* Compiler::compile_fan(const spec::Step& step, const Context& context, const Step* next) {
  std::vector<Body> bodies;
  for (const spec::Step& branch : step.branches) {
    bodies.emplace_back([this, &branch](const Context& within, const Step* after) {
      return compile_branch(branch, within, after);
    });
  }
  const std::size_t all = bodies.size();
  const std::size_t need =
      step.need > 0 ? static_cast<std::size_t>(step.need) : (step.verb == spec::Verb::all_of ? all : 1);
  return flow::fan(*this, context, bodies, need, step.cancels_rest, next);
}

void Compiler::set_retry(flow::Guard& guard, const std::string& policy) {
  if (policy.empty()) return;
  const spec::RetryPolicy& retry = *spec_.find_policy(policy)->retry;
  guard.retry = retry;
  if (retry.on.empty()) {
    guard.retries = {reason::refused, reason::limited, reason::timed_out, reason::crashed,
                     reason::circuit_open};
  }
  if (retry.on.empty() && !version_slots_.empty()) guard.retries.push_back(reason_number("conflict"));
  if (retry.on.empty() && !lock_graphs_.empty()) guard.retries.push_back(reason_number("deadlock"));
  for (const std::string& name : retry.on) guard.retries.push_back(reason_number(name));
}

Breaker& Compiler::breaker(const std::string& policy) {
  Breaker*& breaker = breakers_[policy];
  if (breaker == nullptr) {
    const spec::BreakerPolicy& settings = *spec_.find_policy(policy)->breaker;
    breaker = program_.keep(Breaker(settings.failures, settings.open_for, settings.trials));
  }
  return *breaker;
}

}  // namespace plimsoll
