#include "models/planned_queries.hpp"

#include <algorithm>

#include "models/spec/query_plan.hpp"
#include "sim/check.hpp"

namespace plimsoll {

PlannedQueries::PlannedQueries(const spec::Spec& spec) {
  tables_.tables = spec.tables;
  tables_.plans = spec.plans;
  tables_.costs = spec.costs;
  tables_.attributes = spec.attributes;
}

void PlannedQueries::add(const std::string& plan, const std::string& database, Draw* draw, DrawAside* aside) {
  queries_.push_back({tables_.find_plan(plan), database, draw, aside});
  if (aside != nullptr) reckon(queries_.back());
}

void PlannedQueries::set_rows(const std::string& table, std::int64_t rows) {
  const auto found = std::find_if(tables_.tables.begin(), tables_.tables.end(),
                                  [&](const spec::Table& one) { return one.name == table; });
  PLIMSOLL_CHECK(found != tables_.tables.end());
  found->rows = rows;
  for (Query& query : queries_) {
    const std::vector<std::string>& joined = query.plan->join;
    const bool is_asked =
        query.plan->table == table || std::find(joined.begin(), joined.end(), table) != joined.end();
    if (is_asked) reckon(query);
  }
}

void PlannedQueries::reckon(Query& query) const {
  if (query.aside == nullptr) {
    query.draw->law = spec::time_of(tables_, *query.plan, query.database).law;
    return;
  }
  query.aside->by_value.clear();
  for (const double seconds : spec::seconds_by_page(tables_, *query.plan, query.database)) {
    query.aside->by_value.push_back(Duration::from_seconds(seconds));
  }
}

}  // namespace plimsoll
