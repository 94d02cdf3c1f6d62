#pragma once

#include <cstddef>
#include <vector>

#include "models/spec/spec.hpp"
#include "study/replication.hpp"

namespace plimsoll {

/// The chance that objective number `objective` is met, from what replications measured: P(T < (limit - mean) /
/// error) with T Student's of n - 1 degrees of freedom, which is the posterior of a mean under a flat prior.
///
/// A percentile is looked at as the share of what takes longer (study/edge.hpp). The error of a share is no less than
/// that of as many independent requests of which the promised share fails: where none of few has failed yet, nothing is
/// certain. 0 where the measure exists in fewer than two replications.
double chance_met(const spec::Spec& spec, const std::vector<Replication>& replications, std::size_t objective);

/// What replications say of all objectives of a point together.
struct Feasibility {
  double holds = 0;     // the chance that all are met, at least: Bonferroni
  double fails = 0;     // the chance that one is missed, at least: that of the worst
  std::size_t worst = 0;

  /// One number for it: between the two.
  double chance() const { return (holds + (1 - fails)) / 2; }
};

Feasibility feasibility_of(const spec::Spec& spec, const std::vector<Replication>& replications);

}  // namespace plimsoll
