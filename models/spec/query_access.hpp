#pragma once

#include <string>
#include <vector>

#include "models/spec/table.hpp"

/// The first half of a query: the ways to its rows. See models/spec/query_plan.hpp for the formulas.
namespace plimsoll::spec {

/// What a query asks of its table, in rows.
struct Wanted {
  double matches = 0;      // that it looks for
  double selectivity = 1;  // their share of all
  double skipped = 0;      // passed over before the first that is returned
  double wanted = 0;       // to be looked at until there are enough: `skipped` and the limit
};

/// One way to the rows.
struct Access {
  std::string name, what;  // "index by_time"; "index scan by_time on feed"
  double entries = 0;      // rows or index entries read
  double matches = 0;      // rows that it hands on
  double seconds = 0;
  bool is_ordered = false;  // hands them on in the order that is wanted
};

Wanted wanted_by(const Table& table, const Plan& plan, std::int64_t page);

/// Every way there is: the scan of the whole table first.
std::vector<Access> accesses(const Table& table, const Plan& plan, const Wanted& asked,
                             const QueryCosts& costs);

/// Levels of an index with so many entries.
double levels(double entries, std::int64_t fanout);

/// The share of the table's rows that an index holds.
double share_of_rows(const Table& table, const Index& index);

}  // namespace plimsoll::spec
