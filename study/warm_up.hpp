#pragma once

#include <functional>
#include <string>
#include <vector>

#include "models/spec/spec.hpp"
#include "study/pilot.hpp"
#include "study/results.hpp"

namespace plimsoll {

/// Pilots behind a warm-up: enough to average out most noise and to tell a trend from luck.
inline constexpr std::size_t kPilots = 5;

/// Runs kPilots pilots of that length; those that were interrupted are not finished.
using RunPilots = std::function<std::vector<Pilot>(Duration length)>;

/// How long the model takes to forget its empty start.
///
/// Of each measure of the pilots (latency, requests in flight and throughput of each kind of request, what
/// waits and what is in use at each part) the slices are averaged over all pilots (Welch), and MSER-5 says
/// how many are best left out; the longest of these is the warm-up. Where MSER's cut lies beyond the middle,
/// either the measure is still on its way, or it is only noise: it is on its way if its two halves differ by
/// more than the five pilots differ among themselves (Student's t, 95 % for all measures together). Then the
/// pilots are run twice as long, up to run.duration. If it is noise, half of the pilot is left out.
///
/// Where controls take luck out of figures, half of the pilot is left out at least: MSER weighs what is left
/// of the empty start against luck, and where a tenth of the luck is left, a start that did no harm shows.
///
/// Pilots are first a tenth to a sixteenth of the whole work, so finding the warm-up costs little unless it
/// is long. They end before the first event: what comes after is not the start.
///
/// Sources: Welch, The statistical analysis of simulation results (1983); White (1997), see
/// sim/measure/mser.hpp; extending until the cut lies in the first half: Hoad, Robinson and Davies,
/// Automating warm-up length estimation, Journal of the Operational Research Society 61 (2010).
WarmUpFigures find_warm_up(const spec::Spec& spec, const RunPilots& run_pilots);

/// What is found without pilots: as given, none for an episode.
WarmUpFigures given_warm_up(const spec::Spec& spec);

}  // namespace plimsoll
