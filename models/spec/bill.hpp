#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "models/spec/diagnostic.hpp"
#include "models/spec/fields.hpp"
#include "models/spec/quantity.hpp"

namespace plimsoll::spec {

/// Something that is paid for beside the instances of parts: [bill.NAME].
///
/// What is charged follows from the price: `count` things by the time they run; `storage` by the time it is
/// kept; what is sent in a month, said outright or so many bytes for each answer; requests, said outright or
/// so many for each request that comes.
struct BillLine {
  std::string name;
  Place place;
  std::string price;                               // name of a price
  double count = 1;                                // so many of it
  std::string per;                                 // ... for each instance of this part; empty: in all
  std::optional<Bytes> storage;                    // kept
  std::optional<Bytes> traffic_per_month;          // sent, or
  std::optional<Bytes> traffic_per_request;        // ... with each success
  std::optional<std::int64_t> requests_per_month;  // charged, or
  std::optional<double> per_request;               // ... for each request that comes
  std::string request;                             // which requests these are; empty: all

  void describe(Fields& f);
};

}  // namespace plimsoll::spec
