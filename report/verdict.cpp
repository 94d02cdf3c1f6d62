#include "report/verdict.hpp"

#include <fmt/format.h>

#include <vector>

#include "report/footnotes.hpp"
#include "report/number.hpp"
#include "report/table.hpp"

namespace plimsoll::report {
namespace {

std::vector<std::string> names_with(const Results& results, Verdict verdict) {
  std::vector<std::string> names;
  for (const ObjectiveFigures& objective : results.objectives) {
    if (objective.verdict == verdict) names.push_back(objective.name);
  }
  return names;
}

std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t kMost = 4;
  std::string text;
  for (std::size_t i = 0; i < names.size() && i < kMost; ++i) text += (i > 0 ? ", " : "") + names[i];
  return names.size() > kMost ? text + ", ..." : text;
}

std::string headline(const Results& results) {
  std::string title = results.title.empty() ? results.source : results.title;
  if (!results.case_name.empty()) title += fmt::format(" (case {})", results.case_name);
  return title.empty() ? "" : title + ": ";
}

/// "p99" for "p99_below".
std::string metric_word(const ObjectiveFigures& objective) {
  const std::size_t end = objective.metric.rfind('_');
  return objective.metric.substr(0, end);
}

const char* doubt(Refusal::Kind kind) {
  switch (kind) {
    case Refusal::Kind::overload:
      return "there is no steady state, a queue grows without end";
    case Refusal::Kind::warm_up:
      return "the model has not settled";
    case Refusal::Kind::few_stretches:
    case Refusal::Kind::wide:
      break;
  }
  return "too little was seen to decide anything";
}

}  // namespace

Unit unit_of(const ObjectiveFigures& objective) {
  if (objective.unit == "seconds") return time_unit(objective.limit);
  if (objective.unit == "share") return {100, "%"};
  if (objective.unit == "per_second") return {1, "/s"};
  return {1, objective.unit};
}

std::string promise_of(const ObjectiveFigures& objective) {
  const Unit unit = unit_of(objective);
  return fmt::format("{}{} {} {} {}", objective.subject.empty() ? "" : objective.subject + " ",
                     metric_word(objective), objective.is_upper ? "<" : ">",
                     plain(objective.limit * unit.scale), unit.name);
}

VerdictWords verdict_of(const Results& results) {
  using Kind = VerdictWords::Kind;
  if (!results.run.complete) {
    return {Kind::interrupted, "…", "INTERRUPTED",
            fmt::format("{} of {} finished; what follows is incomplete", results.run.replications,
                        plural(static_cast<std::uint64_t>(results.run.replications_wanted), "replication"))};
  }
  const std::size_t number = results.objectives.size();
  if (!results.refusals.empty() && names_with(results, Verdict::fail).empty()) {
    return {Kind::undecided, "?", "INCONCLUSIVE", doubt(results.refusals.front().kind)};
  }
  if (number == 0) return {Kind::none, "·", "NO VERDICT", "the model has no [objective] to judge it by"};
  const auto failed = names_with(results, Verdict::fail);
  const auto open = names_with(results, Verdict::inconclusive);
  const std::string all = plural(number, "objective");
  if (!failed.empty()) {
    return {Kind::failed, "✗", "FAILED",
            fmt::format("{} of {} not met ({})", failed.size(), all, listed(failed))};
  }
  if (!open.empty()) {
    return {Kind::undecided, "?", "INCONCLUSIVE",
            fmt::format("{} of {} cannot be decided yet ({})", open.size(), all, listed(open))};
  }
  return {Kind::holds, "✓", "HOLDS", number == 1 ? "its objective is met" : "all " + all + " are met"};
}

std::string coloured_head(const VerdictWords& verdict, const Palette& palette) {
  const std::string head = verdict.sign + " " + verdict.word;
  switch (verdict.kind) {
    case VerdictWords::Kind::holds:
      return palette.good(head);
    case VerdictWords::Kind::failed:
      return palette.bad(head);
    case VerdictWords::Kind::none:
      return palette.bold(head);
    case VerdictWords::Kind::undecided:
    case VerdictWords::Kind::interrupted:
      break;
  }
  return palette.doubt(head);
}

std::string verdict_line(const Results& results, const Palette& palette) {
  const VerdictWords verdict = verdict_of(results);
  return coloured_head(verdict, palette) + "  " + headline(results) + verdict.sentence;
}

std::string objectives_text(const Results& results, const Palette& palette) {
  if (results.objectives.empty()) return "";
  Footnotes footnotes(results.refusals);
  Table table("Objectives");
  table.column("verdict", Table::Align::left).column("measured").column("promised", Table::Align::left);
  table.column("during", Table::Align::left);
  bool any_open = false;
  for (const ObjectiveFigures& objective : results.objectives) {
    const Unit unit = unit_of(objective);
    table.row(objective.name);
    switch (objective.verdict) {
      case Verdict::pass:
        table.cell("✓ holds").coloured(&Palette::good);
        break;
      case Verdict::fail:
        table.cell("✗ not met").coloured(&Palette::bad);
        break;
      case Verdict::inconclusive:
        table.cell("? undecided").coloured(&Palette::doubt);
        break;
    }
    any_open = any_open || objective.verdict == Verdict::inconclusive;
    table.cell(show(footnotes.note(objective.value), unit.scale), unit.name).cell(promise_of(objective));
    table.cell(objective.during.empty() ? "the whole run" : objective.during);
  }
  std::string text = table.render(palette) + footnotes.text();
  if (any_open && results.run.complete) {
    text +=
        "  undecided: the 95 % interval holds the limit, or there is too little to measure; more "
        "--replications narrow it\n";
  }
  return text;
}

}  // namespace plimsoll::report
