#include "report/html/markup.hpp"

#include <fmt/format.h>

namespace plimsoll::report::html {
namespace {

std::string classed(std::string_view style) {
  return style.empty() ? "" : fmt::format(" class=\"{}\"", style);
}

std::string shown_html(const Shown& shown, std::string_view unit) {
  std::string text = escaped(shown.value);
  if (!shown.half_width.empty())
    text += fmt::format(" <span class=\"within\">{}</span>", escaped(shown.half_width));
  return unit.empty() ? text : text + " " + escaped(unit);
}

std::string place(double scale, const std::string& at) {
  return fmt::format(" data-at=\"{}\" data-scale=\"{}\"", escaped(at), scale);
}

}  // namespace

Table::Table(std::string_view caption, std::string_view style)
    : caption_(escaped(caption)), style_(style.empty() ? "table" : fmt::format("table {}", style)) {}

Table& Table::column(std::string_view heading, bool is_number) {
  head_ += fmt::format("<th scope=\"col\"{}>{}</th>", is_number ? " class=\"number\"" : "", escaped(heading));
  return *this;
}

Table& Table::row(std::string_view name, std::string_view style) {
  rows_ += fmt::format("{}<tr{}><th scope=\"row\">{}</th>", is_row_open_ ? "</tr>\n" : "", classed(style),
                       escaped(name));
  is_row_open_ = true;
  return *this;
}

Table& Table::cell(std::string_view text) { return raw(escaped(text)); }

Table& Table::number(std::string_view text) { return raw(escaped(text), true); }

Table& Table::figure(const Estimate& estimate, double scale, const std::string& at, std::string_view unit) {
  rows_ += fmt::format("<td class=\"number\"{}>{}</td>", place(scale, at),
                       shown_html(show(estimate, scale), unit));
  return *this;
}

Table& Table::raw(std::string_view html, bool is_number) {
  rows_ += fmt::format("<td{}>{}</td>", is_number ? " class=\"number\"" : "", html);
  return *this;
}

std::string Table::str() const {
  return fmt::format(
      "<div class=\"{4}\" role=\"region\" aria-label=\"{0}\" "
      "tabindex=\"0\"><table><caption>{0}</caption>\n<thead><tr>"
      "{1}</tr></thead>\n<tbody>{2}{3}</tbody></table></div>\n",
      caption_, head_, rows_, is_row_open_ ? "</tr>" : "", style_);
}

std::string figure(const Estimate& estimate, double scale, const std::string& at) {
  return fmt::format("<span{}>{}</span>", place(scale, at), shown_html(show(estimate, scale), ""));
}

std::string section(std::string_view id, std::string_view heading, const std::string& body) {
  if (body.empty()) return "";
  return fmt::format(
      "<section id=\"{}\" aria-labelledby=\"{}-heading\"><h2 id=\"{}-heading\">{}</h2>\n<div "
      "class=\"body\">\n"
      "{}</div></section>\n",
      id, id, id, escaped(heading), body);
}

std::string picture(const std::string& drawing, std::string_view caption, const std::string& table,
                    std::string_view style) {
  std::string html = fmt::format("<figure{}>\n<div class=\"drawing\">{}</div>\n", classed(style), drawing);
  if (!caption.empty()) html += fmt::format("<figcaption>{}</figcaption>\n", escaped(caption));
  if (!table.empty()) html += folded("The numbers as a table", table);
  return html + "</figure>\n";
}

std::string folded(std::string_view summary, const std::string& body) {
  return fmt::format("<details><summary>{}</summary>\n{}</details>\n", escaped(summary), body);
}

std::string sentence_case(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text.ends_with('.') ? text : text + ".";
}

std::string paragraph(std::string_view text, std::string_view style) {
  return fmt::format("<p{}>{}</p>\n", classed(style), escaped(text));
}

std::string list(const std::vector<std::string>& lines, std::string_view style) {
  if (lines.empty()) return "";
  std::string html = fmt::format("<ul{}>\n", classed(style));
  for (const std::string& line : lines) html += fmt::format("<li>{}</li>\n", escaped(line));
  return html + "</ul>\n";
}

}  // namespace plimsoll::report::html
