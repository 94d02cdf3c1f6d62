#include "sim/slab.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace plimsoll {
namespace {

// The index released last is reused first; fresh indices count up.
TEST(Slab, ReusesTheLastReleasedIndexFirst) {
  Slab<std::string> slab;
  EXPECT_EQ(slab.acquire("a"), 0U);
  EXPECT_EQ(slab.acquire("b"), 1U);
  EXPECT_EQ(slab.acquire("c"), 2U);
  slab.release(0);
  slab.release(2);
  EXPECT_EQ(slab.size(), 1U);

  EXPECT_EQ(slab.acquire("d"), 2U);
  EXPECT_EQ(slab.acquire("e"), 0U);
  EXPECT_EQ(slab.acquire("f"), 3U);
  EXPECT_EQ(slab[2] + slab[0] + slab[1] + slab[3], "debf");
}

// A handle dies with its record and stays dead when the place is used again.
TEST(Slab, RecognisesALateHandle) {
  Slab<int> slab;
  const std::uint32_t index = slab.acquire(1);
  const SlabHandle old_handle = slab.handle(index);
  EXPECT_TRUE(slab.is_live(old_handle));
  slab.release(index);
  EXPECT_FALSE(slab.is_live(old_handle));
  EXPECT_FALSE(slab.is_live(index));

  ASSERT_EQ(slab.acquire(2), index);
  EXPECT_FALSE(slab.is_live(old_handle));
  EXPECT_TRUE(slab.is_live(slab.handle(index)));
  EXPECT_FALSE(slab.is_live(SlabHandle{}));
}

// Records do not move when the slab grows, and refilling it allocates nothing.
TEST(Slab, KeepsAddressesAndMemory) {
  Slab<std::uint64_t> slab;
  std::vector<const std::uint64_t*> addresses;
  for (std::uint64_t i = 0; i < 100'000; ++i) addresses.push_back(&slab[slab.acquire(i)]);
  for (std::uint32_t i = 0; i < 100'000; ++i) {
    ASSERT_EQ(addresses[i], &slab[i]);
    ASSERT_EQ(slab[i], i);
  }
  const std::size_t warm = slab.capacity_bytes();
  EXPECT_GE(warm, 100'000 * sizeof(std::uint64_t));
  for (std::uint32_t i = 0; i < 100'000; ++i) slab.release(i);
  EXPECT_TRUE(slab.empty());
  for (std::uint64_t i = 0; i < 100'000; ++i) slab.acquire(i);
  EXPECT_EQ(slab.capacity_bytes(), warm);
}

// Records are destroyed when released, and the rest with the slab.
TEST(Slab, DestroysEveryRecordOnce) {
  const auto counted = std::make_shared<int>(0);
  {
    Slab<std::shared_ptr<int>> slab;
    for (int i = 0; i < 10; ++i) slab.acquire(counted);
    slab.release(3);
    EXPECT_EQ(counted.use_count(), 10);
  }
  EXPECT_EQ(counted.use_count(), 1);
}

// A constructor that throws leaves the place free.
TEST(Slab, SurvivesAThrowingConstructor) {
  struct Picky {
    explicit Picky(bool refuse) {
      if (refuse) throw std::runtime_error("refused");
    }
  };
  Slab<Picky> slab;
  EXPECT_THROW(slab.acquire(true), std::runtime_error);
  EXPECT_TRUE(slab.empty());
  EXPECT_EQ(slab.acquire(false), 0U);
  slab.release(0);
  EXPECT_THROW(slab.acquire(true), std::runtime_error);
  EXPECT_FALSE(slab.is_live(0U));
  EXPECT_EQ(slab.acquire(false), 0U);
}

// Releasing twice, or what never was, is our own mistake.
TEST(Slab, RefusesToReleaseWhatIsNotLive) {
  Slab<int> slab;
  EXPECT_THROW(slab.release(0), InternalError);
  slab.release(slab.acquire(1));
  EXPECT_THROW(slab.release(0), InternalError);
  EXPECT_THROW(slab.handle(0), InternalError);
}

}  // namespace
}  // namespace plimsoll
