#include "models/policies/shard_map.hpp"

#include <algorithm>

#include "sim/check.hpp"
#include "sim/int128.hpp"

namespace plimsoll {
namespace {

constexpr std::uint64_t kMostCompared = std::uint64_t{1} << 20;

std::uint32_t fnv_1a(std::uint64_t key) {
  std::uint32_t hash = 2'166'136'261u;
  for (int byte = 0; byte < 8; ++byte)
    hash = (hash ^ static_cast<std::uint32_t>((key >> (8 * byte)) & 0xff)) * 16'777'619u;
  return hash;
}

// The finaliser of SplitMix64 (Steele, Lea and Flood 2014): every bit of the key moves every bit of the
// result.
std::uint64_t mixed(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58'476d'1ce4'e5b9;
  x = (x ^ (x >> 27)) * 0x94d0'49bb'1331'11eb;
  return x ^ (x >> 31);
}

}  // namespace

ShardMap::ShardMap(Sharding method, std::uint64_t keys, std::uint32_t count, std::uint32_t virtual_nodes)
    : method_(method), keys_(keys), count_(count) {
  PLIMSOLL_CHECK(keys > 0 && count > 0);
  if (method != Sharding::ring) return;
  ring_.reserve(std::size_t{count} * virtual_nodes);
  for (std::uint64_t shard = 0; shard < count; ++shard) {
    for (std::uint64_t node = 0; node < virtual_nodes; ++node) {
      ring_.emplace_back(mixed(mixed((shard << 32) + node + 1) ^ 0x9e37'79b9'7f4a'7c15),
                         static_cast<std::uint32_t>(shard));
    }
  }
  std::sort(ring_.begin(), ring_.end());
}

std::uint32_t ShardMap::on_ring(std::uint64_t key) const {
  const std::pair<std::uint64_t, std::uint32_t> here{mixed(key + 0x9e37'79b9'7f4a'7c15), 0};
  const auto next = std::lower_bound(ring_.begin(), ring_.end(), here);
  return next == ring_.end() ? ring_.front().second : next->second;
}

std::uint32_t ShardMap::shard_of(std::uint64_t key) const {
  switch (method_) {
    case Sharding::hash:
      return fnv_1a(key) % count_;
    case Sharding::range:
      return static_cast<std::uint32_t>(static_cast<uint128>(key) * count_ / keys_);
    case Sharding::list:
      return static_cast<std::uint32_t>(key % count_);
    case Sharding::ring:
      return on_ring(key);
  }
  PLIMSOLL_CHECK(false);
  return 0;
}

double ShardMap::moved_share(const ShardMap& other) const {
  const std::uint64_t compared = std::min(keys_, kMostCompared);
  std::uint64_t moved = 0;
  for (std::uint64_t k = 0; k < compared; ++k) {
    const auto key = static_cast<std::uint64_t>(static_cast<uint128>(k) * keys_ / compared);
    if (shard_of(key) != other.shard_of(key)) ++moved;
  }
  return static_cast<double>(moved) / static_cast<double>(compared);
}

}  // namespace plimsoll
