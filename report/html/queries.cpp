#include "report/queries.hpp"

#include <algorithm>

#include "report/html/markup.hpp"
#include "report/html/sections.hpp"

namespace plimsoll::report::html {

std::string queries_section(const spec::Spec& spec) {
  const std::vector<QueryFigures> queries = queries_of(spec);
  double longest = 0;
  for (const QueryFigures& query : queries) longest = std::max(longest, query.mean_seconds);
  const Unit unit = time_unit(longest);
  Table table("Queries and the plans that the database takes");
  table.column("Query", false).column("At", false).column("Plan", false).column("Rows read");
  table.column("Demand, mean [" + unit.name + "]").column("Taken", false);
  for (const QueryFigures& query : queries) {
    const QueryRow row = row_of(query);
    table.row(query.address).cell(query.database).cell(query.plan).number(row.rows_read);
    table.number(significant(query.mean_seconds * unit.scale, 4)).cell(row.taken);
  }
  return section("queries", "Queries", table.empty() ? "" : table.str());
}

}  // namespace plimsoll::report::html
