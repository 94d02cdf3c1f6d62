#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "models/spec/spec.hpp"
#include "sim/distribution.hpp"

namespace plimsoll {

/// One place of a request at which a part's cores work for it.
struct Visit {
  std::string part;  // a server or a database
  Distribution law;  // of the work [s]
  double count;      // mean number per request
  bool is_single;    // at most once per request
};

/// Something that a request takes and others may wait for: workers, connections, places.
struct Hold {
  std::string part;
  std::string what;       // "workers"
  double capacity;        // the least that anyone meets: of one instance
  bool is_queue_bounded;  // one more than fit in its line is refused
  double queue;           // places in that line
  bool holds_only_work;   // nothing but work of the same part is done meanwhile
};

/// What one kind of request does, as queueing theory looks at it: visits and delays, and what stands in the
/// way of a product form. Means only; by the same arithmetic as DemandWalk.
struct Route {
  std::vector<Visit> visits;
  std::vector<Hold> holds;
  double outside_seconds = 0;          // waits outside, overhead of balancers: nobody queues there
  std::vector<std::string> obstacles;  // sentences: why theory has no exact answer; each once

  // What a successful request certainly takes, whatever else happens: for bounds.
  std::map<std::string, double> least_work_seconds;  // by part
  double least_seconds = 0;                          // from the door to the answer
};

/// Walks through what a request of a traffic does.
Route route_of(const spec::Spec& spec, const spec::Traffic& traffic, const spec::Routine& request);

}  // namespace plimsoll
