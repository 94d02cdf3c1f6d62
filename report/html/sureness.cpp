#include "report/sureness.hpp"

#include <fmt/format.h>

#include "report/html/markup.hpp"
#include "report/html/sections.hpp"
#include "report/theory.hpp"

namespace plimsoll::report::html {
namespace {

std::string theory_html(const TheoryResults& theory, const std::string& at) {
  if (theory.figures.empty()) return "";
  const Unit unit = time_unit(theory);
  Table table("Theory beside simulation");
  table.column("Subject", false).column("Measure", false).column("Simulated").column("Theory");
  table.column("Theory is", false).column("", false);
  for (std::size_t i = 0; i < theory.figures.size(); ++i) {
    const TheoryComparison& one = theory.figures[i];
    const TheoryRow row = row_of(one.theory.measure, unit);
    table.row(one.theory.subject).cell(row.measure);
    table.figure(one.simulated, row.scale, fmt::format("{}theory.figures.{}.simulated", at, i));
    table.number(value_text(one.theory.kind, row.scale * one.theory.value)).cell(word(one.theory.kind));
    table.raw(one.verdict == TheoryVerdict::agrees      ? "<span class=\"holds\">✓ agrees</span>"
              : one.verdict == TheoryVerdict::disagrees ? "<span class=\"failed\">✗ disagrees</span>"
                                                        : "");
  }
  const std::string model = theory.model.empty() ? "Theory knows bounds of this model only."
                                                 : "To theory this model is " + theory.model + ".";
  return paragraph(model) + list(theory.disagreements, "warnings") + table.str() +
         (theory.notes.empty() ? "" : folded("Why theory says no more", list(theory.notes)));
}

}  // namespace

std::string sureness_section(const Results& results, const std::string& at) {
  std::vector<std::string> lines = sureness_lines(results.run);
  lines.push_back(
      fmt::format("{} events were simulated; every draw of luck follows from the seed, so a run again "
                  "gives the same numbers to the last digit",
                  count(results.run.events)));
  std::vector<std::string> sentences;
  for (const std::string& line : lines) sentences.push_back(sentence_case(line));
  return section("sureness", "How sure",
                 list(results.warnings, "warnings") + list(sentences) + theory_html(results.theory, at));
}

}  // namespace plimsoll::report::html
