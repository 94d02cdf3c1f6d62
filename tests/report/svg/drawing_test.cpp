#include "report/svg/drawing.hpp"

#include <gtest/gtest.h>

namespace plimsoll::report::svg {
namespace {

// Whatever text comes in, none of it can end a tag, an attribute or a text.
TEST(Drawing, EscapesText) {
  EXPECT_EQ(escaped("<script>a & \"b\" 'c'</script>"),
            "&lt;script&gt;a &amp; &quot;b&quot; &#39;c&#39;&lt;/script&gt;");
  EXPECT_EQ(escaped("µs \x01\n"), "µs  \n");
}

// One decimal at most; nothing is minus zero.
TEST(Drawing, RoundsCoordinates) {
  EXPECT_EQ(coordinate(12), "12");
  EXPECT_EQ(coordinate(12.34), "12.3");
  EXPECT_EQ(coordinate(-0.01), "0");
}

// A picture has a name for those who cannot see it, and a class on each element that says what it is.
TEST(Drawing, WritesElements) {
  Drawing drawing("one", 100, 20, "Fish & chips", "two bars");
  drawing.rectangle({1, 2}, 3.25, 4, "bar", 0, "cod");
  drawing.line({0, 0}, {10, 0}, "axis");
  drawing.text({5, 6}, "<3", "tick", Anchor::end);
  EXPECT_EQ(drawing.str(),
            "<svg id=\"one\" viewBox=\"0 0 100 20\" width=\"100\" height=\"20\" role=\"img\" "
            "aria-labelledby=\"one-name one-description\">\n"
            "<title id=\"one-name\">Fish &amp; chips</title>\n"
            "<desc id=\"one-description\">two bars</desc>\n"
            "<rect class=\"bar\" x=\"1\" y=\"2\" width=\"3.2\" height=\"4\"><title>cod</title></rect>\n"
            "<line class=\"axis\" x1=\"0\" y1=\"0\" x2=\"10\" y2=\"0\"/>\n"
            "<text class=\"tick\" x=\"5\" y=\"6\" text-anchor=\"end\">&lt;3</text>\n"
            "</svg>\n");
}

// An area is its line, closed along its floor.
TEST(Drawing, ClosesAnArea) {
  Drawing drawing("one", 10, 10, "x");
  drawing.area({{0, 1}, {4, 2}}, 9, "spread");
  EXPECT_NE(drawing.str().find("<polygon class=\"spread\" points=\"0,1 4,2 4,9 0,9\"/>"), std::string::npos);
}

}  // namespace
}  // namespace plimsoll::report::svg
