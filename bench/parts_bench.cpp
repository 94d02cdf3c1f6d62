// Nanoseconds per use of what requests lean on most: lanes of timers, slabs, and the rules of policies; next
// to the first two, what a program without them would use.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "models/policies/balance.hpp"
#include "models/policies/breaker.hpp"
#include "models/policies/expiring_store.hpp"
#include "models/policies/lock_table.hpp"
#include "models/policies/token_bucket.hpp"
#include "sim/discrete.hpp"
#include "sim/event_queue.hpp"
#include "sim/slab.hpp"
#include "sim/stream.hpp"
#include "sim/timer_lane.hpp"

namespace plimsoll {
namespace {

constexpr std::uint32_t kUsers = 100'000;

/// A cheap walk over 0 .. count - 1 that a cache cannot foresee: the golden ratio of 2^32.
class Walk {
 public:
  explicit Walk(std::uint32_t count) : count_(count) {}
  std::uint32_t next() {
    word_ += 2'654'435'769U;
    return static_cast<std::uint32_t>(std::uint64_t{word_} * count_ >> 32);
  }

 private:
  std::uint32_t count_, word_ = 0;
};

/// A time-out of 1 s, armed and nearly always forgotten: each of 100,000 users arms one 10,000 ns after the
/// other.
void timer_lane_arm(benchmark::State& state) {
  TimerLanes lanes;
  const LaneId lane = lanes.add_lane(Duration::seconds(1));
  std::vector<TimerTicket> tickets(kUsers);
  const auto is_armed = [&](LaneId, std::uint32_t target, TimerTicket ticket) {
    return tickets[target] == ticket;
  };
  Walk walk(kUsers);
  SimTime now;
  for (auto _ : state) {
    now = now + Duration::ns(10'000);
    const std::uint32_t user = walk.next();
    tickets[user] = lanes.arm(lane, now, user, is_armed);
    tickets[walk.next()] = 0;
    while (lanes.next_time() <= now) benchmark::DoNotOptimize(lanes.take(is_armed));
  }
}
BENCHMARK(timer_lane_arm)->Name("timers/lane");

/// The same by events that are cancelled.
void timer_in_queue(benchmark::State& state) {
  EventQueue queue;
  std::vector<CancelToken> tokens(kUsers);
  Walk walk(kUsers);
  SimTime now;
  for (auto _ : state) {
    now = now + Duration::ns(10'000);
    const std::uint32_t user = walk.next();
    queue.cancel(tokens[user]);
    tokens[user] = queue.push_cancellable(now + Duration::seconds(1), {0, user});
    queue.cancel(tokens[walk.next()]);
    while (queue.next_time() <= now) benchmark::DoNotOptimize(queue.pop());
  }
}
BENCHMARK(timer_in_queue)->Name("timers/event_queue");

struct Record {
  std::uint64_t words[16] = {};
};

/// One of 100,000 live records goes, another one comes.
void slab(benchmark::State& state) {
  Slab<Record> records;
  std::vector<std::uint32_t> live(kUsers);
  for (std::uint32_t& index : live) index = records.acquire();
  Walk walk(kUsers);
  for (auto _ : state) {
    std::uint32_t& index = live[walk.next()];
    records.release(index);
    index = records.acquire();
    ++records[index].words[0];
  }
}
BENCHMARK(slab)->Name("records/slab");

void heap_records(benchmark::State& state) {
  std::vector<std::unique_ptr<Record>> live(kUsers);
  for (auto& record : live) record = std::make_unique<Record>();
  Walk walk(kUsers);
  for (auto _ : state) {
    std::unique_ptr<Record>& record = live[walk.next()];
    record.reset();
    record = std::make_unique<Record>();
    ++record->words[0];
  }
}
BENCHMARK(heap_records)->Name("records/new_and_delete");

void token_bucket(benchmark::State& state) {
  TokenBucket bucket(1e6, 100);
  SimTime now;
  for (auto _ : state) {
    now = now + Duration::ns(900);
    benchmark::DoNotOptimize(bucket.try_take(now));
  }
}
BENCHMARK(token_bucket)->Name("policies/token_bucket");

/// One call in eight fails.
void breaker(benchmark::State& state) {
  Breaker breaker(5, Duration::ms(10), 3);
  SimTime now;
  std::uint64_t calls = 0;
  for (auto _ : state) {
    now = now + Duration::ns(900);
    if (!breaker.allows(now)) continue;
    if ((++calls & 7) == 0) {
      breaker.failed(now);
    } else {
      breaker.succeeded(now);
    }
    benchmark::DoNotOptimize(breaker);  // nobody else looks at it, and what nobody looks at is left out
  }
}
BENCHMARK(breaker)->Name("policies/breaker");

void balance(benchmark::State& state, Balance policy) {
  Balancer balancer(policy);
  std::vector<std::uint32_t> in_flight(8);
  const std::vector<std::uint8_t> up(8, 1);
  Walk walk(1 << 16);
  for (auto _ : state) {
    const double draws[2] = {walk.next() / 65536.0, walk.next() / 65536.0};
    const auto picked = balancer.pick(in_flight, up, draws);
    in_flight[*picked] = walk.next();
  }
}
BENCHMARK_CAPTURE(balance, round_robin, Balance::round_robin)->Name("policies/balance_round_robin_8");
BENCHMARK_CAPTURE(balance, fewest, Balance::fewest_in_flight)->Name("policies/balance_fewest_8");
BENCHMARK_CAPTURE(balance, two_choices, Balance::two_choices)->Name("policies/balance_two_choices_8");

/// Half of 100,000 keys fit.
void expiring_store(benchmark::State& state) {
  ExpiringStore store(kUsers / 2);
  Walk walk(kUsers);
  SimTime now;
  for (auto _ : state) {
    now = now + Duration::ns(900);
    const std::uint32_t key = walk.next();
    if (store.look_up(now, key) != Found::hit) store.insert(now, key, now + Duration::seconds(60));
  }
}
BENCHMARK(expiring_store)->Name("policies/expiring_store");

// A million live keys, and what a look-up costs that hits, and a miss with the store and the eviction that
// follow. The mix is 90 % hits: a million of ten million keys by Zipf's law hit about as often (bytes: of a
// live key).
constexpr std::uint32_t kKeys = 1'000'000;

struct MillionKeys {
  explicit MillionKeys(Evicts evicts) : store(kKeys, evicts, Stream::named(1, 0, "victims")) {
    for (std::uint32_t key = 0; key < kKeys; ++key) store.insert({}, key, SimTime::max());
  }
  ExpiringStore store;
};

void cache_hit(benchmark::State& state, Evicts evicts) {
  MillionKeys keys(evicts);
  Walk walk(kKeys);
  for (auto _ : state) benchmark::DoNotOptimize(keys.store.look_up({}, walk.next()));
  state.counters["bytes"] = static_cast<double>(keys.store.bytes()) / kKeys;
}

void cache_miss(benchmark::State& state, Evicts evicts) {
  MillionKeys keys(evicts);
  std::uint64_t key = kKeys;
  for (auto _ : state) {
    benchmark::DoNotOptimize(keys.store.look_up({}, key));
    keys.store.insert({}, key, SimTime::max());
    ++key;
  }
}

void cache_mix(benchmark::State& state, Evicts evicts) {
  MillionKeys keys(evicts);
  Zipf zipf(10'000'000, 1.0);
  const Stream chance = Stream::named(1, 0, "reads");
  std::vector<std::uint32_t> reads(1 << 20);
  for (std::size_t i = 0; i < reads.size(); ++i)
    reads[i] = static_cast<std::uint32_t>(zipf.sample(chance, i));
  std::size_t at = 0, hits = 0, all = 0;
  for (auto _ : state) {
    const std::uint32_t key = reads[at++ & (reads.size() - 1)];
    ++all;
    if (keys.store.look_up({}, key) == Found::hit) {
      ++hits;
    } else {
      keys.store.insert({}, key, SimTime::max());
    }
  }
  state.counters["hits"] = static_cast<double>(hits) / static_cast<double>(all);
}

BENCHMARK_CAPTURE(cache_hit, lru, Evicts::least_recent)->Name("policies/cache_hit_1m_lru");
BENCHMARK_CAPTURE(cache_hit, lfu, Evicts::least_frequent)->Name("policies/cache_hit_1m_lfu");
BENCHMARK_CAPTURE(cache_hit, random, Evicts::random)->Name("policies/cache_hit_1m_random");
BENCHMARK_CAPTURE(cache_miss, lru, Evicts::least_recent)->Name("policies/cache_miss_insert_evict_1m_lru");
BENCHMARK_CAPTURE(cache_miss, lfu, Evicts::least_frequent)->Name("policies/cache_miss_insert_evict_1m_lfu");
BENCHMARK_CAPTURE(cache_miss, random, Evicts::random)->Name("policies/cache_miss_insert_evict_1m_random");
BENCHMARK_CAPTURE(cache_mix, lru, Evicts::least_recent)->Name("policies/cache_zipf_mix_1m_lru");
BENCHMARK_CAPTURE(cache_mix, lfu, Evicts::least_frequent)->Name("policies/cache_zipf_mix_1m_lfu");

/// A row of a million is given back and another one taken, a thousand being held meanwhile: two accesses.
void lock_and_unlock(benchmark::State& state, LockTable::Mode mode, std::uint64_t keys) {
  LockTable table(1, LockTable::Order::in_turn, false, keys);
  for (std::uint32_t key = 0; key < kKeys; ++key) table.release({}, table.claim({}, key, 0, mode));
  Walk walk(kKeys);
  std::vector<std::uint32_t> held(1'000);
  for (std::uint32_t& claim : held) claim = table.claim({}, walk.next(), 0, mode);
  std::size_t at = 0;
  for (auto _ : state) {
    table.release({}, held[at]);
    held[at] = table.claim({}, walk.next(), 0, mode);
    if (++at == held.size()) at = 0;
  }
}

/// Somebody more comes to one of a million rows that are held, and gives up: what waiting costs. Bytes: of a
/// held row, those who wait left out.
void lock_in_vain(benchmark::State& state) {
  LockTable table(1, LockTable::Order::in_turn, false, kKeys);
  for (std::uint32_t key = 0; key < kKeys; ++key) table.claim({}, key, key, LockTable::Mode::exclusive);
  state.counters["bytes"] = static_cast<double>(table.bytes()) / kKeys;
  Walk walk(kKeys);
  for (auto _ : state) {
    table.withdraw({}, table.claim({}, walk.next(), kKeys, LockTable::Mode::exclusive));
  }
}

BENCHMARK_CAPTURE(lock_and_unlock, exclusive, LockTable::Mode::exclusive, kKeys)
    ->Name("policies/lock_and_unlock_1m");
BENCHMARK_CAPTURE(lock_and_unlock, shared, LockTable::Mode::shared, kKeys)
    ->Name("policies/lock_and_unlock_1m_shared");
BENCHMARK_CAPTURE(lock_and_unlock, in_a_table, LockTable::Mode::exclusive, 0)
    ->Name("policies/lock_and_unlock_1m_in_a_table");
/// Randomness  none.
/// Checked by  short stories; a plain list of claims that is asked the same at random.
BENCHMARK(lock_in_vain)->Name("policies/lock_wait_and_withdraw_1m");

}  // namespace
}  // namespace plimsoll

BENCHMARK_MAIN();
