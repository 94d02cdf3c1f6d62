#include <fmt/format.h>

#include <set>

#include "models/spec/read_value.hpp"
#include "models/spec/readers.hpp"
#include "models/spec/text.hpp"
#include "models/spec/units.hpp"

namespace plimsoll::spec {
namespace {

std::string write_column(const Column& column) {
  switch (column.kind) {
    case Column::Kind::key:
      return quoted("key");
    case Column::Kind::distinct:
      return write_value(column.distinct);
    case Column::Kind::share:
      break;
  }
  return quoted(write_number(column.share * 100) + " %");
}

/// One of `columns`: "key", a number of different values, or the share of rows that meet a condition.
bool read_column(const Node& node, const std::string& address, Diagnostics& diagnostics, Column& column) {
  if (node.is_text() && node.text() == "key") return true;
  if (node.is_integer()) {
    column.kind = Column::Kind::distinct;
    column.distinct = node.integer();
    if (column.distinct >= 1) return true;
    diagnostics.error(node.place(), address, "must be at least 1 different value");
    return false;
  }
  Ratio share;
  if (!node.is_text() || node.text().find('%') == std::string::npos) {
    report_not(
        node, address, diagnostics, "\"key\", a number of different values or a share of the rows",
        "write \"key\" where no two rows have the same, 600 for so many different values, \"8 %\" for a "
        "condition that so many rows meet");
    return false;
  }
  if (!read_value(node, address, diagnostics, share)) return false;
  column.kind = Column::Kind::share;
  column.share = share.value;
  if (share.value > 0 && share.value <= 1) return true;
  diagnostics.error(node.place(), address,
                    fmt::format("must be above 0 % and at most 100 %, got {}", node.text()));
  return false;
}

class TableReader {
 public:
  TableReader(Reading& reading, const Node& node, std::string address)
      : reading_(reading), node_(node), address_(std::move(address)) {
    table_.name = node.key();
    table_.place = node.key_place();
  }

  Table read() {
    Fields fields;
    table_.describe(fields);
    fields.custom(
        "columns", "columns", "What queries look for: \"key\", a number of different values, or a share.",
        false,
        [this](const Node& columns, const std::string& at, Diagnostics& diagnostics) {
          return read_columns(columns, at, diagnostics);
        },
        [] { return std::string(); });
    reading_.read_fields(node_, address_, "a table", fields, {"index"});
    for (const Column& column : table_.columns) {
      const Node* const written = node_.find("columns");
      reading_.record(address_ + ".columns." + column.name, write_column(column), written->find(column.name));
      if (column.kind != Column::Kind::key) continue;
      Index key;
      key.name = column.name + "_key";
      key.on = {column.name};
      key.is_key = true;
      table_.indexes.push_back(std::move(key));
    }
    if (const Node* const indexes = node_.find("index")) read_indexes(*indexes);
    return std::move(table_);
  }

 private:
  bool read_columns(const Node& columns, const std::string& at, Diagnostics& diagnostics) {
    if (!columns.is_table()) {
      report_not(columns, at, diagnostics, "a table of columns",
                 "write columns = { id = \"key\", user = 600 }");
      return false;
    }
    bool is_good = true;
    for (const Node& entry : columns.children()) {
      Column column;
      column.name = entry.key();
      if (!is_name(entry.key())) {
        diagnostics.error(entry.key_place(), at, fmt::format("'{}' is no name", entry.key()),
                          "a name is of small letters, digits and _, and begins with a letter");
        is_good = false;
      }
      if (!read_column(entry, at + "." + entry.key(), diagnostics, column)) reading_.mark_gap();
      table_.columns.push_back(std::move(column));  // its name is known, whatever it is
    }
    return is_good;
  }

  void read_indexes(const Node& indexes) {
    const std::string at = address_ + ".index";
    if (!indexes.is_table()) {
      report_not(indexes, at, reading_.diagnostics, "a table of indexes",
                 fmt::format("write [{}.by_time] with on = \"...\"", at));
      return;
    }
    for (const Node& entry : indexes.children()) {
      const std::string address = at + "." + entry.key();
      if (!entry.is_table()) {
        report_not(entry, address, reading_.diagnostics, "a table", fmt::format("write [{}]", address));
        continue;
      }
      Index index;
      index.name = entry.key();
      Fields fields;
      index.describe(fields);
      reading_.read_fields(entry, address, "an index", fields);
      check_index(entry, address, index);
      if (index.exists) table_.indexes.push_back(std::move(index));
    }
  }

  void check_index(const Node& entry, const std::string& address, Index& index) {
    check_columns(reading_, table_, entry, "on", address, index.on);
    std::vector<std::string> only;
    if (!index.only.empty()) only.push_back(index.only);
    check_columns(reading_, table_, entry, "only", address, only);
    index.only = only.empty() ? "" : only.front();
    const bool is_empty_list =
        entry.find("on") != nullptr && entry.find("on")->is_list() && entry.find("on")->children().empty();
    if (is_empty_list) {
      reading_.diagnostics.error(entry.find("on")->place(), address + ".on", "names no column");
    }
  }

  Reading& reading_;
  const Node& node_;
  std::string address_;
  Table table_;
};

}  // namespace

void check_columns(Reading& reading, const Table& table, const Node& node, const std::string& setting,
                   const std::string& address, std::vector<std::string>& names) {
  const Node* const written = node.find(setting);
  if (written == nullptr) return;
  std::vector<std::string> known, good;
  for (const Column& column : table.columns) known.push_back(column.name);
  const auto place_of = [&](std::size_t i) {
    return written->is_list() && i < written->children().size() ? written->children()[i].place()
                                                                : written->place();
  };
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (table.find_column(names[i]) != nullptr) {
      good.push_back(names[i]);
      continue;
    }
    reading.mark_gap();
    std::string remedy = reading.suggestion(names[i], known);
    if (remedy.empty()) {
      remedy = known.empty() ? fmt::format("say what is known about it: [table.{}] columns = {{ {} = 600 }}",
                                           table.name, names[i])
                             : "its columns are " + listing(known, "and");
    }
    reading.diagnostics.error(place_of(i), address + "." + setting,
                              fmt::format("table '{}' has no column '{}'", table.name, names[i]), remedy);
  }
  names = std::move(good);
}

void read_costs(Reading& reading, const Node& root) {
  for_each_table(reading, root, "costs", [&](const Node& table, const std::string& address) {
    QueryCosts costs;
    costs.database = table.key();
    costs.place = table.key_place();
    Fields fields;
    costs.describe(fields);
    reading.read_fields(table, address, "costs", fields);
    reading.refer_to_part({table.key(), table.key_place(), address, "names"},
                          static_cast<std::uint32_t>(Role::query), "[costs.NAME]");
    reading.spec.costs.push_back(std::move(costs));
  });
}

void read_tables(Reading& reading, const Node& root) {
  for_each_table(reading, root, "table", [&](const Node& table, const std::string& address) {
    reading.spec.tables.push_back(TableReader(reading, table, address).read());
  });
}

}  // namespace plimsoll::spec
