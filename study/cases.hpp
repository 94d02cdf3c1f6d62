#pragma once

#include <string>
#include <vector>

#include "study/measures.hpp"
#include "study/results.hpp"
#include "study/run.hpp"

/// One model in several variants, each run as it is: the baseline and its cases, or the points of a sweep.
/// All have the same seed and so the same users and the same luck, unless a variant says otherwise.
namespace plimsoll {

/// What one variant was found to do.
struct Outcome {
  std::string name;               // of the case; empty: the baseline
  Results results;                // empty where a guard stopped it
  std::vector<Measure> measures;  // measures_of(), without their replications
  std::string stopped = {};       // why a guard stopped it; empty: it ran to its end
};

/// Keeps of an observation what is shown of it.
Outcome outcome_of(const std::string& name, const spec::Spec& spec, const Observation& observation);

/// The measure of that address (address_of), or null where this variant has none.
const Measure* measure_of(const Outcome& outcome, const std::string& address);

/// Addresses of all measures of all outcomes, each once, in the order in which they are first met.
std::vector<std::string> addresses_of(const std::vector<Outcome>& outcomes);

}  // namespace plimsoll
