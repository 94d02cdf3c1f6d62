#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/request_trace.hpp"
#include "models/spec/spec.hpp"
#include "study/replication.hpp"

namespace plimsoll {

/// Requests sampled from a whole run: as many from each replication, which all weigh the same in the figures.
struct SampledRequests {
  RequestTrace trace;
  std::vector<std::int32_t> replication;  // of each request
};

/// How many to watch in each replication so that a run samples `most` requests.
std::size_t sample_share(const spec::RunSettings& run, std::size_t most);

/// What the finished replications sampled, `most` requests at most.
SampledRequests sampled_requests(const std::vector<Replication>& replications, std::size_t most);

}  // namespace plimsoll
