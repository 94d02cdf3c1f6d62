#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "models/engine.hpp"
#include "models/policies/command_queue.hpp"
#include "models/policies/expiring_store.hpp"
#include "sim/flat_map.hpp"
#include "sim/measure/time_average.hpp"

namespace plimsoll {

/// The machines of a cache, each with a store and cores of its own.
///
///     key ──▶ one of 16,384 slots, by hash ──▶ node           a cluster that all share
///     request ──▶ the server instance that it is on ──▶ node  a cache in every instance of a server
///
/// A node that goes down loses what it stored, unless it has a replica, which answers in its place after a
/// while. An instance of a server that comes up again starts with an empty cache.
///
/// Measures    entries [average over time], evictions, core seconds done, writes lost before they were saved.
/// Randomness  none but that of the stores.
class CacheNodes {
 public:
  static constexpr std::uint64_t kSlots = 16'384;

  struct Settings {
    bool is_per_host = false;
    std::int64_t instances = 1;
    std::uint64_t capacity = ExpiringStore::unlimited;
    Evicts evicts = Evicts::least_recent;
    spec::Limit cores;
    bool has_replicas = false;
    Duration promotion;
    Stream chance;
  };

  /// Keys stored under one tag. Those that were evicted stay until the tag is purged, as in a set that is
  /// kept beside the entries.
  struct Tagged {
    std::vector<std::uint64_t> keys;
    std::size_t tidy_at = 64;  // doubles are dropped when there are so many
    void tidy();
  };
  struct Node {
    explicit Node(const Settings& settings)
        : store(settings.capacity, settings.evicts, settings.chance), commands(settings.cores) {}
    ExpiringStore store;
    CommandQueue commands;
    SimTime reachable_from;     // SimTime::max(): until further notice it is not
    std::uint32_t starts = 0;   // of its server instance, when it was last asked
    std::uint32_t lives = 0;    // how often it has lost everything
    std::uint64_t unsaved = 0;  // writes that only it knows of
    FlatMap<Tagged> tags;
  };

  void start(const Settings& settings);

  /// The number of the node that has `key` for this request.
  std::uint32_t number_of(Engine& engine, const Request& request, std::uint64_t key);
  Node& operator[](std::uint32_t number) { return *nodes_[number]; }
  const Node& operator[](std::uint32_t number) const { return *nodes_[number]; }
  std::uint32_t count() const { return static_cast<std::uint32_t>(nodes_.size()); }
  bool is_reachable(const Node& node, SimTime now) const { return now >= node.reachable_from; }

  /// Stores a copy, under a tag unless that is 0.
  void insert(SimTime now, Node& node, std::uint64_t key, const Copy& copy, std::uint64_t tag);
  bool erase(SimTime now, Node& node, std::uint64_t key);
  struct Purged {
    std::uint64_t keys = 0;
    Duration longest;  // work of the node that had most
  };
  /// Takes out everything stored under `tag` on the nodes from `first` to before `end`, each key by a command
  /// of its own on its node.
  Purged purge(SimTime now, std::uint32_t first, std::uint32_t end, std::uint64_t tag, Duration work);

  void set_capacity(SimTime now, std::uint64_t capacity);
  /// The first `down` nodes are down from now on, and no others.
  void set_down(SimTime now, std::int64_t down);

  void end_warm_up(SimTime now);
  const TimeAverage& entries() const { return entries_; }
  std::uint64_t evictions() const;
  std::uint64_t lost_writes() const { return lost_writes_; }
  /// Share of the cores' time since the end of the warm-up: of all nodes, and of the busiest.
  double utilisation(SimTime now) const;
  double busiest_utilisation(SimTime now) const;

 private:
  void lose_everything(SimTime now, Node& node);
  void count_entries(SimTime now, std::uint64_t before, const Node& node);
  double utilisation_of(const Node& node, SimTime now) const;
  std::uint32_t node_of_host(Engine& engine, const HostInstance& host);

  Settings settings_;
  std::vector<std::unique_ptr<Node>> nodes_;
  std::vector<std::uint32_t> node_of_host_;  // plus one; 0: none yet
  std::int64_t down_ = 0;
  std::int64_t size_ = 0;
  TimeAverage entries_;
  SimTime counting_since_;
  std::uint64_t evictions_before_ = 0, lost_writes_ = 0;
};

}  // namespace plimsoll
