#include "models/policies/expiring_store.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <list>
#include <map>
#include <new>
#include <utility>

#include "sim/discrete.hpp"
#include "sim/stream.hpp"

namespace {
std::size_t allocations = 0;
}  // namespace

// Not inlined: g++ would then see malloc() paired with operator delete and warn.
[[gnu::noinline]] void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc{};
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace plimsoll {

void PrintTo(Found found, std::ostream* out) {
  *out << (found == Found::hit ? "hit" : found == Found::missing ? "missing" : "expired");
}

namespace {

// Room for two: 1 and 2 come, 1 is looked up, so 3 pushes out 2.
TEST(ExpiringStore, PushesOutTheLeastRecentlyUsed) {
  ExpiringStore store{2};
  EXPECT_EQ(store.insert({}, 1, SimTime::max()), 0u);
  EXPECT_EQ(store.insert({}, 2, SimTime::max()), 0u);
  EXPECT_EQ(store.look_up({}, 1), Found::hit);
  EXPECT_EQ(store.insert({}, 3, SimTime::max()), 1u);
  EXPECT_EQ(store.look_up({}, 1), Found::hit);
  EXPECT_EQ(store.look_up({}, 2), Found::missing);
  EXPECT_EQ(store.look_up({}, 3), Found::hit);
  EXPECT_EQ(store.size(), 2u);
  EXPECT_EQ(store.evictions(), 1u);
}

// The same where the oldest goes first: 1 goes, though it was looked up.
TEST(ExpiringStore, PushesOutTheOldest) {
  ExpiringStore store{2, Evicts::oldest};
  store.insert({}, 1, SimTime::max());
  store.insert({}, 2, SimTime::max());
  EXPECT_EQ(store.look_up({}, 1), Found::hit);
  EXPECT_EQ(store.insert({}, 3, SimTime::max()), 1u);
  EXPECT_EQ(store.look_up({}, 1), Found::missing);
  EXPECT_EQ(store.look_up({}, 2), Found::hit);
}

// Read twice, 1 stays; 2 and 3 were read once each, and 2 longer ago: 4 pushes out 2, and 5 pushes out 4,
// which has not been read at all.
TEST(ExpiringStore, PushesOutTheLeastFrequentlyUsed) {
  ExpiringStore store{3, Evicts::least_frequent};
  for (const std::uint64_t key : {1u, 2u, 3u}) store.insert({}, key, SimTime::max());
  for (const std::uint64_t key : {1u, 2u, 3u, 1u}) EXPECT_EQ(store.look_up({}, key), Found::hit);
  store.insert({}, 4, SimTime::max());
  EXPECT_EQ(store.look_up({}, 2), Found::missing);
  store.insert({}, 5, SimTime::max());
  EXPECT_EQ(store.look_up({}, 4), Found::missing);
  EXPECT_EQ(store.look_up({}, 3), Found::hit);
  EXPECT_EQ(store.evictions(), 2u);
}

// Ten keys, each evicted by an eleventh of ten thousand times: about a thousand times each, within five
// standard deviations of 30.
TEST(ExpiringStore, PushesOutAnyKeyAtRandom) {
  std::array<int, 10> times_out{};
  for (std::uint32_t number = 0; number < 10'000; ++number) {
    ExpiringStore store{10, Evicts::random, Stream::named(1, number, "random eviction")};
    for (std::uint64_t key = 0; key < 11; ++key) store.insert({}, key, SimTime::max());
    std::size_t missing = 10;
    for (std::uint64_t key = 0; key < 10; ++key) {
      if (store.look_up({}, key) == Found::missing) missing = key;
    }
    ASSERT_LT(missing, 10u);
    ++times_out[missing];
  }
  for (const int times : times_out) EXPECT_NEAR(times, 1'000, 150);
}

// What is known of a key comes back with it, also when it has expired; the time of a fetch in microseconds,
// rounded up.
TEST(ExpiringStore, TellsWhatItKnowsOfAKey) {
  ExpiringStore store{2};
  store.insert(7, {SimTime::seconds(5), SimTime::ms(30), Duration::ns(20'000'001)});
  Copy copy;
  EXPECT_EQ(store.look_up(SimTime::seconds(6), 7, &copy), Found::expired);
  EXPECT_EQ(copy.expires, SimTime::seconds(5));
  EXPECT_EQ(copy.as_of, SimTime::ms(30));
  EXPECT_EQ(copy.fetch_took, Duration::us(20'001));
}

// A key is good until just before it expires; then it is expired, still there, until stored anew.
TEST(ExpiringStore, AKeyExpires) {
  ExpiringStore store{10};
  store.insert({}, 7, SimTime::seconds(60));
  EXPECT_EQ(store.look_up(SimTime::ns(59'999'999'999), 7), Found::hit);
  EXPECT_EQ(store.look_up(SimTime::seconds(60), 7), Found::expired);
  EXPECT_EQ(store.look_up(SimTime::seconds(61), 7), Found::expired);
  EXPECT_EQ(store.size(), 1u);
  store.insert(SimTime::seconds(61), 7, SimTime::seconds(121));
  EXPECT_EQ(store.look_up(SimTime::seconds(61), 7), Found::hit);
  EXPECT_EQ(store.size(), 1u);
}

// Looking up an expired key does not save it: it stays the first to go.
TEST(ExpiringStore, AnExpiredKeyKeepsItsPlaceInLine) {
  ExpiringStore store{2};
  store.insert({}, 1, SimTime::seconds(1));
  store.insert({}, 2, SimTime::max());
  EXPECT_EQ(store.look_up(SimTime::seconds(1), 1), Found::expired);
  store.insert(SimTime::seconds(1), 3, SimTime::max());
  EXPECT_EQ(store.look_up(SimTime::seconds(1), 1), Found::missing);
  EXPECT_EQ(store.look_up(SimTime::seconds(1), 2), Found::hit);
}

// Erasing makes room without an eviction; clearing takes everything out.
TEST(ExpiringStore, ErasesAndClears) {
  ExpiringStore store{2};
  store.insert({}, 1, SimTime::max());
  store.insert({}, 2, SimTime::max());
  EXPECT_TRUE(store.erase(1));
  EXPECT_FALSE(store.erase(1));
  EXPECT_EQ(store.insert({}, 3, SimTime::max()), 0u);
  store.clear();
  EXPECT_EQ(store.size(), 0u);
  EXPECT_EQ(store.look_up({}, 2), Found::missing);
  EXPECT_EQ(store.evictions(), 0u);
  EXPECT_EQ(store.insert({}, 2, SimTime::max()), 0u);
  EXPECT_EQ(store.look_up({}, 2), Found::hit);
}

// Shrinking from five to two evicts the three least recently used; a store of none holds nothing.
TEST(ExpiringStore, TheCapacityMayChange) {
  ExpiringStore store{5};
  for (std::uint64_t key = 0; key < 5; ++key) store.insert({}, key, SimTime::max());
  EXPECT_EQ(store.set_capacity(2), 3u);
  EXPECT_EQ(store.look_up({}, 2), Found::missing);
  EXPECT_EQ(store.look_up({}, 3), Found::hit);
  EXPECT_EQ(store.set_capacity(0), 2u);
  EXPECT_EQ(store.insert({}, 9, SimTime::max()), 0u);
  EXPECT_EQ(store.look_up({}, 9), Found::missing);
}

// Unlimited means unlimited: a million keys, all there, below 64 bytes each, and nothing evicted.
TEST(ExpiringStore, UnlimitedHoldsEverythingInFewBytes) {
  ExpiringStore store{ExpiringStore::unlimited};
  for (std::uint64_t key = 0; key < 1'000'000; ++key) {
    ASSERT_EQ(store.insert({}, key << 20, SimTime::max()), 0u);
    if (key >= 20'000) {
      ASSERT_LT(store.bytes(), (key + 1) * 64);
    }
  }
  for (std::uint64_t key = 0; key < 1'000'000; ++key) ASSERT_EQ(store.look_up({}, key << 20), Found::hit);
  EXPECT_EQ(store.size(), 1'000'000u);
}

/// The same by the book: a map of places in a list, most recently used first.
class StoreByTheBook {
 public:
  explicit StoreByTheBook(std::uint64_t capacity) : capacity_(capacity) {}

  Found look_up(SimTime now, std::uint64_t key) {
    const auto found = places_.find(key);
    if (found == places_.end()) return Found::missing;
    if (now >= found->second->expires) return Found::expired;
    line_.splice(line_.begin(), line_, found->second);
    return Found::hit;
  }
  std::uint64_t insert(std::uint64_t key, SimTime expires) {
    const std::uint64_t evicted = !places_.contains(key) && line_.size() == capacity_ ? 1 : 0;
    if (evicted == 1) erase(line_.back().key);
    erase(key);
    line_.push_front({key, expires});
    places_[key] = line_.begin();
    return evicted;
  }
  bool erase(std::uint64_t key) {
    const auto found = places_.find(key);
    if (found == places_.end()) return false;
    line_.erase(found->second);
    places_.erase(found);
    return true;
  }
  std::uint64_t set_capacity(std::uint64_t capacity) {
    capacity_ = capacity;
    std::uint64_t evicted = 0;
    for (; line_.size() > capacity_; ++evicted) erase(line_.back().key);
    return evicted;
  }
  std::uint64_t size() const { return line_.size(); }

 private:
  struct Item {
    std::uint64_t key;
    SimTime expires;
  };
  std::uint64_t capacity_;
  std::list<Item> line_;
  std::map<std::uint64_t, std::list<Item>::iterator> places_;
};

// 100 random programs of 5,000 steps, on few and on many keys: every answer is the one by the book.
TEST(ExpiringStore, AgreesWithAMapAndAList) {
  for (std::uint32_t number = 0; number < 100; ++number) {
    const Stream chance = Stream::named(2, number, "expiring store");
    std::uint64_t draws = 0;
    const auto draw = [&](std::uint64_t below) { return chance.bits(0, draws++) % below; };
    const std::uint64_t keys = 1 + draw(400);
    std::uint64_t capacity = 1 + draw(200);
    ExpiringStore store{capacity};
    StoreByTheBook book{capacity};
    for (std::int64_t step = 0; step < 5'000; ++step) {
      const SimTime now = SimTime::ns(step);
      const std::uint64_t key = draw(keys) * 0x1'0000'0001;
      const std::uint64_t kind = draw(1000);
      if (kind < 500) {
        ASSERT_EQ(store.look_up(now, key), book.look_up(now, key)) << number << " step " << step;
      } else if (kind < 850) {
        const SimTime expires = now + Duration::ns(static_cast<std::int64_t>(draw(1000)));
        ASSERT_EQ(store.insert(now, key, expires), book.insert(key, expires)) << number << " step " << step;
      } else if (kind < 995) {
        ASSERT_EQ(store.erase(key), book.erase(key)) << number << " step " << step;
      } else {
        capacity = 1 + draw(200);
        ASSERT_EQ(store.set_capacity(capacity), book.set_capacity(capacity)) << number << " step " << step;
      }
      ASSERT_EQ(store.size(), book.size());
    }
  }
}

/// LFU by the book: looks at every key for the one used least often, and of several the one used longest ago.
class LeastFrequentByTheBook {
 public:
  explicit LeastFrequentByTheBook(std::uint64_t capacity) : capacity_(capacity) {}
  bool look_up(std::uint64_t key) {
    const auto found = keys_.find(key);
    if (found == keys_.end()) return false;
    found->second = {found->second.uses + 1, ++clock_};
    return true;
  }
  void insert(std::uint64_t key) {
    const auto found = keys_.find(key);
    if (found != keys_.end()) {
      found->second.last = ++clock_;
      return;
    }
    if (keys_.size() == capacity_) {
      const auto out = std::min_element(keys_.begin(), keys_.end(), [](const auto& a, const auto& b) {
        return std::pair(a.second.uses, a.second.last) < std::pair(b.second.uses, b.second.last);
      });
      keys_.erase(out);
    }
    keys_[key] = {1, ++clock_};
  }
  void erase(std::uint64_t key) { keys_.erase(key); }

 private:
  struct Use {
    int uses = 0, last = 0;
  };
  std::uint64_t capacity_;
  int clock_ = 0;
  std::map<std::uint64_t, Use> keys_;
};

// 50 random programs of 2,000 steps under LFU: every look-up meets what the book says.
TEST(ExpiringStore, AgreesWithTheBookOnLfu) {
  for (std::uint32_t number = 0; number < 50; ++number) {
    const Stream chance = Stream::named(4, number, "least frequent");
    std::uint64_t draws = 0;
    const auto draw = [&](std::uint64_t below) { return chance.bits(0, draws++) % below; };
    const std::uint64_t keys = 1 + draw(60), capacity = 1 + draw(30);
    ExpiringStore store{capacity, Evicts::least_frequent};
    LeastFrequentByTheBook book{capacity};
    for (int step = 0; step < 2'000; ++step) {
      const std::uint64_t key = draw(keys), kind = draw(100);
      if (kind < 60) {
        ASSERT_EQ(store.look_up({}, key) == Found::hit, book.look_up(key)) << number << " step " << step;
      } else if (kind < 97) {
        store.insert({}, key, SimTime::max());
        book.insert(key);
      } else {
        store.erase(key);
        book.erase(key);
      }
    }
  }
}

// Room for 2 of 5 items, asked for independently by Zipf's law with exponent 1.4: LRU hits
// 0.6166267254 of the time, W. F. King, "Analysis of paging algorithms" (1971): the sum over ordered
// pairs (i, j) of p_i p_j / (1 - p_i) * (p_i + p_j). A million requests; one standard deviation is
// about 0.0006.
TEST(ExpiringStore, HitsAsOftenAsKingSays) {
  const Stream chance = Stream::named(3, 0, "king");
  const Zipf zipf{5, 1.4};
  ExpiringStore store{2};
  const std::uint64_t requests = 1'000'000;
  std::uint64_t hits = 0;
  for (std::uint64_t request = 0; request < requests; ++request) {
    const auto key = static_cast<std::uint64_t>(zipf.sample(chance, request, 0));
    if (store.look_up({}, key) == Found::hit) {
      ++hits;
    } else {
      store.insert({}, key, SimTime::max());
    }
  }
  EXPECT_NEAR(static_cast<double>(hits) / static_cast<double>(requests), 0.6166267254, 0.002);
}

// The same under random replacement: 0.5903959956, E. Gelenbe, IEEE Transactions on Computers 22 (1973).
TEST(ExpiringStore, HitsAsOftenAsGelenbeSaysOfRandomReplacement) {
  const Stream chance = Stream::named(3, 0, "gelenbe");
  const Zipf zipf{5, 1.4};
  ExpiringStore store{2, Evicts::random, Stream::named(3, 0, "victims")};
  const std::uint64_t requests = 1'000'000;
  std::uint64_t hits = 0;
  for (std::uint64_t request = 0; request < requests; ++request) {
    const auto key = static_cast<std::uint64_t>(zipf.sample(chance, request, 0));
    if (store.look_up({}, key) == Found::hit) {
      ++hits;
    } else {
      store.insert({}, key, SimTime::max());
    }
  }
  EXPECT_NEAR(static_cast<double>(hits) / static_cast<double>(requests), 0.5903959956, 0.002);
}

// At capacity nothing is allocated any more, however many keys pass through.
TEST(ExpiringStore, DoesNotAllocateAtCapacity) {
  ExpiringStore store{1000};
  for (std::uint64_t key = 0; key < 1000; ++key) store.insert({}, key, SimTime::max());
  const std::size_t before = allocations;
  for (std::uint64_t key = 1000; key < 100'000; ++key) store.insert({}, key, SimTime::max());
  EXPECT_EQ(allocations, before);
  EXPECT_EQ(store.evictions(), 99'000u);
}

}  // namespace
}  // namespace plimsoll
