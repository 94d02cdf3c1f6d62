#include <fmt/format.h>

#include <algorithm>

#include "report/footnotes.hpp"
#include "report/html/markup.hpp"
#include "report/html/sections.hpp"
#include "report/svg/scale.hpp"
#include "report/verdict.hpp"

namespace plimsoll::report::html {
namespace {

/// The class of the page's colours, and the word in the case of running text: "B breaks" for "B BREAKS".
struct Look {
  const char* style;
  std::string word;
};

std::string spoken(const std::string& capitals) {
  std::string text = capitals;
  for (std::size_t i = 1; i < text.size(); ++i) {
    const bool is_letter = text[i] >= 'A' && text[i] <= 'Z';
    const bool is_side = (text[i] == 'A' || text[i] == 'B') && text[i - 1] == ' ' &&
                         (i + 1 == text.size() || text[i + 1] == ' ');
    if (is_letter && !is_side) text[i] = static_cast<char>(text[i] - 'A' + 'a');
  }
  return text;
}

Look look_of(const VerdictWords& verdict) {
  switch (verdict.kind) {
    case VerdictWords::Kind::holds:
      return {"holds", spoken(verdict.word)};
    case VerdictWords::Kind::failed:
      return {"failed", verdict.word == "FAILED" ? "Does not hold" : spoken(verdict.word)};
    case VerdictWords::Kind::undecided:
    case VerdictWords::Kind::interrupted:
      return {"undecided", spoken(verdict.word)};
    case VerdictWords::Kind::none:
      break;
  }
  return {"none", spoken(verdict.word)};
}

std::string key(std::string_view name, const std::string& value, std::string_view unit,
                std::string_view note) {
  return fmt::format("<div><dt>{}</dt><dd>{} <span class=\"unit\">{}</span>{}</dd></div>\n", escaped(name),
                     value, escaped(unit),
                     note.empty() ? "" : fmt::format("<small>{}</small>", escaped(note)));
}

std::string keys(const Results& results) {
  if (results.requests.empty()) return "";
  const RequestFigures& all = results.requests.back();
  const std::string at = "requests." + all.name;
  const Unit unit = time_unit({all.latency_seconds.p99});
  std::string html = "<dl class=\"keys\">\n";
  html += key("Throughput", figure(all.throughput_per_second, 1, at + ".throughput_per_second"), "/s",
              "successes");
  html += key("Success", figure(all.success_ratio, 100, at + ".success_ratio"), "%", "of all that ended");
  html += key("Latency, p99", figure(all.latency_seconds.p99, unit.scale, at + ".latency_seconds.p99"),
              unit.name, all.name == "all" ? "of all requests" : "of " + all.name);
  const auto busiest = std::max_element(
      results.parts.begin(), results.parts.end(), [](const PartFigures& a, const PartFigures& b) {
        const auto rank = [](const PartFigures& part) {
          return part.has_utilisation && part.utilisation.exists ? part.utilisation.value : -1.0;
        };
        return rank(a) < rank(b);
      });
  if (busiest != results.parts.end() && busiest->has_utilisation) {
    html += key("Busiest part",
                figure(busiest->utilisation, 100, fmt::format("parts.{}.utilisation", busiest->name)), "%",
                busiest->name);
  }
  if (!results.cost.items.empty()) {
    html += key("Cost per month", escaped(fixed(results.cost.per_month, 2)), results.cost.currency,
                results.cost.unpriced.empty() ? "730 hours" : "730 hours; not every part has a price");
  }
  return html + "</dl>\n";
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
    drawing.line({scale.at(value.low), kMiddle}, {scale.at(has_high ? value.high : most), kMiddle},
                 "interval");
  }
  drawing.circle({scale.at(value.value), kMiddle}, 4, "measured");
  return drawing.str();
}

}  // namespace

std::string verdict_html(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return "<span class=\"holds\">✓ holds</span>";
    case Verdict::fail:
      return "<span class=\"failed\">✗ not met</span>";
    case Verdict::inconclusive:
      break;
  }
  return "<span class=\"undecided\">? undecided</span>";
}

std::string verdict_block(const VerdictWords& verdict, const std::string& more) {
  const Look look = look_of(verdict);
  return fmt::format(
             "<section id=\"verdict\" class=\"{}\" aria-label=\"Verdict\">\n<p class=\"word\"><span "
             "aria-hidden=\"true\">{}"
             "</span> {}</p>\n<p class=\"sentence\">{}</p>\n",
             look.style, verdict.sign, escaped(look.word), escaped(sentence_case(verdict.sentence))) +
         more + "</section>\n";
}

std::string doubts(const std::vector<std::string>& sentences) {
  if (sentences.empty()) return "";
  return "<div class=\"doubts\" role=\"note\"><strong>Not to be relied on</strong>\n" + list(sentences) +
         "</div>\n";
}

std::string verdict_section(const Results& results) {
  std::vector<std::string> sentences;
  for (const Refusal& refusal : results.refusals) sentences.push_back(refusal.sentence);
  return verdict_block(verdict_of(results), doubts(sentences) + keys(results));
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
    any_open = any_open || objective.verdict == Verdict::inconclusive;
    table.row(objective.name).raw(verdict_html(objective.verdict));
    table.raw(fmt::format("{}<small>during {}</small>", escaped(promise_of(objective)),
                          objective.during.empty() ? "the whole run" : escaped(objective.during)));
    table.figure(footnotes.note(objective.value), unit.scale, fmt::format("objectives.{}.value", i),
                 unit.name);
    table.raw(gauge(objective, i));
  }
  std::string body = table.str();
  body += list(footnotes.lines(), "notes");
  if (any_open && results.run.complete) {
    body += paragraph(
        "Undecided: the 95 % interval holds the limit, or there is too little to measure. More replications "
        "narrow it.",
        "notes");
  }
  return section("objectives", "Objectives", body);
}

}  // namespace plimsoll::report::html
