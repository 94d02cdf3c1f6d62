// What a read of a cache compiles to, and where it may stand.
#include <algorithm>

#include "models/compiler.hpp"
#include "models/components/cache.hpp"
#include "models/flow/flow.hpp"
#include "models/model_problem.hpp"

namespace plimsoll {

// A fetch that reads the key it is fetching would be the leader and wait for the leader.
void Cache::refuse_to_wait_for_itself(const spec::Step& step) const {
  if (spec_.singleflight == Singleflight::none) return;
  if (std::find(being_compiled_.begin(), being_compiled_.end(), step.key) == being_compiled_.end()) return;
  throw ModelProblem(
      {spec::Severity::error, step.place, step.address,
       "reads " + name() + " while the same key of it is being fetched, and would wait for itself",
       "fetch from the part behind the cache"});
}

// What stands in every instance of a server can only be asked there.
void Cache::refuse_to_stand_elsewhere(const Context& context, const spec::Step& step) const {
  if (!flies_per_host()) return;
  const bool is_there = context.host != nullptr && (!is_per_host() || context.host->name() == spec_.per);
  if (is_there) return;
  const std::string where = context.host == nullptr ? "no server" : context.host->name();
  throw ModelProblem({spec::Severity::error, step.place, step.address,
                      is_per_host()
                          ? "asks " + name() + ", of which there is one per " + spec_.per +
                                ", but the request is on " + where + " here"
                          : "shares fetches of " + name() +
                                " within an instance of its server, but the request is on " + where + " here",
                      is_per_host() ? "say `on = \"" + spec_.per + "\"`, or make the cache per = \"all\""
                                    : "say on which server it is, or write singleflight = \"shared\""});
}

// Fetch by that routine, store, and go on; or land.
const Step* Cache::compile_fetch(Compiler& compiler, const Context& context, const spec::Step& step,
                                 const std::string& routine, Step::Run begin, Read& read, const Step* next) {
  Component* const part = this;
  Context fetching = context;
  fetching.data_slot = read.slot + kAsOf;
  fetching.on_fail = compiler.emit(
      context,
      {.run = fetch_failed, .next = context.on_fail, .part = part, .data = &read, .is_landing = true});
  const Step* put = compiler.emit(fetching, {.run = store,
                                             .wake = stored,
                                             .cancel = cancel_delay,
                                             .next = next,
                                             .part = part,
                                             .data = &read,
                                             .account = account(compiler, context)});
  being_compiled_.push_back(step.key);
  const Step* get = routine.empty() ? put : compiler.compile_routine(routine, fetching, put);
  being_compiled_.pop_back();
  return compiler.emit(fetching, {.run = begin, .next = get, .part = part, .data = &read});
}

const Step* Cache::compile_read(Compiler& compiler, const Context& context, const spec::Step& step,
                                const Step* next) {
  refuse_to_wait_for_itself(step);
  Component* const part = this;
  Context own = context;
  Read* read = compiler.program().keep(Read{});
  describe_site(compiler, own, step, *read);
  read->store_time = compiler.draw(context, "store", spec_.time.law);
  read->store_round_trip = compiler.draw(context, "store_round_trip", spec_.round_trip.law);
  read->early = compiler.stream(context.path + ".early");
  read->store_luck = compiler.stream(context.path + ".store_ratio");
  read->outer_slot = context.data_slot;
  read->next = next;
  const bool refreshes = spec_.refresh_at || spec_.stale_while_revalidate > Duration{};
  if (refreshes) {
    const std::string& routine = step.revalidate.empty() ? step.miss : step.revalidate;
    read->refresh = flow::background(compiler, own, [&](const Context& within, const Step* done) {
      Context behind = within;
      behind.path += ".refresh";
      behind.data_slot = kNone;
      Read* fresh = compiler.program().keep(*read);
      fresh->outer_slot = kNone;
      fresh->next = nullptr;
      return compile_fetch(compiler, behind, step, routine, begin_refresh, *fresh, done);
    });
  }
  read->fetch = compile_fetch(compiler, own, step, step.miss, fetch, *read, next);
  if (!step.revalidate.empty()) {
    Context revalidating = own;
    revalidating.path += ".revalidate";
    read->revalidate = compile_fetch(compiler, revalidating, step, step.revalidate, fetch, *read, next);
  }
  read->wait = compiler.emit(own, {.run = wait,
                                   .cancel = cancel_wait,
                                   .next = next,
                                   .part = part,
                                   .data = read,
                                   .account = compiler.account(context, name(), TimeUse::waiting)});
  return compiler.emit(own, {.run = look_up,
                             .wake = looked_up,
                             .cancel = cancel_delay,
                             .next = next,
                             .part = part,
                             .data = read,
                             .account = account(compiler, context)});
}

}  // namespace plimsoll
