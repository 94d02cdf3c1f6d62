#include "report/html/carried.hpp"

namespace plimsoll::report::html {
namespace {

constexpr std::string_view kBegins = "<script type=\"application/json\" id=\"plimsoll-result\">";
constexpr std::string_view kEnds = "</script>";

}  // namespace

std::string carrier(std::string_view json) {
  std::string text(kBegins);
  for (const char c : json) {
    // Outside of strings JSON has no such sign, and inside of one it may be written so.
    if (c == '<') {
      text += "\\u003c";
    } else {
      text += c;
    }
  }
  return text.append(kEnds) + "\n";
}

std::optional<std::string> carried_in(std::string_view text) {
  if (!text.starts_with("<!doctype html>")) return std::nullopt;
  const std::size_t begin = text.rfind(kBegins);
  if (begin == std::string_view::npos) return std::nullopt;
  const std::size_t from = begin + kBegins.size();
  const std::size_t end = text.find(kEnds, from);
  if (end == std::string_view::npos) return std::nullopt;
  return std::string(text.substr(from, end - from));
}

}  // namespace plimsoll::report::html
