#include "models/spec/node.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "models/spec/text.hpp"
#include "models/spec/units.hpp"
#include "sim/check.hpp"

namespace plimsoll::spec {

Node Node::text(std::string value, Place place) {
  Node node{Type::text, std::move(place), false};
  node.text_ = std::move(value);
  return node;
}

Node Node::integer(std::int64_t value, Place place) {
  Node node{Type::integer, std::move(place), false};
  node.integer_ = value;
  return node;
}

Node Node::number(double value, Place place) {
  Node node{Type::number, std::move(place), false};
  node.number_ = value;
  return node;
}

Node Node::boolean(bool value, Place place) {
  Node node{Type::boolean, std::move(place), false};
  node.integer_ = value ? 1 : 0;
  return node;
}

Node Node::date(std::string value, Place place) {
  Node node{Type::date, std::move(place), false};
  node.text_ = std::move(value);
  return node;
}

const Node* Node::find(std::string_view key) const {
  const auto found = index_.find(key);
  return found == index_.end() ? nullptr : &children_[found->second];
}

Node* Node::find(std::string_view key) {
  const auto found = index_.find(key);
  return found == index_.end() ? nullptr : &children_[found->second];
}

Node& Node::add(std::string key, Place key_place, Node value) {
  const bool is_new = index_.emplace(key, children_.size()).second;
  PLIMSOLL_CHECK(is_new && is_table());
  value.key_ = std::move(key);
  value.key_place_ = std::move(key_place);
  children_.push_back(std::move(value));
  return children_.back();
}

void Node::replace(Node value) {
  value.key_ = std::move(key_);
  if (!value.key_place_.is_known()) value.key_place_ = std::move(key_place_);
  *this = std::move(value);
}

Node Node::take(std::string_view key) {
  const auto found = index_.find(key);
  PLIMSOLL_CHECK(found != index_.end());
  const std::size_t at = found->second;
  Node taken = std::move(children_[at]);
  children_.erase(children_.begin() + static_cast<std::ptrdiff_t>(at));
  index_.erase(found);
  for (auto& [name, position] : index_) {
    if (position > at) --position;
  }
  return taken;
}

std::string Node::origin() const {
  if (!case_.empty()) return "case " + case_;
  if (place_.source.starts_with("--")) return place_.source;
  return place_.source + ":" + std::to_string(place_.line);
}

std::string Node::origins() const {
  std::vector<std::string> sources, origins;
  collect_origins(sources, origins);
  return listing(origins, "and");
}

void Node::collect_origins(std::vector<std::string>& sources, std::vector<std::string>& origins) const {
  const std::string source = case_.empty() ? place_.source : "case " + case_;
  if (std::find(sources.begin(), sources.end(), source) == sources.end()) {
    sources.push_back(source);
    origins.push_back(origin());
  }
  for (const Node& child : children_) child.collect_origins(sources, origins);
}

void Node::mark_case(const std::string& case_name) {
  case_ = case_name;
  for (Node& child : children_) child.mark_case(case_name);
}

std::string Node::to_toml() const {
  switch (type_) {
    case Type::text:
    case Type::date:
      return quoted(text_);
    case Type::integer:
      return std::to_string(integer_);
    case Type::number:
      return write_number(number_, true);
    case Type::boolean:
      return integer_ != 0 ? "true" : "false";
    case Type::table:
    case Type::list:
      break;
  }
  if (children_.empty()) return is_table() ? "{}" : "[]";
  std::string inside;
  for (const Node& child : children_) {
    if (!inside.empty()) inside += ", ";
    if (is_table()) inside += (is_name(child.key_) ? child.key_ : quoted(child.key_)) + " = ";
    inside += child.to_toml();
  }
  return is_table() ? "{ " + inside + " }" : "[" + inside + "]";
}

std::string quoted(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      quoted += {'\\', c};
    } else if (byte < 0x20 || byte == 0x7f) {
      quoted += fmt::format("\\u{:04x}", byte);
    } else {
      quoted += c;
    }
  }
  return quoted + "\"";
}

}  // namespace plimsoll::spec
