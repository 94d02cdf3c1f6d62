#include "models/spec/diagnostic.hpp"

#include <algorithm>
#include <string_view>
#include <tuple>

#include "models/spec/text.hpp"

namespace plimsoll::spec {
namespace {

constexpr std::size_t kShown = 200;       // problems rendered; a file with more is summed up
constexpr std::size_t kWidest = 88;       // characters of a source line that are repeated
constexpr std::size_t kLeftOfCaret = 56;  // characters kept before the caret of a long line

/// Where each line of a text begins, so that any line is found at once.
std::vector<std::size_t> line_starts(std::string_view text) {
  std::vector<std::size_t> starts{0};
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') starts.push_back(i + 1);
  }
  return starts;
}

/// A line of a source, one entry for each character as it may be shown: never a tab or a control character.
std::vector<std::string> shown_characters(std::string_view line) {
  std::vector<std::string> characters;
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t length = std::max<std::size_t>(character_length(line, at), 1);
    const std::string_view one = line.substr(at, length);
    const bool is_plain = printable(one) == one;
    characters.emplace_back(is_plain ? one : one == "\t" ? " " : "?");
    at += length;
  }
  return characters;
}

/// The source line and a caret below `column`, both behind a gutter that shows the line's number.
std::string quote_line(std::string_view line, const Place& place) {
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  std::vector<std::string> characters = shown_characters(line);
  const std::size_t caret =
      std::min<std::size_t>(place.column == 0 ? 0 : place.column - 1, characters.size());
  std::size_t first = 0;
  std::size_t last = characters.size();
  if (last > kWidest) {
    first = caret > kLeftOfCaret ? caret - kLeftOfCaret : 0;
    last = std::min(last, first + kWidest);
  }
  const std::string number = std::to_string(place.line);
  const std::string margin = "  " + std::string(number.size(), ' ') + " | ";
  std::string text = "  " + number + " | " + (first > 0 ? "..." : "");
  for (std::size_t i = first; i < last; ++i) text += characters[i];
  if (last < characters.size()) text += "...";
  return text + "\n" + margin + std::string(caret - first + (first > 0 ? 3 : 0), ' ') + "^\n";
}

}  // namespace

void Diagnostics::error(Place place, std::string address, std::string message, std::string remedy) {
  ++errors_;
  all_.push_back(
      {Severity::error, std::move(place), printable(address), printable(message), printable(remedy)});
}

void Diagnostics::warning(Place place, std::string address, std::string message, std::string remedy) {
  all_.push_back(
      {Severity::warning, std::move(place), printable(address), printable(message), printable(remedy)});
}

void Diagnostics::add_source(std::string name, std::string text) {
  sources_.emplace_back(std::move(name), std::move(text));
}

std::vector<Diagnostic> Diagnostics::sorted() const {
  const auto rank = [&](const Diagnostic& one) {
    const auto found = std::find_if(sources_.begin(), sources_.end(),
                                    [&](const auto& source) { return source.first == one.place.source; });
    return std::tuple(found - sources_.begin(), one.place.line, one.place.column);
  };
  std::vector<Diagnostic> in_order = all_;
  std::stable_sort(in_order.begin(), in_order.end(),
                   [&](const Diagnostic& a, const Diagnostic& b) { return rank(a) < rank(b); });
  return in_order;
}

std::string Diagnostics::render() const {
  std::map<std::string, std::pair<std::string_view, std::vector<std::size_t>>> lines;
  for (const auto& [name, text] : sources_) lines.try_emplace(name, text, line_starts(text));

  const std::vector<Diagnostic> in_order = sorted();
  std::string text;
  for (std::size_t i = 0; i < std::min(in_order.size(), kShown); ++i) {
    const Diagnostic& one = in_order[i];
    const Place& place = one.place;
    const std::string margin =
        place.is_known() ? std::string(std::to_string(place.line).size() + 2, ' ') : "  ";
    if (!place.source.empty()) text += printable(place.source) + ":";
    if (place.is_known()) text += std::to_string(place.line) + ":" + std::to_string(place.column) + ":";
    if (!text.empty() && text.back() == ':') text += " ";
    if (one.severity == Severity::warning) text += "warning: ";
    if (!one.address.empty()) text += one.address + ": ";
    text += one.message + "\n";
    const auto source = lines.find(place.source);
    if (source != lines.end() && place.is_known() && place.line <= source->second.second.size()) {
      const std::string_view rest = source->second.first.substr(source->second.second[place.line - 1]);
      text += quote_line(rest.substr(0, rest.find('\n')), place);
    }
    if (!one.remedy.empty()) text += margin + " = " + one.remedy + "\n";
  }
  if (in_order.size() > kShown) {
    text += "... and " + std::to_string(in_order.size() - kShown) + " more problems\n";
  }
  return text;
}

}  // namespace plimsoll::spec
