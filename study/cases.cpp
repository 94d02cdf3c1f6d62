#include "study/cases.hpp"

#include <algorithm>
#include <set>

namespace plimsoll {

Outcome outcome_of(const std::string& name, const spec::Spec& spec, const Observation& observation) {
  Outcome outcome{name, observation.results, measures_of(spec, observation)};
  for (Measure& measure : outcome.measures) measure.replications = {};
  return outcome;
}

const Measure* measure_of(const Outcome& outcome, const std::string& address) {
  const auto found = std::find_if(outcome.measures.begin(), outcome.measures.end(),
                                  [&](const Measure& one) { return address_of(one) == address; });
  return found == outcome.measures.end() ? nullptr : &*found;
}

std::vector<std::string> addresses_of(const std::vector<Outcome>& outcomes) {
  std::vector<std::string> addresses;
  std::set<std::string> met;
  for (const Outcome& outcome : outcomes) {
    for (const Measure& measure : outcome.measures) {
      if (met.insert(address_of(measure)).second) addresses.push_back(address_of(measure));
    }
  }
  return addresses;
}

}  // namespace plimsoll
