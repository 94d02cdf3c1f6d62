#pragma once

#include <cstdint>
#include <vector>

#include "models/spec/spec.hpp"
#include "sim/measure/interval.hpp"
#include "study/results.hpp"

namespace plimsoll {

/// Replications are added in rounds until every measure of run.precision_of is known closely enough. The
/// first round has at least ten, and each later one makes the number half as large again at least, three
/// times as large at most: few looks, so that stopping at a lucky one stays rare. Rounds depend on results
/// alone, never on threads.
///
/// Source: the relative-precision sequential procedure of Law and Kelton (Simulation Modeling and Analysis,
/// section 9.4.1; Chow and Robbins 1965), with its looks spread geometrically. Which look is the last depends
/// on what was seen, so intervals are granted no more degrees of freedom than the first one had (Stein 1945;
/// sim/measure/interval.hpp): without that, 95 % intervals of the mean of M/M/1 asked for to ± 5 % held it 92.5
/// times in 100, with it 94.7, for a quarter more replications.
inline constexpr std::int64_t kFirstRound = 10;

/// How close each measure is, and whether that is close enough. `estimates` stand for run.precision_of.
PrecisionFigures how_precise(const spec::RunSettings& run, const std::vector<Estimate>& estimates);

/// Replications in the first round.
std::int64_t first_round(const spec::RunSettings& run);

/// How sure the intervals of such a run are.
Confidence confidence_of(const spec::RunSettings& run);

/// Replications after the next round, with `now` behind `precision`; `now` itself when there is none.
std::int64_t next_round(const spec::RunSettings& run, const PrecisionFigures& precision, std::int64_t now);

}  // namespace plimsoll
