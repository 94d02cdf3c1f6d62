#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "report/limit.hpp"
#include "report/number.hpp"
#include "report/table.hpp"
#include "report/verdict.hpp"

namespace plimsoll::report {
namespace {

constexpr std::size_t kMostRows = 9;     // loads shown; JSON has all
constexpr std::size_t kMostColumns = 4;  // objectives

std::string paragraph(const std::string& text) { return "  " + wrapped(text, 2) + "\n"; }

std::string joined(const std::vector<std::string>& names) { return fmt::format("{}", fmt::join(names, ", ")); }

const ObjectiveFigures* objective_at(const LimitPoint& point, const std::string& name) {
  const auto found = std::find_if(point.objectives.begin(), point.objectives.end(),
                                  [&](const ObjectiveFigures& one) { return one.name == name; });
  return found == point.objectives.end() ? nullptr : &*found;
}

/// What fails at the lowest load already.
std::string failing_text(const Limit& limit) {
  std::vector<std::string> names;
  for (const ObjectiveFigures& one : limit.points.front().objectives) {
    if (one.verdict == Verdict::fail) names.push_back(fmt::format("{} ({})", one.name, promise_of(one)));
  }
  if (names.empty()) return "";
  return "\n" + paragraph(fmt::format("Not met at the lowest load: {}.", joined(names)));
}

std::string binding_text(const Limit& limit) {
  if (limit.state == LimitState::fails_at_lowest && !limit.points.empty()) return failing_text(limit);
  if (!limit.load.exists) return "";
  std::string text = "A steady state binds: beyond, a queue grows without end. ";
  if (!limit.binding.empty()) {
    text = limit.binding + " binds";
    for (const LimitPoint& point : limit.points) {
      const ObjectiveFigures* objective = objective_at(point, limit.binding);
      if (objective == nullptr) continue;
      text += fmt::format(" ({})", promise_of(*objective));
      break;
    }
    text += ". ";
  }
  if (!limit.also.empty()) {
    text += fmt::format("{} {} so near that either may be first. ", joined(limit.also),
                        limit.also.size() == 1 ? "is" : "are");
  }
  text += limit.part_sentence.empty() ? "" : "At that load " + limit.part_sentence + ".";
  return "\n" + paragraph(text);
}

/// The loads next to the limit, or all where there is none.
std::vector<const LimitPoint*> rows_of(const Limit& limit) {
  std::vector<const LimitPoint*> rows;
  for (const LimitPoint& point : limit.points) rows.push_back(&point);
  const double middle = limit.load.exists ? limit.load.value : 0;
  if (rows.size() > kMostRows) {
    std::stable_sort(rows.begin(), rows.end(), [&](const LimitPoint* a, const LimitPoint* b) {
      return std::abs(a->load - middle) < std::abs(b->load - middle);
    });
    rows.resize(kMostRows);
    std::sort(rows.begin(), rows.end(),
              [](const LimitPoint* a, const LimitPoint* b) { return a->load < b->load; });
  }
  return rows;
}

/// Names of the objectives that get a column, the one that binds first.
std::vector<std::string> columns_of(const Limit& limit) {
  std::vector<std::string> names;
  if (!limit.binding.empty()) names.push_back(limit.binding);
  for (const LimitPoint& point : limit.points) {
    for (const ObjectiveFigures& one : point.objectives) {
      const bool is_new = std::find(names.begin(), names.end(), one.name) == names.end();
      if (is_new && names.size() < kMostColumns) names.push_back(one.name);
    }
  }
  return names;
}

std::string points_text(const Limit& limit, const Palette& palette) {
  const std::vector<const LimitPoint*> rows = rows_of(limit);
  if (rows.empty()) return "";
  const NumberSetting& setting = limit.moved.front();
  const std::vector<std::string> names = columns_of(limit);
  const bool is_users = setting.address.ends_with(".users");
  const std::string title = is_users ? "Users" : setting.unit.empty() ? "Load" : fmt::format("Load [{}]", setting.unit);
  Table table(title, Table::Align::right);
  table.column("replications").column("", Table::Align::left);
  for (const std::string& name : names) {
    std::string unit;
    for (const LimitPoint* row : rows) {
      if (const ObjectiveFigures* one = objective_at(*row, name)) unit = unit_of(*one).name;
    }
    table.column(fmt::format("{} [{}]", name, unit));
  }
  for (const LimitPoint* row : rows) {
    table.row(setting.is_whole ? fixed(row->load, 0) : significant(row->load, 5));
    table.cell(count(static_cast<std::uint64_t>(row->replications)));
    if (row->holds) {
      table.cell("✓ holds").coloured(&Palette::good);
    } else {
      table.cell(row->overload.empty() ? "✗ fails" : "✗ no steady state").coloured(&Palette::bad);
    }
    for (const std::string& name : names) {
      const ObjectiveFigures* one = objective_at(*row, name);
      table.cell(one == nullptr ? Shown{"–", ""} : show(one->value, unit_of(*one).scale));
    }
  }
  return "\n" + table.render(palette);
}

/// What binds after the first limit is lifted, and after that.
std::string ladder_text(const Ladder& ladder, const Palette& palette) {
  if (ladder.next.empty() && ladder.end.empty()) return "";
  Table table("After that");
  table.column("limit", Table::Align::left).column("binds", Table::Align::left).column("behind it", Table::Align::left);
  const auto add = [&](const std::string& name, const Limit& limit) {
    table.row(name);
    if (limit.load.exists) {
      table.cell(limit_text(limit));
      table.cell(limit.binding.empty() ? "a steady state" : limit.binding);
      table.cell(limit.part.empty() ? "–" : limit.part);
    } else {
      table.cell(verdict_line(limit));
    }
  };
  add("as it is", ladder.first);
  for (const Rung& rung : ladder.next) {
    add(fmt::format("{} {} → {}", rung.lift.address, rung.lift.from, rung.lift.to), rung.limit);
  }
  std::string text = "\n" + table.render(palette);
  text += paragraph("Each line adds to those above it. A capacity is doubled until something else limits.");
  if (!ladder.end.empty()) text += paragraph("The ladder ends here: " + ladder.end + ".");
  return text;
}

std::string load_words(const Limit& limit) {
  std::vector<std::string> names;
  for (const NumberSetting& one : limit.moved) names.push_back(one.address);
  if (names.size() == 1) return fmt::format("the load is {}", names.front());
  return fmt::format("the load is {}, and {} {} in proportion", names.front(),
                     joined({names.begin() + 1, names.end()}), names.size() == 2 ? "follows" : "follow");
}

std::vector<std::string> notes_of(const Limit& limit) {
  std::vector<std::string> notes;
  notes.push_back(fmt::format("{}; {} at {}, seed {}, warm-up {}: replication i has the same luck at "
                              "every load",
                              load_words(limit), plural(static_cast<std::uint64_t>(limit.replications), "replication"),
                              plural(limit.points.size(), "load"), limit.seed, time_text(limit.warm_up_seconds)));
  if (limit.theory && !limit.theory_model.empty()) {
    notes.push_back(fmt::format("theory ({}{}) puts the limit at {}", limit.theory_model,
                                limit.is_theory_exact ? ", exact" : ", an approximation",
                                limit.moved.front().is_whole ? fixed(*limit.theory, 0) : significant(*limit.theory, 5)));
  }
  for (const std::string& assumption : limit.assumptions) notes.push_back("assumed: " + assumption);
  return notes;
}

}  // namespace

std::string to_text(const Ladder& ladder, const Palette& palette) {
  const Limit& limit = ladder.first;
  std::string text = verdict_line(limit, palette) + "\n";
  text += binding_text(limit);
  if (!limit.trouble.empty()) text += paragraph(palette.doubt("! " + limit.trouble));
  text += points_text(limit, palette);
  text += ladder_text(ladder, palette);
  text += "\n" + palette.bold("How sure") + "\n";
  for (const std::string& warning : limit.warnings) text += paragraph(palette.doubt("! " + warning));
  for (const std::string& note : notes_of(limit)) text += paragraph(note);
  return text;
}

}  // namespace plimsoll::report
