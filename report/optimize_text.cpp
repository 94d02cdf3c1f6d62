#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "models/spec/sweep.hpp"
#include "report/number.hpp"
#include "report/optimize.hpp"
#include "report/table.hpp"
#include "report/verdict.hpp"

namespace plimsoll::report {
namespace {

using State = OptimumPoint::State;

constexpr std::size_t kCheaperRows = 5;  // that fail, next to the answer; JSON has all
constexpr std::size_t kMostColumns = 3;  // objectives

std::string paragraph(const std::string& text) { return "  " + wrapped(text, 2) + "\n"; }

/// As in the file, without what all have in common.
std::string short_name(const std::string& address) {
  return address.starts_with("system.") ? address.substr(7) : address;
}

/// "99.9 %"; what is all but certain is not called certain.
std::string sure_text(double probability) {
  if (probability > 0.999) return "over 99.9 % sure";
  return fmt::format("{} % sure", fixed(std::floor(1000 * probability) / 10, 1));
}

std::string cost_of(const Optimum& optimum, const OptimumPoint& point) {
  if (!point.cost.exists) return "–";
  const std::string cost = optimum.is_cost_fixed ? fixed(point.cost.value, 2) : show(point.cost).joined();
  return cost + " " + optimum.currency;
}

std::string head_of(const Optimum& optimum) {
  std::string title = optimum.title.empty() ? optimum.source : optimum.title;
  if (!optimum.case_name.empty()) title += fmt::format(" (case {})", optimum.case_name);
  return title.empty() ? "" : title + ": ";
}

const ObjectiveFigures* objective_at(const OptimumPoint& point, const std::string& name) {
  const auto found = std::find_if(point.objectives.begin(), point.objectives.end(),
                                  [&](const ObjectiveFigures& one) { return one.name == name; });
  return found == point.objectives.end() ? nullptr : &*found;
}

bool is_simulated(const OptimumPoint& point) { return point.replications > 0; }

/// Those that were simulated next to the answer: a few that cost less and fail, it, and what costs more.
std::vector<const OptimumPoint*> rows_of(const Optimum& optimum) {
  std::vector<const OptimumPoint*> rows;
  const std::size_t middle = optimum.chosen.value_or(optimum.points.size());
  std::size_t cheaper = 0;
  for (std::size_t i = middle; i-- > 0 && cheaper < kCheaperRows;) {
    if (!is_simulated(optimum.points[i])) continue;
    rows.insert(rows.begin(), &optimum.points[i]);
    ++cheaper;
  }
  for (std::size_t i = middle; i < optimum.points.size(); ++i) {
    if (is_simulated(optimum.points[i]) && rows.size() < 3 * kCheaperRows) rows.push_back(&optimum.points[i]);
  }
  return rows;
}

void say_state(Table& table, const OptimumPoint& row, bool is_chosen) {
  switch (row.state) {
    case State::holds:
      table.cell(is_chosen ? "✓ the cheapest" : "✓ holds").coloured(&Palette::good);
      return;
    case State::fails:
      table.cell(row.why.empty() ? fmt::format("✗ {} fails", row.binding) : "✗ no steady state").coloured(&Palette::bad);
      return;
    case State::undecided:
      table.cell(fmt::format("? {} undecided", row.binding)).coloured(&Palette::doubt);
      return;
    case State::not_needed:
    case State::ruled_out:
      break;
  }
  if (!row.why.empty()) {
    table.cell("✗ costs more, no steady state");
  } else if (row.chance > 0.95) {
    table.cell("costs more, seems to hold");
  } else {
    table.cell(row.chance < 0.05 ? fmt::format("costs more, {} seems to fail", row.binding) : "costs more, undecided");
  }
}

std::vector<std::string> columns_of(const std::vector<const OptimumPoint*>& rows) {
  std::vector<std::string> names;
  for (const OptimumPoint* row : rows) {
    for (const ObjectiveFigures& one : row->objectives) {
      const bool is_new = std::find(names.begin(), names.end(), one.name) == names.end();
      if (is_new && names.size() < kMostColumns) names.push_back(one.name);
    }
  }
  return names;
}

void add_values(Table& table, const OptimumPoint& row) {
  for (const std::string& value : row.values) table.cell(spec::unquoted(value));
}

std::string points_text(const Optimum& optimum, const Palette& palette) {
  const std::vector<const OptimumPoint*> rows = rows_of(optimum);
  if (rows.empty()) return "";
  const std::vector<std::string> names = columns_of(rows);
  Table table(fmt::format("{} a month", optimum.currency), Table::Align::right);
  for (const std::string& address : optimum.addresses) table.column(short_name(address));
  table.column("", Table::Align::left);
  std::vector<Unit> units;
  for (const std::string& name : names) {
    for (const OptimumPoint* row : rows) {
      const ObjectiveFigures* one = objective_at(*row, name);
      if (one == nullptr) continue;
      units.push_back(unit_of(*one));
      break;
    }
    table.column(fmt::format("{} [{}]", name, units.back().name));
  }
  table.column("replications");
  for (const OptimumPoint* row : rows) {
    table.row(optimum.is_cost_fixed ? fixed(row->cost.value, 2) : show(row->cost).joined());
    add_values(table, *row);
    say_state(table, *row, optimum.chosen && row == &optimum.points[*optimum.chosen]);
    for (std::size_t k = 0; k < names.size(); ++k) {
      const ObjectiveFigures* one = objective_at(*row, names[k]);
      table.cell(one == nullptr ? Shown{"–", ""} : show(one->value, units[k].scale));
    }
    table.cell(count(static_cast<std::uint64_t>(row->replications)));
  }
  return "\n" + table.render(palette);
}

/// Cost against p99, of the points that were simulated: those that nothing beats in both.
std::string pareto_text(const Optimum& optimum, const Palette& palette) {
  std::vector<const OptimumPoint*> rows;
  std::vector<Estimate> times;
  for (const OptimumPoint& one : optimum.points) {
    if (!one.is_pareto) continue;
    rows.push_back(&one);
    times.push_back(one.p99);
  }
  if (rows.size() < 2) return "";
  const Unit unit = time_unit(times);
  Table table("What more money buys", Table::Align::right);
  for (const std::string& address : optimum.addresses) table.column(short_name(address));
  table.column(fmt::format("p99 [{}]", unit.name)).column("", Table::Align::left);
  for (const OptimumPoint* row : rows) {
    table.row(cost_of(optimum, *row));
    add_values(table, *row);
    table.cell(show(row->p99, unit.scale));
    say_state(table, *row, optimum.chosen && row == &optimum.points[*optimum.chosen]);
  }
  return "\n" + table.render(palette) +
         paragraph("Of the points that were simulated; none of them is both cheaper and quicker than one of these.");
}

std::string binding_text(const Optimum& optimum) {
  if (!optimum.chosen) return "";
  const OptimumPoint& point = optimum.points[*optimum.chosen];
  const ObjectiveFigures* tight = objective_at(point, point.binding);
  if (tight == nullptr) return "";
  const Unit unit = unit_of(*tight);
  return "\n" + paragraph(fmt::format("{} ({}) has the least room there: {} {}.", tight->name, promise_of(*tight),
                                      show(tight->value, unit.scale).joined(), unit.name));
}

std::vector<std::string> notes_of(const Optimum& optimum) {
  const auto number_of = [&](auto&& is_so) {
    return static_cast<std::uint64_t>(std::count_if(optimum.points.begin(), optimum.points.end(), is_so));
  };
  const std::uint64_t struck = number_of([](const OptimumPoint& one) { return one.state == State::ruled_out; });
  const std::uint64_t simulated = number_of(is_simulated);
  std::vector<std::string> notes;
  notes.push_back(fmt::format("{}: {} struck out by theory, {} simulated with {} in all, {} not needed; seed {}, "
                              "replication i has the same luck at every point",
                              plural(optimum.points.size(), "point"), struck, simulated,
                              plural(static_cast<std::uint64_t>(optimum.replications), "replication"),
                              optimum.points.size() - struck - simulated, optimum.seed));
  const auto last = std::find_if(optimum.points.rbegin(), optimum.points.rend(),
                                 [](const OptimumPoint& one) { return one.state == State::ruled_out; });
  if (last != optimum.points.rend()) {
    notes.push_back(fmt::format("the dearest that theory strikes out: {}: {}, so {} fails", point_text(optimum, *last),
                                last->why, last->binding));
  }
  if (!optimum.is_cost_fixed) notes.push_back("what points cost depends on what happens, and is an estimate");
  for (const std::string& assumption : optimum.assumptions) notes.push_back("assumed: " + assumption);
  if (!optimum.unpriced.empty()) {
    notes.push_back(fmt::format("without a price, so not in any sum: {}", fmt::join(optimum.unpriced, ", ")));
  }
  return notes;
}

}  // namespace

std::string point_text(const Optimum& optimum, const OptimumPoint& point) {
  std::vector<std::string> pieces;
  for (std::size_t i = 0; i < optimum.addresses.size(); ++i) {
    pieces.push_back(fmt::format("{} = {}", short_name(optimum.addresses[i]), spec::unquoted(point.values[i])));
  }
  return fmt::format("{}", fmt::join(pieces, ", "));
}

std::string verdict_line(const Optimum& optimum, const Palette& palette) {
  const std::string head = head_of(optimum);
  const std::string all = plural(optimum.points.size(), "point");
  std::string answer;
  if (optimum.chosen) {
    const OptimumPoint& point = optimum.points[*optimum.chosen];
    answer = fmt::format("{}{} for {} a month", head, point_text(optimum, point), cost_of(optimum, point));
  }
  switch (optimum.state) {
    case OptimumState::found:
      return palette.good("✓ CHEAPEST") + fmt::format("  {} ({})", answer, sure_text(optimum.probability));
    case OptimumState::unsure:
      return palette.doubt("? CHEAPEST") +
             fmt::format("  {}, but only {}", answer, sure_text(optimum.probability));
    case OptimumState::none_holds:
      return palette.bad("✗ NO POINT HOLDS") +
             fmt::format("  {}each of {} misses an objective ({})", head, all, sure_text(optimum.probability));
    case OptimumState::interrupted:
      return palette.doubt("… INTERRUPTED") + "  " + head + "the cheapest point is not known yet";
    case OptimumState::undecided:
      break;
  }
  return palette.doubt("? INCONCLUSIVE") +
         fmt::format("  {}it seems that none of {} holds, but only {}", head, all, sure_text(optimum.probability));
}

std::string look_text(const OptimumPoint& point) {
  const char* word = point.why.empty() ? point.chance > 0.99 ? "holds" : point.chance < 0.01 ? "fails" : "open" : "fails";
  return fmt::format("point {}: {}", point.number + 1, word);
}

std::string to_text(const Optimum& optimum, const Palette& palette) {
  std::string text = verdict_line(optimum, palette) + "\n";
  text += binding_text(optimum);
  text += points_text(optimum, palette);
  text += pareto_text(optimum, palette);
  text += "\n" + palette.bold("How sure") + "\n";
  for (const std::string& warning : optimum.warnings) text += paragraph(palette.doubt("! " + warning));
  for (const std::string& note : notes_of(optimum)) text += paragraph(note);
  return text;
}

}  // namespace plimsoll::report
