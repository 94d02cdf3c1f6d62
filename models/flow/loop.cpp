#include "models/engine.hpp"
#include "models/flow/flow.hpp"

namespace plimsoll::flow {
namespace {

// Slots: the number of the round, and the iteration number outside the loop.
struct Loop {
  std::uint32_t times;
  double again;
  Draw draw;
  std::uint32_t site;
  std::uint32_t slot;
  const Step* body = nullptr;
};

const Step* enter(Engine& engine, RequestIndex r, const Step& step) {
  const auto& loop = *static_cast<const Loop*>(step.data);
  engine.slot(r, loop.slot) = 1;
  engine.slot(r, loop.slot + 1) = engine.request(r).iteration;
  return loop.body;
}

const Step* round_done(Engine& engine, RequestIndex r, const Step& step) {
  const auto& loop = *static_cast<const Loop*>(step.data);
  Request& request = engine.request(r);
  std::uint32_t& round = engine.slot(r, loop.slot);
  const std::uint32_t outside = engine.slot(r, loop.slot + 1);
  const bool once_more = round < loop.times || (loop.again > 0 && loop.draw.uniform(request) < loop.again);
  if (!once_more) {
    request.iteration = outside;
    return step.next;
  }
  engine.count_at_one_instant();
  request.iteration = next_iteration(outside, loop.site, round);
  ++round;
  return loop.body;
}

const Step* leave_failed(Engine& engine, RequestIndex r, const Step& step) {
  const auto& loop = *static_cast<const Loop*>(step.data);
  engine.request(r).iteration = engine.slot(r, loop.slot + 1);
  return step.next;
}

}  // namespace

const Step* loop(Compiler& compiler, Context context, std::int64_t times, double again, const Step* next,
                 const Body& body) {
  Program& program = compiler.program();
  const Context outside = context;
  const std::uint32_t slot = compiler.take_slots(context, 2);
  Loop* loop = program.keep(Loop{static_cast<std::uint32_t>(times), again,
                                 compiler.draw(context, "again", Distribution::constant(0)),
                                 compiler.site(context, "again"), slot});
  context.is_repeated = true;
  context.on_fail = compiler.emit(
      outside, {.run = leave_failed, .next = outside.on_fail, .data = loop, .is_landing = true});
  const Step* done = compiler.emit(context, {.run = round_done, .next = next, .data = loop});
  loop->body = body(context, done);
  return compiler.emit(outside, {.run = enter, .next = loop->body, .data = loop});
}

}  // namespace plimsoll::flow
