#include "models/compiler.hpp"

#include <algorithm>

#include "models/engine.hpp"
#include "models/flow/flow.hpp"
#include "models/model_problem.hpp"
#include "models/stations/lock_graph.hpp"

namespace plimsoll {
namespace {

// Deeper nesting than this is no plan of a back end but a file made to hurt.
constexpr std::size_t kDeepestNesting = 200;

const Step* forget_route(Engine& engine, RequestIndex r, const Step& step) {
  engine.request(r).routed = kNone;
  return step.next;
}

}  // namespace

void Compiler::problem(const spec::Place& place, const std::string& address, const std::string& message,
                       const std::string& remedy) {
  throw ModelProblem({spec::Severity::error, place, address, message, remedy});
}

Compiler::Compiler(const spec::Spec& spec, const Luck& luck, Engine& engine, Program& program,
                   std::vector<std::unique_ptr<Component>>& parts)
    : spec_(spec), luck_(luck), engine_(engine), program_(program) {
  reasons_ = {"ok",           "refused", "limited",      "timed_out",
              "out_of_stock", "crashed", "circuit_open", "cancelled"};
  for (auto& part : parts) parts_by_name_.emplace(part->name(), part.get());
  for (const spec::Routine& routine : spec.routines) routines_by_name_.emplace(routine.name, &routine);
  for (std::size_t k = 0; k < spec.attributes.size(); ++k) {
    const spec::Attribute& attribute = spec.attributes[k];
    attributes_by_name_.emplace(attribute.name, static_cast<std::uint32_t>(k));
    program.attributes().emplace_back(attribute, stream("attribute." + attribute.name));
  }
  for (const spec::Attribute& attribute : spec.attributes) {
    if (attribute.of.empty()) continue;
    program.follow(attributes_by_name_.at(attribute.name), attributes_by_name_.at(attribute.of));
  }
  for (std::size_t i = 0; i < spec.traffic.size(); ++i) {
    for (const spec::FixedAttribute& fixed : spec.traffic[i].attributes) {
      program.fix(static_cast<std::uint32_t>(i), attributes_by_name_.at(fixed.attribute), fixed.value,
                  fixed.first);
    }
  }
  for (const spec::Routine& request : spec.requests) look_for_versions(request.steps);
  for (const spec::Routine& routine : spec.routines) look_for_versions(routine.steps);
  program.attributes_of_kind().resize(spec.requests.size());
  program.accounts_of_kind().resize(spec.requests.size());
  slots_used_ = program.carried_count();
}

void Compiler::look_for_versions(const std::vector<spec::Step>& steps) {
  for (const spec::Step& step : steps) {
    look_for_versions(step.branches);
    if (step.takes_if != spec::Step::TakesIf::unchanged) continue;
    const std::pair row{step.target, step.key};
    if (!version_slots_.contains(row)) version_slots_.emplace(row, program_.carry_slot());
  }
}

std::uint32_t Compiler::version_slot(const std::string& part, const std::string& key) const {
  const auto found = version_slots_.find({part, key});
  return found == version_slots_.end() ? kNone : found->second;
}

LockGraph& Compiler::lock_graph(const std::string& database) {
  LockGraph*& graph = lock_graphs_[database];
  if (graph == nullptr) graph = program_.keep(LockGraph());
  return *graph;
}

Component* Compiler::find_part(const std::string& name) {
  const auto found = parts_by_name_.find(name);
  return found == parts_by_name_.end() ? nullptr : found->second;
}

std::uint32_t Compiler::attribute_slot(const std::string& name) {
  const std::uint32_t slot = attributes_by_name_.at(name);
  if (program_.follows(slot)) attribute_slot(spec_.attributes[program_.base_of(slot)].name);
  std::vector<std::uint32_t>& used = program_.attributes_of_kind()[kind_];
  if (std::find(used.begin(), used.end(), slot) == used.end()) used.push_back(slot);
  return slot;
}

Stream Compiler::stream(std::string_view who_and_why) const { return luck_.stream(who_and_why); }

Draw Compiler::draw(const Context& context, std::string_view what, const Distribution& law) const {
  return {stream(context.path + "." + std::string(what)), law};
}

Draw* Compiler::step_draw(const Context& context, const spec::Step& step, const std::string& part) {
  Draw* draw = program_.keep(this->draw(context, "time", step.time.law));
  if (DrawTally* const tally = program_.tally(DrawTally::Of::work, part, step.time.law); tally != nullptr) {
    draw->aside = program_.keep(DrawAside{.tally = tally});
  }
  times_by_address_.emplace(step.address, draw);
  return draw;
}

Step* Compiler::emit(const Context& context, Step step) {
  if (program_.size() >= Program::kMostSteps) {
    problem({}, context.path, "unfolds into more than 1,000,000 steps: routines that call routines multiply",
            "use `times` or `repeat` instead of writing a call many times");
  }
  if (step.on_fail == nullptr) step.on_fail = context.on_fail;
  return program_.emit(step);
}

std::uint32_t Compiler::take_slots(Context& context, std::uint32_t count) {
  const std::uint32_t first = context.next_slot;
  context.next_slot += count;
  slots_used_ = std::max(slots_used_, context.next_slot);
  return first;
}

std::uint32_t Compiler::take_ticket(Context& context) {
  const std::uint32_t place = context.next_ticket++;
  tickets_used_ = std::max(tickets_used_, context.next_ticket);
  return place;
}

std::uint32_t Compiler::site(const Context& context, std::string_view what) const {
  return static_cast<std::uint32_t>(digest_of(context.path + "." + std::string(what)));
}

std::uint16_t Compiler::account(const Context& context, const std::string& part, TimeUse use) {
  return context.charged_to != 0 ? context.charged_to : accounts().single(context.account_scope, {part, use});
}

std::uint16_t Compiler::processor_account(const Context& context, const std::string& part) {
  if (context.charged_to != 0) return context.charged_to;
  return accounts().pair(context.account_scope, {part, TimeUse::service}, {part, TimeUse::cpu_waiting});
}

void Compiler::charge(Context& context, const std::string& part, TimeUse use) {
  if (context.charged_to != 0) return;
  context.charged_to = accounts().pair(context.account_scope, {part, use}, {part, use});
}

Reason Compiler::reason_number(const std::string& name) {
  const auto found = std::find(reasons_.begin(), reasons_.end(), name);
  if (found != reasons_.end()) return static_cast<Reason>(found - reasons_.begin());
  if (reasons_.size() >= KindRecord::kReasons) {
    problem({}, "", "more than 56 reasons to fail are named", "give some failures the same reason");
  }
  reasons_.push_back(name);
  return static_cast<Reason>(reasons_.size() - 1);
}

const Step* Compiler::compile_entry(const spec::Traffic& traffic, const spec::Routine& request,
                                    std::uint16_t kind) {
  kind_ = kind;
  Context context;
  context.next_slot = program_.carried_count();
  context.path = request.address;
  context.region = traffic.region;
  context.on_fail = flow::gave_up(*this);
  const Step* end = flow::answered(*this);

  const Body inside = [this, &request](const Context& within, const Step* next) {
    return compile_scope(request, within, next);
  };
  const Body through_the_door = [&](const Context& within, const Step* next) {
    return compile_door(traffic.enters, 0, within, next, inside);
  };
  if (!traffic.limit && traffic.retry.empty()) return through_the_door(context, end);

  flow::Guard patience;
  patience.limit = traffic.limit;
  set_retry(patience, traffic.retry);
  return flow::guard(*this, context, patience, end, through_the_door);
}

const Step* Compiler::compile_door(const std::vector<std::string>& enters, std::size_t index,
                                   const Context& context, const Step* next, const Body& inside) {
  if (index == enters.size()) return inside(context, next);
  Component& part = this->part(enters[index]);
  const spec::PartKind& kind = *spec_.find_part(enters[index])->kind;
  // Once through a door in another region, the request is there.
  const auto there = [&part](Context within) {
    if (!part.region().empty()) within.region = part.region();
    return within;
  };
  const Body further = [&, this](const Context& within, const Step* after) {
    return compile_door(enters, index + 1, there(within), after, inside);
  };
  if (kind.has(spec::Role::hold)) return compile_hold(part, {}, {}, context, next, further);
  if (kind.has(spec::Role::pass)) {
    return compile_travel(part, context, part.compile_pass(*this, context, further(context, next)));
  }
  if (kind.has(spec::Role::route)) {
    Context within = context;
    within.routed_by = &part;
    return compile_travel(part, context, part.compile_route(*this, context, further(within, next)));
  }
  return compile_door(enters, index + 1, context, next, inside);  // a host: entered by the request's own `on`
}

const Step* Compiler::compile_hold(Component& part, const spec::Place& place, const spec::HoldTerms& terms,
                                   Context context, const Step* next, const Body& inside) {
  // Of a lock one may hold several rows, or a row as a reader and then as a writer.
  const auto is_this = [&](const Held& held) {
    return held.part == &part && held.terms.keys == terms.keys && held.terms.rank == terms.rank &&
           held.terms.is_shared == terms.is_shared;
  };
  if (std::any_of(context.held.begin(), context.held.end(), is_this)) {
    problem(place, context.path,
            "takes " + part.name() +
                " while it already holds it: when it is short, these requests wait for each other",
            "take it once, in the outer routine");
  }
  const Context outside = context;
  const std::uint32_t slot = take_slots(context, part.hold_slots());
  Step give_back{.run = part.give_back(), .next = next, .part = &part, .slot = slot, .is_landing = true};
  const Step* done = emit(outside, give_back);
  give_back.run = part.give_back_failed();
  give_back.next = outside.on_fail;
  context.on_fail = emit(outside, give_back);
  context.held.push_back({&part, slot, terms, outside.depth});
  const Step* body = inside(context, done);
  return compile_travel(part, outside, part.compile_take_as(*this, outside, terms, slot, body));
}

const Step* Compiler::compile_use(Component& part, const Context& context, const Step* next) {
  for (const Held& held : context.held) {
    if (held.slot == kNone) continue;
    next = held.part->compile_use(*this, context, part, held.slot, next);
  }
  return next;
}

const Step* Compiler::compile_on(const std::string& name, Context context, const Step* next,
                                 const Body& inside) {
  Component& named = part(name);
  const std::vector<Component*> balanced = named.routes_to();
  const bool is_route = !balanced.empty();
  const bool is_routed = context.routed_by == &named;

  const Context outside = context;
  // Of several servers the one that needs most: what it does is right for all, as each instance knows its
  // own.
  const auto needs_less = [](const Component* a, const Component* b) {
    return a->hold_slots() < b->hold_slots();
  };
  Component& host = is_route ? **std::max_element(balanced.begin(), balanced.end(), needs_less) : named;
  const std::uint32_t slot = take_slots(context, host.hold_slots());
  Step leave{.run = host.give_back(), .next = next, .part = &host, .slot = slot, .is_landing = true};
  const Step* done = emit(outside, leave);
  leave.next = outside.on_fail;
  context.on_fail = emit(outside, leave);
  context.host = &host;
  context.routed_by = nullptr;
  const Component& where = is_route && !named.region().empty() ? named : host;
  if (!where.region().empty()) context.region = where.region();
  const Step* enter = host.compile_enter(*this, outside, slot, inside(context, done));
  if (!is_route && outside.routed_by != nullptr) {
    // The balancer at the door may have chosen an instance of a server that is not meant here.
    const std::vector<Component*> chosen_from = outside.routed_by->routes_to();
    const bool is_meant = std::find(chosen_from.begin(), chosen_from.end(), &named) != chosen_from.end();
    if (!is_meant) enter = emit(outside, {.run = forget_route, .next = enter});
  }
  if (is_route && !is_routed) enter = named.compile_route(*this, outside, enter);
  return compile_travel(where, outside, enter);
}

const Step* Compiler::compile_scope(const spec::Routine& routine, const Context& context, const Step* next) {
  const Body held = [&, this](const Context& within, const Step* after) {
    return routine.memory.count > 0 ? compile_memory(routine, within, after)
                                    : compile_holds(routine, 0, within, after);
  };
  return routine.on.empty() ? held(context, next) : compile_on(routine.on, context, next, held);
}

const Step* Compiler::compile_memory(const spec::Routine& routine, Context context, const Step* next) {
  if (context.host == nullptr) {
    problem(routine.place, routine.address + ".memory", "takes memory, but the request is on no server here",
            "say `on = \"...\"` in the request or routine");
  }
  const std::int64_t bytes = routine.memory.count;
  const Step* done = context.host->compile_memory_back(*this, context, bytes, next);
  const Context outside = context;
  context.on_fail = context.host->compile_memory_back(*this, outside, bytes, outside.on_fail);
  return context.host->compile_memory(*this, outside, bytes, compile_holds(routine, 0, context, done));
}

const Step* Compiler::compile_holds(const spec::Routine& routine, std::size_t index, const Context& context,
                                    const Step* next) {
  if (index == routine.holds.size()) return compile_steps(routine.steps, context, next);
  const spec::Place& place =
      index < routine.holds_places.size() ? routine.holds_places[index] : routine.place;
  const spec::HoldTerms terms =
      index < routine.hold_terms.size() ? routine.hold_terms[index] : spec::HoldTerms{};
  return compile_hold(part(routine.holds[index]), place, terms, context, next,
                      [&, this](const Context& within, const Step* after) {
                        return compile_holds(routine, index + 1, within, after);
                      });
}

const Step* Compiler::compile_routine(const std::string& name, const Context& context, const Step* next) {
  const spec::Routine& routine = *routines_by_name_.at(name);
  if (++nesting_ > kDeepestNesting) {
    problem(routine.place, routine.address, "is called more than 200 routines deep",
            "flatten the chain of calls");
  }
  Context inside = context;
  inside.path += "/" + routine.name;
  const Step* entry = compile_scope(routine, inside, next);
  --nesting_;
  return entry;
}

}  // namespace plimsoll
