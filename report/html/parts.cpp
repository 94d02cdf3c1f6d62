#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "report/footnotes.hpp"
#include "report/html/markup.hpp"
#include "report/html/sections.hpp"
#include "report/svg/scale.hpp"

namespace plimsoll::report::html {
namespace {

using svg::Anchor;
using svg::Drawing;

constexpr double kWidth = 720, kBars = 180, kRow = 24, kEnd = 640;
constexpr std::size_t kMostBars = 14;
constexpr std::size_t kMostParts = 200;  // in tables; the JSON inside has all

/// The busiest parts, busiest first.
std::vector<const PartFigures*> ranked(const Results& results) {
  std::vector<const PartFigures*> parts;
  for (const PartFigures& part : results.parts) {
    if (part.has_utilisation && part.utilisation.exists) parts.push_back(&part);
  }
  std::stable_sort(parts.begin(), parts.end(), [](const PartFigures* a, const PartFigures* b) {
    return a->utilisation.value > b->utilisation.value;
  });
  if (parts.size() > kMostBars) parts.resize(kMostBars);
  return parts;
}

std::string bars(const Results& results) {
  const std::vector<const PartFigures*> parts = ranked(results);
  if (parts.empty()) return "";
  const double floor = kRow * static_cast<double>(parts.size()) + 4;
  std::string description;
  for (const PartFigures* part : parts) {
    description += fmt::format("{} {} %. ", part->name, significant(100 * part->utilisation.value, 2));
  }
  Drawing drawing("parts-drawing", kWidth, floor + 24, "Utilisation of parts", description);
  const svg::Scale x = svg::Scale::linear(0, 1, kBars, kEnd);
  for (const double tick : {0.0, 0.25, 0.5, 0.75, 1.0}) {
    drawing.line({x.at(tick), 0}, {x.at(tick), floor}, tick == 0 ? "axis" : "grid");
    drawing.text({x.at(tick), floor + 17}, fmt::format("{:.0f} %", 100 * tick), "tick", Anchor::middle);
  }
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const PartFigures& part = *parts[i];
    const double top = kRow * static_cast<double>(i) + 2;
    const double end = x.at(part.utilisation.value);
    const bool is_first = part.name == results.bottleneck.part;
    const std::string said = show(part.utilisation, 100).joined() + " %";
    drawing.text({0, top + 15}, part.name, is_first ? "place strong" : "place");
    drawing.rectangle({kBars, top + 4}, std::max(1.0, end - kBars), kRow - 10, is_first ? "bar first" : "bar",
                      0, part.name + ": " + said);
    if (part.utilisation.has_interval && part.utilisation.high > part.utilisation.low) {
      drawing.line({x.at(part.utilisation.low), top + 11}, {x.at(part.utilisation.high), top + 11},
                   "interval");
    }
    const double percent = 100 * part.utilisation.value;
    drawing.text({end + 8, top + 15}, (percent > 0 ? significant(percent, 3) : std::string("0")) + " %",
                 "value");
  }
  return drawing.str();
}

std::span<const PartFigures> shown_parts(const Results& results) {
  return std::span(results.parts).first(std::min(results.parts.size(), kMostParts));
}

std::string parts_table(const Results& results) {
  std::vector<Estimate> times;
  for (const PartFigures& part : results.parts) times.push_back(part.wait_seconds.p99);
  const Unit unit = time_unit(times);
  Footnotes footnotes(results.refusals);
  Table table("Parts", "wide");
  table.column("Part", false)
      .column("Kind", false)
      .column("Instances")
      .column("Utilisation [%]")
      .column("In use");
  table.column("Waiting").column("Wait, mean [" + unit.name + "]").column("Wait, p99 [" + unit.name + "]");
  table.column("Served").column("Refused");
  for (const PartFigures& part : shown_parts(results)) {
    const std::string at = "parts." + part.name;
    table.row(part.name, part.name == results.bottleneck.part ? "first" : "").cell(part.kind);
    table.number(count(static_cast<std::uint64_t>(part.instances)));
    if (part.has_utilisation) {
      table.figure(part.utilisation, 100, at + ".utilisation");
    } else {
      table.cell("");
    }
    table.figure(part.in_use, 1, at + ".in_use");
    if (part.has_wait) {
      table.figure(part.waiting, 1, at + ".waiting");
      table.figure(part.wait_seconds.mean, unit.scale, at + ".wait_seconds.mean");
      table.figure(footnotes.note(part.wait_seconds.p99), unit.scale, at + ".wait_seconds.p99");
    } else {
      table.cell("").cell("").cell("");
    }
    table.figure(part.served, 1, at + ".served").figure(part.refused, 1, at + ".refused");
  }
  std::string rest;
  if (results.parts.size() > kMostParts) {
    rest = paragraph(
        fmt::format("And {} more, which the result inside has.", count(results.parts.size() - kMostParts)),
        "notes");
  }
  return table.str() + rest + list(footnotes.lines(), "notes");
}

std::string own_table(const Results& results) {
  Table table("What else the parts measured, zeros left out");
  table.column("Part", false).column("Measure", false).column("Value");
  for (const PartFigures& part : shown_parts(results)) {
    for (const NamedFigure& figure : part.own) {
      const bool is_zero = figure.value.value == 0 && figure.value.high == 0;
      const bool is_nothing = figure.value.exists ? is_zero : figure.value.refused.empty();
      if (is_nothing) continue;
      table.row(part.name)
          .cell(figure.name)
          .figure(figure.value, 1, fmt::format("parts.{}.{}", part.name, figure.name));
    }
  }
  return table.empty() ? "" : folded("What else the parts measured", table.str());
}

}  // namespace

std::string parts_section(const Results& results) {
  if (results.parts.empty()) return "";
  std::string body;
  if (!results.bottleneck.sentence.empty()) body += paragraph(results.bottleneck.sentence + ".", "lead");
  const std::string drawing = bars(results);
  if (!drawing.empty()) body += picture(drawing, "Share of capacity in use, the mean over the run.", "");
  return section("parts", "Bottleneck and parts", body + parts_table(results) + own_table(results));
}

}  // namespace plimsoll::report::html
