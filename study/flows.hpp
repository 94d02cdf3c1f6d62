#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "models/spec/spec.hpp"
#include "study/results.hpp"

namespace plimsoll {

/// Somebody who asks or is asked.
struct FlowNode {
  enum class Kind { traffic, part, outside };
  Kind kind = Kind::part;
  std::string name;  // of the traffic or the part; of the step that waits for something outside
};

/// One asks another, so often.
struct Flow {
  std::size_t from = 0, to = 0;  // numbers of nodes
  double per_second = 0;
  bool is_known = true;    // false: that it happens is known, and not how often
  bool is_awaited = true;  // false: whoever asks does not wait for it (`send`, `behind`)
};

struct Flows {
  std::vector<FlowNode> nodes;  // traffic, then parts in file order, then what is outside
  std::vector<Flow> flows;      // in the order in which the file's steps first name them
};

/// Who asks whom in a model, and how often in the run that `results` are of: what a drawing of it shows.
///
/// How often a part is asked in all is what was measured (served and refused over the measured time). Where
/// several ask it, that is split by what the steps of the file say, with shares, chances and repetitions, and
/// with the hit ratios that were measured. What was asked of the outside is reckoned from the steps alone.
Flows flows_of(const spec::Spec& spec, const Results& results);

}  // namespace plimsoll
