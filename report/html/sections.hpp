#pragma once

#include <string>
#include <utility>
#include <vector>

#include "report/html/report.hpp"
#include "report/verdict.hpp"

/// The sections of a report, one file each. Each returns its HTML, or "" where it has nothing to say.
namespace plimsoll::report::html {

/// The answer, large, with HTML below it.
std::string verdict_block(const VerdictWords& verdict, const std::string& more);
/// Why something cannot be relied on; "" where it can.
std::string doubts(const std::vector<std::string>& sentences);
/// "✓ holds", in its colour.
std::string verdict_html(Verdict verdict);

/// The answer, large: whether objectives hold, and the figures that everybody asks for first.
std::string verdict_section(const Results& results);

/// What was promised beside what was measured, as a table with a scale in each line.
std::string objectives_section(const Results& results);

/// Who asks whom: parts coloured by utilisation, rates on the edges.
std::string topology_section(const ReportedRun& run);
/// The same without a heading; `id` is that of the drawing. "" where there is nothing to draw.
std::string topology_picture(const ReportedRun& run, const std::string& id);

/// How long requests took: distributions, percentiles, failures.
std::string latency_section(const Results& results);

/// Arrivals, failures and latency over the run, with events marked.
std::string timeline_section(const ReportedRun& run);
std::string timeline_picture(const ReportedRun& run, const std::string& id);

/// Where the latency of each kind of request goes, piece after piece.
std::string attribution_section(const Results& results);

/// What gives way first, and what every part did.
std::string parts_section(const Results& results);

/// Queries that name a plan: what the database does, and what it costs.
std::string queries_section(const spec::Spec& spec);

std::string cost_section(const Results& results);

/// Replications, warm-up, theory beside simulation.
/// `at` is where the result stands in the JSON: "", "cases.0.result.".
std::string sureness_section(const Results& results, const std::string& at = "");

/// What was taken for granted: sentences, settings that were changed, and settings left at their defaults.
std::string assumptions_section(const ReportedRun& run);

/// How to run it again, digests and the like, and the files of the model, equal ones once.
std::string repeat_section(const std::vector<std::pair<std::string, std::string>>& facts,
                           const std::vector<spec::Source>& files, const std::string& command);

}  // namespace plimsoll::report::html
