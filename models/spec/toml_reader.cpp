#include "models/spec/toml_reader.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <sstream>
#include <string_view>

#include "models/spec/text.hpp"
#include "models/spec/toml_slips.hpp"

namespace plimsoll::spec {
namespace {

Place place_of(const toml::source_region& region, const std::string& source) {
  return {source, region.begin.line, region.begin.column};
}

std::string text_of(const toml::node& node) {
  std::ostringstream text;
  node.visit([&](const auto& value) {
    if constexpr (toml::is_chronological<decltype(value)>) text << value.get();
  });
  return text.str();
}

Node convert(const toml::node& from, const std::string& source);

/// toml++ keeps tables in alphabetical order; their keys know where they were written.
Node convert_table(const toml::table& from, const std::string& source) {
  std::vector<std::pair<const toml::key*, const toml::node*>> entries;
  for (const auto& [key, value] : from) entries.emplace_back(&key, &value);
  std::stable_sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) {
    const toml::source_position& x = a.first->source().begin;
    const toml::source_position& y = b.first->source().begin;
    return x.line != y.line ? x.line < y.line : x.column < y.column;
  });
  Node table = Node::table(place_of(from.source(), source), from.is_inline());
  for (const auto& [key, value] : entries) {
    table.add(std::string(key->str()), place_of(key->source(), source), convert(*value, source));
  }
  return table;
}

Node convert(const toml::node& from, const std::string& source) {
  Place place = place_of(from.source(), source);
  switch (from.type()) {
    case toml::node_type::table:
      return convert_table(*from.as_table(), source);
    case toml::node_type::array: {
      Node list = Node::list(std::move(place));
      for (const toml::node& element : *from.as_array()) list.append(convert(element, source));
      return list;
    }
    case toml::node_type::string:
      return Node::text(from.as_string()->get(), std::move(place));
    case toml::node_type::integer:
      return Node::integer(from.as_integer()->get(), std::move(place));
    case toml::node_type::floating_point:
      return Node::number(from.as_floating_point()->get(), std::move(place));
    case toml::node_type::boolean:
      return Node::boolean(from.as_boolean()->get(), std::move(place));
    default:
      return Node::date(text_of(from), std::move(place));
  }
}

/// Finds what would harm the parser or a terminal before anything else looks at the text.
class Inspection {
 public:
  Inspection(const std::string& source, std::string_view text) : source_(source), text_(text) {}

  /// Reports the first such thing and returns false.
  bool passes(Diagnostics& diagnostics) {
    for (std::size_t at = 0; at < text_.size();) {
      const std::size_t length = character_length(text_, at);
      if (length == 0) return refuse(diagnostics, "a byte that is no UTF-8", "save the file as UTF-8");
      if (text_[at] == '\0') return refuse(diagnostics, "a NUL byte", "a topology is plain text");
      if (!step(text_[at])) {
        return refuse(diagnostics, "a name of more than 64 parts", "nothing in a topology lies that deep");
      }
      at += length;
    }
    return true;
  }

 private:
  bool refuse(Diagnostics& diagnostics, const std::string& what, const std::string& remedy) {
    diagnostics.error({source_, line_, column_}, "", "found " + what, remedy);
    return false;
  }

  /// Counts the dots of a name, outside quotes and comments. False if there are too many.
  bool step(char c) {
    ++column_;
    if (c == '\n') {
      ++line_;
      column_ = 1;
      dots_ = 0;
      quote_ = 0;
    } else if (quote_ != 0) {
      if (c == quote_ && c != '#' && !is_escaped_) quote_ = 0;
      is_escaped_ = quote_ == '"' && c == '\\' && !is_escaped_;
    } else if (c == '"' || c == '\'' || c == '#') {
      quote_ = c;  // a comment is closed by the end of its line only
      is_escaped_ = false;
    } else if (c == '.') {
      ++dots_;
    } else if (c == '=' || c == ',') {
      dots_ = 0;
    }
    return dots_ < kDeepestKey;
  }

  const std::string& source_;
  std::string_view text_;
  std::uint32_t line_ = 1;
  std::uint32_t column_ = 1;
  std::size_t dots_ = 0;
  char quote_ = 0;
  bool is_escaped_ = false;
};

}  // namespace

std::optional<Node> read_toml(const std::string& source, const std::string& text, Diagnostics& diagnostics) {
  if (text.size() > kLargestSource) {
    diagnostics.error({source, 0, 0}, "", "is larger than 64 MiB", "a topology of that size is no topology");
    return std::nullopt;
  }
  if (!Inspection(source, text).passes(diagnostics)) return std::nullopt;
  try {
    const toml::table root = toml::parse(std::string_view(text), std::string_view(source));
    return convert_table(root, source);
  } catch (const toml::parse_error& error) {
    report_slip(place_of(error.source(), source), error.description(), text, diagnostics);
  }
  return std::nullopt;
}

}  // namespace plimsoll::spec
