#pragma once

#include <optional>
#include <vector>

#include "models/compiler.hpp"
#include "models/policies/breaker.hpp"

/// Steps that belong to no part: branches, loops, fans, and the guards that limit, retry and replace.
/// Each function compiles one construct around bodies and returns its entry, as Compiler does.
namespace plimsoll::flow {

using Body = Compiler::Body;

/// The body with this probability, else straight on. One draw per execution.
const Step* chance(Compiler& compiler, const Context& context, double probability, const Step* next,
                   const Body& body);

/// One of several ways, by chance or by an attribute.
struct Way {
  double share = 0;                          // by chance
  std::optional<spec::Condition> condition;  // by attribute
  bool otherwise = false;
  Body body;
};
/// Ways by attribute are tried in order; what none takes goes straight on.
const Step* choose(Compiler& compiler, const Context& context, std::vector<Way> ways, const Step* next);

/// The body `times` times; then, with probability `again` after each round, once more.
const Step* loop(Compiler& compiler, Context context, std::int64_t times, double again, const Step* next,
                 const Body& body);

/// Several bodies at once. Goes on when `need` have succeeded, fails when that has become impossible; what is
/// left is cancelled, or abandoned: it goes on without anyone waiting for it.
const Step* fan(Compiler& compiler, Context context, const std::vector<Body>& bodies, std::size_t need,
                bool cancels_rest, const Step* next);

/// One body side by side as often as `count` says when the request comes: each branch has its number, from 0,
/// in `number_slot`, and luck of its own. Goes on when all have succeeded, fails when one fails; what is left
/// is cancelled.
struct Scatter {
  std::uint32_t number_slot;
  std::int64_t (*count)(void* owner);
  void* owner;
};
const Step* scatter(Compiler& compiler, Context context, const Scatter& settings, const Step* next,
                    const Body& body);
/// A body for a branch that nobody waits for (Engine::branch without a parent), which holds nothing.
const Step* background(Compiler& compiler, const Context& context, const Body& body);

/// A hold that goes from the sender to what is sent.
struct HandOver {
  Component* part;
  std::uint32_t from_slot, to_slot;
};
/// Starts the body and goes on at once. The body may add to `along` while it is compiled.
const Step* send(Compiler& compiler, const Context& context, const Step* next, const Body& body,
                 const std::vector<HandOver>& along);

/// Fails with this reason.
const Step* fail(Compiler& compiler, const Context& context, Reason why);

/// The data behind the request's value of an attribute change: copies made before are out of date.
const Step* change(Compiler& compiler, const Context& context, std::uint32_t attribute, const Step* next);

/// External time: nobody's queue.
const Step* wait(Compiler& compiler, const Context& context, const Draw* draw, const Step* next);

struct Guard {
  std::optional<Duration> limit;
  bool abandons_on_limit = false;
  std::optional<spec::RetryPolicy> retry;
  std::vector<Reason> retries;  // which failures are tried again
  Breaker* breaker = nullptr;   // shared by all steps that name it
  Body fallback;                // may be empty
};
/// The body within a time limit, behind a breaker, tried again, replaced when all fails.
const Step* guard(Compiler& compiler, Context context, const Guard& settings, const Step* next,
                  const Body& body);

/// The last steps of a request, and of its way out.
const Step* answered(Compiler& compiler);
const Step* gave_up(Compiler& compiler);

}  // namespace plimsoll::flow
