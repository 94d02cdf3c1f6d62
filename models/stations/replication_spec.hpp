#pragma once

#include <optional>
#include <string>

#include "models/policies/balance.hpp"
#include "models/spec/fields.hpp"

namespace plimsoll {

/// What a database says of its replicas, or of the primary that it is a replica of.
struct ReplicationSpec {
  // Of a replica.
  std::string follows;
  std::optional<spec::TimeSpec> delay;
  spec::TimeSpec apply;
  std::int64_t apply_workers = 1;
  bool acknowledges_receipt = false;
  bool linked = true;
  // Of a primary.
  std::int64_t synchronous = 0;
  std::string session;
  std::optional<Duration> detects_after;
  Duration promotes_in;

  void describe(spec::Fields& f);
};

}  // namespace plimsoll
