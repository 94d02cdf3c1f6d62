#pragma once

#include "models/spec/node.hpp"
#include "models/spec/reading.hpp"

/// What can be said only when all tables have been read.
namespace plimsoll::spec {

/// Reports a topology without requests or without traffic, on the first line of its first source.
void check_presence(Reading& reading, const Node& root, const std::string& first_source);

/// Reports names that nothing uses, as far as everything that may use them could be read. `mentioned` are
/// texts that stand in a case, or did before an overlay: what they may name is not called unused.
void check_use(Reading& reading, const std::set<std::string>& mentioned);

/// Reports routines that call themselves, directly or by way of others.
void check_cycles(Reading& reading);

/// Reports lists of [sweep] for addresses that do not exist, or that are lists themselves.
void check_sweep(Reading& reading, const std::vector<SweepAxis>& axes, const Node& root);

/// Takes of what must not have changed, of rows that nobody has looked at.
void check_versions(Reading& reading);

}  // namespace plimsoll::spec
