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

using Words = std::array<std::uint32_t, 4>;

/// The correlation of two streams over the first `count` subjects.
double correlation(const Stream& a, const Stream& b, std::uint64_t count) {
  double sum = 0;
  for (std::uint64_t subject = 0; subject < count; ++subject) {
    sum += (a.uniform(subject) - 0.5) * (b.uniform(subject) - 0.5);
  }
  return 12 * sum / static_cast<double>(count);
}

// The three vectors published with Random123: all zeros, all ones, and the digits of pi.
TEST(Philox, GivesThePublishedAnswers) {
  EXPECT_EQ(philox({0, 0, 0, 0}, 0), (Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(philox({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, 0xffffffff'ffffffff),
            (Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, 0x299f31d0'a4093822),
            (Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

#if __has_include(<Random123/philox.h>)
// Ten thousand blocks, each keyed and counted by the one before, equal those of Random123.
TEST(Philox, AgreesWithRandom123) {
  Words words{1, 2, 3, 4};
  for (int i = 0; i < 10'000; ++i) {
    const r123::Philox4x32::key_type oracle_key = {{words[1], words[3]}};
    const r123::Philox4x32::ctr_type oracle_counter = {{words[0], words[1], words[2], words[3]}};
    const auto expected = r123::Philox4x32{}(oracle_counter, oracle_key);
    words = philox(words, words[1] | std::uint64_t{words[3]} << 32);
    ASSERT_EQ(words, (Words{expected[0], expected[1], expected[2], expected[3]}));
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
  EXPECT_EQ(stream.key(), 0x309fe1c56483cf7eu);
  EXPECT_EQ(stream.bits(7, 0), 0x617febd5ab3385a4u);
  EXPECT_EQ(stream.bits(7, 1), 0x764763f95128a2deu);
  EXPECT_EQ(stream.uniform(7, 2), 0x1.2c248cded582p-6);
  Stream::Sequence sequence = stream.sequence(7, 0);
  EXPECT_EQ(sequence.next_uniform(), 0x1.769d3f2355e9bp-1);
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

// An index that would reach into another sequence's numbers is our mistake, and is refused.
TEST(Sequence, RefusesAnIndexBeyondItsSpace) {
  const Stream stream = Stream::named(42, 0, "far");
  EXPECT_NO_THROW(stream.sequence(1, (std::uint64_t{1} << 39) - 1));
  EXPECT_THROW(stream.sequence(1, std::uint64_t{1} << 39), InternalError);
}

}  // namespace
}  // namespace plimsoll
