#include "sim/flat_map.hpp"

#include <gtest/gtest.h>

#include <map>

#include "sim/stream.hpp"

namespace plimsoll {
namespace {

// What is put under a key is found there, and only there; asking for a key again does not start afresh.
TEST(FlatMap, FindsWhatWasPutIn) {
  FlatMap<int> map;
  EXPECT_EQ(map.find(7), nullptr);
  map[7] = 70;
  map[0] = 1;
  ++map[7];

  ASSERT_NE(map.find(7), nullptr);
  EXPECT_EQ(*map.find(7), 71);
  EXPECT_EQ(*map.find(0), 1);
  EXPECT_EQ(map.find(8), nullptr);
  EXPECT_EQ(map.size(), 2u);
}

// A key that was erased is gone, and when it comes back it starts from nothing.
TEST(FlatMap, ForgetsWhatIsErased) {
  FlatMap<int> map;
  map[3] = 30;

  EXPECT_TRUE(map.erase(3));
  EXPECT_FALSE(map.erase(3));
  EXPECT_TRUE(map.empty());
  EXPECT_EQ(map.find(3), nullptr);
  EXPECT_EQ(map[3], 0);
}

// The first and the last key there can be are keys like any other.
TEST(FlatMap, KnowsTheExtremeKeys) {
  FlatMap<int> map;
  map[0] = 1;
  map[UINT64_MAX] = 2;

  EXPECT_EQ(*map.find(0), 1);
  EXPECT_EQ(*map.find(UINT64_MAX), 2);
}

// 200,000 random calls on few and on many keys do to it what they do to a std::map.
TEST(FlatMap, AgreesWithAnOrderedMap) {
  const Stream stream = Stream::named(1, 0, "flat map");
  for (const std::uint64_t keys : {10u, 1'000u, 100'000u}) {
    FlatMap<std::uint64_t> map;
    std::map<std::uint64_t, std::uint64_t> expected;
    for (std::uint64_t call = 0; call < 200'000; ++call) {
      const std::uint64_t bits = stream.bits(keys, call);
      const std::uint64_t key = (bits >> 8) % keys * 4'294'967'296;  // only high bits differ
      if (bits % 3 == 0) {
        ASSERT_EQ(map.erase(key), expected.erase(key) == 1) << "call " << call;
      } else if (bits % 3 == 1) {
        map[key] = call;
        expected[key] = call;
      } else {
        const auto found = expected.find(key);
        ASSERT_EQ(map.find(key) != nullptr, found != expected.end()) << "call " << call;
        if (found != expected.end()) {
          ASSERT_EQ(*map.find(key), found->second) << "call " << call;
        }
      }
      ASSERT_EQ(map.size(), expected.size()) << "call " << call;
    }
    for (const auto& [key, value] : expected) {
      ASSERT_NE(map.find(key), nullptr) << "key " << key;
      ASSERT_EQ(*map.find(key), value) << "key " << key;
    }
  }
}

}  // namespace
}  // namespace plimsoll
