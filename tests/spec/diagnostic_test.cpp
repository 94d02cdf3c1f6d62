#include "models/spec/diagnostic.hpp"

#include <gtest/gtest.h>

#include "models/spec/text.hpp"

namespace plimsoll::spec {
namespace {

// The full form: place, address, sentence, the line, a caret below the column, the remedy.
TEST(Diagnostics, RepeatTheLineWithACaret) {
  Diagnostics diagnostics;
  diagnostics.add_source("shop.toml", "[system.edge]\nkind = \"leaky_bucket\"\n\ndeepth     = 50\n");
  diagnostics.error({"shop.toml", 4, 1}, "system.edge.deepth", "a leaky_bucket has no setting 'deepth'",
                    "did you mean 'depth'?");
  EXPECT_EQ(diagnostics.render(),
            "shop.toml:4:1: system.edge.deepth: a leaky_bucket has no setting 'deepth'\n"
            "  4 | deepth     = 50\n"
            "    | ^\n"
            "    = did you mean 'depth'?\n");
}

// Problems come by source in the order given, then line, then column; warnings say that they are.
TEST(Diagnostics, ComeInFileOrder) {
  Diagnostics diagnostics;
  diagnostics.add_source("b.toml", "x\n");
  diagnostics.add_source("a.toml", "y\nzz\n");
  diagnostics.error({"a.toml", 2, 2}, "", "third");
  diagnostics.error({"", 0, 0}, "run", "last");
  diagnostics.warning({"a.toml", 2, 1}, "", "second");
  EXPECT_FALSE(Diagnostics().has_errors());
  diagnostics.error({"b.toml", 1, 1}, "", "first");
  EXPECT_EQ(diagnostics.render(),
            "b.toml:1:1: first\n"
            "  1 | x\n"
            "    | ^\n"
            "a.toml:2:1: warning: second\n"
            "  2 | zz\n"
            "    | ^\n"
            "a.toml:2:2: third\n"
            "  2 | zz\n"
            "    |  ^\n"
            "run: last\n");
}

// A long line is cut on both sides so that the caret stays near; a tab takes one column, é one.
TEST(Diagnostics, CutLongLinesAroundTheCaret) {
  Diagnostics diagnostics;
  diagnostics.add_source("a", "\té" + std::string(98, 'x') + "Y" + std::string(100, 'z') + "\r\n");
  diagnostics.error({"a", 1, 101}, "", "here");
  EXPECT_EQ(diagnostics.render(),
            "a:1:101: here\n"
            "  1 | ..." +
                std::string(56, 'x') + "Y" + std::string(31, 'z') +
                "...\n"
                "    |    " +
                std::string(56, ' ') + "^\n");
}

// Control characters, invisible ones and broken UTF-8 never reach the terminal.
TEST(Diagnostics, ShowUnprintableTextEscaped) {
  EXPECT_EQ(printable("a\x1b[31mb"), "a\\x1b[31mb");
  EXPECT_EQ(printable("caf\xc3\xa9 \xe2\x9c\x93"), "caf\xc3\xa9 \xe2\x9c\x93");
  EXPECT_EQ(printable("\xe2\x80\xae"), "\\xe2\\x80\\xae");  // turns the direction of writing
  EXPECT_EQ(printable("\xff\xc3"), "\\xff\\xc3");
  EXPECT_EQ(printable("\xc2\x9b"), "\\xc2\\x9b");
  EXPECT_EQ(printable("abcdef", 3), "abc...");
  Diagnostics diagnostics;
  diagnostics.add_source("a", "x\x1b\n");
  diagnostics.error({"a", 1, 1}, "n\x07", "m\x1b", "r\n");
  EXPECT_EQ(diagnostics.render(), "a:1:1: n\\x07: m\\x1b\n  1 | x?\n    | ^\n    = r\\x0a\n");
}

// The nearest name is offered if a third of the letters or fewer are wrong; a swap counts once.
TEST(NearestName, OffersWhatASlipOfTheFingerMeant) {
  const std::vector<std::string> known{"workers", "queue", "instances", "app"};
  EXPECT_EQ(nearest_name("worker", known), "workers");
  EXPECT_EQ(nearest_name("qeueu", known), "");
  EXPECT_EQ(nearest_name("qeuue", known), "queue");
  EXPECT_EQ(nearest_name("ap", known), "app");
  EXPECT_EQ(nearest_name("instanecs", known), "instances");
  EXPECT_EQ(nearest_name("price", known), "");
  EXPECT_EQ(nearest_name("x", {"y"}), "");
  EXPECT_EQ(nearest_name("", known), "");
  EXPECT_EQ(nearest_name("ab", {"ac", "abc"}), "ac");  // of two equally near, the first
  EXPECT_EQ(did_you_mean("worker", known), "did you mean 'workers'?");
  EXPECT_EQ(did_you_mean("price", known), "");
}

}  // namespace
}  // namespace plimsoll::spec
