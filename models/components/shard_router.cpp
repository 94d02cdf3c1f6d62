#include "models/components/shard_router.hpp"

#include <algorithm>

#include "models/compiler.hpp"
#include "models/engine.hpp"
#include "models/flow/flow.hpp"
#include "models/stations/readings.hpp"

namespace plimsoll {

void ShardRouterSpec::describe(spec::Fields& f) {
  f.required("over", over, "The database whose instances are the shards.").names("database");
  f.required("key", key, "The attribute that says where a row is. A query without this key asks every shard.")
      .names("attribute");
  f.choice(
      "method", method,
      {{"hash", Sharding::hash, "a hash of the key (FNV-1a), modulo the number of shards"},
       {"range", Sharding::range, "equal stretches of neighbouring keys"},
       {"list", Sharding::list, "value 0 on the first shard, 1 on the second, and so on round and round"},
       {"ring", Sharding::ring, "consistent hashing: the next virtual node clockwise"}},
      "How keys are given to shards.");
  f.optional("virtual_nodes", virtual_nodes, "method = \"ring\": virtual nodes of each shard.")
      .at_least(1)
      .at_most(100'000);
  f.optional("count", count, "ShardRouter in use; all instances of the database where nothing is said.")
      .at_least(1)
      .at_most(100'000)
      .live();
  f.optional(
       "next_count", next_count,
       "While another number of shards is prepared: how many. Writes then go to the shard that has the key "
       "and to the one that will; 0: nothing is prepared.")
      .at_most(100'000)
      .live();
  f.optional("hot_tier", hot_tier, "The database that keeps the hot values instead.").names("database");
  f.optional("hot_values", hot_values, "So many values are hot: 0, 1, ..., the most popular under zipf.")
      .live();
}

ComponentKind kind_shard_router() {
  return component_kind<ShardRouterSpec, ShardRouter>(
      {.name = "shard_router",
       .summary = "Spreads data over the instances of a database by a key.",
       .roles = static_cast<std::uint32_t>(spec::Role::query),
       .measures = {{"served", "queries, each counted once"},
                    {"amplification", "what a query became at shards, on average"},
                    {"scattered", "queries that every shard was asked"},
                    {"hot", "queries that the hot tier answered"},
                    {"written_twice", "writes that went to two shards while another layout was prepared"},
                    {"shards", "shards in use at the end"},
                    {"busiest_utilisation", "utilisation of the busiest shard"},
                    {"idlest_utilisation", "... and of the idlest"},
                    {"imbalance", "what the busiest shard was asked, over the average"},
                    {"moved_share", "share of keys that the last change of the number of shards moved"}}});
}

void ShardRouter::wire(Compiler& compiler) {
  over_ = &compiler.part(spec_.over);
  const auto refuse = [&](const char* setting, const std::string& message, const char* remedy) {
    Compiler::problem(compiler.place_of(name()), "system." + name() + "." + setting, message, remedy);
  };
  if (over_->instance_count() == 0) {
    refuse("over", "is over " + spec_.over + ", which has no instances",
           "name a part of kind = \"database\"");
  }
  if (std::max(spec_.count.value_or(0), spec_.next_count) > over_->instance_count()) {
    refuse("count", "is more than " + spec_.over + " has instances",
           "give the database an instance for each shard");
  }
  if (spec_.hot_tier.empty() && spec_.hot_values > 0) {
    refuse("hot_values", "stands without a hot_tier", "name the database that keeps them");
  }
  if (!spec_.hot_tier.empty()) hot_tier_ = &compiler.part(spec_.hot_tier);
  keys_ = static_cast<std::uint64_t>(compiler.attribute(spec_.key).values);
  map_ = map_of(count());
  if (spec_.next_count > 0) next_map_ = map_of(static_cast<std::uint32_t>(spec_.next_count));
}

std::uint32_t ShardRouter::count() const {
  const std::int64_t written = spec_.count.value_or(0);
  return static_cast<std::uint32_t>(written > 0 ? written
                                                : std::max<std::int64_t>(over_->instance_count(), 1));
}

ShardMap ShardRouter::map_of(std::uint32_t count) const {
  return ShardMap(spec_.method, keys_, count, static_cast<std::uint32_t>(spec_.virtual_nodes));
}

void ShardRouter::settings_changed(Engine&) {
  if (count() != map_->count()) {
    ShardMap changed = map_of(count());
    moved_share_ = map_->moved_share(changed);
    map_ = std::move(changed);
  }
  const auto next = static_cast<std::uint32_t>(spec_.next_count);
  if (next == 0) {
    next_map_.reset();
  } else if (!next_map_ || next_map_->count() != next) {
    next_map_ = map_of(next);
  }
}

void ShardRouter::count_at(std::uint32_t shard) {
  if (shard >= asked_of_.size()) asked_of_.resize(std::size_t{shard} + 1);
  ++asked_of_[shard];
  ++asked_;
}

const Step* ShardRouter::locate(Engine& engine, RequestIndex r, const Step& step) {
  const Site& site = *static_cast<const Site*>(step.data);
  ShardRouter& shards = *site.shards;
  const std::uint32_t key = engine.slot(r, site.key_slot);
  if (shards.is_hot(key)) {
    ++shards.hot_;
    ++shards.asked_;
    return site.hot;
  }
  const ShardMap& map = site.is_next_layout && shards.next_map_ ? *shards.next_map_ : *shards.map_;
  const std::uint32_t shard = map.shard_of(key);
  shards.count_at(shard);
  engine.slot(r, step.slot) = shard;
  return step.next;
}

const Step* ShardRouter::keyed(Engine& engine, RequestIndex r, const Step& step) {
  const Site& site = *static_cast<const Site*>(step.data);
  ShardRouter& shards = *site.shards;
  ++shards.queries_;
  const std::uint32_t key = engine.slot(r, site.key_slot);
  if (site.both == nullptr || !shards.next_map_ || shards.is_hot(key)) return step.next;
  if (shards.map_->shard_of(key) == shards.next_map_->shard_of(key)) return step.next;
  ++shards.written_twice_;
  return site.both;
}

const Step* ShardRouter::scatter(Engine&, RequestIndex, const Step& step) {
  ShardRouter& shards = *static_cast<const Site*>(step.data)->shards;
  ++shards.queries_;
  ++shards.scattered_;
  return step.next;
}

std::int64_t ShardRouter::asked_by_scatter(void* shards) {
  const ShardRouter& self = *static_cast<ShardRouter*>(shards);
  return std::int64_t{self.map_->count()} + (self.hot_tier_ != nullptr ? 1 : 0);
}

const Step* ShardRouter::gather_from(Engine& engine, RequestIndex r, const Step& step) {
  const Site& site = *static_cast<const Site*>(step.data);
  const std::uint32_t number = engine.slot(r, step.slot);
  if (number < site.shards->map_->count()) {
    site.shards->count_at(number);
    return step.next;
  }
  ++site.shards->asked_;
  return site.hot;
}

const Step* ShardRouter::compile_hot(Compiler& compiler, const Context& context, const Draw& draw,
                                     const Step* next) {
  if (hot_tier_ == nullptr) return nullptr;
  return compiler.compile_travel(*hot_tier_, context,
                                 hot_tier_->compile_query(compiler, context, draw, next));
}

const Step* ShardRouter::compile_one(Compiler& compiler, const Context& context, const Draw& draw,
                                     bool is_next_layout, const Step* next) {
  Context own = context;
  const std::uint32_t slot = compiler.take_slots(own, 1);
  const Site* site = compiler.program().keep(Site{this, compiler.attribute_slot(spec_.key), is_next_layout,
                                                  compile_hot(compiler, context, draw, next), nullptr});
  return compiler.emit(context, {.run = locate,
                                 .next = over_->compile_query_at(compiler, context, draw, slot, next),
                                 .part = this,
                                 .data = site,
                                 .slot = slot});
}

const Step* ShardRouter::compile_all(Compiler& compiler, const Context& context, const Draw& draw,
                                     const Step* next) {
  Context own = context;
  const std::uint32_t slot = compiler.take_slots(own, 1);
  const flow::Body ask_one = [&, this](const Context& within, const Step* after) -> const Step* {
    const Site* site = compiler.program().keep(
        Site{this, kNone, false, compile_hot(compiler, within, draw, after), nullptr});
    return compiler.emit(within, {.run = gather_from,
                                  .next = over_->compile_query_at(compiler, within, draw, slot, after),
                                  .part = this,
                                  .data = site,
                                  .slot = slot});
  };
  const Step* fan = flow::scatter(compiler, own, {slot, asked_by_scatter, this}, next, ask_one);
  return compiler.emit(
      context, {.run = scatter, .next = fan, .part = this, .data = compiler.program().keep(Site{this})});
}

const Step* ShardRouter::compile_query_step(Compiler& compiler, const Context& context, const Draw& draw,
                                            const spec::Step& step, const Step* next) {
  if (step.key != spec_.key) return compile_all(compiler, context, draw, next);
  Site site{this, compiler.attribute_slot(spec_.key)};
  if (step.terms.writes) {
    const auto to_layout = [&, this](bool is_next) -> flow::Body {
      return [&, this, is_next](const Context& within, const Step* after) {
        return compile_one(compiler, within, draw, is_next, after);
      };
    };
    site.both = flow::fan(compiler, context, {to_layout(false), to_layout(true)}, 2, true, next);
  }
  return compiler.emit(context, {.run = keyed,
                                 .next = compile_one(compiler, context, draw, false, next),
                                 .part = this,
                                 .data = compiler.program().keep(site)});
}

// Work that is no query, such as opening a connection: at any instance.
const Step* ShardRouter::compile_query(Compiler& compiler, const Context& context, const Draw& draw,
                                       const Step* next) {
  return over_->compile_query(compiler, context, draw, next);
}

void ShardRouter::end_warm_up(SimTime) {
  queries_ = scattered_ = hot_ = written_twice_ = asked_ = 0;
  std::fill(asked_of_.begin(), asked_of_.end(), 0);
}

PartReading ShardRouter::read(SimTime now) const {
  PartReading reading;
  const std::uint32_t shards = map_->count();
  double busiest = 0, idlest = 1;
  for (std::uint32_t shard = 0; shard < shards; ++shard) {
    const double utilisation = over_->utilisation_of(shard, now);
    busiest = std::max(busiest, utilisation);
    idlest = std::min(idlest, utilisation);
  }
  const std::uint64_t most = asked_of_.empty() ? 0 : *std::max_element(asked_of_.begin(), asked_of_.end());
  std::uint64_t all = 0;
  for (const std::uint64_t asked : asked_of_) all += asked;
  reading.instances = shards;
  reading.served = static_cast<double>(queries_);
  reading.own = {
      {"amplification", share(static_cast<double>(asked_), static_cast<double>(queries_))},
      {"scattered", static_cast<double>(scattered_)},
      {"hot", static_cast<double>(hot_)},
      {"written_twice", static_cast<double>(written_twice_)},
      {"shards", static_cast<double>(shards)},
      {"busiest_utilisation", busiest},
      {"idlest_utilisation", idlest},
      {"imbalance", share(static_cast<double>(most) * static_cast<double>(shards), static_cast<double>(all))},
      {"moved_share", moved_share_}};
  return reading;
}

}  // namespace plimsoll
