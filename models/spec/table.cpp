#include "models/spec/table.hpp"

#include <algorithm>

#include "models/spec/query_access.hpp"
#include "models/spec/query_plan.hpp"

namespace plimsoll::spec {
namespace {
constexpr double kMostRows = 1e12;
}

double usual_size(Index::Kind kind) {
  switch (kind) {
    case Index::Kind::btree:
    case Index::Kind::hash:
      return 0.25;
    case Index::Kind::gin:
      return 1.1;
    case Index::Kind::brin:
      break;
  }
  return 0.001;
}

std::string word(Index::Kind kind) {
  switch (kind) {
    case Index::Kind::btree:
      return "btree";
    case Index::Kind::hash:
      return "hash";
    case Index::Kind::gin:
      return "gin";
    case Index::Kind::brin:
      break;
  }
  return "brin";
}

void Index::describe(Fields& f) {
  f.required("on", on, "Columns, in order: a prefix of them narrows a query down.");
  f.choice("kind", kind,
           {{"btree", Kind::btree, "values and ranges, in order"},
            {"hash", Kind::hash, "whole values only"},
            {"gin", Kind::gin, "words of a text, elements of a list"},
            {"brin", Kind::brin, "a summary of each range of blocks: for what is stored in order"}},
           "How it is built: decides what it finds, and what a write to it costs.");
  f.optional("only", only, "A condition among the columns: rows that do not meet it are left out.");
  f.optional("covers", covers, "Has all that queries want of a row, so that rows are not fetched.");
  f.optional("exists", exists, "false: it is not there, as if it had never been written.");
  f.optional("size", size, "Its bytes as a share of the table's, were it to hold all rows.").at_most(10);
}

void Table::describe(Fields& f) {
  f.required("inside", inside, "The database that it is in; queries may also ask a replica of that.")
      .names("database");
  f.required("rows", rows, "Rows in it.").at_most(kMostRows).live();
  f.optional("row_bytes", row_bytes, "Bytes of a row.").at_least(1);
}

const Column* Table::find_column(const std::string& wanted) const {
  const auto found = std::find_if(columns.begin(), columns.end(),
                                  [&](const Column& column) { return column.name == wanted; });
  return found == columns.end() ? nullptr : &*found;
}

void QueryCosts::describe(Fields& f) {
  f.optional("parse", parse, "Parsing a statement.");
  f.optional("planning", planning, "Planning it; an insert needs none.");
  f.optional("start", start, "Starting and ending its execution.");
  f.optional("row", row, "A row read in a scan of the whole table.");
  f.optional("fetch", fetch, "A row fetched through an index.");
  f.optional("index_row", index_row, "An entry read of an index that has all that is wanted.");
  f.optional("level", level, "A level of an index on the way down.");
  f.optional("fanout", fanout, "Entries in a page of an index.").at_least(2);
  f.optional("join", join, "A row looked up in a hash table.");
  f.optional("compare", compare, "A comparison in a sort; a row added to a group.");
  f.optional("write_row", write_row, "A row written.");
  f.optional("btree_write", btree_write, "A B-tree index kept up for a row written.");
  f.optional("hash_write", hash_write, "A hash index.");
  f.optional("gin_write", gin_write, "A GIN index.");
  f.optional("brin_write", brin_write, "A BRIN index.");
  f.optional("kilobyte", kilobyte, "1,024 bytes of rows written, or of an answer.");
  f.optional("round_trip", round_trip, "A round trip on the network, for each: burns nothing here.");
}

Duration QueryCosts::write(Index::Kind kind) const {
  switch (kind) {
    case Index::Kind::btree:
      return btree_write;
    case Index::Kind::hash:
      return hash_write;
    case Index::Kind::gin:
      return gin_write;
    case Index::Kind::brin:
      break;
  }
  return brin_write;
}

double bytes_of(const Table& table) {
  return static_cast<double>(table.rows) * static_cast<double>(table.row_bytes.count);
}

double bytes_of(const Table& table, const Index& index) {
  const double share = index.size ? index.size->value : usual_size(index.kind);
  return bytes_of(table) * share * share_of_rows(table, index);
}

}  // namespace plimsoll::spec
