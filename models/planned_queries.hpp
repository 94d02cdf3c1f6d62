#pragma once

#include <string>
#include <vector>

#include "models/draw.hpp"
#include "models/spec/spec.hpp"

namespace plimsoll {

/// The queries of a program whose times were reckoned from plans, and the tables as large as they are now:
/// when one grows or shrinks, its queries take another time from then on.
///
/// Checked by  tests/planned_queries_test.cpp: a table grown in mid-run is asked at its new cost.
class PlannedQueries {
 public:
  explicit PlannedQueries(const spec::Spec& spec);

  /// `draw` gives the time of a query that names `plan`; `aside` is its own where that goes by an attribute,
  /// else nullptr.
  void add(const std::string& plan, const std::string& database, Draw* draw, DrawAside* aside);
  void set_rows(const std::string& table, std::int64_t rows);
  std::int64_t rows_of(const std::string& table) const { return tables_.find_table(table)->rows; }

 private:
  struct Query {
    const spec::Plan* plan;
    std::string database;
    Draw* draw;
    DrawAside* aside;
  };
  void reckon(Query& query) const;

  spec::Spec tables_;  // tables, plans, costs and attributes only
  std::vector<Query> queries_;
};

}  // namespace plimsoll
