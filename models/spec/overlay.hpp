#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "models/spec/diagnostic.hpp"
#include "models/spec/load.hpp"
#include "models/spec/node.hpp"

/// One merge rule: later wins; tables merge; anything else is replaced whole; nothing is deleted.
///
/// Two refinements follow from what a step and a distribution are. A list of steps met by a table is entered
/// by the ids of its steps. A distribution that becomes another one ({ dist = "lognormal", ... } met by {
/// dist = "erlang", ... }) is replaced whole, because the settings of one mean nothing to the other.
namespace plimsoll::spec {

/// Merges `over` into `base`, both tables at `address`.
void merge(Node& base, Node over, const std::string& address, Diagnostics& diagnostics);

/// Reads the argument of a --set, "system.app.instances=2", under the name "--set #1". The value is read as
/// TOML; if it is none, the text itself is taken, so that 500ms needs no quotes.
std::optional<Node> read_set(const std::string& argument, const std::string& name, Diagnostics& diagnostics);

/// What a topology says before any table is read: everything merged, and what is kept aside.
struct Merged {
  Node root;
  std::vector<std::string> cases;
  std::string case_name = {};  // the one that was applied
  std::vector<SweepAxis> sweep = {};
  std::vector<std::string> point_sets = {};  // what the point of a sweep changes
  std::set<std::string> mentioned =
      {};  // texts that stand in a case, or did before something was laid over them
};

/// Reads and merges all of a request: files, case, sets, point. Nothing if no file can be read.
std::optional<Merged> read_and_merge(const LoadRequest& request, Diagnostics& diagnostics);

}  // namespace plimsoll::spec
