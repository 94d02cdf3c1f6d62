#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "report/number.hpp"
#include "report/palette.hpp"

namespace plimsoll::report {

/// Rows of cells lined up in columns, two blanks in between and a heading above:
///
///     Requests   arrived  latency mean [ms]
///       browse     1,204        8.31 ± 0.12
///
/// Widths are counted in characters (UTF-8), and colour is laid on after lining up.
class Table {
 public:
  enum class Align { left, right };

  explicit Table(std::string title, Align align_of_titles = Align::left);

  Table& column(std::string heading, Align align = Align::right);

  /// Starts a row; cells follow from left to right. Missing cells at its end stay empty.
  Table& row(std::string name);
  Table& cell(std::string text);
  Table& cell(const Shown& figure, const std::string& unit = {});
  /// How the last cell is coloured: a member of Palette.
  Table& coloured(std::string (Palette::*colour)(const std::string&) const);

  bool empty() const { return rows_.empty(); }
  std::size_t size() const { return rows_.size(); }

  /// The lines, the heading first, without blanks at their ends.
  std::string render(const Palette& palette) const;

 private:
  struct Cell {
    std::string text;
    std::string tail;  // "± 0.37", lined up on its own
    std::string (Palette::*colour)(const std::string&) const = nullptr;
  };
  struct Column {
    std::string heading;
    Align align;
  };

  std::vector<Column> columns_;
  std::vector<std::vector<Cell>> rows_;
};

/// Number of characters in UTF-8 text; each of ours takes one place on a screen.
std::size_t width(const std::string& text);

/// `text` in lines of at most 100 characters; every line but the first starts with `indent` blanks.
std::string wrapped(const std::string& text, std::size_t indent);

}  // namespace plimsoll::report
