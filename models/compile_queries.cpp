// What a query becomes: its way over the network, where a plan says one, and its time at the database.
#include "models/compiler.hpp"
#include "models/engine.hpp"
#include "models/flow/flow.hpp"
#include "models/planned_queries.hpp"

namespace plimsoll {
namespace {

/// Looks up how long the page of this request takes; `slot` is that of its attribute.
const Step* look_up_time(Engine& engine, RequestIndex r, const Step& step) {
  engine.request(r).demand = static_cast<const DrawAside*>(step.data)->by_value[engine.slot(r, step.slot)];
  return step.next;
}

}  // namespace

const Step* Compiler::compile_query(const spec::Step& step, const Context& context, const Step* next) {
  Draw* const draw = step_draw(context, step, step.target);
  if (!step.plan.empty()) {
    DrawAside* aside = nullptr;
    const std::string& attribute = spec_.find_plan(step.plan)->page_of;
    if (!attribute.empty()) {
      aside = program_.keep(DrawAside{.is_by_attribute = true});
      draw->aside = aside;
    }
    planned_queries().add(step.plan, step.target, draw, aside);
  }
  const Step* entry = part(step.target).compile_query_step(*this, context, *draw, step, next);
  if (draw->aside != nullptr && draw->aside->is_by_attribute) {
    const std::uint32_t slot = attribute_slot(spec_.find_plan(step.plan)->page_of);
    entry = emit(context, {.run = look_up_time, .next = entry, .data = draw->aside, .slot = slot});
  }
  if (step.network <= Duration()) return entry;
  const Distribution way = Distribution::constant(step.network.to_seconds());
  return flow::wait(*this, context, program_.keep(this->draw(context, "network", way)), entry);
}

PlannedQueries& Compiler::planned_queries() {
  if (planned_queries_ == nullptr) planned_queries_ = program_.keep(PlannedQueries(spec_));
  return *planned_queries_;
}

}  // namespace plimsoll
