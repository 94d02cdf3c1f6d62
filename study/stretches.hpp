#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/spec/spec.hpp"
#include "study/replication.hpp"

/// Intervals from one long steady run ("nonoverlapping batch means").
///
/// The measured time is read at the end of each of forty equal pieces. Neighbouring pieces are put together
/// until they have little to do with each other, and these longer stretches then serve as replications: a
/// request counts in the stretch that it ends in. Whether pieces are alike is asked of the mean latency of
/// each kind of request, by von Neumann's test (sim/measure/batch_means.hpp):
///
///     40 pieces are not alike (5 %)  ->  20 stretches of two
///     20 pieces are not alike (1 %)  ->  10 stretches of four
///     else                           ->  none: the run is too short, by a factor that likeness tells
///
/// So the stretches that are used are twice as long as those that passed. What likeness is left widens the
/// interval. The levels are shared by all kinds of request (Bonferroni).
///
/// Sources: Law and Carson, A sequential procedure for determining the length of a steady-state simulation,
/// Operations Research 27 (1979): to test pieces shorter than those that are used; Fishman, Grouping
/// observations in digital simulation, Management Science 24 (1978): doubling with von Neumann's ratio.
namespace plimsoll {

inline constexpr int kFinestPieces = 40;

/// Nothing if the measured time of this model can be cut up; else why not, or an empty text where nobody
/// would expect it to be: several replications, or an episode.
std::optional<std::string> why_not_cut_up(const spec::Spec& spec);

/// So many pieces of so many of a length of time, without overflow.
Duration part_of(Duration whole, int pieces, int of);

/// Cuts up a run that was read at the end of each piece but the last: `so_far` holds what had been counted
/// since the end of the warm-up, `whole` all of it. Both with histograms and sums.
Stretches cut_up(const spec::Spec& spec, std::vector<Replication> so_far, const Replication& whole);

/// Forgets the sums behind attributions.
void forget_sums(Replication& replication);

/// How many times as long a run with such likely neighbours would have to be.
double times_longer(double likeness);

}  // namespace plimsoll
