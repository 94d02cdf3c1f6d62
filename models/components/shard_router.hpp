#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/component.hpp"
#include "models/policies/shard_map.hpp"
#include "models/spec/fields.hpp"

namespace plimsoll {

struct ShardRouterSpec {
  std::string over;
  std::string key;
  Sharding method = Sharding::hash;
  std::int64_t virtual_nodes = 100;
  std::optional<std::int64_t> count;
  std::int64_t next_count = 0;
  std::string hot_tier;
  std::int64_t hot_values = 0;

  void describe(spec::Fields& f);
};

/// Data spread over the instances of a database by a key: each instance is one shard.
///
///     query, with the key ──▶ the shard that has it ──▶ out
///                    └─ a hot value ──▶ `hot_tier` ──▶ out
///     query, without it ──▶ every shard, and the hot tier, at once ── the last has answered ──▶ out
///     write while a new layout is prepared ──▶ the shard that has the key, and the one that will ──▶ out
///
/// It costs nothing itself: time is spent at the database. What is asked of all shards has luck of its own at
/// each.
///
/// Measures    queries and what they became at shards; how evenly shards are used; the share of keys that the
///             last change of the number of shards moved.
/// Randomness  none.
/// Checked by  fan-out 0.95 + 0.05 n; M/M/1 at each shard; the largest of n exponential times; keys moved.
class ShardRouter final : public Component {
 public:
  explicit ShardRouter(const spec::Part& part)
      : Component(part), spec_(settings_of<ShardRouterSpec>(*this)) {}

  void wire(Compiler& compiler) override;
  void settings_changed(Engine& engine) override;
  void end_warm_up(SimTime now) override;
  PartReading read(SimTime now) const override;

  const Step* compile_query(Compiler&, const Context&, const Draw&, const Step* next) override;
  const Step* compile_query_step(Compiler&, const Context&, const Draw&, const spec::Step&,
                                 const Step* next) override;
  bool connect(Engine& engine) override { return over_->connect(engine); }
  void disconnect(Engine& engine) override { over_->disconnect(engine); }

 private:
  struct Site {
    ShardRouter* shards;
    std::uint32_t key_slot = kNone;
    bool is_next_layout = false;
    const Step* hot = nullptr;   // where hot values are
    const Step* both = nullptr;  // a write to the shard that has the key and to the one that will
  };

  static const Step* locate(Engine&, RequestIndex, const Step&);
  static const Step* keyed(Engine&, RequestIndex, const Step&);
  static const Step* scatter(Engine&, RequestIndex, const Step&);
  static const Step* gather_from(Engine&, RequestIndex, const Step&);
  static std::int64_t asked_by_scatter(void* shards);

  const Step* compile_one(Compiler&, const Context&, const Draw&, bool is_next_layout, const Step* next);
  const Step* compile_all(Compiler&, const Context&, const Draw&, const Step* next);
  const Step* compile_hot(Compiler&, const Context&, const Draw&, const Step* next);
  bool is_hot(std::uint64_t key) const { return static_cast<std::int64_t>(key) < spec_.hot_values; }
  std::uint32_t count() const;
  void count_at(std::uint32_t shard);
  ShardMap map_of(std::uint32_t count) const;

  ShardRouterSpec& spec_;
  Component* over_ = nullptr;
  Component* hot_tier_ = nullptr;
  std::uint64_t keys_ = 1;
  std::optional<ShardMap> map_, next_map_;
  double moved_share_ = 0;
  std::uint64_t queries_ = 0, scattered_ = 0, hot_ = 0, written_twice_ = 0, asked_ = 0;
  std::vector<std::uint64_t> asked_of_;  // by shard
};

}  // namespace plimsoll
