#include <fmt/format.h>

#include <cmath>
#include <vector>

#include "report/comparison.hpp"
#include "report/comparison_rows.hpp"
#include "report/markdown.hpp"
#include "report/number.hpp"
#include "report/table.hpp"

namespace plimsoll::report {
namespace {

constexpr double kLargestGain = 100;   // beyond, the pairs hardly differ, and the figure says no more
constexpr std::size_t kMostRows = 30;  // of requests, and of parts; JSON has all

/// A paragraph, or a note, between the tables.
std::string paragraph(const std::string& text) { return "  " + wrapped(text, 2) + "\n"; }

const char* word_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return "✓ holds";
    case Verdict::fail:
      return "✗ not met";
    case Verdict::inconclusive:
      break;
  }
  return "? undecided";
}

const char* word_of(Change change) {
  switch (change) {
    case Change::better:
      return "better";
    case Change::worse:
      return "worse";
    case Change::same:
    case Change::noise:
    case Change::different:
    case Change::unknown:
      break;
  }
  return "";
}

void add_figures(Table& table, const ComparisonRow& row) {
  table.cell(row.a).cell(row.b).cell(row.difference).cell(row.relative);
  table.cell(word_of(row.change)).coloured(row.change == Change::better ? &Palette::good : &Palette::bad);
}

std::string rows_text(const std::string& title, const std::vector<ComparisonRow>& rows,
                      const Palette& palette) {
  if (rows.empty()) return "";
  Table table(title);
  table.column("A").column("B").column("B - A").column("relative").column("", Table::Align::left);
  for (const ComparisonRow& row : rows) add_figures(table.row(row.name), row);
  return "\n" + table.render(palette);
}

std::string objectives_text(const Comparison& comparison, const Palette& palette) {
  if (comparison.objectives.empty()) return "";
  Table table("Objectives");
  table.column("in A", Table::Align::left).column("in B", Table::Align::left);
  table.column("A").column("B").column("B - A").column("relative").column("", Table::Align::left);
  for (const ObjectiveChange& one : comparison.objectives) {
    const ComparisonRow row = row_of(one, comparison);
    const std::size_t unit = row.name.rfind(" [");
    table.row(one.a.name + (unit == std::string::npos ? "" : row.name.substr(unit)));
    table.cell(word_of(one.a.verdict)).cell(word_of(one.b.verdict));
    if (one.is_broken()) table.coloured(&Palette::bad);
    if (one.is_mended()) table.coloured(&Palette::good);
    add_figures(table, row);
  }
  return "\n" + table.render(palette);
}

/// What the pairing was worth: widths shrink with the root of the number of replications.
std::string pairing_text(const Comparison& comparison) {
  const double gain = comparison.median_pairing_gain;
  if (std::isnan(gain)) return "";
  if (gain > kLargestGain) {
    return fmt::format(
        "Pairing: intervals of B - A are more than {} times as narrow as with independent seeds (median)",
        plain(kLargestGain));
  }
  return fmt::format(
      "Pairing: intervals of B - A are {} times as narrow as with independent seeds (median), worth "
      "{} times the replications",
      significant(gain, 2), significant(gain * gain, 2));
}

std::string joined(const std::vector<std::string>& names) {
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string markdown_rows(const std::string& title, const std::vector<ComparisonRow>& rows) {
  if (rows.empty()) return "";
  std::string text = "\n" + markdown_row({title, "A", "B", "B - A", "relative", ""}) +
                     "| --- | --: | --: | --: | --: | --- |\n";
  for (const ComparisonRow& row : rows) {
    text += markdown_row({row.name, row.a.joined(), row.b.joined(), row.difference.joined(), row.relative,
                          word_of(row.change)});
  }
  return text;
}

std::string markdown_objectives(const Comparison& comparison) {
  if (comparison.objectives.empty()) return "";
  std::string text = "\n" + markdown_row({"Objective", "in A", "in B", "A", "B", "B - A", "relative"}) +
                     "| --- | --- | --- | --: | --: | --: | --: |\n";
  for (const ObjectiveChange& one : comparison.objectives) {
    const ComparisonRow row = row_of(one, comparison);
    const std::size_t unit = row.name.rfind(" [");
    const bool is_flip = one.is_broken() || one.is_mended();
    text += markdown_row({one.a.name + (unit == std::string::npos ? "" : row.name.substr(unit)),
                          word_of(one.a.verdict),
                          fmt::format("{0}{1}{0}", is_flip ? "**" : "", word_of(one.b.verdict)),
                          row.a.joined(), row.b.joined(), row.difference.joined(), row.relative});
  }
  return text;
}

}  // namespace

std::vector<std::string> notes_of(const Comparison& comparison) {
  std::vector<std::string> notes;
  notes.push_back(
      fmt::format("{} of replications, seed {}: replication i of B has the users and the luck of "
                  "replication i of A",
                  plural(static_cast<std::uint64_t>(comparison.pairs), "pair"), comparison.a.run.seed));
  notes.push_back(
      "± is half of a 95 % interval, of B - A over the pairs; ~ where it holds 0; = where all pairs are "
      "equal. Of twenty measures that do not differ, one or so shows a difference by chance");
  const std::string pairing = pairing_text(comparison);
  if (!pairing.empty()) notes.push_back(pairing);
  for (const std::string& assumption : comparison.assumptions) notes.push_back("assumed: " + assumption);
  return notes;
}

std::string rest_text(const ComparisonRows& rows) {
  std::vector<std::string> rest;
  if (rows.equal > 0) rest.push_back(fmt::format("{} exactly equal", count(rows.equal)));
  if (rows.noise > 0) rest.push_back(fmt::format("{} within noise", count(rows.noise)));
  if (rows.further > 0) rest.push_back(fmt::format("{} that differ less", count(rows.further)));
  return rest.empty() ? ""
                      : fmt::format("Measures not shown: {}; --format json has all", fmt::join(rest, ", "));
}

std::string to_text(const Comparison& comparison, const Palette& palette) {
  const SideNames names = names_of_sides(comparison);
  std::string text = verdict_line(comparison, palette) + "\n";
  text += fmt::format("  A  {}\n  B  {}\n\n", names.a, names.b) + paragraph(words(comparison));
  const ComparisonRows rows = rows_of(comparison, kMostRows);
  text += objectives_text(comparison, palette);
  text += rows_text("Requests", rows.requests, palette);
  text += rows_text("Parts", rows.parts, palette);
  text += rows_text("Cost", rows.cost, palette);
  text += "\n" + palette.bold("How sure") + "\n";
  for (const std::string& warning : comparison.warnings) text += "  " + palette.doubt("! " + warning) + "\n";
  for (const std::string& note : notes_of(comparison)) text += paragraph(note);
  const std::string rest = rest_text(rows);
  if (!rest.empty()) text += paragraph(rest);
  if (!comparison.only_in_a.empty()) text += paragraph("Only in A: " + joined(comparison.only_in_a));
  if (!comparison.only_in_b.empty()) text += paragraph("Only in B: " + joined(comparison.only_in_b));
  text += fmt::format("  result digests {} and {}\n", comparison.a.run.digest, comparison.b.run.digest);
  return text;
}

std::string to_markdown(const Comparison& comparison) {
  const SideNames names = names_of_sides(comparison);
  std::string text = "**" + verdict_line(comparison) + "**\n\n";
  text += fmt::format("- A: {}\n- B: {}\n\n{}\n", names.a, names.b, words(comparison));
  const ComparisonRows rows = rows_of(comparison, kMostRows);
  text += markdown_objectives(comparison);
  text += markdown_rows("Requests", rows.requests);
  text += markdown_rows("Parts", rows.parts);
  text += markdown_rows("Cost", rows.cost);
  text += "\n";
  for (const std::string& warning : comparison.warnings) text += "- **" + warning + "**\n";
  for (const std::string& note : notes_of(comparison)) text += "- " + note + "\n";
  const std::string rest = rest_text(rows);
  if (!rest.empty()) text += "- " + rest + "\n";
  if (!comparison.only_in_a.empty()) text += "- Only in A: " + joined(comparison.only_in_a) + "\n";
  if (!comparison.only_in_b.empty()) text += "- Only in B: " + joined(comparison.only_in_b) + "\n";
  return text;
}

}  // namespace plimsoll::report
