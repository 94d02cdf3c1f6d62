#include "models/spec/merged_toml.hpp"

#include "models/spec/text.hpp"

namespace plimsoll::spec {
namespace {

std::string key_text(const Node& node) { return is_name(node.key()) ? node.key() : quoted(node.key()); }

bool is_section(const Node& node) { return node.is_table() && !node.is_inline(); }

std::string origin_comment(const Node& node) { return "  # from " + printable(node.origins()) + "\n"; }

void write_setting(const Node& node, std::string& text) {
  text += key_text(node) + " = ";
  const bool has_tables = node.is_list() && !node.children().empty() && node.children().front().is_table();
  if (!has_tables) {
    text += node.to_toml() + origin_comment(node);
    return;
  }
  text += "[\n";
  for (const Node& step : node.children()) text += "  " + step.to_toml() + "," + origin_comment(step);
  text += "]\n";
}

void write_table(const Node& table, const std::string& path, std::string& text) {
  bool has_settings = table.children().empty();
  for (const Node& child : table.children()) has_settings = has_settings || !is_section(child);
  if (has_settings && !path.empty()) text += (text.empty() ? "[" : "\n[") + path + "]\n";
  for (const Node& child : table.children()) {
    if (!is_section(child)) write_setting(child, text);
  }
  for (const Node& child : table.children()) {
    if (is_section(child)) write_table(child, (path.empty() ? "" : path + ".") + key_text(child), text);
  }
}

}  // namespace

std::string write_merged(const Node& root) {
  std::string text;
  write_table(root, "", text);
  return text;
}

}  // namespace plimsoll::spec
