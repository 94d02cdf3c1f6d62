#include "report/theory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

#include "report/number.hpp"
#include "report/table.hpp"

namespace plimsoll::report {
namespace {

constexpr std::size_t kMostRows = 40;  // shown; JSON has all
constexpr std::size_t kMostNotes = 6;

bool is_time(TheoryMeasure measure) {
  return measure == TheoryMeasure::latency_mean || measure == TheoryMeasure::latency_p50 ||
         measure == TheoryMeasure::latency_p95 || measure == TheoryMeasure::latency_p99;
}

std::string notes_text(const std::string& model, const std::vector<std::string>& notes) {
  std::string text = "  theory: " + (model.empty() ? "bounds only" : model) + "\n";
  for (std::size_t i = 0; i < notes.size() && i < kMostNotes; ++i) text += "  " + notes[i] + "\n";
  if (notes.size() > kMostNotes) {
    text += fmt::format("  and {} more reasons: --format json shows all\n", count(notes.size() - kMostNotes));
  }
  return text;
}

/// One unit for all times among figures of theory.
template <typename Rows, typename FigureOf>
Unit unit_for(const Rows& rows, const FigureOf& figure_of) {
  double longest = 0;
  for (const auto& row : rows) {
    const TheoryFigure& figure = figure_of(row);
    if (is_time(figure.measure)) longest = std::max(longest, figure.value);
  }
  return time_unit(longest);
}

}  // namespace

TheoryRow row_of(TheoryMeasure measure, const Unit& unit) {
  switch (measure) {
    case TheoryMeasure::throughput:
      return {"successes [/s]", 1};
    case TheoryMeasure::latency_mean:
      return {"latency, mean [" + unit.name + "]", unit.scale};
    case TheoryMeasure::latency_p50:
      return {"latency, p50 [" + unit.name + "]", unit.scale};
    case TheoryMeasure::latency_p95:
      return {"latency, p95 [" + unit.name + "]", unit.scale};
    case TheoryMeasure::latency_p99:
      return {"latency, p99 [" + unit.name + "]", unit.scale};
    case TheoryMeasure::refused_share:
      return {"refused [%]", 100};
    case TheoryMeasure::cpu_utilisation:
      break;
  }
  return {"cores busy [%]", 100};
}

std::string value_text(TheoryKind kind, double value) {
  const std::string number = significant(value, 4);
  if (kind == TheoryKind::at_most) return "≤ " + number;
  if (kind == TheoryKind::at_least) return "≥ " + number;
  return kind == TheoryKind::approximation ? "≈ " + number : number;
}

const char* word(TheoryKind kind) {
  switch (kind) {
    case TheoryKind::exact:
      return "exact";
    case TheoryKind::at_most:
      return "at most";
    case TheoryKind::at_least:
      return "at least";
    case TheoryKind::approximation:
      break;
  }
  return "approximation";
}

Unit time_unit(const TheoryResults& theory) {
  return unit_for(theory.figures, [](const TheoryComparison& figure) { return figure.theory; });
}

std::string theory_text(const Twin& twin, const Palette& palette) {
  const Unit unit = unit_for(twin.figures, [](const TheoryFigure& figure) { return figure; });
  Table table("What theory says");
  table.column("measure", Table::Align::left).column("theory").column("", Table::Align::left);
  for (std::size_t i = 0; i < twin.figures.size() && i < kMostRows; ++i) {
    const TheoryFigure& figure = twin.figures[i];
    const TheoryRow row = row_of(figure.measure, unit);
    table.row(figure.subject).cell(row.measure).cell(value_text(figure.kind, row.scale * figure.value));
    table.cell(word(figure.kind));
  }
  std::string text = table.empty() ? "" : table.render(palette);
  if (twin.saturation_users) {
    text += fmt::format("  about {} users saturate the tightest part (N*)\n",
                        significant(*twin.saturation_users, 3));
  }
  return text + notes_text(twin.model, twin.reasons);
}

std::string theory_text(const TheoryResults& theory, const Palette& palette) {
  if (theory.figures.empty()) return "";
  const Unit unit = time_unit(theory);
  Table table("Theory beside simulation");
  table.column("measure", Table::Align::left).column("simulated").column("theory");
  table.column("", Table::Align::left).column("", Table::Align::left);
  for (std::size_t i = 0; i < theory.figures.size() && i < kMostRows; ++i) {
    const TheoryComparison& figure = theory.figures[i];
    const TheoryRow row = row_of(figure.theory.measure, unit);
    table.row(figure.theory.subject).cell(row.measure).cell(show(figure.simulated, row.scale));
    table.cell(value_text(figure.theory.kind, row.scale * figure.theory.value))
        .cell(word(figure.theory.kind));
    if (figure.verdict == TheoryVerdict::agrees) {
      table.cell("✓").coloured(&Palette::good);
    } else if (figure.verdict == TheoryVerdict::disagrees) {
      table.cell("✗ disagrees").coloured(&Palette::bad);
    }
  }
  std::string text = table.render(palette);
  if (theory.figures.size() > kMostRows) {
    text += fmt::format("  and {} more: --format json shows all\n", count(theory.figures.size() - kMostRows));
  }
  text += notes_text(theory.model, theory.notes);
  for (const std::string& sentence : theory.disagreements) text += "  " + palette.bad("✗ " + sentence) + "\n";
  return text;
}

}  // namespace plimsoll::report
