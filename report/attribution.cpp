#include "report/attribution.hpp"

#include <algorithm>

#include "report/number.hpp"
#include "report/table.hpp"

namespace plimsoll::report {
namespace {

constexpr std::size_t kMostKinds = 6;  // beyond, only the sum of all is shown
constexpr double kSmall = 0.02;        // shares below this, of mean and p99, are folded into one line,
constexpr double kNothing = 0.005;     // which is left out if it comes to less than this of each

std::string place(const AttributionFigures& one) {
  if (one.what == "outside") return "outside the model";
  if (one.what == "retries") return "failed tries and pauses";
  if (one.what == "other") return "elsewhere";
  if (one.what == "cpu_waiting") return one.part + " wait for a core";
  if (one.what == "waiting") return one.part + " wait";
  return one.part + " " + one.what;
}

void add_row(Table& table, const std::string& name, const std::string& place, const AttributionFigures& one,
             double scale) {
  const auto percent = [](double share) { return fixed(share * 100, 0); };
  table.row(name).cell(place).cell(show(one.mean_seconds, scale)).cell(percent(one.mean_share));
  table.cell(show(one.p95_seconds, scale)).cell(percent(one.p95_share));
  table.cell(show(one.p99_seconds, scale)).cell(percent(one.p99_share));
}

/// Adds up values, which carry no interval then: parts of one latency are not independent.
void add(Estimate& sum, const Estimate& one) {
  sum = {sum.value + one.value, 0, 0, false, sum.exists || one.exists};
}

void add_rows(Table& table, const RequestFigures& request, double scale) {
  AttributionFigures rest;
  std::size_t folded = 0;
  std::string name = request.name;
  for (const AttributionFigures& one : request.attribution) {
    if (std::max(one.mean_share, one.p99_share) >= kSmall) {
      add_row(table, name, place(one), one, scale);
      name.clear();
      continue;
    }
    ++folded;
    add(rest.mean_seconds, one.mean_seconds);
    add(rest.p95_seconds, one.p95_seconds);
    add(rest.p99_seconds, one.p99_seconds);
    rest.mean_share += one.mean_share;
    rest.p95_share += one.p95_share;
    rest.p99_share += one.p99_share;
  }
  if (std::max({rest.mean_share, rest.p95_share, rest.p99_share}) < kNothing) return;
  add_row(table, name, "the rest (" + std::to_string(folded) + ")", rest, scale);
}

}  // namespace

std::string attribution_text(const Results& results, const Palette& palette) {
  std::vector<const RequestFigures*> shown;
  for (const RequestFigures& request : results.requests) shown.push_back(&request);
  if (shown.size() > kMostKinds + 1) {
    shown = {shown.back()};
  } else if (shown.size() > 1) {
    shown.pop_back();  // the sum of all
  }
  std::vector<Estimate> times;
  for (const RequestFigures* request : shown) times.push_back(request->latency_seconds.p99);
  const Unit unit = time_unit(times);

  Table table("Where the time goes [" + unit.name + "]");
  table.column("", Table::Align::left).column("mean").column("%");
  table.column("around p95").column("%").column("around p99").column("%");
  for (const RequestFigures* request : shown) add_rows(table, *request, unit.scale);
  return table.empty() ? "" : "\n" + table.render(palette);
}

}  // namespace plimsoll::report
