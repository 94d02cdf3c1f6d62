#include "study/queries.hpp"

namespace plimsoll {
namespace {

void collect(const spec::Spec& spec, const std::vector<spec::Step>& steps, std::vector<QueryFigures>& all) {
  for (const spec::Step& step : steps) {
    collect(spec, step.branches, all);
    if (step.plan.empty()) continue;
    const spec::Plan& plan = *spec.find_plan(step.plan);
    QueryFigures query{
        step.address, step.target, plan.name,           plan.table, spec::cost_of(spec, plan, step.target),
        plan.page_of, {},          step.time.law.mean()};
    if (!plan.page_of.empty()) {
      const std::int64_t pages = spec.find_attribute(plan.page_of)->values;
      query.last = spec::cost_of(spec, plan, step.target, pages);
    }
    all.push_back(std::move(query));
  }
}

}  // namespace

std::vector<QueryFigures> queries_of(const spec::Spec& spec) {
  std::vector<QueryFigures> all;
  for (const spec::Routine& request : spec.requests) collect(spec, request.steps, all);
  for (const spec::Routine& routine : spec.routines) collect(spec, routine.steps, all);
  return all;
}

std::vector<TableFigures> tables_of(const spec::Spec& spec) {
  std::vector<TableFigures> all;
  for (const spec::Table& table : spec.tables) {
    TableFigures figures{table.name, table.inside, table.rows, spec::bytes_of(table), {}};
    for (const spec::Index& index : table.indexes) {
      figures.indexes.push_back({index.name, spec::word(index.kind), spec::bytes_of(table, index)});
    }
    all.push_back(std::move(figures));
  }
  return all;
}

}  // namespace plimsoll
