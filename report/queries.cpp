#include "report/queries.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/number.hpp"
#include "report/table.hpp"

namespace plimsoll::report {
namespace {

std::string rows_text(double rows) {
  const double whole = static_cast<double>(static_cast<std::uint64_t>(rows));
  return rows < 100 && rows != whole ? significant(rows, 3) : count(static_cast<std::uint64_t>(rows + 0.5));
}

std::string bytes_text(double bytes) {
  double left = bytes;
  for (const char* unit : {"B", "KiB", "MiB", "GiB"}) {
    if (left < 1024) return fmt::format("{} {}", significant(left, 3), unit);
    left /= 1024;
  }
  return fmt::format("{} TiB", significant(left, 3));
}

/// "demand 0.7 ms: planning 0.5 ms, execution 0.2 ms; 20 rows of 8 KB; on the network ..."
std::string sum_of(const spec::QueryCost& cost) {
  std::string text =
      fmt::format("  planning {}, execution {}; demand {} of a core", time_text(cost.planning_seconds),
                  time_text(cost.taken.seconds), time_text(cost.demand_seconds()));
  if (cost.rows_returned > 0) {
    text += fmt::format("; {} rows, {}", rows_text(cost.rows_returned), bytes_text(cost.answer_bytes));
  }
  if (cost.held_bytes < cost.answer_bytes) {
    text += fmt::format(" in pieces of {}", bytes_text(cost.held_bytes));
  }
  if (cost.network_seconds > 0) {
    text += fmt::format(
        "; {} {} of network", time_text(cost.network_seconds),
        cost.round_trips > 1 ? fmt::format("({} round trips)", cost.round_trips) : "(a round trip)");
  }
  return text + "\n";
}

std::string branch_text(const std::string& title, const spec::QueryCost& cost, const Palette& palette) {
  const Unit unit = time_unit(cost.taken.seconds);
  Table table(title);
  table.column("rows").column("time [" + unit.name + "]");
  for (const spec::PlanNode& node : cost.taken.nodes) {
    table.row(node.what).cell(node.rows > 0 ? rows_text(node.rows) : "");
    table.cell(significant(node.seconds * unit.scale, 4));
  }
  std::string text = table.render(palette) + sum_of(cost);
  for (const spec::PlanBranch& branch : cost.rejected) {
    text += fmt::format("  not taken: {}, {}\n", branch.name, time_text(branch.seconds));
  }
  return text;
}

std::string disk_text(const std::vector<TableFigures>& tables, const Palette& palette) {
  Table shown("Tables");
  shown.column("in", Table::Align::left).column("rows").column("on disk");
  for (const TableFigures& table : tables) {
    shown.row(table.name).cell(table.database).cell(count(static_cast<std::uint64_t>(table.rows)));
    shown.cell(bytes_text(table.bytes));
    for (const TableFigures::IndexSize& index : table.indexes) {
      shown.row(fmt::format("  {} ({})", index.name, index.kind))
          .cell("")
          .cell("")
          .cell(bytes_text(index.bytes));
    }
  }
  return shown.empty() ? "" : shown.render(palette);
}

}  // namespace

std::string explain_text(const std::vector<QueryFigures>& queries, const std::vector<TableFigures>& tables,
                         const Palette& palette) {
  std::string text;
  for (const QueryFigures& query : queries) {
    const std::string title = fmt::format("{}: {} at {}", query.address, query.plan, query.database);
    if (query.page_of.empty()) {
      text += branch_text(title, query.cost, palette) + "\n";
      continue;
    }
    text += branch_text(title + ", first page", query.cost, palette) + "\n";
    text += branch_text(title + ", last page", query.last, palette);
    text += fmt::format("  over all pages of {}: demand {} on average\n\n", query.page_of,
                        time_text(query.mean_seconds));
  }
  return text + disk_text(tables, palette);
}

QueryRow row_of(const QueryFigures& query) {
  const bool is_one = query.page_of.empty() || query.cost.taken.name == query.last.taken.name;
  return {rows_text(query.cost.taken.rows_read),
          is_one ? query.cost.taken.name : query.cost.taken.name + "; last page: " + query.last.taken.name};
}

std::string queries_text(const std::vector<QueryFigures>& queries, const Palette& palette) {
  double longest = 0;
  for (const QueryFigures& query : queries) longest = std::max(longest, query.mean_seconds);
  const Unit unit = time_unit(longest);
  Table table("Queries");
  table.column("at", Table::Align::left).column("plan", Table::Align::left).column("rows read");
  table.column("demand, mean [" + unit.name + "]").column("taken", Table::Align::left);
  for (const QueryFigures& query : queries) {
    table.row(query.address).cell(query.database).cell(query.plan);
    const QueryRow row = row_of(query);
    table.cell(row.rows_read).cell(significant(query.mean_seconds * unit.scale, 4)).cell(row.taken);
  }
  return table.empty() ? "" : table.render(palette);
}

}  // namespace plimsoll::report
