#include "report/table.hpp"

#include <algorithm>
#include <sstream>
#include <utility>

namespace plimsoll::report {

std::size_t width(const std::string& text) {
  const auto continues = [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0u) == 0x80u; };
  return text.size() - static_cast<std::size_t>(std::count_if(text.begin(), text.end(), continues));
}

namespace {

constexpr std::size_t kLineWidth = 100;

std::string blanks(std::size_t number) { return std::string(number, ' '); }

void strip_end(std::string& line) { line.erase(line.find_last_not_of(' ') + 1); }

}  // namespace

Table::Table(std::string title, Align align_of_titles) {
  columns_.push_back({std::move(title), align_of_titles});
}

Table& Table::column(std::string heading, Align align) {
  columns_.push_back({std::move(heading), align});
  return *this;
}

Table& Table::row(std::string name) {
  rows_.emplace_back();
  rows_.back().push_back({"  " + std::move(name), "", nullptr});
  return *this;
}

Table& Table::cell(std::string text) {
  rows_.back().push_back({std::move(text), "", nullptr});
  return *this;
}

Table& Table::cell(const Shown& figure, const std::string& unit) {
  std::string text = figure.value;
  std::string tail = figure.half_width;
  if (!unit.empty() && figure.value != "–" && figure.value != "refused")
    (tail.empty() ? text : tail) += " " + unit;
  rows_.back().push_back({std::move(text), std::move(tail), nullptr});
  return *this;
}

Table& Table::coloured(std::string (Palette::*colour)(const std::string&) const) {
  rows_.back().back().colour = colour;
  return *this;
}

std::string Table::render(const Palette& palette) const {
  std::vector<std::size_t> text_width(columns_.size(), 0), tail_width(columns_.size(), 0);
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size() && i < columns_.size(); ++i) {
      text_width[i] = std::max(text_width[i], width(row[i].text));
      if (!row[i].tail.empty()) tail_width[i] = std::max(tail_width[i], 1 + width(row[i].tail));
    }
  }
  std::string heading;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const std::size_t wanted = width(columns_[i].heading);
    const std::size_t cells = text_width[i] + tail_width[i];
    if (wanted > cells) text_width[i] += wanted - cells;
    const std::string pad = blanks(text_width[i] + tail_width[i] - wanted);
    if (i > 0) heading += "  ";
    heading += columns_[i].align == Align::left ? columns_[i].heading + pad : pad + columns_[i].heading;
  }
  strip_end(heading);

  std::string out = palette.bold(heading) + "\n";
  for (const auto& row : rows_) {
    std::string line;
    for (std::size_t i = 0; i < row.size() && i < columns_.size(); ++i) {
      const Cell& cell = row[i];
      const std::string pad = blanks(text_width[i] - width(cell.text));
      std::string shown = cell.text;
      std::size_t tail = 0;
      if (!cell.tail.empty()) {
        shown += " " + cell.tail;
        tail = 1 + width(cell.tail);
      }
      if (cell.colour != nullptr) shown = (palette.*cell.colour)(shown);
      if (i > 0) line += "  ";
      line += columns_[i].align == Align::left ? shown + pad : pad + shown;
      line += blanks(tail_width[i] - tail);
    }
    strip_end(line);
    out += line + "\n";
  }
  return out;
}

std::string wrapped(const std::string& text, std::size_t indent) {
  std::istringstream words(text);
  std::string out, word;
  std::size_t column = indent;
  while (words >> word) {
    const std::size_t wide = width(word);
    if (!out.empty() && column + 1 + wide > kLineWidth) {
      out += "\n" + std::string(indent, ' ');
      column = indent;
    } else if (!out.empty()) {
      out += " ";
      ++column;
    }
    out += word;
    column += wide;
  }
  return out;
}

}  // namespace plimsoll::report
