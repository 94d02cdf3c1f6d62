#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "models/spec/diagnostic.hpp"
#include "models/spec/node.hpp"
#include "models/spec/sweep.hpp"

/// [sweep] as it is written, before the topology is read.
namespace plimsoll::spec {

/// A list of a sweep with its values where they were written.
struct WrittenAxis {
  SweepAxis axis;
  std::vector<Node> values;
};

/// Reads the lists of `sweep` and what is zipped. Lists of addresses in `fixed` are left out: something that
/// comes later in the order of overlays has given them a value. Whether addresses exist is check_sweep()'s to
/// say.
std::vector<WrittenAxis> read_axes(const Node& sweep, const std::set<std::string>& fixed,
                                   const std::vector<std::string>& cases, Diagnostics& diagnostics);

/// The case that point `number` takes; nothing where no list is of cases.
std::optional<std::string> case_at(const std::vector<WrittenAxis>& axes, std::uint64_t number);

/// What point `number` changes, each as a table to merge, and as it would stand behind --set.
struct PointSetting {
  Node overlay;
  std::string set;
};
std::vector<PointSetting> settings_at(const std::vector<WrittenAxis>& axes, std::uint64_t number);

}  // namespace plimsoll::spec
