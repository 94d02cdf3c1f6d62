#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// Small helpers for the words of a diagnostic.
namespace plimsoll::spec {

/// `text` as it may be shown on a terminal: control characters, invisible characters, those that change the
/// direction of writing and bytes that are no UTF-8 become escapes like \x1b; beyond `longest` characters it
/// is cut.
std::string printable(std::string_view text, std::size_t longest = 400);

/// The length in bytes of the UTF-8 character that begins at `text[at]`, or 0 if none does.
std::size_t character_length(std::string_view text, std::size_t at);

/// "a, b or c"; `last` is the word before the last item.
std::string listing(const std::vector<std::string>& items, std::string_view last = "or");

/// "a pool", "an all_of step".
std::string with_article(std::string_view noun);

/// Whether `name` may name a thing: a small letter, then small letters, digits and underscores.
bool is_name(std::string_view name);

/// The parts of "system.app.workers".
std::vector<std::string> split_address(std::string_view address);

}  // namespace plimsoll::spec
