#include "models/policies/shard_map.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace plimsoll {
namespace {

constexpr std::uint64_t kKeys = 1'000'000;

ShardMap map_of(Sharding method, std::uint32_t count) { return ShardMap(method, kKeys, count, 200); }

double moved(Sharding method, std::uint32_t from, std::uint32_t to) {
  return map_of(method, from).moved_share(map_of(method, to));
}

// Four times the shards: a key stays where its hash modulo 256 is below 64, so three quarters move, and a
// ring saves nothing, for 192 of 256 shards are new.
TEST(ShardMap, MovesThreeQuartersWhenShardsBecomeFourTimesAsMany) {
  EXPECT_NEAR(moved(Sharding::hash, 64, 256), 0.75, 0.002);
  EXPECT_NEAR(moved(Sharding::ring, 64, 256), 0.75, 0.01);
}

// One shard more: a ring moves what the new one takes, 1/65; a hash modulo 65 instead of 64 moves 64/65.
TEST(ShardMap, MovesAlmostNothingOnARingWhenOneShardJoins) {
  EXPECT_NEAR(moved(Sharding::ring, 64, 65), 1.0 / 65, 0.2 / 65);
  EXPECT_NEAR(moved(Sharding::hash, 64, 65), 64.0 / 65, 0.002);
}

// Whoever moves on a ring moves to the shard that joined.
TEST(ShardMap, MovesOnlyToTheShardThatJoined) {
  const ShardMap before = map_of(Sharding::ring, 8), after = map_of(Sharding::ring, 9);
  for (std::uint64_t key = 0; key < 10'000; ++key) {
    if (before.shard_of(key) == after.shard_of(key)) continue;
    EXPECT_EQ(after.shard_of(key), 8U) << key;
  }
}

// Ranges are neighbours of equal length: of ten keys on three shards 0 to 3, 4 to 6, 7 to 9.
TEST(ShardMap, CutsRanges) {
  const ShardMap map(Sharding::range, 10, 3, 1);
  std::vector<std::uint32_t> shards;
  for (std::uint64_t key = 0; key < 10; ++key) shards.push_back(map.shard_of(key));
  EXPECT_EQ(shards, (std::vector<std::uint32_t>{0, 0, 0, 0, 1, 1, 1, 2, 2, 2}));
}

// A list gives each value a shard of its own, round and round.
TEST(ShardMap, DealsOutAList) {
  const ShardMap map(Sharding::list, 5, 3, 1);
  std::vector<std::uint32_t> shards;
  for (std::uint64_t key = 0; key < 5; ++key) shards.push_back(map.shard_of(key));
  EXPECT_EQ(shards, (std::vector<std::uint32_t>{0, 1, 2, 0, 1}));
  EXPECT_DOUBLE_EQ(map.moved_share(ShardMap(Sharding::list, 5, 4, 1)), 0.4);  // 3 and 4
}

// A hash spreads a million keys over 64 shards to within 3 %; a ring of 200 virtual nodes to within 30 %, of
// one to no more than chance allows: some shard has three times its share.
TEST(ShardMap, SpreadsKeysEvenly) {
  const auto busiest = [](const ShardMap& map) {
    std::vector<int> keys(map.count());
    for (std::uint64_t key = 0; key < kKeys; ++key) ++keys[map.shard_of(key)];
    return *std::max_element(keys.begin(), keys.end()) * static_cast<double>(map.count()) / kKeys;
  };
  EXPECT_LT(busiest(map_of(Sharding::hash, 64)), 1.03);
  EXPECT_LT(busiest(map_of(Sharding::ring, 64)), 1.3);
  EXPECT_GT(busiest(ShardMap(Sharding::ring, kKeys, 64, 1)), 3.0);
}

}  // namespace
}  // namespace plimsoll
