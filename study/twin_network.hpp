#pragma once

#include <string>
#include <vector>

#include "models/theory/network.hpp"
#include "study/twin.hpp"
#include "study/twin_route.hpp"

namespace plimsoll {

/// One kind of request of one traffic.
struct RequestStream {
  const spec::Traffic* traffic = nullptr;
  std::string request;
  double share = 1;  // of the traffic
  Route route;
};

/// A processor: the cores of a server or a database, and the laws of the work on them.
struct ProcessorStation {
  const spec::Part* part = nullptr;
  std::int64_t instances = 1;
  std::int64_t cores = 1;
  bool is_shared = false;         // processor sharing, or first come first served
  bool is_exponential = true;     // all work, with one mean
  bool has_single_visits = true;  // each request comes by at most once
  double mean_seconds = 0;        // of one visit, over all streams
  double second_moment = 0;       // seconds^2
};

/// The network that a model is, looked at from theory.
struct TwinNetwork {
  std::vector<RequestStream> streams;
  std::vector<ProcessorStation> stations;    // those that are visited, in file order
  std::vector<const spec::Traffic*> closed;  // traffic of users, of whom there are some
  bool has_open = false, has_closed = false;

  /// One station, and nobody who comes back.
  bool is_alone() const { return stations.size() == 1 && !has_closed; }
};

bool is_open(const RequestStream& stream);
/// Arrivals per second of an open stream.
double rate_of(const RequestStream& stream);
/// Mean work of one request at the station [s].
double demand_of(const RequestStream& stream, const ProcessorStation& station);
/// Squared coefficient of variation of the work of one visit.
double scv_of(const ProcessorStation& station);

TwinNetwork network_of(const spec::Spec& spec);

/// Adds what theory says where nothing queues but work at processors: a product form, M/G/1, M/M/c/K, or an
/// approximation. Says why in `twin.reasons` where it says nothing.
void solve_network(const spec::Spec& spec, const TwinNetwork& network, Twin& twin);

/// Adds bounds that hold whatever the queueing.
void bound_network(const spec::Spec& spec, const TwinNetwork& network, Twin& twin);

}  // namespace plimsoll
