#include <algorithm>

#include "models/engine.hpp"
#include "models/flow/flow.hpp"

namespace plimsoll::flow {
namespace {

struct Chance {
  Draw draw;
  double probability;
  const Step* body;
};

const Step* run_chance(Engine& engine, RequestIndex r, const Step& step) {
  const auto& chance = *static_cast<const Chance*>(step.data);
  return chance.draw.uniform(engine.request(r)) < chance.probability ? chance.body : step.next;
}

struct CompiledWay {
  double cumulative_share = 0;
  std::uint32_t slot = 0;
  std::vector<std::int64_t> any_of;
  std::int64_t at_least = 0;
  std::int64_t below = INT64_MAX;
  const Step* body = nullptr;

  bool takes(std::int64_t value) const {
    return value >= at_least && value < below &&
           (any_of.empty() || std::find(any_of.begin(), any_of.end(), value) != any_of.end());
  }
};

struct Choice {
  Draw draw;
  std::vector<CompiledWay> ways;
};

const Step* run_choice_by_chance(Engine& engine, RequestIndex r, const Step& step) {
  const auto& choice = *static_cast<const Choice*>(step.data);
  const double u = choice.draw.uniform(engine.request(r));
  for (const CompiledWay& way : choice.ways) {
    if (u < way.cumulative_share) return way.body;
  }
  return step.next;
}

const Step* run_choice_by_attribute(Engine& engine, RequestIndex r, const Step& step) {
  const auto& choice = *static_cast<const Choice*>(step.data);
  for (const CompiledWay& way : choice.ways) {
    if (way.slot == kNone || way.takes(engine.slot(r, way.slot))) return way.body;
  }
  return step.next;
}

}  // namespace

const Step* chance(Compiler& compiler, const Context& context, double probability, const Step* next,
                   const Body& body) {
  const Draw draw = compiler.draw(context, "chance", Distribution::constant(0));
  auto* data = compiler.program().keep(Chance{draw, probability, body(context, next)});
  return compiler.emit(context, {.run = run_chance, .next = next, .data = data});
}

const Step* choose(Compiler& compiler, const Context& context, std::vector<Way> ways, const Step* next) {
  const bool by_attribute =
      std::any_of(ways.begin(), ways.end(), [](const Way& way) { return way.condition.has_value(); });
  Choice choice{compiler.draw(context, "choose", Distribution::constant(0)), {}};
  double cumulative = 0;
  for (const Way& way : ways) {
    CompiledWay compiled;
    if (way.otherwise) {
      compiled.slot = kNone;
      cumulative = 1;
    } else if (way.condition) {
      compiled.slot = compiler.attribute_slot(way.condition->attribute);
      compiled.any_of = way.condition->any_of;
      compiled.at_least = way.condition->at_least.value_or(0);
      compiled.below = way.condition->below.value_or(INT64_MAX);
    }
    cumulative = std::min(1.0, cumulative + way.share);
    compiled.cumulative_share = cumulative;
    compiled.body = way.body(context, next);
    choice.ways.push_back(std::move(compiled));
  }
  auto* data = compiler.program().keep(std::move(choice));
  return compiler.emit(
      context,
      {.run = by_attribute ? run_choice_by_attribute : run_choice_by_chance, .next = next, .data = data});
}

}  // namespace plimsoll::flow
