#include "models/spec/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace plimsoll::spec {
namespace {

/// The code point of the character of `length` bytes that begins `text`.
std::uint32_t code_point(std::string_view text, std::size_t length) {
  constexpr std::array<std::uint32_t, 5> kLeadBits{0, 0x7f, 0x1f, 0x0f, 0x07};
  std::uint32_t point = static_cast<unsigned char>(text[0]) & kLeadBits.at(length);
  for (std::size_t i = 1; i < length; ++i) {
    point = (point << 6) | (static_cast<unsigned char>(text[i]) & 0x3fU);
  }
  return point;
}

bool is_visible(std::uint32_t point) {
  if (point < 0x20 || (point >= 0x7f && point < 0xa0)) return false;
  if (point >= 0x200b && point <= 0x200f) return false;  // zero-width characters and direction marks
  if (point >= 0x2028 && point <= 0x202e) return false;  // line separators, direction embeddings
  if (point >= 0x2060 && point <= 0x206f) return false;  // word joiner, direction isolates
  return point != 0xfeff;
}

}  // namespace

std::size_t character_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(at);
  const std::size_t length = lead < 0x80   ? 1
                             : lead < 0xc2 ? 0
                             : lead < 0xe0 ? 2
                             : lead < 0xf0 ? 3
                             : lead < 0xf5 ? 4
                                           : 0;
  if (length == 0 || at + length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xc0) != 0x80) return 0;
  }
  if (length < 3) return length;
  const std::uint32_t point = code_point(text.substr(at), length);
  const bool is_overlong = length == 3 ? point < 0x800 : point < 0x10000;
  const bool is_surrogate = point >= 0xd800 && point <= 0xdfff;
  return is_overlong || is_surrogate || point > 0x10ffff ? 0 : length;
}

std::string printable(std::string_view text, std::size_t longest) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string shown;
  std::size_t characters = 0;
  for (std::size_t at = 0; at < text.size();) {
    if (characters++ == longest) return shown + "...";
    const std::size_t length = character_length(text, at);
    if (length > 0 && is_visible(code_point(text.substr(at), length))) {
      shown += text.substr(at, length);
      at += length;
      continue;
    }
    for (const std::size_t end = at + std::max<std::size_t>(length, 1); at < end; ++at) {
      const auto byte = static_cast<unsigned char>(text[at]);
      shown += {'\\', 'x', kDigits[byte >> 4], kDigits[byte & 15]};
    }
  }
  return shown;
}

std::string listing(const std::vector<std::string>& items, std::string_view last) {
  std::string text;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) text += i + 1 == items.size() ? " " + std::string(last) + " " : ", ";
    text += items[i];
  }
  return text;
}

std::string with_article(std::string_view noun) {
  const bool is_vowel = !noun.empty() && std::string_view("aeiou").find(noun[0]) != std::string_view::npos;
  return (is_vowel ? "an " : "a ") + std::string(noun);
}

bool is_name(std::string_view name) {
  if (name.empty() || name[0] < 'a' || name[0] > 'z') return false;
  for (const char c : name) {
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_')) return false;
  }
  return true;
}

std::vector<std::string> split_address(std::string_view address) {
  std::vector<std::string> parts(1);
  for (const char c : address) {
    if (c == '.') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

}  // namespace plimsoll::spec
