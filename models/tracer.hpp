#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "models/request.hpp"
#include "models/request_trace.hpp"
#include "sim/stream.hpp"
#include "sim/time.hpp"

namespace plimsoll {

class Program;

/// Watches a sample of the requests of one replication: where each was blocked, from when, and how long.
///
/// Of all requests that end in the measured time `most` are kept, any set of so many as likely as any other:
/// each arrival draws a number from a stream of its own, and the lowest stay ("bottom-k sampling"). So the
/// sample is the same however the replication is run, and nothing else changes by it: neither draws nor
/// events.
///
/// Costs nothing where there is none: the engine asks one flag when a request goes on.
class Tracer {
 public:
  Tracer(std::size_t most, const Luck& luck);

  void arrived(RequestIndex r);
  void branched(RequestIndex from, RequestIndex branch);
  /// A request has been blocked at `step` from `since` until now.
  void blocked(RequestIndex r, const Step* step, std::uint16_t account, SimTime since, SimTime now);
  /// It is answered, well or badly.
  void ended(RequestIndex r, const Request& request, SimTime now, bool succeeded);
  /// Its place in the table is free.
  void released(RequestIndex r);
  /// Forgets those that have ended.
  void end_warm_up();

  /// What was sampled.
  RequestTrace read(Program& program) const;

 private:
  struct Stretch {
    const Step* step;
    SimTime since;
    Duration takes;
    std::int32_t branch;
    std::uint16_t account;
  };
  struct Record {
    std::uint64_t number = 0, luck = 0;
    std::int32_t kind = 0, why = 0, branches = 0;
    SimTime arrived;
    Duration latency;
    std::vector<Stretch> stretches;
    std::uint32_t generation = 0;  // of this place, ever: a branch that outlives its request is no part of it
  };
  /// What a place of the engine's table is part of.
  struct Part {
    std::uint32_t record = kNone;
    std::uint32_t generation = 0;
    std::int32_t branch = 0;
  };

  Part& part(RequestIndex r);
  Record* record_of(RequestIndex r);
  void keep(Record record);
  static bool has_less_luck(const Record& a, const Record& b) { return a.luck < b.luck; }

  std::size_t most_;
  Stream stream_;
  std::uint64_t arrivals_ = 0;
  std::uint64_t highest_ = std::numeric_limits<std::uint64_t>::max();  // no arrival at or above this is kept
  std::vector<Part> parts_;                                            // by RequestIndex
  std::vector<Record> open_;                                           // requests in flight
  std::vector<std::uint32_t> free_;
  std::vector<Record> sample_;  // a heap, the highest number first
};

}  // namespace plimsoll
