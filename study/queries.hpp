#pragma once

#include <string>
#include <vector>

#include "models/spec/query_plan.hpp"
#include "models/spec/spec.hpp"

namespace plimsoll {

/// One query of the model that names a plan: the branch that the database takes, and what it costs.
struct QueryFigures {
  std::string address;  // of the step: "request.feed.steps.query_primary"
  std::string database;
  std::string plan;
  std::string table;
  spec::QueryCost cost;     // of the page that is named; of the first where an attribute says which
  std::string page_of;      // that attribute; empty: there is none
  spec::QueryCost last;     // of the last page that it may name
  double mean_seconds = 0;  // of a core, over all pages
};

/// A table and what it takes on disk.
struct TableFigures {
  struct IndexSize {
    std::string name, kind;
    double bytes = 0;
  };
  std::string name, database;
  std::int64_t rows = 0;
  double bytes = 0;
  std::vector<IndexSize> indexes;
};

/// Queries in file order, each step once; tables at their size before any event.
std::vector<QueryFigures> queries_of(const spec::Spec& spec);
std::vector<TableFigures> tables_of(const spec::Spec& spec);

}  // namespace plimsoll
