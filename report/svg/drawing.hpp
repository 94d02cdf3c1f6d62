#pragma once

#include <string>
#include <string_view>
#include <vector>

/// A picture as SVG. Colours, fonts and line widths stand in the style sheet of the page
/// (report/html/report.css); here is only what is where, and a class that says what it is.
namespace plimsoll::report::svg {

struct Point {
  double x = 0, y = 0;
};

enum class Anchor { start, middle, end };

/// `text` as it stands in SVG and HTML, between tags or in an attribute: nothing in it can end either.
std::string escaped(std::string_view text);

/// A coordinate with one decimal at most, and no "-0".
std::string coordinate(double value);

class Drawing {
 public:
  /// `name` is said by a screen reader, with `description`; `id` must be unique on the page.
  Drawing(std::string_view id, double width, double height, std::string_view name,
          std::string_view description = "");

  void line(Point from, Point to, std::string_view style);
  /// `tip` is shown where the pointer rests.
  void rectangle(Point at, double width, double height, std::string_view style, double radius = 0,
                 std::string_view tip = "");
  void circle(Point centre, double radius, std::string_view style, std::string_view tip = "");
  void text(Point at, std::string_view text, std::string_view style, Anchor anchor = Anchor::start);
  /// Through all of the points, straight.
  void polyline(const std::vector<Point>& points, std::string_view style);
  /// The same, filled down to `floor`.
  void area(const std::vector<Point>& points, double floor, std::string_view style);
  /// `commands` as in the attribute d.
  void path(std::string_view commands, std::string_view style, std::string_view tip = "");
  void open_group(std::string_view style, std::string_view tip = "");
  void close_group();

  std::string str() const { return text_ + "</svg>\n"; }

 private:
  void element(std::string_view tag, const std::string& attributes, std::string_view style,
               std::string_view tip);

  std::string text_;
};

}  // namespace plimsoll::report::svg
