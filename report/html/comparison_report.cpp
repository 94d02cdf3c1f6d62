#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/attribution.hpp"
#include "report/comparison.hpp"
#include "report/comparison_rows.hpp"
#include "report/html/carried.hpp"
#include "report/html/changes.hpp"
#include "report/html/latency_rows.hpp"
#include "report/html/markup.hpp"
#include "report/html/page.hpp"
#include "report/html/sections.hpp"

namespace plimsoll::report {
namespace {

using html::escaped;
using html::Table;

constexpr std::size_t kMostRows = 30;   // of requests, and of parts, in tables
constexpr std::size_t kMostDrawn = 10;  // of parts

std::string sides(const SideNames& names) {
  return fmt::format(
      "<dl class=\"facts sides\"><div><dt class=\"side-a\">A</dt><dd>{}</dd></div><div><dt "
      "class=\"side-b\">B</dt><dd>{}</dd>"
      "</div></dl>\n",
      escaped(names.a), escaped(names.b));
}

std::string changed_html(Change change) {
  if (change == Change::better) return "<span class=\"holds\">✓ better</span>";
  return change == Change::worse ? "<span class=\"failed\">✗ worse</span>" : "";
}

/// A, B and B - A of one row. What is known to the cent has no interval to show.
void add_figures(Table& table, const Comparison& comparison, const ComparisonRow& row) {
  const std::string at =
      row.of == nullptr ? "" : fmt::format("measures.{}", row.of - comparison.differences.data());
  if (row.of == nullptr || row.of->a.of == Measure::Of::cost) {
    table.number(row.a.joined()).number(row.b.joined());
  } else {
    table.figure(row.of->a.estimate, row.scale, at + ".a").figure(row.of->b.estimate, row.scale, at + ".b");
  }
  table.number(row.difference.joined()).number(row.relative).raw(changed_html(row.change));
}

std::string rows_table(const Comparison& comparison, std::string_view title,
                       const std::vector<ComparisonRow>& rows) {
  Table table(title);
  table.column(title, false).column("A").column("B").column("B − A").column("relative").column("", false);
  for (const ComparisonRow& row : rows) add_figures(table.row(row.name), comparison, row);
  return table.empty() ? "" : table.str();
}

std::string objectives(const Comparison& comparison) {
  Table table("Objectives");
  table.column("Objective", false).column("in A", false).column("in B", false);
  table.column("A").column("B").column("B − A").column("relative").column("", false);
  for (const ObjectiveChange& one : comparison.objectives) {
    const ComparisonRow row = row_of(one, comparison);
    const std::size_t unit = row.name.rfind(" [");
    table.row(one.a.name + (unit == std::string::npos ? "" : row.name.substr(unit)));
    table.raw(html::verdict_html(one.a.verdict)).raw(html::verdict_html(one.b.verdict));
    add_figures(table, comparison, row);
  }
  return html::section("objectives", "Objectives", table.empty() ? "" : table.str());
}

std::string changes(const Comparison& comparison) {
  const ComparisonRows rows = rows_of(comparison, kMostRows);
  std::vector<ComparisonRow> drawn = rows.requests;
  for (const std::vector<ComparisonRow>& more : {rows_of(comparison, kMostDrawn).parts, rows.cost}) {
    drawn.insert(drawn.end(), more.begin(), more.end());
  }
  const std::string drawing = html::changes_drawing("changes-drawing", drawn);
  std::string body;
  if (!drawing.empty()) {
    body += html::picture(
        drawing,
        "B against A, measure by measure, with the 95 % interval of the difference over pairs. Full dots "
        "are differences beyond noise, rings are not.",
        "");
  }
  body += rows_table(comparison, "Requests", rows.requests) + rows_table(comparison, "Cost", rows.cost);
  const std::string parts = rows_table(comparison, "Parts", rows.parts);
  if (!parts.empty()) body += html::folded(plural(rows.parts.size(), "measure") + " of parts", parts);
  const std::string rest = rest_text(rows);
  if (!rest.empty()) body += html::paragraph(rest + ".", "notes");
  const auto only = [&](const char* side, const std::vector<std::string>& names) {
    if (!names.empty())
      body += html::paragraph(fmt::format("Only in {}: {}.", side, fmt::join(names, ", ")), "notes");
  };
  only("A", comparison.only_in_a);
  only("B", comparison.only_in_b);
  return html::section("changes", "What changes", body);
}

std::string latency(const Comparison& comparison) {
  std::vector<html::LatencyRow> rows;
  for (const RequestFigures* a : attributed_requests(comparison.a)) {
    for (const RequestFigures& b : comparison.b.requests) {
      if (b.name == a->name) rows.push_back({a->name, {}, {{"A", a}, {"B", &b}}});
    }
  }
  const std::string drawing = html::latency_drawing("latency-drawing", rows);
  if (drawing.empty()) return "";
  return html::section(
      "latency", "Latency",
      html::picture(drawing,
                    "How long successes took, over all replications; the scale is logarithmic. A is "
                    "drawn with a full line, B with a broken one.",
                    ""));
}

std::string both(const ReportedRun& a, const ReportedRun& b,
                 std::string (*picture)(const ReportedRun&, const std::string&), const std::string& id) {
  const std::string of_a = picture(a, id + "-a"), of_b = picture(b, id + "-b");
  return (of_a.empty() ? "" : "<h3>A</h3>\n" + of_a) + (of_b.empty() ? "" : "<h3>B</h3>\n" + of_b);
}

/// Settings that are not the same on both sides.
std::string settings(const spec::LoadResult& a, const spec::LoadResult& b) {
  const auto value_in = [](const spec::LoadResult& side, const std::string& address) -> std::string {
    const auto found = std::find_if(side.resolved.begin(), side.resolved.end(),
                                    [&](const spec::ResolvedSetting& one) { return one.address == address; });
    return found == side.resolved.end() ? "–" : found->value;
  };
  Table table("Settings that differ");
  table.column("Setting", false).column("A", false).column("B", false);
  for (const spec::ResolvedSetting& one : a.resolved) {
    const std::string other = value_in(b, one.address);
    if (other != one.value) table.row(one.address).cell(one.value).cell(other);
  }
  for (const spec::ResolvedSetting& one : b.resolved) {
    if (value_in(a, one.address) == "–") table.row(one.address).cell("–").cell(one.value);
  }
  return html::section("settings", "What differs in the models", table.empty() ? "" : table.str());
}

std::string sureness(const Comparison& comparison) {
  return html::section("sureness", "How sure",
                       html::list(comparison.warnings, "warnings") + html::list(notes_of(comparison)));
}

std::vector<std::string> refusals_of(const Comparison& comparison) {
  std::vector<std::string> sentences;
  for (const Refusal& refusal : comparison.a.refusals) sentences.push_back("A: " + refusal.sentence);
  for (const Refusal& refusal : comparison.b.refusals) sentences.push_back("B: " + refusal.sentence);
  return sentences;
}

}  // namespace

std::string to_html(const Comparison& comparison, const spec::LoadResult& a, const spec::LoadResult& b,
                    const BuildInfo& build) {
  const ReportedRun of_a{a, comparison.a}, of_b{b, comparison.b};
  const SideNames names = names_of_sides(comparison);
  html::Page page;
  page.kind = "Comparison";
  page.title = comparison.a.title.empty() ? comparison.a.source : comparison.a.title;
  page.about = "Two designs, with the same users and the same luck";
  page.carried = html::carried_json(comparison, build);
  page.body =
      html::verdict_block(verdict_of(comparison), sides(names) + html::doubts(refusals_of(comparison)) +
                                                      html::paragraph(words(comparison), "words"));
  if (comparison.pairs > 0) {
    page.body += objectives(comparison) + changes(comparison) + settings(a, b) +
                 html::section("topology", "Topology", both(of_a, of_b, html::topology_picture, "topology")) +
                 latency(comparison) +
                 html::section("timeline", "Over time", both(of_a, of_b, html::timeline_picture, "timeline"));
  }
  std::vector<spec::Source> files = comparison.a.files;
  files.insert(files.end(), comparison.b.files.begin(), comparison.b.files.end());
  page.body += sureness(comparison) + html::repeat_section({{"Result digest of A", comparison.a.run.digest},
                                                            {"Result digest of B", comparison.b.run.digest}},
                                                           files, "plimsoll compare report.html");
  return page_html(page, build);
}

}  // namespace plimsoll::report
