#include "report/markdown.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/footnotes.hpp"
#include "report/number.hpp"
#include "report/sureness.hpp"
#include "report/verdict.hpp"

namespace plimsoll::report {
namespace {

const char* word_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return "✓ holds";
    case Verdict::fail:
      return "**✗ not met**";
    case Verdict::inconclusive:
      break;
  }
  return "? undecided";
}

/// A text from a file: no sign in it lays out, links or opens a tag.
std::string plain_text(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view("\\`*_[]<>#").find(c) != std::string_view::npos) out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out;
}

std::string objectives(const Results& results, Footnotes& footnotes) {
  if (results.objectives.empty()) return "";
  std::string text = "\n" + markdown_row({"Objective", "verdict", "measured", "promised", "during"}) +
                     "| --- | --- | --: | --- | --- |\n";
  for (const ObjectiveFigures& one : results.objectives) {
    const Unit unit = unit_of(one);
    text += markdown_row({one.name, word_of(one.verdict),
                          show(footnotes.note(one.value), unit.scale).joined() + " " + unit.name,
                          promise_of(one), one.during.empty() ? "the whole run" : one.during});
  }
  return text;
}

std::string requests(const Results& results, Footnotes& footnotes) {
  if (results.requests.empty()) return "";
  std::vector<Estimate> times;
  for (const RequestFigures& request : results.requests) times.push_back(request.latency_seconds.p99);
  const Unit unit = time_unit(times);
  const auto in_unit = [&](const char* name) { return fmt::format("{} [{}]", name, unit.name); };
  std::string text = "\n" +
                     markdown_row({"Request", "successes [/s]", "success [%]", in_unit("mean"),
                                   in_unit("p50"), in_unit("p95"), in_unit("p99")}) +
                     "| --- | --: | --: | --: | --: | --: | --: |\n";
  for (const RequestFigures& request : results.requests) {
    const LatencyFigures& latency = request.latency_seconds;
    std::vector<std::string> cells{request.name, show(request.throughput_per_second).joined(),
                                   show(request.success_ratio, 100).joined()};
    for (const Estimate* one : {&latency.mean, &latency.p50, &latency.p95, &latency.p99}) {
      cells.push_back(show(footnotes.note(*one), unit.scale).joined());
    }
    text += markdown_row(cells);
  }
  return text;
}

}  // namespace

std::string markdown_row(const std::vector<std::string>& cells) {
  std::string line = "|";
  for (const std::string& cell : cells) {
    line += ' ';
    for (const char c : cell) line += c == '|' ? std::string("\\|") : std::string(1, c == '\n' ? ' ' : c);
    line += " |";
  }
  return line + "\n";
}

std::string to_markdown(const Results& results) {
  const VerdictWords verdict = verdict_of(results);
  std::string title = results.title.empty() ? results.source : results.title;
  if (!results.case_name.empty()) title += fmt::format(" (case {})", results.case_name);
  std::string text =
      fmt::format("**{} {}** {}: {}\n", verdict.sign, verdict.word, plain_text(title), verdict.sentence);
  Footnotes footnotes(results.refusals);
  text += objectives(results, footnotes) + requests(results, footnotes) + "\n";
  for (const Refusal& refusal : results.refusals)
    text += "- **not to be relied on**: " + refusal.sentence + "\n";
  for (const std::string& line : footnotes.lines()) text += "- " + line + "\n";
  if (!results.bottleneck.sentence.empty()) text += "- " + results.bottleneck.sentence + "\n";
  if (!results.cost.items.empty()) {
    text += fmt::format("- {} {} per month\n", fixed(results.cost.per_month, 2), results.cost.currency);
  }
  for (const std::string& warning : results.warnings) text += "- **" + warning + "**\n";
  for (const std::string& line : sureness_lines(results.run)) text += "- " + line + "\n";
  return text +
         fmt::format("- result digest `{}`, model digest `{}`\n", results.run.digest, results.model_digest);
}

}  // namespace plimsoll::report
