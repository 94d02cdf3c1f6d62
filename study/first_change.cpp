#include "study/first_change.hpp"

#include <utility>

namespace plimsoll {

FirstChange first_change(const spec::Spec& spec) {
  FirstChange first;
  const auto note = [&](Duration at, std::string what) {
    if (at < first.at) first = {at, std::move(what)};
  };
  for (const spec::Event& event : spec.events) note(event.starts, "event " + event.name);
  for (const spec::Traffic& traffic : spec.traffic) {
    if (traffic.kind == spec::Traffic::Kind::burst) note(traffic.at, "burst " + traffic.name);
    if (!traffic.profile.empty()) note(Duration{}, "the profile of traffic " + traffic.name);
  }
  return first;
}

}  // namespace plimsoll
