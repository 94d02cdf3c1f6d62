#include <gtest/gtest.h>

#include "tests/support/model_text.hpp"

namespace plimsoll::test {
namespace {

// Five hundred at one instant in front of 100 /s with a burst of 50. What happens behind takes no time.
constexpr const char* kGate = R"(
[system.gate]
kind  = "rate_limiter"
rate  = "100 /s"
burst = 50

[request.ask]
steps = [{ pass = "gate" }]

[traffic.crowd]
burst = 500

[run]
kind         = "episode"
duration     = "until drained"
replications = 1
)";

// Refusing: the burst passes at once and the other 450 are told so at once.
TEST(RateLimiter, RefusesBeyondTheBurst) {
  const Results results = run_text(kGate);

  const RequestFigures& ask = request_of(results, "ask");
  EXPECT_EQ(ask.completed.value, 50);
  EXPECT_EQ(failures(ask, "limited"), 450);
  EXPECT_EQ(measure(results, "gate", "passed").value, 50);
  EXPECT_EQ(measure(results, "gate", "limited").value, 450);
  EXPECT_FALSE(part_of(results, "gate").has_wait);
}

// Waiting: the k-th passes at (k - 50) / 100 s, so the last of 500 at 4.50 s.
TEST(RateLimiter, LetsOneAfterTheOtherPassWhenTheyWait) {
  const Results results = run_text(kGate, {"system.gate.mode=wait", "system.gate.queue=unlimited"});

  const RequestFigures& ask = request_of(results, "ask");
  EXPECT_EQ(ask.completed.value, 500);
  EXPECT_DOUBLE_EQ(ask.latency_seconds.max.value, 4.50);
  EXPECT_DOUBLE_EQ(part_of(results, "gate").wait_seconds.max.value, 4.50);
  // 450 wait for 1, 2, ... 450 hundredths: 1014.75 s in 500 requests, over a run of 4.5 s.
  EXPECT_DOUBLE_EQ(ask.latency_seconds.mean.value, 1014.75 / 500);
  EXPECT_DOUBLE_EQ(part_of(results, "gate").waiting.value, 1014.75 / 4.5);
}

// A burst of one spaces requests evenly: the last of 500 passes at 4.99 s.
TEST(RateLimiter, SpacesThemEvenlyWithoutABurst) {
  const Results results =
      run_text(kGate, {"system.gate.mode=wait", "system.gate.queue=unlimited", "system.gate.burst=1"});

  EXPECT_DOUBLE_EQ(request_of(results, "ask").latency_seconds.max.value, 4.99);
}

// The line is bounded: 50 pass at once, 100 wait, the last until 1.00 s, and 350 are refused.
TEST(RateLimiter, RefusesWhenTheLineIsFull) {
  const Results results = run_text(kGate, {"system.gate.mode=wait", "system.gate.queue=100"});

  const RequestFigures& ask = request_of(results, "ask");
  EXPECT_EQ(ask.completed.value, 150);
  EXPECT_EQ(failures(ask, "limited"), 350);
  EXPECT_DOUBLE_EQ(ask.latency_seconds.max.value, 1.00);
}

// A line of no length waits for nobody: it is the same as refusing.
TEST(RateLimiter, WithoutALineRefuses) {
  const Results results = run_text(kGate, {"system.gate.mode=wait", "system.gate.queue=0"});

  EXPECT_EQ(measure(results, "gate", "passed").value, 50);
  EXPECT_EQ(measure(results, "gate", "limited").value, 450);
}

// Each of two customers has a burst of its own; after two seconds both buckets are full again, and no fuller.
TEST(RateLimiter, KeepsABucketForEachValueOfAnAttribute) {
  const std::string customers = std::string(kGate) + R"(
[attribute.customer]
values = 2
[traffic.later]
burst = 500
at    = "2 s"
)";
  const Results results = run_text(customers, {"system.gate.per=customer"});

  EXPECT_EQ(measure(results, "gate", "passed").value, 200);
  EXPECT_EQ(measure(results, "gate", "limited").value, 800);
}

// It stands at the door as well: `enters` asks it before the request begins.
TEST(RateLimiter, StandsAtTheDoor) {
  const Results results = run_text(R"(
[system.gate]
kind  = "rate_limiter"
rate  = "100 /s"
burst = 50
[request.ask]
steps = [{ wait = "1 s" }]
[traffic.crowd]
burst  = 500
enters = "gate"
[run]
kind         = "episode"
duration     = "until drained"
replications = 1
)");

  EXPECT_EQ(request_of(results, "ask").completed.value, 50);
  EXPECT_EQ(failures(request_of(results, "ask"), "limited"), 450);
}

// One a second, three at once: they are to pass at 0, 1 and 2 s. The third gives up at 1.5 s; its token is
// lost, so one that comes at 1.6 s passes at 3 s.
TEST(RateLimiter, LosesTheTokenOfOneThatGivesUp) {
  const Results results = run_text(R"(
[system.gate]
kind = "rate_limiter"
rate = "1 /s"
mode = "wait"

[request.impatient]
steps = [{ pass = "gate", limit = "1500 ms" }]
[request.patient]
steps = [{ pass = "gate" }]

[traffic.first]
request = "impatient"
burst   = 3
[traffic.second]
request = "patient"
burst   = 1
at      = "1600 ms"

[run]
kind         = "episode"
duration     = "until drained"
replications = 1
)");

  const RequestFigures& impatient = request_of(results, "impatient");
  EXPECT_EQ(impatient.completed.value, 2);
  EXPECT_EQ(failures(impatient, "timed_out"), 1);
  EXPECT_DOUBLE_EQ(request_of(results, "patient").latency_seconds.max.value, 1.4);
  EXPECT_EQ(measure(results, "gate", "passed").value, 3);
  EXPECT_EQ(measure(results, "gate", "limited").value, 0);
}

// In a line for one, whoever gives up at 0.5 s makes room for one that comes at 0.6 s and passes at 2 s.
TEST(RateLimiter, MakesRoomInTheLineWhenOneGivesUp) {
  const Results results = run_text(R"(
[system.gate]
kind  = "rate_limiter"
rate  = "1 /s"
mode  = "wait"
queue = 1

[request.impatient]
steps = [{ pass = "gate", limit = "500 ms" }]
[request.patient]
steps = [{ pass = "gate" }]

[traffic.first]
request = "impatient"
burst   = 2
[traffic.too_early]
request = "patient"
burst   = 1
at      = "400 ms"
[traffic.in_time]
request = "patient"
burst   = 1
at      = "600 ms"

[run]
kind         = "episode"
duration     = "until drained"
replications = 1
)");

  EXPECT_EQ(failures(request_of(results, "impatient"), "timed_out"), 1);
  const RequestFigures& patient = request_of(results, "patient");
  EXPECT_EQ(failures(patient, "limited"), 1);
  EXPECT_EQ(patient.completed.value, 1);
  EXPECT_DOUBLE_EQ(patient.latency_seconds.max.value, 1.4);
}

// An event deepens the bucket: from then on it fills up to three, and three of five pass.
TEST(RateLimiter, FollowsItsLiveSettings) {
  const Results results = run_text(R"(
[system.gate]
kind = "rate_limiter"
rate = "1 /s"

[request.ask]
steps = [{ pass = "gate" }]

[traffic.before]
burst = 5
[traffic.after]
burst = 5
at    = "10 s"

[event.deeper]
starts = "1 s"
set.system.gate.burst = 3

[run]
kind         = "episode"
duration     = "until drained"
replications = 1
)");

  EXPECT_EQ(measure(results, "gate", "passed").value, 4);
  EXPECT_EQ(measure(results, "gate", "limited").value, 6);
}

// On Poisson arrivals a bucket of b refuses as an M/D/1/K queue does; the values for b = 10 are exact. At
// 90 % load it refuses 1.66 %, at 120 % 17.1 %.
TEST(RateLimiter, RefusesPoissonArrivalsAsTheoryHasIt) {
  struct Case {
    const char* rate;
    double refused;
  };
  for (const Case& load : {Case{"90 /s", 0.0166317478}, Case{"120 /s", 0.1709107685}}) {
    const Results results = run_text(std::string(R"(
[system.gate]
kind  = "rate_limiter"
rate  = "100 /s"
burst = 10
[request.ask]
steps = [{ pass = "gate" }]
[traffic.crowd]
rate = ")") + load.rate + R"("
[run]
warm_up      = "10 s"
duration     = "1000 s"
replications = 20
)");
    const double reach = std::max(0.02 * load.refused, 0.001);
    expect_exact(results, request_of(results, "ask").success_ratio, 1 - load.refused, reach);
  }
}

}  // namespace
}  // namespace plimsoll::test
