#include "models/engine.hpp"
#include "models/flow/flow.hpp"

namespace plimsoll::flow {
namespace {

template <bool kSucceeded>
const Step* run_end(Engine& engine, RequestIndex r, const Step&) {
  engine.end_request(r, kSucceeded);
  return nullptr;
}

const Step* run_fail(Engine& engine, RequestIndex r, const Step& step) {
  return engine.failed(r, step, static_cast<Reason>(step.slot));
}

const Step* run_change(Engine& engine, RequestIndex r, const Step& step) {
  engine.program().changes().note(Changes::key(step.slot, engine.slot(r, step.slot)), engine.now());
  return step.next;
}

const Step* run_wait(Engine& engine, RequestIndex r, const Step& step) {
  engine.wake_after(r, static_cast<const Draw*>(step.data)->duration(engine.request(r)));
  return nullptr;
}

const Step* wait_over(Engine&, RequestIndex, const Step& step) { return step.next; }

void cancel_wait(Engine& engine, RequestIndex r, const Step&) { engine.cancel_wake(r); }

}  // namespace

const Step* answered(Compiler& compiler) {
  return compiler.emit({}, {.run = run_end<true>, .is_landing = true});
}

const Step* gave_up(Compiler& compiler) {
  return compiler.emit({}, {.run = run_end<false>, .is_landing = true});
}

const Step* fail(Compiler& compiler, const Context& context, Reason why) {
  return compiler.emit(context, {.run = run_fail, .slot = why});
}

const Step* change(Compiler& compiler, const Context& context, std::uint32_t attribute, const Step* next) {
  compiler.program().changes().expect();
  return compiler.emit(context, {.run = run_change, .next = next, .slot = attribute});
}

const Step* wait(Compiler& compiler, const Context& context, const Draw* draw, const Step* next) {
  return compiler.emit(context, {.run = run_wait,
                                 .wake = wait_over,
                                 .cancel = cancel_wait,
                                 .next = next,
                                 .data = draw,
                                 .account = compiler.account(context, "", TimeUse::outside)});
}

}  // namespace plimsoll::flow
