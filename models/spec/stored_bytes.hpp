#pragma once

#include "models/spec/spec.hpp"

/// What a database keeps, as far as the model says: its tables with their indexes, before any event.
namespace plimsoll::spec {

/// One copy of all tables inside `part`, or inside the database whose replica it is; 0 where there are none.
double stored_bytes(const Spec& spec, const Part& part);

/// Whether a shard router spreads the tables over the instances of `part`; otherwise each has a copy.
bool is_spread(const Spec& spec, const Part& part);

}  // namespace plimsoll::spec
