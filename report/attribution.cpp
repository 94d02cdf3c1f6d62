#include "report/attribution.hpp"

#include <algorithm>

#include "report/number.hpp"
#include "report/table.hpp"

namespace plimsoll::report {
namespace {

constexpr std::size_t kMostKinds = 6;  // beyond, only the sum of all is shown
constexpr double kSmall = 0.02;        // shares below this, of mean and p99, are folded into one line,
constexpr double kNothing = 0.005;     // which is left out if it comes to less than this of each

/// Adds up values, which carry no interval then: parts of one latency are not independent.
void add(Estimate& sum, const Estimate& one) {
  sum = {sum.value + one.value, 0, 0, false, sum.exists || one.exists};
}

void add(AttributionFigures& sum, const AttributionFigures& one) {
  add(sum.mean_seconds, one.mean_seconds);
  add(sum.p95_seconds, one.p95_seconds);
  add(sum.p99_seconds, one.p99_seconds);
  sum.mean_share += one.mean_share;
  sum.p95_share += one.p95_share;
  sum.p99_share += one.p99_share;
}

}  // namespace

std::string place_of(const AttributionFigures& one) {
  if (one.what == "outside") return "outside the model";
  if (one.what == "retries") return "failed tries and pauses";
  if (one.what == "other") return "elsewhere";
  if (one.what == "cpu_waiting") return one.part + " wait for a core";
  if (one.what == "waiting") return one.part + " wait";
  return one.part + " " + one.what;
}

std::vector<AttributionRow> attribution_rows(const RequestFigures& request) {
  std::vector<AttributionRow> rows;
  AttributionRow rest;
  std::size_t folded = 0;
  for (std::size_t i = 0; i < request.attribution.size(); ++i) {
    const AttributionFigures& one = request.attribution[i];
    if (std::max(one.mean_share, one.p99_share) >= kSmall) {
      rows.push_back({place_of(one), one, i});
      continue;
    }
    ++folded;
    add(rest.figures, one);
  }
  rest.place = "the rest (" + std::to_string(folded) + ")";
  const AttributionFigures& sum = rest.figures;
  if (std::max({sum.mean_share, sum.p95_share, sum.p99_share}) >= kNothing) rows.push_back(std::move(rest));
  return rows;
}

std::vector<const RequestFigures*> attributed_requests(const Results& results) {
  std::vector<const RequestFigures*> shown;
  for (const RequestFigures& request : results.requests) shown.push_back(&request);
  if (shown.size() > kMostKinds + 1) {
    shown = {shown.back()};
  } else if (shown.size() > 1) {
    shown.pop_back();  // the sum of all
  }
  return shown;
}

std::string attribution_text(const Results& results, const Palette& palette) {
  const std::vector<const RequestFigures*> shown = attributed_requests(results);
  std::vector<Estimate> times;
  for (const RequestFigures* request : shown) times.push_back(request->latency_seconds.p99);
  const Unit unit = time_unit(times);

  Table table("Where the time goes [" + unit.name + "]");
  table.column("", Table::Align::left).column("mean").column("%");
  table.column("around p95").column("%").column("around p99").column("%");
  const auto percent = [](double share) { return fixed(share * 100, 0); };
  for (const RequestFigures* request : shown) {
    std::string name = request->name;
    for (const AttributionRow& row : attribution_rows(*request)) {
      const AttributionFigures& one = row.figures;
      table.row(name).cell(row.place).cell(show(one.mean_seconds, unit.scale)).cell(percent(one.mean_share));
      table.cell(show(one.p95_seconds, unit.scale)).cell(percent(one.p95_share));
      table.cell(show(one.p99_seconds, unit.scale)).cell(percent(one.p99_share));
      name.clear();
    }
  }
  return table.empty() ? "" : "\n" + table.render(palette);
}

}  // namespace plimsoll::report
