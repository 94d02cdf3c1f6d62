#pragma once

#include <string>
#include <vector>

#include "models/spec/load.hpp"
#include "report/build_info.hpp"
#include "study/cases.hpp"
#include "study/compare.hpp"
#include "study/results.hpp"

/// Answers as one HTML file that can be sent: no request to anywhere, readable without script and in print.
/// What it was made from is inside (report/html/carried.hpp), so that it can be run again.
///
/// Equal results give equal files, but for the wall time, threads and commit inside.
namespace plimsoll::report {

/// A model that was run, and what was found.
struct ReportedRun {
  const spec::LoadResult& loaded;  // must hold a spec
  const Results& results;
};

std::string to_html(const ReportedRun& run, const BuildInfo& build = build_info());

/// Two models side by side, which were loaded as `a` and `b`.
std::string to_html(const Comparison& comparison, const spec::LoadResult& a, const spec::LoadResult& b,
                    const BuildInfo& build = build_info());

/// One variant among several.
struct ReportedCase {
  std::string name;  // of the case, or what a point of a sweep sets; empty: the baseline
  ReportedRun run;
};

/// Variants of one model, cases with the baseline first, or the points of a sweep: which holds, how quick,
/// how much, at what cost.
enum class Variants { cases, points };
std::string to_html(const std::vector<ReportedCase>& cases, Variants variants = Variants::cases,
                    const BuildInfo& build = build_info());

}  // namespace plimsoll::report
