#include "models/spec/toml_slips.hpp"

#include <gtest/gtest.h>

#include "models/spec/toml_reader.hpp"

namespace plimsoll::spec {
namespace {

/// What is said about a text that is no TOML, without the line and caret.
std::string said_about(const std::string& text) {
  Diagnostics diagnostics;
  EXPECT_FALSE(read_toml("a", text, diagnostics).has_value()) << text;
  EXPECT_EQ(diagnostics.sorted().size(), 1U) << text;
  const Diagnostic one = diagnostics.sorted().front();
  return std::to_string(one.place.line) + ":" + std::to_string(one.place.column) + ": " +
         (one.address.empty() ? "" : one.address + ": ") + one.message +
         (one.remedy.empty() ? "" : " = " + one.remedy);
}

// Quantities and names that lack their quotes are shown with them.
TEST(TomlSlips, ShowTheQuotesThatAreMissing) {
  EXPECT_EQ(said_about("ttl          = 60s"), "1:16: ttl = 60s: a time needs quotes = write it as \"60 s\"");
  EXPECT_EQ(said_about("a = 60 s"), "1:5: a = 60 s: a time needs quotes = write it as \"60 s\"");
  EXPECT_EQ(said_about("a = 10/s # b"), "1:5: a = 10/s: a rate needs quotes = write it as \"10 /s\"");
  EXPECT_EQ(said_about("a = 5%"), "1:5: a = 5%: a share needs quotes = write it as \"5 %\"");
  EXPECT_EQ(said_about("a = 16 KiB"), "1:5: a = 16 KiB: a size needs quotes = write it as \"16 KiB\"");
  EXPECT_EQ(said_about("a = 0.17 USD/h"),
            "1:5: a = 0.17 USD/h: a price needs quotes = write it as \"0.17 USD/h\"");
  EXPECT_EQ(said_about("a = app"), "1:5: a = app: a name needs quotes = write it as \"app\"");
  EXPECT_EQ(said_about("s = [{ work = 8ms }]"),
            "1:15: work = 8ms: a time needs quotes = write it as \"8 ms\"");
  EXPECT_EQ(said_about("a = [\"x\", y]"), "1:11: a: a name needs quotes = write it as \"y\"");
}

// Numbers as they are written elsewhere.
TEST(TomlSlips, ShowHowNumbersAreWritten) {
  EXPECT_EQ(said_about("a = 50,000"), "1:5: a = 50,000: digits are grouped by underscores = write 50_000");
  EXPECT_EQ(said_about("a = .5"), "1:5: a = .5: a number begins with a digit = write 0.5");
  EXPECT_EQ(said_about("a = 5."), "1:5: a = 5.: a point needs a digit after it = write 5.0");
  EXPECT_EQ(said_about("a = 007"), "1:5: a = 007: a number has no zeros in front = write 7");
  EXPECT_EQ(said_about("a = 99999999999999999999"), "1:5: a number this large does not fit 64 bits");
  EXPECT_EQ(said_about("a = 1e400"), "1:5: this number is too large");
  EXPECT_EQ(said_about("a = True"), "1:5: a = True: yes is written true = write true");
}

// The shape of the file: lines, brackets, commas, comments.
TEST(TomlSlips, ExplainTheShapeOfTheFile) {
  EXPECT_EQ(said_about("a = { b = 1,\n c = 2 }"),
            "1:13: a table in braces ends on the line where it begins = write it on one line, or as a "
            "[table] of its "
            "own; a long step becomes a routine");
  EXPECT_EQ(said_about("a = { b = 1, }"),
            "1:14: a table in braces has no comma at its end = leave the last comma out");
  EXPECT_EQ(said_about("a: 3"), "1:2: a name is followed by '=' and its value = write NAME = VALUE");
  EXPECT_EQ(said_about("// c"), "1:1: this is neither a setting nor a [table] = a comment begins with '#'");
  EXPECT_EQ(said_about("a = \"x\nb = 1"),
            "1:5: a text ends on the line where it begins = close it with the quote it began with");
  EXPECT_EQ(said_about("a = [1,\n2"), "2:2: the list is not closed = close it with ']'");
  EXPECT_EQ(said_about("[a"), "1:3: a table begins with its name in brackets = write it like [system.app]");
  EXPECT_EQ(said_about("a = \xe2\x80\x9cx\xe2\x80\x9d"),
            "1:5: a = \xe2\x80\x9cx\xe2\x80\x9d: these quotes are typographic = write straight quotes: \"");
}

// A second definition says where the first stands.
TEST(TomlSlips, SayWhereTheFirstDefinitionStands) {
  EXPECT_EQ(said_about("[a]\nx = 1\n[b]\nx = 1\nx = 2"),
            "5:1: 'x' is defined twice = it is first defined on line 4");
  EXPECT_EQ(said_about("[system.app]\n[b]\n[system.app] # again"),
            "3:1: 'system.app' is defined twice = it is first defined on line 1");
  EXPECT_EQ(said_about("a.b = 1\na = 2"), "2:1: 'a' is defined twice = keep one of the two");
}

// What would harm the parser or the terminal is refused before either sees it.
TEST(TomlSlips, RefuseWhatIsNoPlainText) {
  EXPECT_EQ(said_about(std::string("a = 1\nb\0 = 2", 11)),
            "2:2: found a NUL byte = a topology is plain text");
  EXPECT_EQ(said_about("a = \"\xff\""), "1:6: found a byte that is no UTF-8 = save the file as UTF-8");
  std::string deep = "a";
  for (int i = 0; i < 100'000; ++i) deep += ".a";
  EXPECT_EQ(said_about(deep + " = 1"),
            "1:129: found a name of more than 64 parts = nothing in a topology lies that deep");
  EXPECT_EQ(said_about("a = " + std::string(100'000, '[')),
            "1:261: lists and tables lie too deep in one another");
  EXPECT_EQ(said_about(std::string(kLargestSource + 1, '#')),
            "0:0: is larger than 64 MiB = a topology of that size is no topology");
}

// A row of dots in a comment or a text is no deep name.
TEST(TomlReader, CountsDotsOfNamesOnly) {
  Diagnostics diagnostics;
  const std::string dots(200, '.');
  EXPECT_TRUE(
      read_toml("a", "# " + dots + "\na = \"" + dots + "\\\"" + dots + "\"\nb = '" + dots + "'", diagnostics)
          .has_value());
  EXPECT_TRUE(diagnostics.empty());
}

// Tables keep the order of the file, and every key and value its place; columns count characters, not bytes.
TEST(TomlReader, KeepsOrderAndPlaces) {
  Diagnostics diagnostics;
  const std::optional<Node> root =
      read_toml("a", "[z]\nb = \"é\"\na.c = { d = \"é\", e = 2 }\n[y]\n", diagnostics);
  ASSERT_TRUE(root.has_value());
  ASSERT_EQ(root->children().size(), 2U);
  EXPECT_EQ(root->children()[0].key(), "z");
  EXPECT_EQ(root->children()[1].key(), "y");
  const Node& e = *root->find("z")->find("a")->find("c")->find("e");
  EXPECT_EQ(e.key_place().line, 3U);
  EXPECT_EQ(e.key_place().column, 18U);
  EXPECT_EQ(e.place().column, 22U);
  EXPECT_TRUE(root->find("z")->find("a")->find("c")->is_inline());
  EXPECT_FALSE(root->find("z")->find("a")->is_inline());
}

}  // namespace
}  // namespace plimsoll::spec
