#include "models/engine.hpp"
#include "models/flow/flow.hpp"

namespace plimsoll::flow {
namespace {

// Slots of the one who waits: its first branch (plus one), how many have still to succeed, how many may still
// fail.
struct Fan {
  std::vector<const Step*> bodies;
  std::size_t need;
  bool cancels_rest;
  std::uint32_t slot;
};

struct Scattering : Fan {  // of one body
  Scatter settings;
  std::uint32_t site;
};

// What nobody waits for any more: it is interrupted, or just left to itself.
void let_go(Engine& engine, RequestIndex parent, const Fan& fan) {
  std::uint32_t child = engine.slot(parent, fan.slot) - 1;
  engine.slot(parent, fan.slot) = 0;
  while (child != kNone) {
    Request& branch = engine.request(child);
    const std::uint32_t sibling = branch.sibling;
    branch.parent = kNone;
    branch.sibling = kNone;
    if (fan.cancels_rest) engine.interrupt(child, reason::cancelled, 0);
    child = sibling;
  }
}

void expect(Engine& engine, RequestIndex r, const Fan& fan, std::size_t branches, std::size_t need) {
  engine.slot(r, fan.slot + 1) = static_cast<std::uint32_t>(need);
  engine.slot(r, fan.slot + 2) = static_cast<std::uint32_t>(branches - need);
}

const Step* split(Engine& engine, RequestIndex r, const Step& step) {
  const auto& fan = *static_cast<const Fan*>(step.data);
  expect(engine, r, fan, fan.bodies.size(), fan.need);
  std::uint32_t first = kNone;
  for (const Step* body : fan.bodies) {
    const RequestIndex child = engine.branch(r, r, body);
    engine.request(child).sibling = first;
    first = child;
  }
  engine.slot(r, fan.slot) = first + 1;
  return nullptr;
}

// The first branch is the last of the list, as in split().
const Step* split_by_number(Engine& engine, RequestIndex r, const Step& step) {
  const auto& scattering = static_cast<const Scattering&>(*static_cast<const Fan*>(step.data));
  const auto count = static_cast<std::uint32_t>(scattering.settings.count(scattering.settings.owner));
  PLIMSOLL_CHECK(count > 0);
  expect(engine, r, scattering, count, count);
  std::uint32_t first = kNone;
  for (std::uint32_t number = 0; number < count; ++number) {
    const RequestIndex child = engine.branch(r, r, scattering.bodies.front());
    Request& branch = engine.request(child);
    branch.iteration = next_iteration(branch.iteration, scattering.site, number);
    branch.sibling = first;
    engine.slot(child, scattering.settings.number_slot) = number;
    first = child;
  }
  engine.slot(r, scattering.slot) = first + 1;
  return nullptr;
}

// Where the time of one who waited in vain went: what a branch that it still waited for has spent, down to
// where that one is now. What let_go() interrupted has booked all of it.
void cancel_split(Engine& engine, RequestIndex r, const Step& step) {
  const Fan* fan = static_cast<const Fan*>(step.data);
  RequestIndex branch = engine.slot(r, fan->slot) - 1;
  let_go(engine, r, *fan);
  while (!engine.take_over(r, branch)) {
    const Step& at = *engine.request(branch).step;
    if (at.run != split && at.run != split_by_number) {
      engine.take_over_pending(r, branch);
      return;
    }
    fan = static_cast<const Fan*>(at.data);
    branch = engine.slot(branch, fan->slot) - 1;
  }
}

void unlink(Engine& engine, RequestIndex parent, RequestIndex child, const Fan& fan) {
  std::uint32_t at = engine.slot(parent, fan.slot) - 1;
  const std::uint32_t after = engine.request(child).sibling;
  if (at == child) {
    engine.slot(parent, fan.slot) = after + 1;
    return;
  }
  while (engine.request(at).sibling != child) at = engine.request(at).sibling;
  engine.request(at).sibling = after;
}

template <bool kSucceeded>
const Step* branch_ended(Engine& engine, RequestIndex r, const Step& step) {
  const auto& fan = *static_cast<const Fan*>(step.data);
  const RequestIndex parent = engine.request(r).parent;
  const Reason why = engine.request(r).why;
  if (parent == kNone) {
    engine.release(r);
    return nullptr;
  }
  unlink(engine, parent, r, fan);
  if (kSucceeded && engine.request(r).is_degraded) engine.request(parent).is_degraded = true;

  std::uint32_t& to_succeed = engine.slot(parent, fan.slot + 1);
  std::uint32_t& may_fail = engine.slot(parent, fan.slot + 2);
  const bool is_decided = kSucceeded ? --to_succeed == 0 : may_fail-- == 0;
  if (is_decided) engine.take_over(parent, r);  // the time of the branch that decided is the fan's
  engine.release(r);
  if (!is_decided) return nullptr;
  let_go(engine, parent, fan);
  if (kSucceeded) {
    engine.resume(parent);
  } else {
    engine.fail(parent, why);
  }
  return nullptr;
}

const Step* run_send(Engine& engine, RequestIndex r, const Step& step) {
  engine.branch(r, kNone, static_cast<const Step*>(step.data));
  return step.next;
}

struct Parcel {
  const Step* entry;
  std::vector<HandOver> along;
};

const Step* run_send_with(Engine& engine, RequestIndex r, const Step& step) {
  const Parcel& parcel = *static_cast<const Parcel*>(step.data);
  const RequestIndex child = engine.branch(r, kNone, parcel.entry);
  for (const HandOver& one : parcel.along) one.part->hand_over(engine, r, one.from_slot, child, one.to_slot);
  return step.next;
}

}  // namespace

const Step* fan(Compiler& compiler, Context context, const std::vector<Body>& bodies, std::size_t need,
                bool cancels_rest, const Step* next) {
  Program& program = compiler.program();
  const Context outside = context;
  const std::uint32_t slot = compiler.take_slots(context, 3);
  Fan* fan = program.keep(Fan{{}, need, cancels_rest, slot});
  for (Held& held : context.held) held.slot = kNone;  // in the row of the parent, and not of the branch
  context.is_side_by_side = true;
  context.on_fail = compiler.emit(outside, {.run = branch_ended<false>, .data = fan, .is_landing = true});
  const Step* done = compiler.emit(outside, {.run = branch_ended<true>, .data = fan, .is_landing = true});
  for (const Body& body : bodies) fan->bodies.push_back(body(context, done));
  return compiler.emit(outside, {.run = split, .cancel = cancel_split, .next = next, .data = fan});
}

const Step* scatter(Compiler& compiler, Context context, const Scatter& settings, const Step* next,
                    const Body& body) {
  const Context outside = context;
  const std::uint32_t slot = compiler.take_slots(context, 3);
  Fan* fan =
      compiler.program().keep(Scattering{{{}, 0, true, slot}, settings, compiler.site(context, "scatter")});
  context.is_repeated = true;
  for (Held& held : context.held) held.slot = kNone;  // as in a fan
  context.is_side_by_side = true;
  context.on_fail = compiler.emit(outside, {.run = branch_ended<false>, .data = fan, .is_landing = true});
  const Step* done = compiler.emit(outside, {.run = branch_ended<true>, .data = fan, .is_landing = true});
  fan->bodies.push_back(body(context, done));
  return compiler.emit(outside, {.run = split_by_number, .cancel = cancel_split, .next = next, .data = fan});
}

const Step* background(Compiler& compiler, const Context& context, const Body& body) {
  static const Fan nobody_waits{{}, 0, false, 0};
  Context inside = context;
  inside.depth = 0;
  inside.held.clear();
  inside.is_side_by_side = false;
  compiler.charge(inside, "", TimeUse::nobody);
  inside.on_fail = compiler.emit({}, {.run = branch_ended<false>, .data = &nobody_waits, .is_landing = true});
  const Step* done =
      compiler.emit({}, {.run = branch_ended<true>, .data = &nobody_waits, .is_landing = true});
  return body(inside, done);
}

const Step* send(Compiler& compiler, const Context& context, const Step* next, const Body& body,
                 const std::vector<HandOver>& along) {
  const Step* entry = background(compiler, context, body);
  if (along.empty()) return compiler.emit(context, {.run = run_send, .next = next, .data = entry});
  const Parcel* parcel = compiler.program().keep(Parcel{entry, along});
  return compiler.emit(context, {.run = run_send_with, .next = next, .data = parcel});
}

}  // namespace plimsoll::flow
