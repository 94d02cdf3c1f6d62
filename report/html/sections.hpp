#pragma once

#include <string>

#include "report/html/report.hpp"

/// The sections of a report, one file each. Each returns its HTML, or "" where it has nothing to say.
namespace plimsoll::report::html {

/// The answer, large: whether objectives hold, and the figures that everybody asks for first.
std::string verdict_section(const Results& results);

/// What was promised beside what was measured, as a table with a scale in each line.
std::string objectives_section(const Results& results);

/// Who asks whom: parts coloured by utilisation, rates on the edges.
std::string topology_section(const ReportedRun& run);

/// How long requests took: distributions, percentiles, failures.
std::string latency_section(const Results& results);

/// Arrivals, failures and latency over the run, with events marked.
std::string timeline_section(const ReportedRun& run);

/// Where the latency of each kind of request goes, piece after piece.
std::string attribution_section(const Results& results);

/// What gives way first, and what every part did.
std::string parts_section(const Results& results);

std::string cost_section(const Results& results);

/// Replications, warm-up, theory beside simulation.
std::string sureness_section(const Results& results);

/// What was taken for granted: sentences, settings that were changed, and settings left at their defaults.
std::string assumptions_section(const ReportedRun& run);

/// How to run it again, and the model itself.
std::string repeat_section(const Results& results);

}  // namespace plimsoll::report::html
