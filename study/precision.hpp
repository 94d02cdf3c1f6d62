#pragma once

#include <cstdint>
#include <vector>

#include "models/spec/spec.hpp"
#include "study/results.hpp"

namespace plimsoll {

/// Replications are added in rounds until every measure of run.precision_of is known closely enough. The
/// first round has at least ten, and each later one makes the number half as large again at least, three
/// times as large at most: few looks, so that stopping at a lucky one stays rare. Rounds depend on results
/// alone, never on threads.
///
/// Source: the relative-precision sequential procedure of Law and Kelton (Simulation Modeling and Analysis,
/// section 9.4.1; Chow and Robbins 1965), with its looks spread geometrically.
inline constexpr std::int64_t kFirstRound = 10;

/// How close each measure is, and whether that is close enough. `estimates` stand for run.precision_of.
PrecisionFigures how_precise(const spec::RunSettings& run, const std::vector<Estimate>& estimates);

/// Replications in the first round.
std::int64_t first_round(const spec::RunSettings& run);

/// Replications after the next round, with `now` behind `precision`; `now` itself when there is none.
std::int64_t next_round(const spec::RunSettings& run, const PrecisionFigures& precision, std::int64_t now);

}  // namespace plimsoll
