#include "sim/digest.hpp"

#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <initializer_list>
#include <set>
#include <string>
#include <string_view>

namespace plimsoll {
namespace {

std::uint64_t digest_of_words(std::initializer_list<std::uint64_t> words) {
  Digest digest;
  for (const std::uint64_t word : words) digest.add(word);
  return digest.value();
}

// Answers worked out by a second implementation; they never change between machines or versions.
TEST(Digest, KnowsItsAnswers) {
  EXPECT_EQ(digest_text(digest_of_words({})), "e9e0033e3badaf36");
  EXPECT_EQ(digest_text(digest_of_words({0})), "3a839f454cf3b025");
  EXPECT_EQ(digest_text(digest_of_words({1, 2, 3})), "0fe384127713c541");
  EXPECT_EQ(digest_text(digest_of("")), "3a839f454cf3b025");
  EXPECT_EQ(digest_text(digest_of("plimsoll")), "dba1a048048ecd3c");
  EXPECT_EQ(digest_text(digest_of("a line on a ship's hull")), "6b86be880408a23a");
}

// The same numbers in another order, or with a zero more, are another story.
TEST(Digest, TellsOrderAndLength) {
  const std::set<std::uint64_t> digests = {digest_of_words({}),          digest_of_words({0}),
                                           digest_of_words({0, 0}),      digest_of_words({1, 2, 3}),
                                           digest_of_words({3, 2, 1}),   digest_of_words({1, 2, 3, 0}),
                                           digest_of_words({0, 1, 2, 3})};

  EXPECT_EQ(digests.size(), 7U);
}

// Texts that differ only in length, in a trailing zero byte or across a word have digests of their own.
TEST(Digest, TellsTextsApart) {
  using namespace std::string_view_literals;
  const std::set<std::uint64_t> digests = {
      digest_of(""sv),        digest_of("\0"sv),         digest_of("\0\0"sv),     digest_of("abcdefgh"sv),
      digest_of("abcdefg"sv), digest_of("abcdefgh\0"sv), digest_of("abcdefghi"sv)};

  EXPECT_EQ(digests.size(), 7U);
}

// Bytes and the text they spell have the same digest.
TEST(Digest, ReadsTextAsBytes) {
  const std::array bytes = {std::byte{'a'}, std::byte{'b'}, std::byte{0xff}};

  EXPECT_EQ(digest_of(bytes), digest_of("ab\xff"));
}

// Any one bit of any one number changes the digest, by about half of its bits (10 to 54 of 64).
TEST(Digest, SpreadsEveryBit) {
  const std::uint64_t before = digest_of_words({5, 6, 7});
  for (int bit = 0; bit < 64; ++bit) {
    const std::uint64_t flip = std::uint64_t{1} << bit;
    for (const std::uint64_t after : {digest_of_words({5 ^ flip, 6, 7}), digest_of_words({5, 6, 7 ^ flip})}) {
      EXPECT_GE(std::popcount(before ^ after), 10) << bit;
      EXPECT_LE(std::popcount(before ^ after), 54) << bit;
    }
  }
}

// What people see is all 16 digits, leading zeros too.
TEST(Digest, PrintsSixteenDigits) {
  EXPECT_EQ(digest_text(0), "0000000000000000");
  EXPECT_EQ(digest_text(0x0123456789abcdef), "0123456789abcdef");
  EXPECT_EQ(Digest{}.text(), digest_text(Digest{}.value()));
}

}  // namespace
}  // namespace plimsoll
