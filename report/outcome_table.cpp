#include "report/outcome_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "report/footnotes.hpp"
#include "report/number.hpp"
#include "report/table.hpp"

namespace plimsoll::report {
namespace {

constexpr std::size_t kMostNotes = 20;

/// One column of the table: a heading, and what stands in it for an outcome.
struct Column {
  std::string heading;
  std::function<Shown(const Outcome&, Footnotes&)> cell;
  Table::Align align = Table::Align::right;
};

const Shown kNothing{"–", ""};

/// The request that stands for all: their sum, or the only one there is.
const RequestFigures& all_of(const Outcome& outcome) { return outcome.results.requests.back(); }

Shown verdict_of(const Outcome& outcome) {
  if (!outcome.stopped.empty()) return {"! stopped", ""};
  if (!outcome.results.refusals.empty()) return {"! refused", ""};
  const auto& objectives = outcome.results.objectives;
  const auto any = [&](Verdict verdict) {
    return std::any_of(objectives.begin(), objectives.end(),
                       [&](const ObjectiveFigures& one) { return one.verdict == verdict; });
  };
  if (objectives.empty()) return kNothing;
  if (any(Verdict::fail)) return {"✗ failed", ""};
  return {any(Verdict::inconclusive) ? "? undecided" : "✓ holds", ""};
}

/// Why requests failed: "limited 45 %, refused 50 %", of those that arrived.
Shown failures_of(const Outcome& outcome) {
  const RequestFigures& all = all_of(outcome);
  std::string text;
  for (const FailureFigures& failure : all.failures) {
    if (!failure.count.exists || !(failure.count.value > 0) || !(all.arrived.value > 0)) continue;
    const double share = 100 * failure.count.value / all.arrived.value;
    text += fmt::format("{}{} {} %", text.empty() ? "" : ", ", failure.reason, significant(share, 2));
  }
  return text.empty() ? kNothing : Shown{text, ""};
}

Shown busiest_of(const Outcome& outcome) {
  const PartFigures* busiest = nullptr;
  for (const PartFigures& part : outcome.results.parts) {
    if (!part.has_utilisation || !part.utilisation.exists) continue;
    if (busiest == nullptr || part.utilisation.value > busiest->utilisation.value) busiest = &part;
  }
  if (busiest == nullptr) return kNothing;
  return {fmt::format("{} {} %", busiest->name, significant(100 * busiest->utilisation.value, 2)), ""};
}

Shown cost_of(const Outcome& outcome) {
  const CostFigures& cost = outcome.results.cost;
  return cost.items.empty() ? kNothing : Shown{fixed(cost.per_month, 2), ""};
}

/// A column of latencies of all requests, in one unit.
Column latency_column(const std::string& name, Estimate LatencyFigures::*which, const Unit& unit) {
  return {fmt::format("{} [{}]", name, unit.name), [which, unit](const Outcome& outcome, Footnotes& notes) {
            return show(notes.note(all_of(outcome).latency_seconds.*which), unit.scale);
          }};
}

std::vector<Column> usual_columns(const std::vector<Outcome>& outcomes) {
  std::vector<Estimate> times;
  for (const Outcome& outcome : outcomes) {
    if (outcome.stopped.empty()) times.push_back(all_of(outcome).latency_seconds.p50);
  }
  const Unit unit = time_unit(times);
  std::vector<Column> columns;
  columns.push_back({"success [%]", [](const Outcome& outcome, Footnotes& notes) {
                       return show(notes.note(all_of(outcome).success_ratio), 100);
                     }});
  columns.push_back(latency_column("p50", &LatencyFigures::p50, unit));
  columns.push_back(latency_column("p95", &LatencyFigures::p95, unit));
  columns.push_back(latency_column("p99", &LatencyFigures::p99, unit));
  columns.push_back({"successes [/s]", [](const Outcome& outcome, Footnotes& notes) {
                       return show(notes.note(all_of(outcome).throughput_per_second));
                     }});
  const auto text = [&](const std::string& heading, Shown (*cell)(const Outcome&), Table::Align align) {
    columns.push_back({heading, [cell](const Outcome& outcome, Footnotes&) { return cell(outcome); }, align});
  };
  const auto costs = [](const Outcome& outcome) { return !outcome.results.cost.items.empty(); };
  if (const auto one = std::find_if(outcomes.begin(), outcomes.end(), costs); one != outcomes.end()) {
    text(fmt::format("cost [{}/month]", one->results.cost.currency), cost_of, Table::Align::right);
  }
  text("busiest part", busiest_of, Table::Align::left);
  text("failed", failures_of, Table::Align::left);
  return columns;
}

/// The unit of a measure over all outcomes that have it.
Unit unit_of(const std::vector<Outcome>& outcomes, const std::string& address) {
  std::vector<Estimate> values;
  std::string unit;
  for (const Outcome& outcome : outcomes) {
    if (const Measure* measure = measure_of(outcome, address)) {
      values.push_back(measure->estimate);
      unit = measure->unit;
    }
  }
  if (unit == "seconds") return time_unit(values);
  if (unit == "share") return {100, "%"};
  if (unit == "per_second") return {1, "/s"};
  return {1, unit == "count" ? "" : unit};
}

Column measure_column(const std::vector<Outcome>& outcomes, const std::string& address) {
  const Unit unit = unit_of(outcomes, address);
  return {unit.name.empty() ? address : fmt::format("{} [{}]", address, unit.name),
          [address, unit](const Outcome& outcome, Footnotes& notes) {
            const Measure* measure = measure_of(outcome, address);
            return measure == nullptr ? kNothing : show(notes.note(measure->estimate), unit.scale);
          }};
}

std::vector<Column> columns_of(const std::vector<Outcome>& outcomes,
                               const std::vector<std::string>& addresses) {
  std::vector<Column> columns;
  const auto promises = [](const Outcome& outcome) {
    return !outcome.results.objectives.empty() || !outcome.results.refusals.empty() ||
           !outcome.stopped.empty();
  };
  if (std::any_of(outcomes.begin(), outcomes.end(), promises)) {
    columns.push_back({"objectives", [](const Outcome& outcome, Footnotes&) { return verdict_of(outcome); },
                       Table::Align::left});
  }
  std::vector<Column> rest;
  if (addresses.empty()) rest = usual_columns(outcomes);
  for (const std::string& address : addresses) rest.push_back(measure_column(outcomes, address));
  columns.insert(columns.end(), rest.begin(), rest.end());
  return columns;
}

/// What a reader must know of the table, a sentence each; `names` are those of the outcomes.
std::vector<std::string> notes_of(const OutcomeLabels& labels, const std::vector<Outcome>& outcomes,
                                  bool shows_all_requests) {
  std::vector<std::string> notes;
  bool has_sum = false;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const Outcome& outcome = outcomes[i];
    const std::string& name = labels.names[i];
    if (!outcome.stopped.empty()) {
      notes.push_back(fmt::format("{}: stopped by a guard: {}", name, outcome.stopped));
      continue;
    }
    for (const Refusal& refusal : outcome.results.refusals) {
      notes.push_back(fmt::format("{}: {}", name, refusal.sentence));
    }
    if (!outcome.results.run.complete) notes.push_back(name + ": interrupted");
    has_sum = has_sum || all_of(outcome).name == "all";
  }
  if (notes.size() > kMostNotes) {
    const std::size_t rest = notes.size() - kMostNotes;
    notes.resize(kMostNotes);
    notes.push_back(fmt::format("{} more like these; --format json has all", rest));
  }
  if (shows_all_requests && has_sum) {
    notes.push_back("of all requests together; --measure REQUEST.p99 shows one of them");
  }
  return notes;
}

std::string markdown_cell(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '|' ? std::string("\\|") : std::string(1, c);
  return out;
}

Shown cell_of(const Column& column, const Outcome& outcome, Footnotes& footnotes, bool is_verdict) {
  return outcome.stopped.empty() || is_verdict ? column.cell(outcome, footnotes) : kNothing;
}

}  // namespace

std::string to_text(const OutcomeLabels& labels, const std::vector<Outcome>& outcomes,
                    const std::vector<std::string>& addresses, const Palette& palette) {
  const std::vector<Column> columns = columns_of(outcomes, addresses);
  const std::vector<Refusal> nothing_said_above;
  Footnotes footnotes(nothing_said_above);
  Table table(labels.headings.front());
  for (std::size_t k = 1; k < labels.headings.size(); ++k) table.column(labels.headings[k]);
  for (const Column& column : columns) table.column(column.heading, column.align);
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    table.row(labels.rows[i].front());
    for (std::size_t k = 1; k < labels.rows[i].size(); ++k) table.cell(labels.rows[i][k]);
    for (const Column& column : columns) {
      table.cell(cell_of(column, outcomes[i], footnotes, &column == &columns.front()));
    }
  }
  std::string text = table.render(palette);
  for (const std::string& note : notes_of(labels, outcomes, addresses.empty())) {
    text += "  " + wrapped(note, 2) + "\n";
  }
  return text + footnotes.text();
}

std::string to_markdown(const OutcomeLabels& labels, const std::vector<Outcome>& outcomes,
                        const std::vector<std::string>& addresses) {
  const std::vector<Column> columns = columns_of(outcomes, addresses);
  const std::vector<Refusal> nothing_said_above;
  Footnotes footnotes(nothing_said_above);
  std::string heading = "|", rule = "|", rows;
  for (const std::string& label : labels.headings) {
    heading += " " + markdown_cell(label) + " |";
    rule += &label == &labels.headings.front() ? " --- |" : " --: |";
  }
  for (const Column& column : columns) {
    heading += " " + markdown_cell(column.heading) + " |";
    rule += column.align == Table::Align::left ? " --- |" : " --: |";
  }
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    rows += "|";
    for (const std::string& label : labels.rows[i]) rows += " " + markdown_cell(label) + " |";
    for (const Column& column : columns) {
      const Shown cell = cell_of(column, outcomes[i], footnotes, &column == &columns.front());
      rows += " " + markdown_cell(cell.joined()) + " |";
    }
    rows += "\n";
  }
  std::string text = heading + "\n" + rule + "\n" + rows;
  const std::vector<std::string> notes = notes_of(labels, outcomes, addresses.empty());
  if (!notes.empty()) text += "\n";
  for (const std::string& note : notes) text += "- " + note + "\n";
  return text;
}

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

std::string csv_figures(const Measure& measure) {
  const Estimate& estimate = measure.estimate;
  std::string text = fmt::format("{},{},", csv_field(address_of(measure)), csv_field(measure.unit));
  text += estimate.exists ? fmt::format("{},", estimate.value) : ",";
  text +=
      estimate.exists && estimate.has_interval ? fmt::format("{},{},", estimate.low, estimate.high) : ",,";
  return text + csv_field(estimate.refused);
}

}  // namespace plimsoll::report
