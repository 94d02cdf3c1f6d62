#pragma once

#include "models/spec/spec.hpp"

namespace plimsoll {

/// Whether an event starts only after the run has ended.
inline bool never_happens(const spec::Spec& spec, const spec::Event& event) {
  return !spec.run.until_drained && event.starts >= spec.run.warm_up + spec.run.duration;
}

}  // namespace plimsoll
