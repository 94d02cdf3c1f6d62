#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/changes.hpp"
#include "models/component.hpp"
#include "models/spec/fields.hpp"
#include "models/stations/cache_nodes.hpp"
#include "models/stations/waiting_line.hpp"
#include "sim/flat_map.hpp"
#include "sim/measure/histogram.hpp"
#include "sim/measure/time_average.hpp"

namespace plimsoll {

class AttributeDraw;

/// Who shares a fetch that is under way.
enum class Singleflight { none, per_instance, shared };

struct CacheSpec {
  std::int64_t instances = 1;
  std::string per = "all";
  std::int64_t replicas = 0;
  Duration promotion = Duration::seconds(10);
  std::int64_t down = 0;
  spec::Ratio errors;
  spec::Limit cores;
  spec::TimeSpec time, round_trip;
  std::optional<Duration> ttl;  // absent: "unlimited"
  spec::Ratio jitter;
  spec::Limit capacity;
  Evicts evicts = Evicts::least_recent;
  std::optional<spec::Ratio> hit_ratio;
  spec::Ratio store_ratio{1};
  Singleflight singleflight = Singleflight::none;
  Duration arms_after;
  std::optional<spec::Ratio> refresh_at;
  double early_expiry = 0;
  Duration stale_while_revalidate, stale_if_error;
  std::int64_t flush_batch = 100;
  Duration flush_every = Duration::seconds(1);

  void describe(spec::Fields& f);
};

/// Answers what it has, and has what is missing fetched and stored: cache-aside. May be a cluster of nodes,
/// or stand in every instance of a server.
///
///     read ──▶ [ node of the key: look up ] ──▶ hit ───────────────────────────▶ go on
///                 │                              └ due for a refresh: fetched in the background
///                 └──▶ miss ──▶ [ the routine `miss` ] ──▶ store ──────────────▶ go on
///                         └─ singleflight, and the key is being fetched:
///                            [ line of the key ] ── stored ──▶ go on
///     write ──▶ [ node: store ] ──▶ go on       later, in batches: the routine `behind`
///     forget ──▶ [ node: take the key, or all keys of a tag, out ] ──▶ go on
///
/// An entry lives for `ttl` from the moment it is stored; reading it does not prolong that. With jitter each
/// lives between ttl x (1 - jitter) and ttl x (1 + jitter), all lengths equally likely.
///
/// A command takes `time` on a core of its node, in turn, and `round_trip` on the network, which nobody else
/// feels. Several keys in one round trip are so many commands, node by node side by side.
///
/// Without singleflight every miss fetches, however many do so at once (a stampede). With it one request
/// leads and the others wait: until it has stored; or they fail as it fails, for the same reason; or, if the
/// leader is interrupted (its caller gave up, by a time limit or because another branch was enough), the
/// first in line fetches in its stead and the rest go on waiting.
///
/// Values of different attributes are different keys; a read without `key` always reads the same one.
///
/// Measures    hits, misses (expired entries and shared fetches among them), fetches, evictions, entries
///             [average over time], age [s] of what was read; requests waiting for a fetch and their wait
///             [s]; with `cores` the share of them busy; more as settings ask for it.
/// Randomness  times, length of life, hits under `hit_ratio`, early expiry, errors: by place in the program
///             and request. Victims of `evicts = "random"`: by their number.
/// Checked by  lambda T / (1 + lambda T) for one key under a ttl; King's exact and Che's approximate hit
///             ratio of LRU, Gelenbe's of FIFO and random; M/M/1 for a node; 100 at once on a cold key fetch
///             100 times, or once; RTT + n s for n keys in one round trip.
class Cache final : public Component {
 public:
  explicit Cache(const spec::Part& part);

  void wire(Compiler& compiler) override;
  void start(Engine& engine) override { settings_changed(engine); }
  void settings_changed(Engine& engine) override;
  void end_warm_up(SimTime now) override;
  PartReading read(SimTime now) const override;

  const Step* compile_read(Compiler&, const Context&, const spec::Step&, const Step* next) override;
  const Step* compile_write(Compiler&, const Context&, const spec::Step&, const Step* next) override;
  const Step* compile_forget(Compiler&, const Context&, const spec::Step&, const Step* next) override;

 private:
  // A place in the program that sends commands for keys.
  struct Site {
    Draw time, round_trip;
    Stream luck, jitter, errors;
    bool is_keyed = false;
    std::uint32_t key_slot = 0, tag_slot = kNone;
    std::uint32_t slot = 0;  // the first of its own
    std::uint32_t keys = 1;
  };
  // ... that reads, and where a miss goes.
  struct Read : Site {
    Draw store_time, store_round_trip;
    Stream early, store_luck;
    std::uint32_t outer_slot = kNone;  // where the fetch around this read learns how old its data are
    const Step* fetch = nullptr;       // the way of a miss
    const Step* revalidate = nullptr;  // ... that has an expired copy
    const Step* refresh = nullptr;     // ... of a branch in the background
    const Step* wait = nullptr;        // ... that another request fetches
    const Step* next = nullptr;
  };
  // Slots of a read: how it takes part in a fetch; 64 bits each for when the fetch began, of when its data
  // are, and how long its command waited for a core.
  enum : std::uint32_t { kRole, kBegan, kAsOf = kBegan + 2, kWaited = kAsOf + 2, kSlots = kWaited + 2 };
  enum : std::uint32_t { kAlone, kLeads };
  struct Flight {
    WaitingLine line;
    SimTime began;
  };
  // Writes that wait to be saved by one routine.
  struct Unsaved {
    struct Write {
      std::uint32_t node, life;
    };
    std::vector<Write> writes;     // in order
    RequestIndex flusher = kNone;  // waits for the batch to be full, or for `flush_every` to pass
  };
  struct WriteSite : Site {
    Unsaved* unsaved = nullptr;
    const Step* flush = nullptr;  // of a branch in the background
  };

  static Cache& part_of(const Step& step);
  static const Read& read_of(const Step& step) { return *static_cast<const Read*>(step.data); }
  static std::uint64_t key_of(Engine& engine, RequestIndex r, const Site& site);
  static std::uint64_t tag_of(Engine& engine, RequestIndex r, const Site& site);
  static std::uint64_t further_key(Engine& engine, RequestIndex r, const Site& site, std::uint32_t number);
  static void set_time(Engine& engine, RequestIndex r, std::uint32_t slot, SimTime time);
  static SimTime get_time(Engine& engine, RequestIndex r, std::uint32_t slot);

  // Commands (cache_commands.cpp).
  bool is_refused(Engine& engine, RequestIndex r, const Site& site);
  Duration one_command(Engine& engine, RequestIndex r, const Site& site, std::uint64_t key, Duration work,
                       Duration round_trip);
  Duration command_for_each_key(Engine& engine, RequestIndex r, const Site& site);
  void wait_for_turn(Engine& engine, RequestIndex r, const Site& site, CommandQueue::Turn turn);
  void book_wait(Engine& engine, RequestIndex r, const Site& site);
  static void cancel_delay(Engine&, RequestIndex, const Step&);
  SimTime expiry(SimTime now, const Site& site, const Request& r) const;
  void insert(Engine& engine, RequestIndex r, const Site& site, std::uint64_t key, SimTime as_of,
              Duration took);
  void describe_site(Compiler& compiler, Context& context, const spec::Step& step, Site& site);

  // Reads (cache.cpp).
  static const Step* look_up(Engine&, RequestIndex, const Step&);
  static const Step* looked_up(Engine&, RequestIndex, const Step&);
  static const Step* fetch(Engine&, RequestIndex, const Step&);
  static const Step* begin_refresh(Engine&, RequestIndex, const Step&);
  static const Step* fetch_failed(Engine&, RequestIndex, const Step&);
  static const Step* store(Engine&, RequestIndex, const Step&);
  static const Step* stored(Engine&, RequestIndex, const Step&);
  static const Step* wait(Engine&, RequestIndex, const Step&);
  static void cancel_wait(Engine&, RequestIndex, const Step&);
  const Step* looked_up_many(Engine& engine, RequestIndex r, const Read& read);
  bool hits_by_ratio(Engine& engine, RequestIndex r, const Read& read, std::uint64_t key,
                     std::uint32_t number);
  const Step* found(Engine& engine, RequestIndex r, const Read& read, std::uint64_t key, const Copy& copy);
  const Step* missed(Engine& engine, RequestIndex r, const Read& read, std::uint64_t key, Found how);
  const Step* fetched(Engine& engine, RequestIndex r, const Step& step);
  void tell_age(Engine& engine, RequestIndex r, const Read& read, std::uint64_t key, SimTime as_of);
  bool is_due(Engine& engine, RequestIndex r, const Read& read, const Copy& copy) const;
  bool is_early(Engine& engine, RequestIndex r, const Read& read, const Copy& copy) const;
  void refresh(Engine& engine, RequestIndex r, const Read& read, std::uint64_t key);
  bool serve_stale(Engine& engine, RequestIndex r, const Read& read, std::uint64_t key);
  FlatMap<Flight>& flights_of(Engine& engine, RequestIndex r);
  RequestIndex next_waiter(Engine& engine, WaitingLine& line);
  /// `r`, no longer in line, did not get what it waited for: the others' fetch.
  void gave_up(Engine& engine, RequestIndex r);
  const Step* compile_fetch(Compiler& compiler, const Context& context, const spec::Step& step,
                            const std::string& routine, Step::Run begin, Read& read, const Step* next);
  void refuse_to_wait_for_itself(const spec::Step& step) const;
  void refuse_to_stand_elsewhere(const Context& context, const spec::Step& step) const;

  // Writes (cache_writes.cpp).
  static const Step* write(Engine&, RequestIndex, const Step&);
  static const Step* written(Engine&, RequestIndex, const Step&);
  static const Step* forget(Engine&, RequestIndex, const Step&);
  static const Step* forgotten(Engine&, RequestIndex, const Step&);
  static const Step* gather_writes(Engine&, RequestIndex, const Step&);
  static const Step* flush(Engine&, RequestIndex, const Step&);
  void save_later(Engine& engine, RequestIndex r, const WriteSite& site, std::uint32_t node);

  /// Where the time of a command goes.
  std::uint16_t account(Compiler& compiler, const Context& context) const;

  std::uint64_t capacity() const;
  bool is_per_host() const { return spec_.per != "all"; }
  bool flies_per_host() const { return is_per_host() || spec_.singleflight == Singleflight::per_instance; }

  CacheSpec& spec_;
  CacheNodes nodes_;
  Program* program_ = nullptr;
  bool is_written_ = false, is_forgetful_ = false;  // a step of the program does so
  std::vector<FlatMap<Flight>> flights_;            // keys being fetched; by host where they fly per host
  std::vector<Duration> work_of_node_;              // of the command being sent
  std::map<std::string, Unsaved*> unsaved_;         // by routine
  TimeAverage waiting_;
  Histogram wait_, command_wait_, age_;
  struct Counts {
    std::uint64_t hits = 0, emergent_hits = 0, misses = 0, expired = 0, fetches = 0, shared_fetches = 0;
    std::uint64_t passed_by = 0, refreshes = 0, early = 0, stale_served = 0, outdated = 0, not_stored = 0;
    std::uint64_t refused = 0, writes = 0, forgotten = 0, flushes = 0, saved = 0;
  } counts_;
  uint128 gave_up_ns_ = 0;                   // for the books
  std::vector<std::string> being_compiled_;  // keys of the reads around the one that is being compiled
};

}  // namespace plimsoll
