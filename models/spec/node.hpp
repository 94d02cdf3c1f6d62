#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "models/spec/diagnostic.hpp"

namespace plimsoll::spec {

/// One value of a topology as it was written, with its place: a table, a list, or a single value.
///
/// Tables keep the order of the file. A node knows where it was written however often it is moved or merged.
class Node {
 public:
  enum class Type { table, list, text, integer, number, boolean, date };

  /// An empty table, written as [a.b] or a.b = ... (or, if `is_inline`, as { ... }).
  static Node table(Place place, bool is_inline = false) {
    return Node{Type::table, std::move(place), is_inline};
  }
  static Node list(Place place) { return Node{Type::list, std::move(place), false}; }
  static Node text(std::string value, Place place);
  static Node integer(std::int64_t value, Place place);
  static Node number(double value, Place place);
  static Node boolean(bool value, Place place);
  static Node date(std::string value, Place place);

  Type type() const { return type_; }
  bool is_table() const { return type_ == Type::table; }
  bool is_list() const { return type_ == Type::list; }
  bool is_text() const { return type_ == Type::text; }
  bool is_integer() const { return type_ == Type::integer; }
  bool is_number() const { return type_ == Type::number; }

  /// A table written as { ... }: a value in its own right.
  bool is_inline() const { return is_inline_; }

  const Place& place() const { return place_; }
  /// Its name in the table it stands in, and where that name was written.
  const std::string& key() const { return key_; }
  const Place& key_place() const { return key_place_; }

  /// The value of a text or a date.
  const std::string& text() const { return text_; }
  std::int64_t integer() const { return integer_; }
  /// The value of a number or an integer.
  double number() const { return type_ == Type::integer ? static_cast<double>(integer_) : number_; }
  bool boolean() const { return integer_ != 0; }

  /// The entries of a table or list, in file order.
  const std::vector<Node>& children() const { return children_; }

  const Node* find(std::string_view key) const;
  Node* find(std::string_view key);
  Node& child(std::size_t index) { return children_[index]; }

  /// Appends an entry to a table. It must not have one of that name.
  Node& add(std::string key, Place key_place, Node value);
  /// Appends an entry to a list.
  void append(Node value) { children_.push_back(std::move(value)); }
  /// Becomes `value`, which was written elsewhere; keeps its name and its place in the order.
  void replace(Node value);
  /// Takes the entry out of the table; it must exist.
  Node take(std::string_view key);

  /// "shop.toml:12", "--set #1" or "case lean".
  std::string origin() const;
  /// The same with what overlays changed inside: "shop.toml:12 and --set #1".
  std::string origins() const;
  /// Says that it, and all in it, was written for a case.
  void mark_case(const std::string& case_name);

  /// The value as it would be written in a file, on one line.
  std::string to_toml() const;

 private:
  void collect_origins(std::vector<std::string>& sources, std::vector<std::string>& origins) const;
  Node(Type type, Place place, bool is_inline)
      : type_(type), is_inline_(is_inline), place_(std::move(place)) {}

  Type type_;
  bool is_inline_;
  std::int64_t integer_ = 0;
  double number_ = 0;
  Place place_, key_place_;
  std::string key_, text_, case_;
  std::vector<Node> children_;
  std::map<std::string, std::size_t, std::less<>> index_;  // of a table: where in children_ a key stands
};

/// A text as TOML: "quoted", with what must be escaped escaped.
std::string quoted(std::string_view text);

}  // namespace plimsoll::spec
