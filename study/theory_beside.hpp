#pragma once

#include "study/results.hpp"
#include "study/twin.hpp"

namespace plimsoll {

/// Puts what theory says beside what was simulated: fills `results.theory`.
///
/// An exact value disagrees if it lies outside the interval of the simulated one at a level at which, over
/// all figures of a run together, noise alone does so less than once in 10,000,000 runs (Bonferroni), widened
/// by a relative tolerance: 1 %, for percentiles 3 % (buckets of the histogram, few samples beyond). A bound
/// disagrees if the whole of that interval lies beyond it, widened by 2 %. Approximations are never judged.
///
/// Nothing is judged either where the run is too short to forget how it began, where an interval is too wide
/// to tell anything, or where events or failures touch what the value assumes.
///
/// A disagreement means that a part does not do what its model says, or that the twin assumes too much: our
/// own mistake in both cases. It is a sentence in `results.theory.disagreements`, and exit code 1.
void set_beside(const Twin& twin, Results& results);

}  // namespace plimsoll
