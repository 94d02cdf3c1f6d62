#include "study/sampled_requests.hpp"

#include <algorithm>

#include "study/precision.hpp"

namespace plimsoll {
namespace {

/// No request at or above this luck is among the `most` of a replication.
std::uint64_t limit_of_luck(std::vector<std::uint64_t> luck, std::size_t most) {
  if (luck.size() <= most) return UINT64_MAX;
  std::sort(luck.begin(), luck.end());
  return luck[most];
}

/// Appends to a sample what one replication has of it.
class Gathering {
 public:
  explicit Gathering(SampledRequests& into) : into_(into) {}

  void add(const RequestTrace& from, std::int32_t replication, std::size_t most) {
    const std::uint64_t limit = limit_of_luck(from.luck, most);
    const std::vector<std::int32_t> places = numbers_of(from.places);
    std::size_t first = 0;
    for (std::size_t i = 0; i < from.size(); ++i) {
      const std::size_t count = from.stretches[i];
      if (from.luck[i] < limit) add_request(from, i, replication, places, first, count);
      first += count;
    }
  }

 private:
  std::vector<std::int32_t> numbers_of(const std::vector<RequestTrace::Place>& places) {
    std::vector<RequestTrace::Place>& all = into_.trace.places;
    std::vector<std::int32_t> numbers;
    for (const RequestTrace::Place& place : places) {
      const auto found = std::find(all.begin(), all.end(), place);
      numbers.push_back(static_cast<std::int32_t>(found - all.begin()));
      if (found == all.end()) all.push_back(place);
    }
    return numbers;
  }

  void add_request(const RequestTrace& from, std::size_t i, std::int32_t replication,
                   const std::vector<std::int32_t>& places, std::size_t first, std::size_t count) {
    RequestTrace& to = into_.trace;
    into_.replication.push_back(replication);
    to.number.push_back(from.number[i]);
    to.luck.push_back(from.luck[i]);
    to.kind.push_back(from.kind[i]);
    to.why.push_back(from.why[i]);
    to.arrived_ns.push_back(from.arrived_ns[i]);
    to.latency_ns.push_back(from.latency_ns[i]);
    to.stretches.push_back(count);
    for (std::size_t k = first; k < first + count; ++k) {
      to.place.push_back(places[static_cast<std::size_t>(from.place[k])]);
      to.branch.push_back(from.branch[k]);
      to.begins_ns.push_back(from.begins_ns[k]);
      to.takes_ns.push_back(from.takes_ns[k]);
    }
  }

  SampledRequests& into_;
};

}  // namespace

std::size_t sample_share(const spec::RunSettings& run, std::size_t most) {
  const auto replications = static_cast<std::size_t>(std::max<std::int64_t>(first_round(run), 1));
  return (most + replications - 1) / replications;
}

SampledRequests sampled_requests(const std::vector<Replication>& replications, std::size_t most) {
  std::vector<std::size_t> finished;
  for (std::size_t i = 0; i < replications.size(); ++i) {
    if (replications[i].is_finished) finished.push_back(i);
  }
  SampledRequests sample;
  Gathering gathering(sample);
  for (std::size_t k = 0; k < finished.size(); ++k) {
    const std::size_t share = most / finished.size() + (k < most % finished.size() ? 1 : 0);
    gathering.add(replications[finished[k]].sample, static_cast<std::int32_t>(finished[k]), share);
  }
  return sample;
}

}  // namespace plimsoll
