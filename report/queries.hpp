#pragma once

#include <string>
#include <vector>

#include "report/palette.hpp"
#include "study/queries.hpp"

namespace plimsoll::report {

/// As EXPLAIN does: for each query the work that it is made of, and the branches that were dearer; then what
/// tables and indexes take on disk.
std::string explain_text(const std::vector<QueryFigures>& queries, const std::vector<TableFigures>& tables,
                         const Palette& palette);

/// One line for each query; "" where there are none.
std::string queries_text(const std::vector<QueryFigures>& queries, const Palette& palette);

/// What one query does, as a line of a table.
struct QueryRow {
  std::string rows_read, taken;
};
QueryRow row_of(const QueryFigures& query);

}  // namespace plimsoll::report
