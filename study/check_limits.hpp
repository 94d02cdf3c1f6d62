#pragma once

#include <map>
#include <string>

#include "models/spec/diagnostic.hpp"
#include "models/spec/spec.hpp"
#include "study/demand.hpp"

/// Warns of what the parts of a model may ask of one another and cannot have: connections, sockets, memory.
namespace plimsoll {

/// Whether each request has a pool of its own.
bool is_pool_per_request(const spec::Part& part);

/// How many of a pool there are: one, or one in each instance of its server.
double copies_of(const spec::Spec& spec, const spec::Part& pool);

/// Pools against the connections of the databases that they lead to.
void check_connections(const spec::Spec& spec, spec::Diagnostics& findings);

/// Requests and connections of a server's instances against their descriptors.
void check_descriptors(const spec::Spec& spec, const DemandWalk& walk, spec::Diagnostics& findings);

/// Connections opened for single requests against the ports that their server has for that, given how often
/// each part is visited [1/s].
void check_ports(const spec::Spec& spec, const DemandWalk& walk, const std::map<std::string, double>& visits,
                 spec::Diagnostics& findings);

/// What databases with all their connections, and servers with all their workers, need of memory.
void check_memory(const spec::Spec& spec, spec::Diagnostics& findings);

}  // namespace plimsoll
