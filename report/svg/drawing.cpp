#include "report/svg/drawing.hpp"

#include <fmt/format.h>

namespace plimsoll::report::svg {
namespace {

std::string pair(Point at, const char* x = "x", const char* y = "y") {
  return fmt::format("{}=\"{}\" {}=\"{}\"", x, coordinate(at.x), y, coordinate(at.y));
}

std::string through(const std::vector<Point>& points) {
  std::string text;
  for (const Point& point : points) {
    text += fmt::format("{}{},{}", text.empty() ? "" : " ", coordinate(point.x), coordinate(point.y));
  }
  return text;
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        // Control characters are not allowed in either, whatever a title may hold.
        out += static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' ? ' ' : c;
    }
  }
  return out;
}

std::string coordinate(double value) {
  std::string text = fmt::format("{:.1f}", value);
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  return text == "-0" ? "0" : text;
}

Drawing::Drawing(std::string_view id, double width, double height, std::string_view name,
                 std::string_view description) {
  text_ = fmt::format(
      "<svg id=\"{0}\" viewBox=\"0 0 {1} {2}\" width=\"{1}\" height=\"{2}\" role=\"img\" "
      "aria-labelledby=\"{0}-name"
      "{3}\">\n<title id=\"{0}-name\">{4}</title>\n",
      id, coordinate(width), coordinate(height),
      description.empty() ? "" : fmt::format(" {}-description", id), escaped(name));
  if (!description.empty()) {
    text_ += fmt::format("<desc id=\"{}-description\">{}</desc>\n", id, escaped(description));
  }
}

void Drawing::element(std::string_view tag, const std::string& attributes, std::string_view style,
                      std::string_view tip) {
  text_ += fmt::format("<{} class=\"{}\" {}", tag, style, attributes);
  text_ += tip.empty() ? "/>\n" : fmt::format("><title>{}</title></{}>\n", escaped(tip), tag);
}

void Drawing::line(Point from, Point to, std::string_view style) {
  element("line", pair(from, "x1", "y1") + " " + pair(to, "x2", "y2"), style, "");
}

void Drawing::rectangle(Point at, double width, double height, std::string_view style, double radius,
                        std::string_view tip) {
  std::string attributes =
      fmt::format("{} width=\"{}\" height=\"{}\"", pair(at), coordinate(width), coordinate(height));
  if (radius > 0) attributes += fmt::format(" rx=\"{}\"", coordinate(radius));
  element("rect", attributes, style, tip);
}

void Drawing::circle(Point centre, double radius, std::string_view style, std::string_view tip) {
  element("circle", fmt::format("{} r=\"{}\"", pair(centre, "cx", "cy"), coordinate(radius)), style, tip);
}

void Drawing::text(Point at, std::string_view text, std::string_view style, Anchor anchor) {
  const char* where = anchor == Anchor::middle ? " text-anchor=\"middle\""
                      : anchor == Anchor::end  ? " text-anchor=\"end\""
                                               : "";
  text_ += fmt::format("<text class=\"{}\" {}{}>{}</text>\n", style, pair(at), where, escaped(text));
}

void Drawing::polyline(const std::vector<Point>& points, std::string_view style) {
  element("polyline", fmt::format("points=\"{}\"", through(points)), style, "");
}

void Drawing::area(const std::vector<Point>& points, double floor, std::string_view style) {
  if (points.empty()) return;
  std::vector<Point> closed = points;
  closed.push_back({points.back().x, floor});
  closed.push_back({points.front().x, floor});
  element("polygon", fmt::format("points=\"{}\"", through(closed)), style, "");
}

void Drawing::path(std::string_view commands, std::string_view style, std::string_view tip) {
  element("path", fmt::format("d=\"{}\"", commands), style, tip);
}

void Drawing::open_group(std::string_view style, std::string_view tip) {
  text_ += fmt::format("<g class=\"{}\">", style);
  text_ += tip.empty() ? "\n" : fmt::format("<title>{}</title>\n", escaped(tip));
}

void Drawing::close_group() { text_ += "</g>\n"; }

}  // namespace plimsoll::report::svg
