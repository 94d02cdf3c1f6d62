#include "report/cases.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>

#include "report/footnotes.hpp"
#include "report/json.hpp"
#include "report/number.hpp"
#include "report/table.hpp"

namespace plimsoll::report {
namespace {

/// One column of the table: a heading, and what stands in it for an outcome.
struct Column {
  std::string heading;
  std::function<Shown(const Outcome&, Footnotes&)> cell;
  Table::Align align = Table::Align::right;
};

const Shown kNothing{"–", ""};

std::string case_name(const Outcome& outcome) { return outcome.name.empty() ? "baseline" : outcome.name; }

/// The request that stands for all: their sum, or the only one there is.
const RequestFigures& all_of(const Outcome& outcome) { return outcome.results.requests.back(); }

Shown verdict_of(const Outcome& outcome) {
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
  for (const Outcome& outcome : outcomes) times.push_back(all_of(outcome).latency_seconds.p50);
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
    return !outcome.results.objectives.empty() || !outcome.results.refusals.empty();
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

/// What a reader must know of the table, a sentence each.
std::vector<std::string> notes_of(const std::vector<Outcome>& outcomes, bool shows_all_requests) {
  std::vector<std::string> notes;
  for (const Outcome& outcome : outcomes) {
    for (const Refusal& refusal : outcome.results.refusals) {
      notes.push_back(fmt::format("{}: {}", case_name(outcome), refusal.sentence));
    }
    if (!outcome.results.run.complete) notes.push_back(case_name(outcome) + ": interrupted");
  }
  if (shows_all_requests && all_of(outcomes.front()).name == "all") {
    notes.push_back("of all requests together; --measure REQUEST.p99 shows one of them");
  }
  return notes;
}

std::string markdown_cell(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '|' ? std::string("\\|") : std::string(1, c);
  return out;
}

/// A field after RFC 4180: in quotes where it must be.
std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

}  // namespace

std::string to_text(const std::vector<Outcome>& outcomes, const std::vector<std::string>& addresses,
                    const Palette& palette) {
  const std::vector<Column> columns = columns_of(outcomes, addresses);
  const std::vector<Refusal> nothing_said_above;
  Footnotes footnotes(nothing_said_above);
  Table table("Case");
  for (const Column& column : columns) table.column(column.heading, column.align);
  for (const Outcome& outcome : outcomes) {
    table.row(case_name(outcome));
    for (const Column& column : columns) table.cell(column.cell(outcome, footnotes));
  }
  std::string text = table.render(palette);
  for (const std::string& note : notes_of(outcomes, addresses.empty()))
    text += "  " + wrapped(note, 2) + "\n";
  return text + footnotes.text();
}

std::string to_markdown(const std::vector<Outcome>& outcomes, const std::vector<std::string>& addresses) {
  const std::vector<Column> columns = columns_of(outcomes, addresses);
  const std::vector<Refusal> nothing_said_above;
  Footnotes footnotes(nothing_said_above);
  std::string heading = "| Case |", rule = "| --- |", rows;
  for (const Column& column : columns) {
    heading += " " + markdown_cell(column.heading) + " |";
    rule += column.align == Table::Align::left ? " --- |" : " --: |";
  }
  for (const Outcome& outcome : outcomes) {
    rows += "| " + case_name(outcome) + " |";
    for (const Column& column : columns) {
      rows += " " + markdown_cell(column.cell(outcome, footnotes).joined()) + " |";
    }
    rows += "\n";
  }
  std::string text = heading + "\n" + rule + "\n" + rows;
  const std::vector<std::string> notes = notes_of(outcomes, addresses.empty());
  if (!notes.empty()) text += "\n";
  for (const std::string& note : notes) text += "- " + note + "\n";
  return text;
}

std::string to_csv(const std::vector<Outcome>& outcomes) {
  std::string text = "case,measure,unit,value,low,high,refused\r\n";
  for (const Outcome& outcome : outcomes) {
    for (const Measure& measure : outcome.measures) {
      const Estimate& estimate = measure.estimate;
      text += fmt::format("{},{},{},", csv_field(outcome.name), csv_field(address_of(measure)),
                          csv_field(measure.unit));
      text += estimate.exists ? fmt::format("{},", estimate.value) : ",";
      text += estimate.exists && estimate.has_interval ? fmt::format("{},{},", estimate.low, estimate.high)
                                                       : ",,";
      text += csv_field(estimate.refused) + "\r\n";
    }
  }
  return text;
}

std::string to_json(const std::vector<Outcome>& outcomes) {
  std::string text = "{\"cases\": [";
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    std::string result = to_json(outcomes[i].results);
    result.erase(result.find_last_not_of('\n') + 1);
    text += fmt::format("{}\n{{\"case\": {}, \"result\": {}}}", i == 0 ? "" : ",",
                        nlohmann::json(outcomes[i].name).dump(), result);
  }
  return text + "\n]}\n";
}

}  // namespace plimsoll::report
