#include "models/spec/query_access.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace plimsoll::spec {
namespace {

constexpr double kPageBytes = 8192;    // of PostgreSQL
constexpr double kPagesOfRange = 128;  // that one entry of a block range index sums up: its preset

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// The share of rows that have one value of a column.
double selectivity_of(const Table& table, const std::string& name) {
  const Column& column = *table.find_column(name);
  const double one = table.rows > 0 ? 1 / static_cast<double>(table.rows) : 1;
  switch (column.kind) {
    case Column::Kind::key:
      return one;
    case Column::Kind::distinct:
      return std::max(one, 1 / static_cast<double>(column.distinct));
    case Column::Kind::share:
      break;
  }
  return column.share;
}

/// Works out what each index would do for one query.
class Finder {
 public:
  Finder(const Table& table, const Plan& plan, const Wanted& asked, const QueryCosts& costs)
      : table_(table), plan_(plan), asked_(asked), costs_(costs), rows_(static_cast<double>(table.rows)) {}

  Access scan() const {
    const bool stops_early =
        plan_.limit && plan_.order.empty() && plan_.does != Deed::count && plan_.does != Deed::aggregate;
    const double enough = asked_.selectivity > 0 ? asked_.wanted / asked_.selectivity : rows_;
    const double entries = stops_early ? std::min(rows_, enough) : rows_;
    return {"sequential scan",
            fmt::format("sequential scan on {}", table_.name),
            entries,
            stops_early ? std::min(asked_.matches, asked_.wanted) : asked_.matches,
            entries * costs_.row.to_seconds(),
            false};
  }

  /// Whether the index is of any use, and then how.
  bool use(const Index& index, Access& access) const {
    const bool has_condition = !index.only.empty();
    if (has_condition && !contains(plan_.where, index.only)) return false;
    const Narrowing narrowing = narrow(index);
    const bool counts_all = plan_.does == Deed::count && plan_.where.empty();
    if (narrowing.columns == 0 && !narrowing.is_ordered && !has_condition && !counts_all) return false;
    if (index.kind != Index::Kind::btree && narrowing.columns == 0) return false;
    if (index.kind == Index::Kind::brin) {
      access = of_ranges(index, narrowing);
    } else {
      access = of_entries(index, narrowing);
    }
    return true;
  }

 private:
  /// What the columns of an index leave to be read.
  struct Narrowing {
    std::size_t columns = 0;  // of the query that it decides
    double entries = 0;
    bool is_ordered = false;
  };

  bool is_range(const std::string& column) const { return plan_.share && plan_.where.back() == column; }

  Narrowing narrow(const Index& index) const {
    Narrowing found;
    found.entries = rows_ * share_of_rows(table_, index);
    if (index.kind == Index::Kind::hash && !has_whole_key(index)) return found;
    bool is_at_the_end = false;  // of what a prefix can decide
    for (const std::string& column : index.on) {
      if (column == plan_.order && index.kind == Index::Kind::btree && !is_at_the_end) {
        found.is_ordered = true;
      }
      if (is_at_the_end || !contains(plan_.where, column)) {
        if (index.kind == Index::Kind::btree || found.columns == 0) break;
        continue;
      }
      ++found.columns;
      found.entries *=
          is_range(column) ? plan_.share->value : selectivity_of(table_, column) * values_asked();
      is_at_the_end = is_range(column) && index.kind == Index::Kind::btree;
    }
    found.entries = std::min(found.entries, rows_);
    return found;
  }

  bool has_whole_key(const Index& index) const {
    return std::all_of(index.on.begin(), index.on.end(), [&](const std::string& column) {
      return contains(plan_.where, column) && !is_range(column);
    });
  }

  double values_asked() const { return static_cast<double>(plan_.batch); }

  bool needs_no_rows(const Index& index) const {
    if (index.covers) return true;
    return plan_.does == Deed::count &&
           std::all_of(plan_.where.begin(), plan_.where.end(), [&](const std::string& column) {
             return column == index.only || contains(index.on, column);
           });
  }

  Access of_entries(const Index& index, const Narrowing& narrowing) const {
    const bool stops_early = plan_.limit && (narrowing.is_ordered || plan_.order.empty()) &&
                             plan_.does != Deed::count && plan_.does != Deed::aggregate;
    // Of the entries read, so many are what is looked for.
    const double kept = narrowing.entries > 0 ? std::min(1.0, asked_.matches / narrowing.entries) : 1;
    double entries = narrowing.entries;
    if (stops_early && kept > 0) entries = std::min(entries, asked_.wanted / kept);
    const double all = rows_ * share_of_rows(table_, index);
    const double height = index.kind == Index::Kind::hash ? 1 : levels(all, costs_.fanout);
    const double descents = narrowing.columns > 0 ? values_asked() : 1;
    const Duration each = needs_no_rows(index) ? costs_.index_row : costs_.fetch;
    const char* const way = needs_no_rows(index) ? "index only scan" : "index scan";
    return {fmt::format("{} {}", needs_no_rows(index) ? "index only" : "index", index.name),
            fmt::format("{} {} on {}", way, index.name, table_.name),
            entries,
            stops_early ? std::min(asked_.matches, asked_.wanted) : asked_.matches,
            descents * height * costs_.level.to_seconds() + entries * each.to_seconds(),
            narrowing.is_ordered};
  }

  Access of_ranges(const Index& index, const Narrowing& narrowing) const {
    const double rows_of_page =
        std::max(1.0, kPageBytes / static_cast<double>(std::max<std::int64_t>(1, table_.row_bytes.count)));
    const double rows_of_range = kPagesOfRange * rows_of_page;
    const double entries = std::min(rows_, narrowing.entries + rows_of_range);
    return {fmt::format("block ranges {}", index.name),
            fmt::format("block range scan {} on {}", index.name, table_.name),
            entries,
            asked_.matches,
            rows_ / rows_of_range * costs_.index_row.to_seconds() + entries * costs_.row.to_seconds(),
            false};
  }

  const Table& table_;
  const Plan& plan_;
  const Wanted& asked_;
  const QueryCosts& costs_;
  double rows_;
};

}  // namespace

double levels(double entries, std::int64_t fanout) {
  double count = 1;
  for (double held = static_cast<double>(fanout); held < entries; held *= static_cast<double>(fanout))
    ++count;
  return count;
}

double share_of_rows(const Table& table, const Index& index) {
  return index.only.empty() ? 1 : selectivity_of(table, index.only);
}

Wanted wanted_by(const Table& table, const Plan& plan, std::int64_t page) {
  const auto rows = static_cast<double>(table.rows);
  Wanted asked;
  for (const std::string& column : plan.where) {
    const bool is_range = plan.share && column == plan.where.back();
    asked.selectivity *= is_range ? plan.share->value : selectivity_of(table, column);
  }
  if (!plan.where.empty() && plan.does != Deed::insert) {
    asked.selectivity = std::min(1.0, asked.selectivity * static_cast<double>(plan.batch));
  }
  asked.matches = rows * asked.selectivity;
  const double limit = plan.limit ? static_cast<double>(*plan.limit) : asked.matches;
  const bool counts_rows = plan.paging == Plan::Paging::offset;
  asked.skipped = static_cast<double>(plan.skip) + (counts_rows ? static_cast<double>(page - 1) * limit : 0);
  asked.wanted = asked.skipped + limit;
  return asked;
}

std::vector<Access> accesses(const Table& table, const Plan& plan, const Wanted& asked,
                             const QueryCosts& costs) {
  if (plan.does == Deed::insert) return {Access{"insert", "", 0, 0, 0, true}};
  const Finder finder(table, plan, asked, costs);
  std::vector<Access> all{finder.scan()};
  for (const Index& index : table.indexes) {
    Access access;
    if (finder.use(index, access)) all.push_back(std::move(access));
  }
  return all;
}

}  // namespace plimsoll::spec
