#include "models/components/leaky_bucket.hpp"

#include <gtest/gtest.h>

#include "tests/support/model_text.hpp"

namespace plimsoll {
namespace {

// A burst of four at t = 0 leaves at 0, 10, 20 ms; the fourth finds two waiting and is refused.
TEST(LeakyBucket, SpacesABurstAndRefusesTheOverflow) {
  LeakyBucketRule bucket{{.drain_rate = {100.0}, .depth = 2}};

  EXPECT_EQ(bucket.admit(SimTime::ms(0)), SimTime::ms(0));
  EXPECT_EQ(bucket.admit(SimTime::ms(0)), SimTime::ms(10));
  EXPECT_EQ(bucket.admit(SimTime::ms(0)), SimTime::ms(20));
  EXPECT_EQ(bucket.admit(SimTime::ms(0)), std::nullopt);
}

// After a pause the next request leaves at once: the bucket saves nothing up and owes nothing.
TEST(LeakyBucket, ForgetsQuietTimes) {
  LeakyBucketRule bucket{{.drain_rate = {100.0}, .depth = 2}};

  EXPECT_EQ(bucket.admit(SimTime::ms(0)), SimTime::ms(0));
  EXPECT_EQ(bucket.admit(SimTime::ms(500)), SimTime::ms(500));
  EXPECT_EQ(bucket.admit(SimTime::ms(501)), SimTime::ms(510));
}

// A line and a rate whose product no clock can hold: the line is never full, and who would leave after the
// end of time never leaves.
TEST(LeakyBucket, TakesAnyLineAndRate) {
  LeakyBucketRule deep{{.drain_rate = {1.0}, .depth = 9'000'000'000'000'000'000}};
  EXPECT_EQ(deep.admit(SimTime::ms(0)), SimTime::ms(0));
  EXPECT_EQ(deep.admit(SimTime::ms(0)), SimTime::seconds(1));

  LeakyBucketRule slow{{.drain_rate = {1e-300}, .depth = 100}};
  EXPECT_EQ(slow.admit(SimTime::ms(0)), SimTime::ms(0));
  EXPECT_EQ(slow.admit(SimTime::ms(0)), SimTime::max());
}

// In a model: 51 requests at one instant through a bucket of 100 /s and a line of 49 take 0, 10 ... 490 ms;
// one is refused. The mean of the fifty is 245 ms exactly.
TEST(LeakyBucket, DrainsABurstInAModel) {
  const Results results = test::run_text(R"(
    [system.bucket]
    kind       = "leaky_bucket"
    drain_rate = "100 /s"
    depth      = 49
    [request.call]
    steps = [{ pass = "bucket" }]
    [traffic.burst]
    burst = 51
    [run]
    kind         = "episode"
    duration     = "until drained"
    replications = 2
  )");
  const RequestFigures& call = test::request_of(results, "call");
  EXPECT_EQ(call.completed.value, 50);
  EXPECT_EQ(test::failures(call, "limited"), 1);
  EXPECT_DOUBLE_EQ(call.latency_seconds.mean.value, 0.245);
  EXPECT_DOUBLE_EQ(call.latency_seconds.max.value, 0.490);
  EXPECT_EQ(test::part_of(results, "bucket").refused.value, 1);
}

}  // namespace
}  // namespace plimsoll
