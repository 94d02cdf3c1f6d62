#include <fmt/format.h>

#include <algorithm>

#include "report/footnotes.hpp"
#include "report/html/carried.hpp"
#include "report/html/cases_drawing.hpp"
#include "report/html/markup.hpp"
#include "report/html/page.hpp"
#include "report/html/sections.hpp"
#include "report/verdict.hpp"
#include "sim/check.hpp"

namespace plimsoll::report {
namespace {

using html::all_requests;
using html::escaped;
using html::Table;

using Cases = std::vector<ReportedCase>;

std::string name_of(const ReportedCase& one) { return one.name.empty() ? "baseline" : one.name; }

/// How many hold, as the answer to all of them.
VerdictWords verdict(const Cases& cases) {
  std::vector<std::string> holding;
  std::size_t judged = 0;
  for (const ReportedCase& one : cases) {
    if (!one.run.results.objectives.empty()) ++judged;
    if (std::string_view(html::verdict_of_case(one.run.results).style) == "holds")
      holding.push_back(name_of(one));
  }
  const std::string all = plural(cases.size(), "variant");
  if (judged == 0) {
    return {VerdictWords::Kind::none, "·", fmt::format("{} side by side", all),
            "no variant has an [objective] to judge it by"};
  }
  if (holding.empty()) {
    return {VerdictWords::Kind::failed, "✗", fmt::format("None of {} holds", cases.size()),
            "no variant meets all of its objectives beyond doubt"};
  }
  if (holding.size() == cases.size()) {
    return {VerdictWords::Kind::holds, "✓", fmt::format("All {} hold", cases.size()),
            "every variant meets its objectives"};
  }
  constexpr std::size_t kMost = 6;
  std::string names;
  for (std::size_t i = 0; i < holding.size() && i < kMost; ++i) names += (i == 0 ? "" : ", ") + holding[i];
  if (holding.size() > kMost) names += fmt::format(" and {} more", holding.size() - kMost);
  return {VerdictWords::Kind::none, "±", fmt::format("{} of {} hold", holding.size(), cases.size()),
          "these meet all of their objectives: " + names};
}

std::string failures_of(const RequestFigures& all) {
  std::string text;
  for (const FailureFigures& failure : all.failures) {
    if (!failure.count.exists || !(failure.count.value > 0) || !(all.arrived.value > 0)) continue;
    text += fmt::format("{}{} {} %", text.empty() ? "" : ", ", failure.reason,
                        significant(100 * failure.count.value / all.arrived.value, 2));
  }
  return text.empty() ? "–" : text;
}

std::string busiest_of(const Results& results) {
  const PartFigures* busiest = nullptr;
  for (const PartFigures& part : results.parts) {
    if (!part.has_utilisation || !part.utilisation.exists) continue;
    if (busiest == nullptr || part.utilisation.value > busiest->utilisation.value) busiest = &part;
  }
  return busiest == nullptr
             ? "–"
             : fmt::format("{} {} %", busiest->name, significant(100 * busiest->utilisation.value, 2));
}

std::string table(const Cases& cases) {
  std::vector<Estimate> times;
  for (const ReportedCase& one : cases) times.push_back(all_requests(one.run.results).latency_seconds.p50);
  const Unit unit = time_unit(times);
  const bool is_priced = std::any_of(cases.begin(), cases.end(), [](const ReportedCase& one) {
    return !one.run.results.cost.items.empty();
  });
  const std::vector<Refusal> nothing_said_above;
  Footnotes footnotes(nothing_said_above);
  Table table("Variants", "wide");
  table.column("Variant", false).column("Objectives", false).column("Success [%]");
  for (const char* name : {"p50", "p95", "p99"}) table.column(fmt::format("{} [{}]", name, unit.name));
  table.column("Successes [/s]");
  if (is_priced) table.column("Cost per month");
  table.column("Busiest part", false).column("Failed", false);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const Results& results = cases[i].run.results;
    const RequestFigures& all = all_requests(results);
    const std::string at = fmt::format("cases.{}.result.requests.{}", i, all.name);
    const html::CaseVerdict verdict = html::verdict_of_case(results);
    table.row(name_of(cases[i]))
        .raw(fmt::format("<span class=\"{}\">{} {}</span>", verdict.style, verdict.sign, verdict.word));
    table.figure(footnotes.note(all.success_ratio), 100, at + ".success_ratio");
    table.figure(footnotes.note(all.latency_seconds.p50), unit.scale, at + ".latency_seconds.p50");
    table.figure(footnotes.note(all.latency_seconds.p95), unit.scale, at + ".latency_seconds.p95");
    table.figure(footnotes.note(all.latency_seconds.p99), unit.scale, at + ".latency_seconds.p99");
    table.figure(all.throughput_per_second, 1, at + ".throughput_per_second");
    if (is_priced) table.number(results.cost.items.empty() ? "–" : fixed(results.cost.per_month, 2));
    table.cell(busiest_of(results)).cell(failures_of(all));
  }
  return table.str() + html::list(footnotes.lines(), "notes");
}

/// What a case says, as far as it differs from the baseline.
std::string changes_of(const ReportedCase& baseline, const ReportedCase& one) {
  Table table("What it changes");
  table.column("Setting", false).column(name_of(baseline), false).column(name_of(one), false);
  for (const spec::ResolvedSetting& setting : one.run.loaded.resolved) {
    const auto& before = baseline.run.loaded.resolved;
    const auto found = std::find_if(before.begin(), before.end(), [&](const spec::ResolvedSetting& other) {
      return other.address == setting.address;
    });
    const std::string was = found == before.end() ? "–" : found->value;
    if (was != setting.value) table.row(setting.address).cell(was).cell(setting.value);
  }
  return table.empty() ? "" : table.str();
}

std::string objectives_of(const Results& results) {
  Table table("Objectives");
  table.column("Objective", false).column("Verdict", false).column("Promised", false).column("Measured");
  for (const ObjectiveFigures& one : results.objectives) {
    const Unit unit = unit_of(one);
    table.row(one.name).raw(html::verdict_html(one.verdict)).cell(promise_of(one));
    table.number(show(one.value, unit.scale).joined() + " " + unit.name);
  }
  return table.empty() ? "" : table.str();
}

std::string one_by_one(const Cases& cases) {
  std::string body;
  for (const ReportedCase& one : cases) {
    const Results& results = one.run.results;
    std::string inside =
        html::paragraph(results.bottleneck.sentence.empty() ? "" : results.bottleneck.sentence + ".");
    std::vector<std::string> refusals;
    for (const Refusal& refusal : results.refusals) refusals.push_back(refusal.sentence);
    inside += html::doubts(refusals) + objectives_of(results);
    if (&one != &cases.front()) inside += changes_of(cases.front(), one);
    const html::CaseVerdict verdict = html::verdict_of_case(results);
    body += html::folded(fmt::format("{} {}: {}", verdict.sign, name_of(one), verdict.word), inside);
  }
  return html::section("each", "Each variant", body);
}

std::vector<std::string> doubtful(const Cases& cases) {
  std::vector<std::string> sentences;
  for (const ReportedCase& one : cases) {
    for (const Refusal& refusal : one.run.results.refusals)
      sentences.push_back(name_of(one) + ": " + refusal.sentence);
    if (!one.run.results.run.complete) sentences.push_back(name_of(one) + ": interrupted");
  }
  return sentences;
}

}  // namespace

std::string to_html(const Cases& cases, Variants variants, const BuildInfo& build) {
  PLIMSOLL_CHECK(!cases.empty());
  const ReportedRun& baseline = cases.front().run;
  html::Page page;
  page.kind = variants == Variants::cases ? "Cases" : "Sweep";
  page.title = baseline.results.title.empty() ? baseline.results.source : baseline.results.title;
  page.about = fmt::format("{}: {}", baseline.results.source, plural(cases.size(), "variant"));
  page.carried = html::carried_json(cases, build);
  page.body = html::verdict_block(verdict(cases), html::doubts(doubtful(cases)));
  const bool is_of_all = all_requests(baseline.results).name == "all";
  std::string drawing = html::picture(html::cases_drawing("cases-drawing", cases),
                                      std::string("A dot is the p50, a stroke the p95, a square the p99") +
                                          (is_of_all ? ", of all requests together." : "."),
                                      "", "wide");
  page.body += html::section("cases", "Side by side", drawing + table(cases));
  const std::string ladder = html::ladder_drawing("ladder-drawing", cases);
  if (!ladder.empty()) {
    page.body += html::section(
        "ladder", "Cost, and what it carries",
        html::picture(ladder,
                      "Each variant by its cost and its successes a second, joined in the order "
                      "of the file.",
                      ""));
  }
  page.body += one_by_one(cases);
  page.body += html::section("topology", "Topology: " + name_of(cases.front()),
                             html::topology_picture(baseline, "topology-drawing"));
  page.body +=
      html::sureness_section(baseline.results, "cases.0.result.") + html::assumptions_section(baseline);
  std::vector<std::pair<std::string, std::string>> digests;
  for (const ReportedCase& one : cases)
    digests.emplace_back("Digest of " + name_of(one), one.run.results.run.digest);
  page.body += html::repeat_section(digests, baseline.results.files,
                                    variants == Variants::cases ? "plimsoll cases report.html" : "");
  return page_html(page, build);
}

}  // namespace plimsoll::report
