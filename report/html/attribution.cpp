#include "report/attribution.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/html/markup.hpp"
#include "report/html/sections.hpp"
#include "report/svg/scale.hpp"

namespace plimsoll::report::html {
namespace {

using svg::Anchor;
using svg::Drawing;

constexpr double kWidth = 720, kBars = 180, kPanel = 250, kBetween = 28, kRow = 24, kHead = 34;

/// One of the two columns of bars.
struct Column {
  const char* name;
  Estimate AttributionFigures::*seconds;
  double AttributionFigures::*share;
};

constexpr Column kColumns[] = {
    {"all successes", &AttributionFigures::mean_seconds, &AttributionFigures::mean_share},
    {"those around the p99", &AttributionFigures::p99_seconds, &AttributionFigures::p99_share}};

std::string kind_of(const AttributionFigures& one) {
  if (one.what == "waiting" || one.what == "cpu_waiting") return "waits";
  return one.what == "service" || one.what == "opening" ? "serves" : "elsewhere";
}

/// Each bar begins where the one above ends, so that together they span the latency.
void draw_column(Drawing& drawing, const std::vector<AttributionRow>& rows, const Column& column,
                 double left) {
  double all = 0;
  for (const AttributionRow& row : rows) all += std::max(0.0, (row.figures.*column.seconds).value);
  if (!(all > 0)) return;
  const Unit unit = time_unit(all);
  const svg::Scale x = svg::Scale::linear(0, all, left, left + kPanel);
  drawing.text({left, 14}, fmt::format("{}: {} {}", column.name, significant(all * unit.scale, 3), unit.name),
               "head-text");
  double reached = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Estimate& seconds = rows[i].figures.*column.seconds;
    const double top = kHead + kRow * static_cast<double>(i);
    const double from = x.at(reached), to = x.at(reached + std::max(0.0, seconds.value));
    const std::string said = fmt::format("{} {} ({} %)", show(seconds, unit.scale).joined(), unit.name,
                                         fixed(100 * (rows[i].figures.*column.share), 0));
    drawing.rectangle({from, top + 4}, std::max(1.0, to - from), kRow - 9,
                      "piece " + kind_of(rows[i].figures), 0, rows[i].place + ": " + said);
    if (i + 1 < rows.size()) drawing.line({to, top + kRow - 5}, {to, top + kRow + 4}, "step");
    const std::string label = fmt::format("{} {}", significant(seconds.value * unit.scale, 3), unit.name);
    const bool fits_behind = to + 62 < left + kPanel + kBetween;
    const bool fits_before = from - 62 > left;
    const bool fits_inside = to - from > 66;
    if (fits_inside && !fits_behind) {
      drawing.text({to - 6, top + 16}, label, "inside", Anchor::end);
    } else if (fits_behind) {
      drawing.text({to + 5, top + 16}, label, "value");
    } else if (fits_before) {
      drawing.text({from - 5, top + 16}, label, "value", Anchor::end);
    }
    reached += std::max(0.0, seconds.value);
  }
}

std::string waterfall(const RequestFigures& request, const std::vector<AttributionRow>& rows) {
  const double height = kHead + kRow * static_cast<double>(rows.size()) + 4;
  std::string description;
  for (const AttributionRow& row : rows) {
    description += fmt::format("{} {} %. ", row.place, fixed(100 * row.figures.mean_share, 0));
  }
  Drawing drawing("attribution-" + request.name, kWidth, height,
                  "Where the latency of " + request.name + " goes", description);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const double top = kHead + kRow * static_cast<double>(i);
    drawing.text({0, top + 16}, rows[i].place, "place");
    drawing.line({0, top + kRow}, {kWidth, top + kRow}, "grid");
  }
  for (std::size_t i = 0; i < std::size(kColumns); ++i) {
    draw_column(drawing, rows, kColumns[i], kBars + static_cast<double>(i) * (kPanel + kBetween));
  }
  return drawing.str();
}

std::string numbers(const RequestFigures& request, const std::vector<AttributionRow>& rows) {
  const Unit unit = time_unit({request.latency_seconds.p99});
  Table table(fmt::format("Where the latency of {} goes [{}]", request.name, unit.name));
  table.column("", false);
  for (const char* name : {"mean", "around p95", "around p99"}) table.column(name).column("%");
  for (const AttributionRow& row : rows) {
    const AttributionFigures& one = row.figures;
    const bool is_rest = row.number == AttributionRow::kRest;
    const std::string at = fmt::format("requests.{}.attribution.{}.seconds", request.name, row.number);
    table.row(row.place);
    const auto add = [&](const Estimate& seconds, const char* name, double share) {
      if (is_rest) {
        table.number(show(seconds, unit.scale).joined());
      } else {
        table.figure(seconds, unit.scale, at + "." + name);
      }
      table.number(fixed(100 * share, 0));
    };
    add(one.mean_seconds, "mean", one.mean_share);
    add(one.p95_seconds, "p95", one.p95_share);
    add(one.p99_seconds, "p99", one.p99_share);
  }
  return table.str();
}

}  // namespace

std::string attribution_section(const Results& results) {
  std::string body;
  for (const RequestFigures* request : attributed_requests(results)) {
    const std::vector<AttributionRow> rows = attribution_rows(*request);
    if (rows.empty()) continue;
    body += fmt::format("<h3>{}</h3>\n", escaped(request->name)) +
            picture(waterfall(*request, rows), "", numbers(*request, rows));
  }
  if (body.empty()) return "";
  body =
      paragraph(
          "The mean latency of successes piece after piece, and on the right that of the slow ones, whose "
          "latency "
          "is near the p99. Dark: being served. Hatched: waiting. Pale: outside the model, or in tries that "
          "failed.",
          "lead") +
      body;
  return section("attribution", "Where the time goes", body);
}

}  // namespace plimsoll::report::html
