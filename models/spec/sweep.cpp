#include "models/spec/sweep.hpp"

#include <algorithm>
#include <limits>

#include "models/spec/toml_reader.hpp"

namespace plimsoll::spec {
namespace {

/// The length of each group, by its number.
std::vector<std::uint64_t> lengths_of(const std::vector<SweepAxis>& axes) {
  std::vector<std::uint64_t> lengths;
  for (const SweepAxis& axis : axes) {
    if (axis.group >= lengths.size()) lengths.resize(axis.group + 1, 1);
    lengths[axis.group] = axis.values.size();
  }
  return lengths;
}

}  // namespace

std::uint64_t points_of(const std::vector<SweepAxis>& axes) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t points = 1;
  for (const std::uint64_t length : lengths_of(axes)) {
    if (length != 0 && points > kMost / length) return kMost;
    points *= length;
  }
  return points;
}

std::vector<std::size_t> indices_at(const std::vector<SweepAxis>& axes, std::uint64_t number) {
  std::vector<std::uint64_t> at = lengths_of(axes);
  for (std::size_t group = at.size(); group-- > 0;) {
    const std::uint64_t length = std::max<std::uint64_t>(at[group], 1);
    at[group] = number % length;
    number /= length;
  }
  std::vector<std::size_t> indices;
  for (const SweepAxis& axis : axes) indices.push_back(static_cast<std::size_t>(at[axis.group]));
  return indices;
}

std::vector<std::string> values_at(const std::vector<SweepAxis>& axes, std::uint64_t number) {
  std::vector<std::string> values;
  const std::vector<std::size_t> indices = indices_at(axes, number);
  for (std::size_t i = 0; i < axes.size(); ++i) values.push_back(axes[i].values[indices[i]]);
  return values;
}

std::vector<std::uint64_t> points_one_by_one(const std::vector<SweepAxis>& axes) {
  std::vector<std::uint64_t> points{0};
  const std::vector<std::uint64_t> lengths = lengths_of(axes);
  std::uint64_t stride = 1;  // from one value of a group to its next
  for (std::size_t group = lengths.size(); group-- > 0;) {
    for (std::uint64_t i = 1; i < lengths[group]; ++i) points.push_back(i * stride);
    if (lengths[group] != 0 && stride > std::numeric_limits<std::uint64_t>::max() / lengths[group]) break;
    stride *= lengths[group];
  }
  return points;
}

std::string unquoted(const std::string& value) {
  if (!value.starts_with('"')) return value;
  Diagnostics unused;  // it was written by to_toml()
  const std::optional<Node> root = read_toml("a value", "x = " + value, unused);
  return root && root->children().front().is_text() ? root->children().front().text() : value;
}

}  // namespace plimsoll::spec
