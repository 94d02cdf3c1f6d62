#pragma once

#include "models/spec/node.hpp"
#include "models/spec/reading.hpp"

/// What can be said only when all tables have been read.
namespace plimsoll::spec {

/// Reports names that nothing uses, and what every topology must have.
void check_use(Reading& reading, const Node& root, const std::string& first_source);

/// Reports routines that call themselves, directly or by way of others.
void check_cycles(Reading& reading);

/// Reads [sweep]: lists of values for addresses that exist.
std::vector<SweepAxis> read_sweep(Reading& reading, const Node& sweep, const Node& root);

}  // namespace plimsoll::spec
