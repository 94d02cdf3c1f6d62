#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "models/accounts.hpp"

namespace plimsoll {

/// Requests sampled from one replication, column by column, with every stretch of time that they were blocked
/// at a step. Instants are since t = 0.
struct RequestTrace {
  /// Where a stretch was spent, and on what.
  struct Place {
    std::string step;  // "request.checkout.call_place_order/place_order.query_primary"
    std::string part;  // empty where the time went to no part
    TimeUse use = TimeUse::nobody;
    bool operator==(const Place&) const = default;
  };
  std::vector<Place> places;

  // A row for each request, in order of arrival.
  std::vector<std::uint64_t> number;  // of its arrival in the replication, from 0
  std::vector<std::uint64_t> luck;    // what chose it: those with the lowest are in the sample
  std::vector<std::int32_t> kind;     // index of [request.NAME]
  std::vector<std::int32_t> why;      // number of the reason that it failed for; 0: it succeeded
  std::vector<std::int64_t> arrived_ns, latency_ns;
  std::vector<std::uint64_t> stretches;  // how many of the rows below are its own

  // A row for each stretch, by request; of one request in the order in which they ended.
  std::vector<std::int32_t> place;
  std::vector<std::int32_t> branch;  // 0: of the request itself; 1, 2 ...: of a branch that it was split into
  std::vector<std::int64_t> begins_ns, takes_ns;

  std::size_t size() const { return number.size(); }
};

}  // namespace plimsoll
