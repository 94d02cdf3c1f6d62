#include "sim/stream.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <set>
#include <string>
#include <vector>

#if __has_include(<Random123/philox.h>)
#include <Random123/philox.h>
#endif

namespace plimsoll {
namespace {

using Words = std::array<std::uint64_t, 2>;

/// The correlation of two streams over the first `count` subjects.
double correlation(const Stream& a, const Stream& b, std::uint64_t count) {
  double sum = 0;
  for (std::uint64_t subject = 0; subject < count; ++subject) {
    sum += (a.uniform(subject) - 0.5) * (b.uniform(subject) - 0.5);
  }
  return 12 * sum / static_cast<double>(count);
}

// The vectors published with Random123, for 10 and for 7 rounds: all zeros, all ones, and the digits of pi.
TEST(Philox, GivesThePublishedAnswers) {
  EXPECT_EQ(philox<10>({0, 0}, 0), (Words{0xca00a0459843d731, 0x66c24222c9a845b5}));
  EXPECT_EQ(philox<10>({~0ULL, ~0ULL}, ~0ULL), (Words{0x65b021d60cd8310f, 0x4d02f3222f86df20}));
  EXPECT_EQ(philox<10>({0x243f6a8885a308d3, 0x13198a2e03707344}, 0xa4093822299f31d0),
            (Words{0x0a5e742c2997341c, 0xb0f883d38000de5d}));
  EXPECT_EQ(philox<7>({0, 0}, 0), (Words{0xb41da69fbfefc666, 0x511e9ce1a5534056}));
}

#if __has_include(<Random123/philox.h>)
// Ten thousand blocks, each keyed and counted by the one before, equal those of Random123.
TEST(Philox, AgreesWithRandom123) {
  using Oracle = r123::Philox2x64_R<7>;
  Words words{1, 2};
  for (int i = 0; i < 10'000; ++i) {
    const auto expected = Oracle{}(Oracle::ctr_type{{words[0], words[1]}}, Oracle::key_type{{words[1]}});
    words = philox(words, words[1]);
    ASSERT_EQ(words, (Words{expected[0], expected[1]}));
  }
}
#endif

// The smallest bits give 2^-53, the largest 1 - 2^-53: never 0, never 1, and symmetric.
TEST(Stream, StaysStrictlyBetweenZeroAndOne) {
  EXPECT_EQ(to_open_unit_interval(0), 0x1p-53);
  EXPECT_EQ(to_open_unit_interval(~std::uint64_t{0}), 1 - 0x1p-53);
  EXPECT_EQ(to_open_unit_interval(std::uint64_t{1} << 63), 0.5 + 0x1p-53);
}

// A stream's draws are pinned: these numbers may change only under "Results changed".
TEST(Stream, KeepsItsDraws) {
  const Stream stream = Stream::named(42, 3, "app: service time of browse");
  EXPECT_EQ(stream.key(), 0x33baaf5d04e895d8u);
  EXPECT_EQ(stream.bits(7, 0), 0x12b2de12611b212bu);
  EXPECT_EQ(stream.bits(7, 1), 0xee62049b77c5c371u);
  EXPECT_EQ(stream.uniform(7, 2), 0x1.f07d13095c82fp-1);
  Stream::Sequence sequence = stream.sequence(7, 0);
  EXPECT_EQ(sequence.next_uniform(), 0x1.17ebbdecc8eadp-1);
}

// A draw asked for again, in another order and after others, is the same.
TEST(Stream, DependsOnNothingButItsArguments) {
  const Stream stream = Stream::named(1, 0, "edge: choice");
  const double first = stream.uniform(5, 9);
  const double other = stream.uniform(6, 9);
  EXPECT_EQ(Stream::named(1, 0, "edge: choice").uniform(6, 9), other);
  EXPECT_EQ(stream.uniform(5, 9), first);
}

// Seed, replication and every character of the name, to its length, tell streams apart.
TEST(Stream, TellsEveryPartOfItsNameApart) {
  std::set<std::uint64_t> keys;
  std::size_t count = 0;
  const auto add = [&](std::uint64_t seed, std::uint32_t replication, std::string_view name) {
    keys.insert(Stream::named(seed, replication, name).key());
    ++count;
  };
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    for (std::uint32_t replication = 0; replication < 50; ++replication) add(seed, replication, "app");
  }
  for (std::size_t length = 0; length < 40; ++length) add(7, 7, std::string(length, '\0'));
  for (std::size_t place = 0; place < 40; ++place) {
    std::string name(40, 'a');
    name[place] = 'b';
    add(7, 7, name);
  }
  EXPECT_EQ(keys.size(), count);
}

// Names, seeds and replications that differ by one are as unrelated as any two streams: over 200,000 draws
// a correlation has a standard error of 0.0022.
TEST(Stream, IsUncorrelatedWithItsNeighbours) {
  const Stream stream = Stream::named(42, 0, "db1");
  for (const Stream& neighbour : {Stream::named(42, 0, "db2"), Stream::named(42, 1, "db1"),
                                  Stream::named(43, 0, "db1"), Stream::named(42, 0, "db1 ")}) {
    EXPECT_NEAR(correlation(stream, neighbour, 200'000), 0, 4 * 0.00224);
  }
  EXPECT_NEAR(correlation(stream, stream, 200'000), 1, 0.01);
}

// 1000 cells, a million draws over subjects and indices: chi-square has mean 999 and deviation 44.7.
TEST(Stream, FillsAllCellsEvenly) {
  const Stream stream = Stream::named(42, 0, "chi-square");
  std::vector<double> hits(1000, 0.0);
  for (std::uint64_t subject = 0; subject < 100'000; ++subject) {
    for (std::uint64_t index = 0; index < 10; ++index) {
      ++hits[static_cast<std::size_t>(1000 * stream.uniform(subject, index))];
    }
  }
  double chi_square = 0;
  for (const double hit : hits) chi_square += (hit - 1000) * (hit - 1000) / 1000;
  EXPECT_NEAR(chi_square, 999, 4 * 44.7);
}

// No number of a sequence is met again: not by plain draws, nor by the sequences of other indices.
TEST(Sequence, SharesNoNumberWithDrawsNorOtherSequences) {
  const Stream stream = Stream::named(42, 0, "apart");
  std::set<std::uint64_t> seen;
  for (std::uint64_t subject = 0; subject < 20; ++subject) {
    for (std::uint64_t index = 0; index < 20; ++index) {
      seen.insert(stream.bits(subject, index));
      Stream::Sequence sequence = stream.sequence(subject, index);
      for (int i = 0; i < 99; ++i) seen.insert(sequence.next_bits());
    }
  }
  EXPECT_EQ(seen.size(), 20u * 20u * 100u);
}

// A mirrored stream draws 1 - u where the other draws u, to the last bit, in sequences too; its mirror is the
// stream itself.
TEST(Stream, IsMirroredExactly) {
  const Stream stream = Stream::named(42, 0, "mirror");
  const Stream mirrored = stream.mirrored();
  Stream::Sequence sequence = stream.sequence(7), other = mirrored.sequence(7);
  for (std::uint64_t subject = 0; subject < 1'000; ++subject) {
    ASSERT_EQ(mirrored.uniform(subject, 3), 1 - stream.uniform(subject, 3));
    ASSERT_EQ(other.next_uniform(), 1 - sequence.next_uniform());
  }
  EXPECT_EQ(mirrored.mirrored().bits(1), stream.bits(1));
}

// An index that would reach into another sequence's numbers is our mistake, and is refused.
TEST(Sequence, RefusesAnIndexBeyondItsSpace) {
  const Stream stream = Stream::named(42, 0, "far");
  EXPECT_NO_THROW(stream.sequence(1, (std::uint64_t{1} << 39) - 1));
  EXPECT_THROW(stream.sequence(1, std::uint64_t{1} << 39), InternalError);
}

}  // namespace
}  // namespace plimsoll
