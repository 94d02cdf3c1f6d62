#include "study/reference_suite.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/spec/read_value.hpp"
#include "models/spec/toml_reader.hpp"
#include "sim/check.hpp"

namespace plimsoll {
namespace {

using spec::Node;

[[noreturn]] void refuse(const Node& node, const std::string& problem) {
  throw InternalError(fmt::format("{}:{}: {}", node.place().source, node.place().line, problem));
}

/// The settings of one table, each of which must be asked for.
class Table {
 public:
  explicit Table(const Node& node) : node_(node) {
    if (!node.is_table()) refuse(node, "a table is expected");
  }

  const Node* find(const char* key) {
    known_.emplace_back(key);
    return node_.find(key);
  }
  std::string text(const char* key) {
    const Node* const node = find(key);
    if (node == nullptr) return "";
    if (!node->is_text()) refuse(*node, "a text is expected");
    return node->text();
  }
  std::optional<double> number(const char* key) {
    const Node* const node = find(key);
    if (node == nullptr) return std::nullopt;
    if (!node->is_number() && !node->is_integer()) refuse(*node, "a number is expected");
    return node->number();
  }
  double share(const char* key) {
    const Node* const node = find(key);
    if (node == nullptr) return 0;
    spec::Diagnostics problems;
    spec::Ratio read;
    if (!spec::read_value(*node, key, problems, read)) refuse(*node, "a share is expected");
    return read.value;
  }
  bool flag(const char* key) {
    const Node* const node = find(key);
    return node != nullptr && node->boolean();
  }
  std::vector<std::string> texts(const char* key) {
    std::vector<std::string> all;
    if (const Node* const node = find(key)) {
      for (const Node& one : node->children()) all.push_back(one.text());
    }
    return all;
  }
  void refuse_unknown() const {
    for (const Node& entry : node_.children()) {
      if (std::find(known_.begin(), known_.end(), entry.key()) == known_.end()) {
        refuse(entry, fmt::format("unknown setting '{}'", entry.key()));
      }
    }
  }

 private:
  const Node& node_;
  std::vector<std::string> known_;
};

Expectation read_expectation(const Node& node) {
  Table table(node);
  Expectation read;
  read.measure = table.text("measure");
  read.at = table.text("at");
  read.per = table.text("per");
  read.scale = table.number("scale").value_or(1);
  read.offset = table.number("offset").value_or(0);
  read.sets = table.texts("set");
  const std::optional<double> value = table.number("value");
  read.value = value.value_or(0);
  read.tolerance =
      std::max(table.share("within") * std::abs(read.value), table.number("within_absolute").value_or(0));
  read.kind = table.text("kind");
  read.theory = table.text("theory");
  read.published = table.text("published");
  read.converged_within = table.share("converged_within");
  read.must_not_converge = table.flag("must_not_converge");
  read.not_said = table.text("not_said");
  table.refuse_unknown();
  if (read.measure.empty() || (!value && read.not_said.empty())) refuse(node, "needs measure and value");
  return read;
}

Formula read_formula(const Node& node) {
  Table table(node);
  Formula read;
  read.of = table.text("of");
  if (const Node* const numbers = table.find("with")) {
    for (const Node& one : numbers->children()) read.with.push_back(one.number());
  }
  table.refuse_unknown();
  return read;
}

ReferenceCase read_case(const Node& node) {
  Table table(node);
  ReferenceCase read;
  read.id = node.key();
  read.group = table.text("group");
  read.says = table.text("says");
  read.source = table.text("source");
  read.model = table.text("model");
  read.sets = table.texts("set");
  read.is_quick = table.flag("quick");
  read.not_said = table.text("not_said");
  if (const Node* const formula = table.find("theory")) read.theory = read_formula(*formula);
  if (const Node* const expectations = table.find("expect")) {
    for (const Node& one : expectations->children()) read.expectations.push_back(read_expectation(one));
  }
  table.refuse_unknown();
  if (read.model.empty() == read.not_said.empty()) refuse(node, "needs either a model or not_said");
  if (read.expectations.empty()) refuse(node, "expects nothing");
  return read;
}

}  // namespace

std::vector<ReferenceCase> read_reference_suite(const std::string& text) {
  spec::Diagnostics problems;
  const std::optional<Node> root = spec::read_toml("expected.toml", text, problems);
  if (!root) throw InternalError(problems.render());
  std::vector<ReferenceCase> cases;
  for (const Node& node : root->children()) cases.push_back(read_case(node));
  return cases;
}

}  // namespace plimsoll
