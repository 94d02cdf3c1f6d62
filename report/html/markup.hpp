#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "report/number.hpp"
#include "report/svg/drawing.hpp"

/// Pieces of HTML. Whatever comes from a file goes through svg::escaped() on its way into one of them.
namespace plimsoll::report::html {

using svg::escaped;

/// A table. Text is escaped; a figure says by `at` where it stands in the JSON of the result, so that a test
/// can hold one against the other.
class Table {
 public:
  /// `style` is a class; "wide" takes the room beside the heading too.
  explicit Table(std::string_view caption, std::string_view style = "");

  Table& column(std::string_view heading, bool is_number = true);
  /// Begins a line with its name.
  Table& row(std::string_view name, std::string_view style = "");
  Table& cell(std::string_view text);
  Table& number(std::string_view text);
  /// As show() has it. `at` is a path in the JSON: "requests.checkout.latency_seconds.p99".
  Table& figure(const Estimate& estimate, double scale, const std::string& at, std::string_view unit = "");
  /// HTML as it is.
  Table& raw(std::string_view html, bool is_number = false);

  bool empty() const { return rows_.empty(); }
  std::string str() const;

 private:
  std::string caption_, style_, head_, rows_;
  bool is_row_open_ = false;
};

/// A figure in running text, as a table has it.
std::string figure(const Estimate& estimate, double scale, const std::string& at);

/// A part of the page with its heading; "" where there is nothing in it.
std::string section(std::string_view id, std::string_view heading, const std::string& body);

/// A picture with what it says, and its numbers as a table behind it.
std::string picture(const std::string& drawing, std::string_view caption, const std::string& table,
                    std::string_view style = "");

/// What unfolds when it is asked for. `summary` is escaped.
std::string folded(std::string_view summary, const std::string& body);

/// With a capital at its start and a full stop at its end. Not for what starts with a name from a file.
std::string sentence_case(std::string text);

std::string paragraph(std::string_view text, std::string_view style = "");

/// "" where there is none.
std::string list(const std::vector<std::string>& lines, std::string_view style = "");

}  // namespace plimsoll::report::html
