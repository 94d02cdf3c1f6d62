#include "models/spec/spec.hpp"

#include <algorithm>

namespace plimsoll::spec {
namespace {

template <typename T>
const T* find_named(const std::vector<T>& things, const std::string& name) {
  const auto found =
      std::find_if(things.begin(), things.end(), [&](const T& thing) { return thing.name == name; });
  return found == things.end() ? nullptr : &*found;
}

}  // namespace

const Part* Spec::find_part(const std::string& name) const { return find_named(parts, name); }
const Routine* Spec::find_request(const std::string& name) const { return find_named(requests, name); }
const Routine* Spec::find_routine(const std::string& name) const { return find_named(routines, name); }
const Attribute* Spec::find_attribute(const std::string& name) const { return find_named(attributes, name); }
const Table* Spec::find_table(const std::string& name) const { return find_named(tables, name); }
const Plan* Spec::find_plan(const std::string& name) const { return find_named(plans, name); }
const Price* Spec::find_price(const std::string& name) const {
  for (const auto& [known, price] : prices) {
    if (known == name) return &price;
  }
  return nullptr;
}
const Policy* Spec::find_policy(const std::string& name) const { return find_named(policies, name); }

const TimeSpec* Spec::find_rtt(const std::string& from, const std::string& to) const {
  const auto written_with = [this](const std::string& one, const std::string& other) -> const TimeSpec* {
    const Region* const region = find_named(regions, one);
    if (region == nullptr) return nullptr;
    for (const auto& [name, time] : region->rtt) {
      if (name == other) return &time;
    }
    return nullptr;
  };
  const TimeSpec* const here = written_with(from, to);
  return here != nullptr ? here : written_with(to, from);
}

}  // namespace plimsoll::spec
