#pragma once

#include <string>
#include <vector>

#include "models/spec/spec.hpp"

/// How a database gets at what a query asks, and how long that takes: EXPLAIN, by arithmetic.
///
/// N rows, of which a share s is looked for, W rows wanted (limit and what is skipped), m rows that reach a
/// join or a sort. Costs are those of [costs.DATABASE]:
///
///     sequential scan     N x row                       with a limit and no order: W / s rows
///     index               levels x level + entries x fetch (index_row where rows need not be fetched);
///                         entries: what its columns narrow it to, or W / s in the order of the index
///     block range index   N / rows of a range x index_row + (matches + a range) x row
///     join                the cheaper of m x (levels x level + fetch) and rows of the other x row + m x join
///     sort                m x log2(min(m, 2 W)) x compare: a heap of W rows, as PostgreSQL's planner reckons
///                         (cost_tuplesort in costsize.c)
///     insert              rows x (write_row + sum over indexes of their upkeep)
///
/// levels = ceil(log N / log fanout), at least 1. Selectivities of several columns multiply (independence).
namespace plimsoll::spec {

/// One piece of the work, as EXPLAIN lists it.
struct PlanNode {
  std::string what;    // "index scan by_time on feed"
  double rows = 0;     // that it reads, or that go through it
  double seconds = 0;  // of a core
};

/// One way of doing it.
struct PlanBranch {
  std::string name;  // "index by_time, nested loop users"
  std::vector<PlanNode> nodes;
  double rows_read = 0;  // rows, or entries of an index
  double seconds = 0;    // of all nodes: without planning
};

/// What a query costs at one page and with its tables as large as they are.
struct QueryCost {
  PlanBranch taken;
  std::vector<PlanBranch> rejected;  // cheapest first
  double planning_seconds = 0;       // parsing and planning, where that is done each time
  double rows_returned = 0;
  double answer_bytes = 0;
  double held_bytes = 0;       // of the answer in memory at once
  int round_trips = 1;         // to the database, one after the other
  double network_seconds = 0;  // of all of them

  double demand_seconds() const { return planning_seconds + taken.seconds; }
};

/// The costs that hold for `plan` when `database` runs it: its own, else those of the database that the table
/// is inside, else the presets.
QueryCosts costs_of(const Spec& spec, const Plan& plan, const std::string& database);

/// Takes the cheapest branch. `page` counts from 1.
QueryCost cost_of(const Spec& spec, const Plan& plan, const std::string& database, std::int64_t page);
/// The same on the page that the plan names (the first where an attribute says which).
QueryCost cost_of(const Spec& spec, const Plan& plan, const std::string& database);

/// What a query that names the plan takes on a core: its cost, or the law of its cost where that varies or
/// goes by an attribute.
TimeSpec time_of(const Spec& spec, const Plan& plan, const std::string& database);
/// By the value of the attribute that says the page (Plan::page_of).
std::vector<double> seconds_by_page(const Spec& spec, const Plan& plan, const std::string& database);

/// Bytes of a table and of one of its indexes.
double bytes_of(const Table& table);
double bytes_of(const Table& table, const Index& index);

}  // namespace plimsoll::spec
