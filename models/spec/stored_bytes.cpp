#include "models/spec/stored_bytes.hpp"

#include <algorithm>

#include "models/spec/query_plan.hpp"
#include "models/spec/read_value.hpp"

namespace plimsoll::spec {
namespace {

/// Whether `setting` of the part names `name`.
bool names_in(const Part& part, const std::string& setting, const std::string& name) {
  const auto settings = part.settings->clone();
  Fields fields;
  settings->describe(fields);
  const Field* const field = fields.find(setting);
  return field != nullptr && field->write() == write_value(name);
}

}  // namespace

double stored_bytes(const Spec& spec, const Part& part) {
  double bytes = 0;
  for (const Table& table : spec.tables) {
    if (table.inside != part.name && !names_in(part, "follows", table.inside)) continue;
    bytes += bytes_of(table);
    for (const Index& index : table.indexes) {
      if (index.exists) bytes += bytes_of(table, index);
    }
  }
  return bytes;
}

bool is_spread(const Spec& spec, const Part& part) {
  return std::any_of(spec.parts.begin(), spec.parts.end(),
                     [&](const Part& one) { return names_in(one, "over", part.name); });
}

}  // namespace plimsoll::spec
