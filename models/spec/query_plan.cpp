#include "models/spec/query_plan.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "models/spec/query_access.hpp"
#include "sim/portable_math.hpp"

namespace plimsoll::spec {
namespace {

constexpr double kBytesOfKilobyte = 1024;

/// The binary logarithm.
double doublings(double x) { return portable::log(x) / portable::log(2); }

/// The work after the rows have been found: joins, the sort, the groups, the answer.
class Rest {
 public:
  Rest(const Spec& spec, const Plan& plan, const Table& table, const QueryCosts& costs)
      : spec_(spec), plan_(plan), table_(table), costs_(costs) {}

  /// Adds it to a branch that found `access.matches` rows.
  void add(const Wanted& asked, const Access& access, PlanBranch& branch) const {
    const double rows = access.matches;
    for (const std::string& name : plan_.join) add_join(*spec_.find_table(name), rows, branch);
    if (!plan_.order.empty() && !access.is_ordered && rows > 1) {
      const double kept = plan_.limit ? std::min(rows, 2 * asked.wanted) : rows;
      branch.name += ", sort";
      branch.nodes.push_back({fmt::format("sort by {}", plan_.order), rows,
                              rows * doublings(std::max(kept, 2.0)) * costs_.compare.to_seconds()});
    }
    if (plan_.does == Deed::aggregate) {
      branch.nodes.push_back({"aggregate", rows, rows * costs_.compare.to_seconds()});
    }
    if (plan_.is_write()) add_write(access, branch);
  }

  double bytes_of_row() const {
    double bytes = static_cast<double>(table_.row_bytes.count);
    for (const std::string& name : plan_.join) {
      bytes += static_cast<double>(spec_.find_table(name)->row_bytes.count);
    }
    return bytes;
  }

 private:
  void add_join(const Table& other, double rows, PlanBranch& branch) const {
    const auto others = static_cast<double>(other.rows);
    const double hash = others * costs_.row.to_seconds() + rows * costs_.join.to_seconds();
    const bool has_key = std::any_of(other.indexes.begin(), other.indexes.end(),
                                     [](const Index& index) { return index.is_key; });
    const double nested =
        rows * (levels(others, costs_.fanout) * costs_.level.to_seconds() + costs_.fetch.to_seconds());
    const bool is_nested = has_key && nested < hash;
    const std::string name = fmt::format("{} {}", is_nested ? "nested loop" : "hash join", other.name);
    branch.name += ", " + name;
    branch.nodes.push_back({name, rows, is_nested ? nested : hash});
  }

  void add_write(const Access& access, PlanBranch& branch) const {
    const double rows = plan_.does == Deed::insert ? static_cast<double>(plan_.batch) : access.matches;
    const double kilobytes =
        plan_.does == Deed::remove ? 0 : static_cast<double>(table_.row_bytes.count) / kBytesOfKilobyte;
    branch.nodes.push_back(
        {fmt::format("write {}", table_.name), rows,
         rows * (costs_.write_row.to_seconds() + kilobytes * costs_.kilobyte.to_seconds())});
    for (const Index& index : table_.indexes) {
      if (!is_kept_up(index)) continue;
      const double entries = rows * share_of_rows(table_, index);
      branch.nodes.push_back({fmt::format("keep up {} ({})", index.name, word(index.kind)), entries,
                              entries * costs_.write(index.kind).to_seconds()});
    }
  }

  /// Removed rows stay in indexes until they are cleaned up.
  bool is_kept_up(const Index& index) const {
    if (plan_.does == Deed::insert) return true;
    if (plan_.does == Deed::remove) return false;
    const auto is_set = [&](const std::string& column) {
      return std::find(plan_.sets.begin(), plan_.sets.end(), column) != plan_.sets.end();
    };
    return is_set(index.only) || std::any_of(index.on.begin(), index.on.end(), is_set);
  }

  const Spec& spec_;
  const Plan& plan_;
  const Table& table_;
  const QueryCosts& costs_;
};

double seconds_of(const PlanBranch& branch) {
  double sum = 0;
  for (const PlanNode& node : branch.nodes) sum += node.seconds;
  return sum;
}

double rows_returned(const Plan& plan, const Wanted& asked) {
  switch (plan.does) {
    case Deed::select:
      return std::max(0.0, std::min(asked.matches, asked.wanted) - asked.skipped);
    case Deed::count:
      return 1;
    case Deed::aggregate:
      return static_cast<double>(plan.groups);
    default:
      return 0;
  }
}

double planning_seconds(const Plan& plan, const QueryCosts& costs) {
  if (plan.prepared == Plan::Prepared::kept) return 0;
  const bool is_plain = plan.does == Deed::insert;  // there is nothing to choose
  return (costs.parse + (is_plain ? Duration() : costs.planning)).to_seconds();
}

}  // namespace

QueryCosts costs_of(const Spec& spec, const Plan& plan, const std::string& database) {
  for (const std::string& name : {database, spec.find_table(plan.table)->inside}) {
    for (const QueryCosts& costs : spec.costs) {
      if (costs.database == name) return costs;
    }
  }
  return {};
}

QueryCost cost_of(const Spec& spec, const Plan& plan, const std::string& database, std::int64_t page) {
  const QueryCosts costs = costs_of(spec, plan, database);
  const Table& table = *spec.find_table(plan.table);
  const Wanted asked = wanted_by(table, plan, page);
  const Rest rest(spec, plan, table, costs);

  QueryCost cost;
  cost.rows_returned = rows_returned(plan, asked);
  cost.answer_bytes = cost.rows_returned * rest.bytes_of_row() * plan.columns.value;
  const double sending = cost.answer_bytes / kBytesOfKilobyte * costs.kilobyte.to_seconds();
  std::vector<PlanBranch> branches;
  for (const Access& access : accesses(table, plan, asked, costs)) {
    PlanBranch branch{access.name, {}, access.entries, 0};
    branch.nodes.push_back({"start and end", 0, costs.start.to_seconds()});
    if (access.seconds > 0) branch.nodes.push_back({access.what, access.entries, access.seconds});
    rest.add(asked, access, branch);
    if (sending > 0) branch.nodes.push_back({"send the answer", cost.rows_returned, sending});
    branch.seconds = seconds_of(branch);
    branches.push_back(std::move(branch));
  }
  std::stable_sort(branches.begin(), branches.end(),
                   [](const PlanBranch& a, const PlanBranch& b) { return a.seconds < b.seconds; });
  cost.taken = std::move(branches.front());
  cost.rejected.assign(std::make_move_iterator(branches.begin() + 1),
                       std::make_move_iterator(branches.end()));
  cost.planning_seconds = planning_seconds(plan, costs);
  cost.held_bytes =
      plan.buffer ? std::min(cost.answer_bytes, static_cast<double>(plan.buffer->count)) : cost.answer_bytes;
  cost.round_trips = plan.prepared == Plan::Prepared::each_time ? 3 : 1;
  cost.network_seconds = cost.round_trips * costs.round_trip.to_seconds();
  return cost;
}

QueryCost cost_of(const Spec& spec, const Plan& plan, const std::string& database) {
  return cost_of(spec, plan, database, plan.page_of.empty() ? plan.page : 1);
}

}  // namespace plimsoll::spec
