#include "report/gate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/comparison.hpp"
#include "report/comparison_rows.hpp"
#include "report/json_values.hpp"
#include "report/number.hpp"
#include "report/table.hpp"

namespace plimsoll::report {
namespace {

constexpr std::size_t kMostNamed = 3;
constexpr std::size_t kMostRows = 30;

const Difference& difference_of(const GatedMeasure& one, const Comparison& comparison) {
  return comparison.differences[one.index];
}

/// A loss as a share of A's value, or in its unit where A's value is 0: "8.1 %".
std::string loss_text(double loss, const Difference& difference, int digits) {
  const double base = std::abs(difference.a.estimate.value);
  if (loss == 0) return "0";
  if (base > 0) return significant(100 * loss / base, digits) + " %";
  if (difference.a.unit == "share") return significant(100 * loss, digits) + " points";
  return significant(loss, digits);
}

/// The loss itself with its sign, as a share.
std::string shown_loss(const GatedMeasure& one, const Difference& difference) {
  if (difference.change == Change::same) return "=";
  return (one.loss > 0 ? "+" : "") + loss_text(one.loss, difference, 2);
}

std::string address_in(const GatedMeasure& one, const Comparison& comparison) {
  return address_of(difference_of(one, comparison).a);
}

/// All gated measures if they fit; else those that are worse first, each group in the order of the model.
std::vector<GatedMeasure> shown_of(const Gate& gate) {
  std::vector<GatedMeasure> all = gate.measures;
  if (all.size() <= kMostRows) return all;
  std::stable_partition(all.begin(), all.end(), [](const GatedMeasure& one) { return one.is_worse; });
  all.resize(kMostRows);
  return all;
}

std::string one_in(double probability) {
  return count(static_cast<std::uint64_t>(std::llround(1 / probability)));
}

std::string listed(const std::vector<std::string>& names, std::size_t most) {
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), most); ++i) text += (i == 0 ? "" : ", ") + names[i];
  return names.size() > most ? fmt::format("{} and {} more", text, names.size() - most) : text;
}

std::vector<std::string> notes_of(const Gate& gate) {
  constexpr std::size_t kMost = 6;
  std::vector<std::string> notes;
  notes.push_back(fmt::format(
      "worse: the loss less what may be noise is above {}. Where nothing is worse, one build "
      "in {} fails by chance, over all measures together (Holm)",
      gate.rules.tolerated > 0 ? significant(100 * gate.rules.tolerated, 2) + " %, which is tolerated" : "0",
      one_in(gate.rules.false_alarms)));
  notes.push_back("seen from: a smaller loss would have been taken for noise; more --replications lower it");
  if (gate.measures.size() > kMostRows) {
    notes.push_back(fmt::format("{} more measures are not shown; --format json has all",
                                gate.measures.size() - kMostRows));
  }
  if (!gate.not_judged.empty())
    notes.push_back("not judged, A does not tell: " + listed(gate.not_judged, kMost));
  return notes;
}

Json gate_json(const Gate& gate, const Comparison& comparison) {
  Json measures = Json::array();
  for (const GatedMeasure& one : gate.measures) {
    measures.push_back({{"measure", address_in(one, comparison)},
                        {"worse", one.is_worse},
                        {"loss", number(one.loss)},
                        {"at_least", number(one.at_least)},
                        {"seen_from", number(one.seen_from)}});
  }
  const char* const verdicts[] = {"holds", "worse", "undecided"};
  return {{"verdict", verdicts[static_cast<int>(gate.verdict())]},
          {"false_alarms", number(gate.rules.false_alarms)},
          {"tolerated", number(gate.rules.tolerated)},
          {"measures", std::move(measures)},
          {"failures", gate.failures},
          {"doubts", gate.doubts},
          {"not_judged", gate.not_judged}};
}

}  // namespace

std::string verdict_line(const Gate& gate, const Comparison& comparison, const Palette& palette) {
  if (!comparison.a.run.complete || !comparison.b.run.complete) return verdict_line(comparison, palette);
  const std::vector<GatedMeasure> worse = gate.worse();
  if (gate.verdict() == GateVerdict::holds) {
    return palette.good("✓ NO REGRESSION") +
           fmt::format("  of {} none is worse beyond noise", plural(gate.measures.size(), "measure"));
  }
  if (gate.verdict() == GateVerdict::undecided) {
    return palette.doubt("? UNDECIDED") + "  " + gate.doubts.front();
  }
  if (worse.empty()) return palette.bad("✗ REGRESSION") + "  " + gate.failures.front();
  std::vector<std::string> names;
  for (const GatedMeasure& one : worse) {
    names.push_back(fmt::format("{} by {} at least", address_in(one, comparison),
                                loss_text(one.at_least, difference_of(one, comparison), 2)));
  }
  return palette.bad("✗ REGRESSION") + fmt::format("  {} of {} {} worse beyond noise: {}", worse.size(),
                                                   plural(gate.measures.size(), "measure"),
                                                   worse.size() == 1 ? "is" : "are",
                                                   listed(names, kMostNamed));
}

std::string to_text(const Gate& gate, const Comparison& comparison, const Palette& palette) {
  std::string text = verdict_line(gate, comparison, palette) + "\n";
  for (const std::string& one : gate.failures) text += "  " + palette.bad("✗") + " " + wrapped(one, 4) + "\n";
  for (const std::string& one : gate.doubts) text += "  " + palette.doubt("?") + " " + wrapped(one, 4) + "\n";
  if (!gate.measures.empty()) {
    Table table("Gate");
    table.column("A").column("B").column("loss").column("at least").column("seen from");
    table.column("", Table::Align::left);
    for (const GatedMeasure& one : shown_of(gate)) {
      const Difference& difference = difference_of(one, comparison);
      const ComparisonRow row = row_of(difference);
      table.row(row.name).cell(row.a).cell(row.b).cell(shown_loss(one, difference));
      table.cell(one.at_least > 0 ? loss_text(one.at_least, difference, 2) : "–");
      table.cell(one.seen_from > 0 ? loss_text(one.seen_from, difference, 2) : "any");
      table.cell(one.is_worse ? "worse" : "").coloured(&Palette::bad);
    }
    text += "\n" + table.render(palette);
  }
  for (const std::string& note : notes_of(gate)) text += "  " + wrapped(note, 2) + "\n";
  text += "\n" + palette.bold("The whole comparison, each measure on its own") + "\n";
  return text + to_text(comparison, palette);
}

std::string to_markdown(const Gate& gate, const Comparison& comparison) {
  std::string text = "**" + verdict_line(gate, comparison) + "**\n";
  if (!gate.failures.empty() || !gate.doubts.empty()) text += "\n";
  for (const std::string& one : gate.failures) text += "- ✗ " + one + "\n";
  for (const std::string& one : gate.doubts) text += "- ? " + one + "\n";
  if (!gate.measures.empty()) {
    text +=
        "\n| Measure | A | B | loss | at least | seen from | |\n| --- | --: | --: | --: | --: | --: | --- "
        "|\n";
    for (const GatedMeasure& one : shown_of(gate)) {
      const Difference& difference = difference_of(one, comparison);
      const ComparisonRow row = row_of(difference);
      text += fmt::format("| {} | {} | {} | {} | {} | {} | {} |\n", row.name, row.a.joined(), row.b.joined(),
                          shown_loss(one, difference),
                          one.at_least > 0 ? loss_text(one.at_least, difference, 2) : "–",
                          one.seen_from > 0 ? loss_text(one.seen_from, difference, 2) : "any",
                          one.is_worse ? "**worse**" : "");
    }
  }
  text += "\n";
  for (const std::string& note : notes_of(gate)) text += "- " + note + "\n";
  return text + "\n<details><summary>The whole comparison, each measure on its own</summary>\n\n" +
         to_markdown(comparison) + "\n</details>\n";
}

std::string to_json(const Gate& gate, const Comparison& comparison, const BuildInfo& build) {
  Json json = Json::parse(to_json(comparison, build));
  json["gate"] = gate_json(gate, comparison);
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace plimsoll::report
