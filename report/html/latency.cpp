#include <fmt/format.h>

#include <algorithm>

#include "report/attribution.hpp"
#include "report/footnotes.hpp"
#include "report/html/latency_rows.hpp"
#include "report/html/markup.hpp"
#include "report/html/sections.hpp"

namespace plimsoll::report::html {
namespace {

std::string counts_table(const Results& results) {
  const bool any_degraded = std::any_of(results.requests.begin(), results.requests.end(),
                                        [](const RequestFigures& one) { return one.degraded.value > 0; });
  Footnotes footnotes(results.refusals);
  Table table("Requests");
  table.column("Request", false).column("Arrived").column("Successes [/s]").column("Success [%]");
  table.column("In flight at end");
  if (any_degraded) table.column("Of these degraded");
  for (const RequestFigures& request : results.requests) {
    const std::string at = "requests." + request.name;
    table.row(request.name, request.name == "all" ? "sum" : "").figure(request.arrived, 1, at + ".arrived");
    table.figure(request.throughput_per_second, 1, at + ".throughput_per_second");
    table.figure(request.success_ratio, 100, at + ".success_ratio");
    table.figure(request.in_flight_end, 1, at + ".in_flight_end");
    if (any_degraded) table.figure(request.degraded, 1, at + ".degraded");
  }
  return table.str() + list(footnotes.lines(), "notes");
}

std::string latency_table(const Results& results) {
  std::vector<Estimate> times;
  for (const RequestFigures& request : results.requests) times.push_back(request.latency_seconds.p99);
  const Unit unit = time_unit(times);
  Footnotes footnotes(results.refusals);
  Table table("Latency of successes [" + unit.name + "]");
  table.column("Request", false)
      .column("mean")
      .column("p50")
      .column("p90")
      .column("p95")
      .column("p99")
      .column("max");
  for (const RequestFigures& request : results.requests) {
    table.row(request.name, request.name == "all" ? "sum" : "");
    for (const char* name : {"mean", "p50", "p90", "p95", "p99", "max"}) {
      const auto figure = std::find_if(kLatencyFigures.begin(), kLatencyFigures.end(),
                                       [&](const auto& one) { return one.first == name; });
      table.figure(footnotes.note(request.latency_seconds.*(figure->second)), unit.scale,
                   fmt::format("requests.{}.latency_seconds.{}", request.name, name));
    }
  }
  return table.str() + list(footnotes.lines(), "notes");
}

std::string failures_table(const Results& results) {
  std::vector<Estimate> times;
  for (const RequestFigures& request : results.requests) {
    for (const FailureFigures& failure : request.failures) times.push_back(failure.latency_seconds.mean);
  }
  const Unit unit = time_unit(times);
  Table table("Failures");
  table.column("Request", false).column("Reason", false).column("Status").column("Requests");
  table.column("Of arrived [%]").column("Told after, mean [" + unit.name + "]");
  for (const RequestFigures& request : results.requests) {
    for (const FailureFigures& failure : request.failures) {
      if (!failure.count.exists || !(failure.count.value > 0)) continue;
      const bool any = request.arrived.exists && request.arrived.value > 0;
      table.row(request.name).cell(failure.reason);
      table.number(failure.status > 0 ? fmt::format("{}", failure.status) : "–");
      table.figure(failure.count, 1, fmt::format("requests.{}.failed.{}", request.name, failure.reason));
      table.number(any ? significant(100 * failure.count.value / request.arrived.value, 3) : "–");
      table.figure(failure.latency_seconds.mean, unit.scale,
                   fmt::format("requests.{}.failures.{}.latency_seconds.mean", request.name, failure.reason));
    }
  }
  return table.empty() ? "" : table.str();
}

/// Limits on latencies of that request, or of all, to be drawn beside it.
std::vector<double> limits_of(const Results& results, const std::string& request) {
  std::vector<double> limits;
  for (const ObjectiveFigures& one : results.objectives) {
    if (one.unit == "seconds" && one.subject == request && one.is_upper) limits.push_back(one.limit);
  }
  return limits;
}

}  // namespace

std::string latency_section(const Results& results) {
  if (results.requests.empty()) return "";
  std::vector<LatencyRow> rows;
  for (const RequestFigures* request : attributed_requests(results)) {
    rows.push_back({request->name, limits_of(results, request->name), {{"", request}}});
  }
  std::string body;
  const std::string drawing = latency_drawing("latency-drawing", rows);
  if (!drawing.empty()) {
    body += picture(
        drawing,
        "How long successes took, over all replications: the height is the share of requests, the scale "
        "is logarithmic, and marks are the percentiles of the table below. A dashed line is a limit "
        "promised.",
        "");
  }
  return section("latency", "Requests and latency",
                 body + latency_table(results) + counts_table(results) + failures_table(results));
}

}  // namespace plimsoll::report::html
