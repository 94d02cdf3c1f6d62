#include "models/stations/cache_nodes.hpp"

#include <algorithm>

namespace plimsoll {
namespace {

/// Another hash than that of the stores: two folded multiplications.
std::uint64_t slot_of(std::uint64_t key) {
  std::uint64_t x = (key ^ (key >> 31)) * 0xBF58'476D'1CE4'E5B9;
  x = (x ^ (x >> 27)) * 0x94D0'49BB'1331'11EB;
  return (x ^ (x >> 31)) % CacheNodes::kSlots;
}

}  // namespace

void CacheNodes::start(const Settings& settings) {
  settings_ = settings;
  if (settings_.is_per_host) return;
  for (std::int64_t i = 0; i < settings_.instances; ++i) nodes_.push_back(std::make_unique<Node>(settings_));
}

std::uint32_t CacheNodes::number_of(Engine& engine, const Request& request, std::uint64_t key) {
  if (settings_.is_per_host) return node_of_host(engine, engine.host(request.host));
  if (nodes_.size() == 1) return 0;
  return static_cast<std::uint32_t>(slot_of(key) * nodes_.size() / kSlots);
}

std::uint32_t CacheNodes::node_of_host(Engine& engine, const HostInstance& host) {
  if (node_of_host_.size() <= host.number) node_of_host_.resize(host.number + 1, 0);
  std::uint32_t& place = node_of_host_[host.number];
  if (place == 0) {
    nodes_.push_back(std::make_unique<Node>(settings_));
    nodes_.back()->commands.end_warm_up(counting_since_);
    nodes_.back()->starts = host.starts;
    place = count();
    if (place <= down_) nodes_.back()->reachable_from = SimTime::max();
  }
  Node& node = *nodes_[place - 1];
  if (node.starts != host.starts) {
    node.starts = host.starts;
    lose_everything(engine.now(), node);
  }
  return place - 1;
}

void CacheNodes::count_entries(SimTime now, std::uint64_t before, const Node& node) {
  if (node.store.size() == before) return;
  size_ += static_cast<std::int64_t>(node.store.size()) - static_cast<std::int64_t>(before);
  entries_.set(now, size_);
}

void CacheNodes::insert(SimTime now, Node& node, std::uint64_t key, const Copy& copy, std::uint64_t tag) {
  const std::uint64_t before = node.store.size();
  node.store.insert(key, copy);
  count_entries(now, before, node);
  if (tag == 0) return;
  Tagged& tagged = node.tags[tag];
  tagged.keys.push_back(key);
  if (tagged.keys.size() < tagged.tidy_at) return;
  tagged.tidy();
  tagged.tidy_at = std::max<std::size_t>(64, 2 * tagged.keys.size());
}

void CacheNodes::Tagged::tidy() {
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
}

bool CacheNodes::erase(SimTime now, Node& node, std::uint64_t key) {
  const std::uint64_t before = node.store.size();
  const bool was_here = node.store.erase(key);
  count_entries(now, before, node);
  return was_here;
}

CacheNodes::Purged CacheNodes::purge(SimTime now, std::uint32_t first, std::uint32_t end, std::uint64_t tag,
                                     Duration work) {
  Purged purged;
  for (std::uint32_t number = first; number < end; ++number) {
    Node& node = *nodes_[number];
    Tagged* const tagged = node.tags.find(tag);
    if (tagged == nullptr) continue;
    tagged->tidy();
    for (const std::uint64_t key : tagged->keys) erase(now, node, key);
    const Duration all = work * static_cast<std::int64_t>(tagged->keys.size());
    node.commands.serve(now, all);
    purged.keys += tagged->keys.size();
    purged.longest = std::max(purged.longest, all);
    node.tags.erase(tag);
  }
  return purged;
}

void CacheNodes::set_capacity(SimTime now, std::uint64_t capacity) {
  if (capacity == settings_.capacity) return;
  settings_.capacity = capacity;
  for (auto& node : nodes_) {
    const std::uint64_t before = node->store.size();
    node->store.set_capacity(capacity);
    count_entries(now, before, *node);
  }
}

void CacheNodes::lose_everything(SimTime now, Node& node) {
  const std::uint64_t before = node.store.size();
  node.store.clear();
  count_entries(now, before, node);
  node.tags = {};
  lost_writes_ += node.unsaved;
  node.unsaved = 0;
  ++node.lives;
}

void CacheNodes::set_down(SimTime now, std::int64_t down) {
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    Node& node = *nodes_[i];
    const auto number = static_cast<std::int64_t>(i);
    if (number < down && number >= down_) {
      node.reachable_from = settings_.has_replicas ? now + settings_.promotion : SimTime::max();
      if (!settings_.has_replicas) lose_everything(now, node);
    }
    if (number >= down && number < down_) node.reachable_from = now;
  }
  down_ = down;
}

void CacheNodes::end_warm_up(SimTime now) {
  evictions_before_ += evictions();
  lost_writes_ = 0;
  entries_.reset(now);
  counting_since_ = now;
  for (auto& node : nodes_) node->commands.end_warm_up(now);
}

std::uint64_t CacheNodes::evictions() const {
  std::uint64_t sum = 0;
  for (const auto& node : nodes_) sum += node->store.evictions();
  return sum - evictions_before_;
}

double CacheNodes::utilisation_of(const Node& node, SimTime now) const {
  const double time = (now - counting_since_).to_seconds() * static_cast<double>(node.commands.cores());
  return time > 0 ? node.commands.busy_seconds(now) / time : 0;
}

double CacheNodes::utilisation(SimTime now) const {
  double sum = 0;
  for (const auto& node : nodes_) sum += utilisation_of(*node, now);
  return nodes_.empty() ? 0 : sum / static_cast<double>(nodes_.size());
}

double CacheNodes::busiest_utilisation(SimTime now) const {
  double most = 0;
  for (const auto& node : nodes_) most = std::max(most, utilisation_of(*node, now));
  return most;
}

}  // namespace plimsoll
