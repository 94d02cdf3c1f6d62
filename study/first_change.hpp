#pragma once

#include <string>

#include "models/spec/spec.hpp"

namespace plimsoll {

/// The first instant at which something changes the load or a setting for a reason of its own, and what that
/// is: "event sale", "burst doors", "the profile of traffic day". Duration::max() where nothing ever does.
struct FirstChange {
  Duration at = Duration::max();
  std::string what;
};

FirstChange first_change(const spec::Spec& spec);

}  // namespace plimsoll
