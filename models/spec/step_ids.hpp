#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "models/spec/node.hpp"
#include "models/spec/spec.hpp"

namespace plimsoll::spec {

struct VerbWord {
  std::string_view word;
  Verb verb;
};

/// Every verb, by its word.
const std::vector<VerbWord>& verbs();

/// The verb that `word` is, or nullptr.
const VerbWord* find_verb(std::string_view word);

/// Whether `key` is the setting of a step that holds a list of steps: choose, all_of, first_of, repeat.
bool holds_steps(std::string_view key);

/// The ids of the steps in a list: as written, or made from verb and target, "query_primary", with "_2" and
/// so on after the first of its kind. A written id that stands twice is returned twice.
std::vector<std::string> step_ids(const Node& steps);

/// The step with that id in a list of steps, or nullptr.
Node* find_step(Node& steps, const std::string& id);

}  // namespace plimsoll::spec
