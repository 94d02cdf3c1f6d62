#include <fmt/format.h>

#include <algorithm>

#include "report/footnotes.hpp"
#include "report/html/markup.hpp"
#include "report/html/sections.hpp"
#include "report/svg/scale.hpp"
#include "report/verdict.hpp"

namespace plimsoll::report::html {
namespace {

/// The class of the page's colours, and the word in the case of running text.
struct Look {
  const char* style;
  const char* word;
};

Look look_of(VerdictWords::Kind kind) {
  switch (kind) {
    case VerdictWords::Kind::holds:
      return {"holds", "Holds"};
    case VerdictWords::Kind::failed:
      return {"failed", "Does not hold"};
    case VerdictWords::Kind::undecided:
      return {"undecided", "Inconclusive"};
    case VerdictWords::Kind::interrupted:
      return {"undecided", "Interrupted"};
    case VerdictWords::Kind::none:
      break;
  }
  return {"none", "No verdict"};
}

std::string key(std::string_view name, const std::string& value, std::string_view unit, std::string_view note) {
  return fmt::format("<div><dt>{}</dt><dd>{} <span class=\"unit\">{}</span>{}</dd></div>\n", escaped(name), value,
                     escaped(unit), note.empty() ? "" : fmt::format("<small>{}</small>", escaped(note)));
}

std::string keys(const Results& results) {
  if (results.requests.empty()) return "";
  const RequestFigures& all = results.requests.back();
  const std::string at = "requests." + all.name;
  const Unit unit = time_unit({all.latency_seconds.p99});
  std::string html = "<dl class=\"keys\">\n";
  html += key("Throughput", figure(all.throughput_per_second, 1, at + ".throughput_per_second"), "/s", "successes");
  html += key("Success", figure(all.success_ratio, 100, at + ".success_ratio"), "%", "of all that ended");
  html += key("Latency, p99", figure(all.latency_seconds.p99, unit.scale, at + ".latency_seconds.p99"), unit.name,
              all.name == "all" ? "of all requests" : "of " + all.name);
  const auto busiest = std::max_element(
      results.parts.begin(), results.parts.end(), [](const PartFigures& a, const PartFigures& b) {
        const auto rank = [](const PartFigures& part) {
          return part.has_utilisation && part.utilisation.exists ? part.utilisation.value : -1.0;
        };
        return rank(a) < rank(b);
      });
  if (busiest != results.parts.end() && busiest->has_utilisation) {
    html += key("Busiest part", figure(busiest->utilisation, 100, fmt::format("parts.{}.utilisation", busiest->name)),
                "%", busiest->name);
  }
  if (!results.cost.items.empty()) {
    html += key("Cost per month", escaped(fixed(results.cost.per_month, 2)), results.cost.currency,
                results.cost.unpriced.empty() ? "730 hours" : "730 hours; not every part has a price");
  }
  return html + "</dl>\n";
}

std::string doubts(const Results& results) {
  if (results.refusals.empty()) return "";
  std::vector<std::string> lines;
  for (const Refusal& refusal : results.refusals) lines.push_back(refusal.sentence);
  return "<div class=\"doubts\" role=\"note\"><strong>Not to be relied on</strong>\n" + list(lines) + "</div>\n";
}

/// A scale from 0 past the limit: what is allowed, where the limit is, what was measured with its interval.
std::string gauge(const ObjectiveFigures& objective, std::size_t number) {
  constexpr double kWidth = 180, kHeight = 22, kMiddle = 11;
  const Estimate& value = objective.value;
  if (!value.exists || !(objective.limit > 0)) return "";
  const bool has_high = value.has_interval && value.high < 1e300;
  const double most = std::max({objective.limit * 1.3, (has_high ? value.high : value.value) * 1.05});
  const svg::Scale scale = svg::Scale::linear(0, most, 2, kWidth - 2);
  svg::Drawing drawing(fmt::format("objective-{}", number), kWidth, kHeight,
                       fmt::format("{} against its limit", objective.name));
  const double limit = scale.at(objective.limit);
  drawing.rectangle({objective.is_upper ? 2 : limit, kMiddle - 3},
                    objective.is_upper ? limit - 2 : kWidth - 2 - limit, 6, "allowed");
  drawing.rectangle({objective.is_upper ? limit : 2, kMiddle - 3},
                    objective.is_upper ? kWidth - 2 - limit : limit - 2, 6, "beyond");
  drawing.line({limit, 2}, {limit, kHeight - 2}, "limit");
  if (value.has_interval) {
    drawing.line({scale.at(value.low), kMiddle}, {scale.at(has_high ? value.high : most), kMiddle}, "interval");
  }
  drawing.circle({scale.at(value.value), kMiddle}, 4, "measured");
  return drawing.str();
}

struct VerdictCell {
  const char* text;
  const char* style;
};

VerdictCell cell_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return {"✓ holds", "holds"};
    case Verdict::fail:
      return {"✗ not met", "failed"};
    case Verdict::inconclusive:
      break;
  }
  return {"? undecided", "undecided"};
}

}  // namespace

std::string verdict_section(const Results& results) {
  const VerdictWords verdict = verdict_of(results);
  const Look look = look_of(verdict.kind);
  return fmt::format(
             "<section id=\"verdict\" class=\"{}\" aria-label=\"Verdict\">\n<p class=\"word\"><span aria-hidden=\"true\">{}"
             "</span> {}</p>\n<p class=\"sentence\">{}</p>\n",
             look.style, verdict.sign, look.word, escaped(sentence_case(verdict.sentence))) +
         doubts(results) + keys(results) + "</section>\n";
}

std::string objectives_section(const Results& results) {
  if (results.objectives.empty()) return "";
  Footnotes footnotes(results.refusals);
  Table table("Objectives");
  table.column("Objective", false).column("Verdict", false).column("Promised", false).column("Measured");
  table.column("Scale to the limit", false);
  bool any_open = false;
  for (std::size_t i = 0; i < results.objectives.size(); ++i) {
    const ObjectiveFigures& objective = results.objectives[i];
    const Unit unit = unit_of(objective);
    const VerdictCell verdict = cell_of(objective.verdict);
    any_open = any_open || objective.verdict == Verdict::inconclusive;
    table.row(objective.name).raw(fmt::format("<span class=\"{}\">{}</span>", verdict.style, verdict.text));
    table.raw(fmt::format("{}<small>during {}</small>", escaped(promise_of(objective)),
                          objective.during.empty() ? "the whole run" : escaped(objective.during)));
    table.figure(footnotes.note(objective.value), unit.scale, fmt::format("objectives.{}.value", i), unit.name);
    table.raw(gauge(objective, i));
  }
  std::string body = table.str();
  body += list(footnotes.lines(), "notes");
  if (any_open && results.run.complete) {
    body += paragraph(
        "Undecided: the 95 % interval holds the limit, or there is too little to measure. More replications narrow it.",
        "notes");
  }
  return section("objectives", "Objectives", body);
}

}  // namespace plimsoll::report::html
