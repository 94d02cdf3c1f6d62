#include "report/table.hpp"

#include <gtest/gtest.h>

namespace plimsoll::report {
namespace {

// Values line up left of the "±" and half widths right of it; a heading wider than its cells pushes them
// right.
TEST(Table, LinesUpFiguresAtThePlusMinus) {
  Table table("Requests");
  table.column("mean [ms]").column("kind", Table::Align::left);
  table.row("a").cell(Shown{"8.31", "± 0.12"}).cell("x");
  table.row("checkout").cell(Shown{"1,204", "± 3"}).cell("yz");
  EXPECT_EQ(table.render(Palette{}),
            "Requests       mean [ms]  kind\n"
            "  a          8.31 ± 0.12  x\n"
            "  checkout  1,204 ± 3     yz\n");
}

// Width is counted in characters: "µs" takes two places though it has three bytes.
TEST(Table, CountsCharactersNotBytes) {
  EXPECT_EQ(width("µs ± –"), 6u);
  Table table("t");
  table.column("[µs]").row("a").cell("1");
  EXPECT_EQ(table.render(Palette{}), "t    [µs]\n  a     1\n");
}

// Colour is laid on after lining up: without the escape codes both renderings are the same text.
TEST(Table, LinesUpAlikeWithAndWithoutColour) {
  Table table("t");
  table.column("v", Table::Align::left).column("n");
  table.row("a").cell("holds").coloured(&Palette::good).cell("1");
  std::string coloured = table.render(Palette{true});
  EXPECT_NE(coloured.find("\033[32mholds\033[0m"), std::string::npos);
  for (std::size_t at; (at = coloured.find('\033')) != std::string::npos;) {
    coloured.erase(at, coloured.find('m', at) - at + 1);
  }
  EXPECT_EQ(coloured, table.render(Palette{}));
}

// Prose breaks between words at 100 characters and indents what follows.
TEST(Table, WrapsLongLines) {
  EXPECT_EQ(wrapped("short", 4), "short");
  const std::string word(60, 'x');
  EXPECT_EQ(wrapped(word + " " + word, 2), word + "\n  " + word);
}

}  // namespace
}  // namespace plimsoll::report
