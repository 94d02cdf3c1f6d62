#include "models/tracer.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "report/json.hpp"
#include "study/run.hpp"
#include "study/sampled_requests.hpp"
#include "tests/support/busy_model.hpp"
#include "tests/support/model_text.hpp"

namespace plimsoll::test {
namespace {

Observation observe_sampling(const spec::Spec& spec, std::size_t most) {
  RunOptions options;
  options.sampled_requests = sample_share(spec.run, most);
  return observe(spec, options);
}

/// A request's stretches as they would be told: "request.call.pass_door door waiting 0+100".
std::vector<std::string> story(const RequestTrace& trace, std::size_t request) {
  std::size_t first = 0;
  for (std::size_t i = 0; i < request; ++i) first += trace.stretches[i];
  std::vector<std::string> lines;
  for (std::size_t k = first; k < first + trace.stretches[request]; ++k) {
    const RequestTrace::Place& place = trace.places[static_cast<std::size_t>(trace.place[k])];
    lines.push_back(place.step + " " + (place.part.empty() ? "-" : place.part) + " " +
                    std::string(word(place.use)) + " " + std::to_string(trace.begins_ns[k] / 1'000'000) +
                    "+" + std::to_string(trace.takes_ns[k] / 1'000'000));
  }
  return lines;
}

// Two at one instant: a turn each at a bucket of 10 /s, then a routine that calls a provider with a
// connection held.
TEST(Tracer, TellsWhereEachRequestWas) {
  const Observation seen = observe_sampling(load_text(R"(
    [system.door]
    kind       = "leaky_bucket"
    drain_rate = "10 /s"
    depth      = 10
    [system.line]
    kind  = "connection_limit"
    size  = 5
    [request.call]
    steps = [{ pass = "door" }, { call = "ask" }]
    [routine.ask]
    holds = ["line"]
    steps = [{ id = "provider", wait = "50 ms" }]
    [traffic.burst]
    burst = 2
    [run]
    kind         = "episode"
    duration     = "until drained"
    replications = 1
  )"),
                                            10);
  const SampledRequests sample = sampled_requests(seen.replications, 10);
  ASSERT_EQ(sample.trace.size(), 2U);
  EXPECT_EQ(story(sample.trace, 0),
            (std::vector<std::string>{"request.call.call_ask/ask.provider - outside 0+50"}));
  EXPECT_EQ(story(sample.trace, 1),
            (std::vector<std::string>{"request.call.pass_door door waiting 0+100",
                                      "request.call.call_ask/ask.provider - outside 100+50"}));
  EXPECT_EQ(sample.trace.latency_ns, (std::vector<std::int64_t>{50'000'000, 150'000'000}));
  EXPECT_EQ(sample.trace.why, (std::vector<std::int32_t>{0, 0}));
}

// Watching changes nothing: the same bytes as without, and as with another size of the sample.
TEST(Tracer, ChangesNothing) {
  const spec::Spec spec = load_text(kBusyModel);
  const auto told = [&spec](std::size_t most) {
    Results results = observe_sampling(spec, most).results;
    results.run.wall_seconds = 0;
    return report::to_json(results);
  };
  const std::string without = told(0);
  EXPECT_EQ(told(50), without);
  EXPECT_EQ(told(100'000), without);
}

// Whatever happens to a request (lines, refusals, retries, crashes), its stretches outside of branches add up
// to its latency, or to less where it waited for branches. All that ended are there where the sample is large
// enough.
TEST(Tracer, AccountsForEveryNanosecond) {
  const Observation seen = observe_sampling(load_text(kBusyModel), 1'000'000);
  const SampledRequests sample = sampled_requests(seen.replications, 1'000'000);
  double ended = 0;
  for (const Replication& one : seen.replications) {
    ended += one.all.completed;
    for (const double failed : one.all.failed) ended += failed;
  }
  ASSERT_EQ(static_cast<double>(sample.trace.size()), ended);
  std::size_t k = 0, exact = 0;
  for (std::size_t i = 0; i < sample.trace.size(); ++i) {
    std::int64_t own = 0;
    bool has_branches = false;
    for (const std::size_t end = k + sample.trace.stretches[i]; k < end; ++k) {
      if (sample.trace.branch[k] == 0) own += sample.trace.takes_ns[k];
      has_branches = has_branches || sample.trace.branch[k] > 0;
    }
    EXPECT_LE(own, sample.trace.latency_ns[i]);
    if (has_branches) continue;
    EXPECT_EQ(own, sample.trace.latency_ns[i]) << i;
    ++exact;
  }
  EXPECT_GT(exact, sample.trace.size() / 4);
}

// A sample of 200 of 4 x 5,000 requests: 50 from each replication, spread evenly over arrivals. Their mean
// arrival lies within four standard errors of the middle, and all are requests of the whole.
TEST(Tracer, SamplesEvenly) {
  const spec::Spec spec = load_text(R"(
    [request.call]
    steps = [{ wait = { dist = "exponential", mean = "10 ms" } }]
    [traffic.stream]
    rate = "500 /s"
    [run]
    warm_up      = "1 s"
    duration     = "10 s"
    replications = 4
  )");
  const Observation seen = observe_sampling(spec, 200);
  const SampledRequests sample = sampled_requests(seen.replications, 200);
  ASSERT_EQ(sample.trace.size(), 200U);
  std::map<std::int32_t, int> count;
  double sum = 0;
  for (std::size_t i = 0; i < 200; ++i) {
    ++count[sample.replication[i]];
    sum += static_cast<double>(sample.trace.arrived_ns[i]) / 1e9;
    EXPECT_GE(sample.trace.arrived_ns[i] + sample.trace.latency_ns[i],
              1'000'000'000);  // ended when it counts
  }
  for (const auto& [replication, of_it] : count) EXPECT_EQ(of_it, 50) << replication;
  EXPECT_NEAR(sum / 200, 6.0, 4 * 10 / std::sqrt(12.0 * 200));

  // A smaller sample of the same run is part of it.
  const SampledRequests smaller = sampled_requests(seen.replications, 20);
  ASSERT_EQ(smaller.trace.size(), 20U);
  for (std::size_t i = 0; i < 20; ++i) {
    bool is_there = false;
    for (std::size_t k = 0; k < 200; ++k) {
      is_there = is_there || (sample.replication[k] == smaller.replication[i] &&
                              sample.trace.number[k] == smaller.trace.number[i]);
    }
    EXPECT_TRUE(is_there) << i;
  }
}

// A request that is split into branches: each has its number, and the request's own stretches leave their
// time out.
TEST(Tracer, NumbersBranches) {
  const Observation seen = observe_sampling(load_text(R"(
    [request.call]
    steps = [{ all_of = [{ wait = "30 ms" }, { wait = "70 ms" }] }, { wait = "5 ms" }]
    [traffic.burst]
    burst = 1
    [run]
    kind         = "episode"
    duration     = "until drained"
    replications = 1
  )"),
                                            10);
  const RequestTrace trace = sampled_requests(seen.replications, 10).trace;
  ASSERT_EQ(trace.size(), 1U);
  EXPECT_EQ(trace.branch, (std::vector<std::int32_t>{1, 2, 0}));
  EXPECT_EQ(trace.takes_ns, (std::vector<std::int64_t>{30'000'000, 70'000'000, 5'000'000}));
  EXPECT_EQ(trace.latency_ns[0], 75'000'000);
}

}  // namespace
}  // namespace plimsoll::test
