#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/component.hpp"
#include "models/policies/expiring_store.hpp"
#include "models/spec/fields.hpp"
#include "models/stations/waiting_line.hpp"
#include "sim/flat_map.hpp"
#include "sim/measure/histogram.hpp"
#include "sim/measure/time_average.hpp"

namespace plimsoll {

struct CacheSpec {
  std::int64_t instances = 1;
  spec::TimeSpec time;
  std::optional<Duration> ttl;  // absent: "unlimited"
  spec::Ratio jitter;
  spec::Limit capacity;
  Evicts evicts = Evicts::least_recent;
  bool singleflight = false;

  void describe(spec::Fields& f);
};

/// Answers what it has, and has what is missing fetched and stored: cache-aside. Least recently used, or
/// oldest, out first.
///
///     read ──▶ look up ──▶ hit ──────────────────────────────────────────▶ go on
///                 └──▶ miss ──▶ [ the routine `miss` ] ──▶ store ──────────▶ go on
///                         └─ singleflight, and the key is being fetched:
///                            [ line of the key ] ── stored ──▶ go on
///
/// An entry lives for `ttl` from the moment it is stored; reading it does not prolong that. With jitter each
/// lives between ttl x (1 - jitter) and ttl x (1 + jitter), all lengths equally likely. Look-ups and stores
/// take `time` each and never wait for one another.
///
/// Without singleflight every miss fetches, however many do so at once (a stampede). With it one request
/// leads and the others wait: until it has stored; or they fail as it fails, for the same reason; or, if the
/// leader is interrupted (its caller gave up, by a time limit or because another branch was enough), the
/// first in line fetches in its stead and the rest go on waiting.
///
/// Values of different attributes are different keys; a read without `key` always reads the same one.
///
/// Measures    hits, misses (expired entries and shared fetches among them), fetches, evictions, entries
///             [average over time]; with singleflight requests waiting and their wait [s].
/// Randomness  time of a look-up and of a store, length of life; by place in the program and request.
/// Checked by  lambda T / (1 + lambda T) for one key under a ttl; King's exact and Che's approximate hit
///             ratio of LRU, Gelenbe's of FIFO; 100 at once on a cold key fetch 100 times, or once.
class Cache final : public Component {
 public:
  explicit Cache(const spec::Part& part)
      : Component(part), spec_(settings_of<CacheSpec>(*this)), store_(capacity(), spec_.evicts) {}

  void settings_changed(Engine& engine) override;
  void end_warm_up(SimTime now) override;
  PartReading read(SimTime now) const override;

  const Step* compile_read(Compiler&, const Context&, const spec::Step&, const Step* next) override;

 private:
  // One place in the program that reads the cache.
  struct Read {
    Draw look_up_time, store_time;
    Stream jitter;
    bool is_keyed = false;
    std::uint32_t key_slot = 0;
    const Step* fetch = nullptr;  // the way of a miss
    const Step* wait = nullptr;   // the way of a miss that another request fetches
  };

  static Cache& part_of(const Step& step);
  static const Read& read_of(const Step& step);
  static std::uint64_t key_of(Engine& engine, RequestIndex r, const Read& read);

  static const Step* look_up(Engine&, RequestIndex, const Step&);
  static const Step* looked_up(Engine&, RequestIndex, const Step&);
  static const Step* fetch(Engine&, RequestIndex, const Step&);
  static const Step* fetch_failed(Engine&, RequestIndex, const Step&);
  static const Step* store(Engine&, RequestIndex, const Step&);
  static const Step* stored(Engine&, RequestIndex, const Step&);
  static void cancel_delay(Engine&, RequestIndex, const Step&);
  static const Step* wait(Engine&, RequestIndex, const Step&);
  static void cancel_wait(Engine&, RequestIndex, const Step&);

  void refuse_to_wait_for_itself(const spec::Step& step) const;
  std::uint64_t capacity() const;
  SimTime expiry(SimTime now, const Read& read, const Request& r) const;
  RequestIndex next_waiter(Engine& engine, WaitingLine& line);
  /// `r`, no longer in line, did not get what it waited for: the others' fetch.
  void gave_up(Engine& engine, RequestIndex r);

  CacheSpec& spec_;
  ExpiringStore store_;
  FlatMap<WaitingLine> fetching_;  // singleflight: the keys being fetched, and who waits for each
  TimeAverage waiting_, entries_;
  Histogram wait_;
  std::uint64_t hits_ = 0, misses_ = 0, expired_ = 0, fetches_ = 0, shared_fetches_ = 0;
  uint128 gave_up_ns_ = 0;                   // for the books
  std::uint64_t evictions_before_ = 0;       // those of the warm-up
  std::vector<std::string> being_compiled_;  // keys of the reads around the one that is being compiled
};

}  // namespace plimsoll
