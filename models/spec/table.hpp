#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/spec/diagnostic.hpp"
#include "models/spec/fields.hpp"
#include "models/spec/quantity.hpp"

/// What queries work on: tables with their indexes, what a query asks of them, and what its parts cost. From
/// these models/spec/query_plan.hpp reckons the time that a query takes, as a database's planner does.
namespace plimsoll::spec {

/// What is known about the values of one column.
struct Column {
  enum class Kind {
    key,       // no two rows have the same; an index keeps it so
    distinct,  // so many different values, all equally frequent
    share,     // a condition that so many of the rows meet: "sold in the last 30 days"
  };
  std::string name;
  Kind kind = Kind::key;
  std::int64_t distinct = 1;
  double share = 1;
};

struct Index {
  enum class Kind { btree, hash, gin, brin };
  std::string name;
  Kind kind = Kind::btree;
  std::vector<std::string> on;  // columns, in order
  std::string only;             // a condition: rows that do not meet it are left out (a partial index)
  bool covers = false;          // has all that queries want: rows need not be fetched
  bool exists = true;
  std::optional<Ratio> size;    // share of the table's bytes; usual_size() where nothing is said
  bool is_key = false;          // not written: comes with a key column

  void describe(Fields& f);
};

/// Of the table's bytes, for one that holds all of its rows.
double usual_size(Index::Kind kind);
std::string word(Index::Kind kind);

struct Table {
  std::string name;
  Place place;
  std::string inside;     // the database that has it; a replica of that may be asked too
  std::int64_t rows = 0;  // live
  Bytes row_bytes{200};
  std::vector<Column> columns;
  std::vector<Index> indexes;  // those of keys first

  void describe(Fields& f);
  const Column* find_column(const std::string& name) const;
};

/// What a query does, by its kind.
enum class Deed { select, count, aggregate, insert, update, remove };

/// A query on a table: what it looks for and what it wants back. How it gets there the planner finds.
struct Plan {
  enum class Paging { offset, keyset };
  enum class Prepared {
    no,         // text is parsed and planned each time
    kept,       // once, long ago
    each_time,  // prepared, run once and closed again: three round trips
  };
  std::string name;
  Place place;
  std::string table;
  Deed does = Deed::select;
  std::vector<std::string> where;  // columns that are compared with a value
  std::optional<Ratio> share;      // the last of them is compared with a range that holds so many rows
  std::string order;               // column; empty: in any order
  std::optional<std::int64_t> limit;
  std::int64_t skip = 0;  // rows passed over
  std::int64_t page = 1;  // of `limit` rows each, the first is 1
  std::string page_of;    // instead: the attribute whose value 0 is page 1
  Paging paging = Paging::offset;
  std::vector<std::string> join;  // tables that each row is looked up in by their key
  std::int64_t groups = 1;        // aggregate: rows of the answer
  std::vector<std::string> sets;  // update: the columns that are written
  std::int64_t batch = 1;         // insert: rows; select, update and remove: values looked for
  Prepared prepared = Prepared::no;
  Ratio columns{1.0};              // of the bytes of a row that are sent
  std::optional<Bytes> buffer;     // the answer is sent in pieces of this size; empty: in one
  std::optional<TimeSpec> varies;  // law of mean 1 that the time is multiplied with; empty: it does not vary

  bool is_write() const { return does == Deed::insert || does == Deed::update || does == Deed::remove; }
};

/// What the pieces of a query cost at a database, in CPU time of one core.
///
/// The presets are those of one EXPLAIN ANALYZE pair: the newest 20 of 10,000 rows joined with 600 users take
/// 48.3 ms by scan, hash join and sort (the scan 12.3, with the join 32.7), and 0.2 ms by an index. See
/// docs/language.md, "Where the presets come from".
struct QueryCosts {
  std::string database;
  Place place;
  Duration parse = Duration::us(50);
  Duration planning = Duration::us(450);
  Duration start = Duration::us(79);
  Duration row = Duration::ns(1'230);
  Duration fetch = Duration::ns(2'760);
  Duration index_row = Duration::ns(600);
  Duration level = Duration::ns(250);
  Duration join = Duration::ns(1'966);
  Duration compare = Duration::ns(292);
  Duration write_row = Duration::us(20);
  Duration btree_write = Duration::us(10);
  Duration hash_write = Duration::us(8);
  Duration gin_write = Duration::us(60);
  Duration brin_write = Duration::ns(200);
  Duration kilobyte;
  Duration round_trip;
  std::int64_t fanout = 256;

  void describe(Fields& f);
  Duration write(Index::Kind kind) const;
};

}  // namespace plimsoll::spec
