#include "study/attribution.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "report/json.hpp"
#include "tests/support/model_text.hpp"

namespace plimsoll::test {
namespace {

// Two kinds of request at one worker, and a pool that only one of them uses.
constexpr const char* kModel = R"(
[system.app]
kind    = "server"
cores   = 2
workers = 2
[system.db]
kind        = "database"
cores       = 1
connections = 10
[system.pool]
kind    = "pool"
towards = "db"
per     = "all"
size    = 1
[request.browse]
on    = "app"
steps = [{ work = "1 ms" }]
[request.order]
on    = "app"
holds = ["pool"]
steps = [{ work = "1 ms" }, { query = "db", time = { dist = "exponential", mean = "6 ms" } }]
[traffic.users]
rate = "100 /s"
mix  = { browse = 0.5, order = 0.5 }
[run]
warm_up      = "1 s"
duration     = "20 s"
replications = 3
)";

double sum(const RequestFigures& request, Estimate AttributionFigures::*seconds) {
  double sum = 0;
  for (const AttributionFigures& one : request.attribution) sum += (one.*seconds).value;
  return sum;
}

// The parts of the mean add up to the mean, for each kind and for all together; around a percentile they add
// up to a latency in its bucket, which is 9 % wide. Shares add up to one, and the largest part comes first.
TEST(GatherAttribution, AddsUpToTheLatency) {
  const Results results = run_text(kModel);

  ASSERT_EQ(results.requests.size(), 3U);
  for (const RequestFigures& request : results.requests) {
    SCOPED_TRACE(request.name);
    const LatencyFigures& latency = request.latency_seconds;
    EXPECT_NEAR(sum(request, &AttributionFigures::mean_seconds), latency.mean.value, 1e-12);
    EXPECT_NEAR(sum(request, &AttributionFigures::p95_seconds), latency.p95.value, 0.091 * latency.p95.value);
    EXPECT_NEAR(sum(request, &AttributionFigures::p99_seconds), latency.p99.value, 0.091 * latency.p99.value);
    double mean_share = 0, p99_share = 0;
    for (const AttributionFigures& one : request.attribution) {
      mean_share += one.mean_share;
      p99_share += one.p99_share;
    }
    EXPECT_TRUE(std::is_sorted(request.attribution.begin(), request.attribution.end(),
                               [](const AttributionFigures& a, const AttributionFigures& b) {
                                 return a.mean_share > b.mean_share;
                               }));
    EXPECT_NEAR(mean_share, 1, 1e-12);
    EXPECT_NEAR(p99_share, 1, 1e-12);
  }
}

// Only what a kind uses is listed for it.
TEST(GatherAttribution, ListsWhatTookTime) {
  const Results results = run_text(kModel);

  for (const AttributionFigures& one : request_of(results, "browse").attribution) EXPECT_EQ(one.part, "app");
  const auto& order = request_of(results, "order").attribution;
  const auto is_query = [](const AttributionFigures& one) {
    return one.part == "db" && one.what == "service";
  };
  EXPECT_EQ(std::count_if(order.begin(), order.end(), is_query), 1);
}

// Switched off, the list is empty and nothing else has changed but the sentence that rests on it: events,
// digest and every other figure are the same to the byte.
TEST(GatherAttribution, ChangesNothingElse) {
  const spec::Spec spec = load_text(kModel);
  RunOptions off;
  off.attribution = false;
  Results with = run(spec);
  Results without = run(spec, off);

  EXPECT_FALSE(with.requests[0].attribution.empty());
  EXPECT_TRUE(without.requests[0].attribution.empty());
  for (Results* results : {&with, &without}) {
    results->run.wall_seconds = 0;
    results->bottleneck = {};
    for (RequestFigures& request : results->requests) request.attribution.clear();
  }
  EXPECT_EQ(report::to_json(with), report::to_json(without));
}

// Where no request has succeeded there is nothing to tell.
TEST(GatherAttribution, IsEmptyWithoutSuccesses) {
  const Results results = run_text(R"(
[request.call]
steps = [{ wait = "1 ms" }, { fail = "declined" }]
[traffic.users]
rate = "10 /s"
[run]
duration     = "2 s"
replications = 2
)");
  EXPECT_TRUE(request_of(results, "call").attribution.empty());
}

}  // namespace
}  // namespace plimsoll::test
