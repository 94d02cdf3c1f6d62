#include <gtest/gtest.h>

#include "tests/support/model_text.hpp"

namespace plimsoll::test {
namespace {

// Each request stays inside for a second.
constexpr const char* kDoor = R"(
[system.door]
kind = "connection_limit"
size = 500

[request.visit]
holds = ["door"]
steps = [{ wait = "1 s" }]

[traffic.crowd]
burst = 1_000

[run]
kind         = "episode"
duration     = "until drained"
replications = 1
)";

// Of a thousand at one instant five hundred are let in and five hundred refused; nobody waits.
TEST(ConnectionLimit, RefusesWhatDoesNotFit) {
  const Results results = run_text(kDoor);

  const RequestFigures& visit = request_of(results, "visit");
  EXPECT_EQ(visit.completed.value, 500);
  EXPECT_EQ(failures(visit, "refused"), 500);
  EXPECT_EQ(visit.latency_seconds.max.value, 1.0);
  const PartFigures& door = part_of(results, "door");
  EXPECT_EQ(door.served.value, 500);
  EXPECT_EQ(door.refused.value, 500);
  EXPECT_EQ(door.utilisation.value, 1.0);
  EXPECT_EQ(measure(results, "door", "in_use_max").value, 500);
  EXPECT_FALSE(door.has_wait);
}

// Whoever leaves makes room: a second crowd is refused while the first is inside, and let in when it has
// left.
TEST(ConnectionLimit, MakesRoomForThoseWhoComeLater) {
  const std::string later = std::string(kDoor) + R"(
[traffic.too_early]
burst = 10
at    = "999 ms"
[traffic.in_time]
burst = 500
at    = "1001 ms"
)";
  const RequestFigures visit = request_of(run_text(later), "visit");

  EXPECT_EQ(visit.completed.value, 1'000);
  EXPECT_EQ(failures(visit, "refused"), 510);
}

// With a limit for each region, two regions let in a hundred each, and a full one does not shut the other.
TEST(ConnectionLimit, HoldsForEachValueOfAnAttribute) {
  const std::string regions = std::string(kDoor) + R"(
[attribute.region]
values = 2
)";
  const Results results = run_text(regions, {"system.door.size=100", "system.door.per=region"});

  EXPECT_EQ(request_of(results, "visit").completed.value, 200);
  EXPECT_EQ(part_of(results, "door").refused.value, 800);
  EXPECT_EQ(measure(results, "door", "in_use_max").value, 200);
  EXPECT_FALSE(part_of(results, "door").has_utilisation);
}

// With a limit for each region every place comes back: the same crowd is let in again a minute later.
TEST(ConnectionLimit, GivesBackThePlaceOfTheRightValue) {
  const std::string regions = std::string(kDoor) + R"(
[attribute.region]
values = 2
[traffic.again]
burst = 1_000
at    = "60 s"
)";
  const Results results = run_text(regions, {"system.door.size=100", "system.door.per=region"});

  EXPECT_EQ(request_of(results, "visit").completed.value, 400);
  EXPECT_EQ(measure(results, "door", "in_use_max").value, 200);
}

// A request that is cut short inside gives its place back at that instant.
TEST(ConnectionLimit, GetsThePlaceBackFromOneCutShort) {
  const RequestFigures call = request_of(run_text(R"(
[system.door]
kind = "connection_limit"
size = 5

[request.call]
steps = [{ call = "visit", limit = "1 s" }]

[routine.visit]
holds = ["door"]
steps = [{ wait = "10 s" }]

[traffic.first]
burst = 5
[traffic.while_full]
burst = 5
at    = "999 ms"
[traffic.after]
burst = 5
at    = "1001 ms"

[run]
kind         = "episode"
duration     = "until drained"
replications = 1
)"),
                                         "call");

  EXPECT_EQ(failures(call, "refused"), 5);
  EXPECT_EQ(failures(call, "timed_out"), 10);
}

// A limit that falls from 4 to 2 turns nobody out; later it lets in 2 of 3.
TEST(ConnectionLimit, ShrinksAsRequestsLeave) {
  const Results results = run_text(R"(
[system.door]
kind = "connection_limit"
size = 4

[request.visit]
holds = ["door"]
steps = [{ wait = "3 s" }]

[traffic.first]
burst = 4
[traffic.while_full]
burst = 2
at    = "2 s"
[traffic.after]
burst = 3
at    = "4 s"

[event.fewer]
starts = "1 s"
set.system.door.size = 2

[run]
kind         = "episode"
duration     = "until drained"
replications = 1
)");

  EXPECT_EQ(request_of(results, "visit").completed.value, 6);
  EXPECT_EQ(part_of(results, "door").refused.value, 3);
}

// Ten places offered 8 erlang, each taken for a time of this law.
void expect_erlang_b(const std::string& law) {
  const double exact = 0.1216610643;
  const Results results = run_text(R"(
[system.door]
kind = "connection_limit"
size = 10
[request.visit]
holds = ["door"]
steps = [{ wait = )" + law + R"( }]
[traffic.crowd]
rate = "80 /s"
[run]
warm_up      = "10 s"
duration     = "1500 s"
replications = 20
)");
  expect_exact(results, request_of(results, "visit").success_ratio, 1 - exact, 0.03 * exact);
  const PartFigures& door = part_of(results, "door");
  expect_exact(results, door.in_use, 8 * (1 - exact), 0.02 * 8);
}

// Ten places offered 8 erlang lose what Erlang B says: (8^10 / 10!) / (sum of 8^k / k! for k to 10) =
// 0.12166.
TEST(ConnectionLimit, LosesWhatErlangBSays) {
  expect_erlang_b(R"({ dist = "exponential", mean = "100 ms" })");
}

// Erlang B holds whatever the law of the time inside: a lognormal with four times the variance loses the
// same.
TEST(ConnectionLimit, LosesTheSameUnderAnotherLaw) {
  expect_erlang_b(R"({ dist = "lognormal", mean = "100 ms", scv = 4 })");
}

// A limit of one for the first second and of three for the next: two on average, of which one is in use.
TEST(ConnectionLimit, MeasuresAgainstTheSizeItHadThen) {
  const Results results = run_text(std::string(kDoor) + R"(
[event.more]
starts = "1 s"
set.system.door.size = 3
)",
                                   {"system.door.size=1", "request.visit.steps.wait.wait=2s"});

  EXPECT_DOUBLE_EQ(part_of(results, "door").utilisation.value, 0.5);
}

}  // namespace
}  // namespace plimsoll::test
