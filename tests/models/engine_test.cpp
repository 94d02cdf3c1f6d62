#include <gtest/gtest.h>

#include "models/guard_stop.hpp"
#include "tests/support/story.hpp"

namespace plimsoll::test {
namespace {

// At one instant work comes before timers: what is handed on through three parts within an instant still is
// in time for a limit that ends then.
TEST(Engine, FinishesAnInstantBeforeItsTimers) {
  EXPECT_EQ(tell(R"(
[system.app]
kind  = "server"
cores = 1
order = "fcfs"
[system.row]
kind = "row_lock"
[routine.locked]
holds = ["row"]
steps = [{ wait = "10 ms" }]
[routine.instantly]
on    = "app"
steps = [{ work = "0 s" }, { wait = "0 s" }, { work = "0 s" }]
[routine.both]
steps = [{ call = "locked" }, { call = "instantly" }]
[request.ask]
steps = [{ call = "both", limit = "20 ms" }]
)" + std::string(kEpisode) +
                 burst("ask", 2)),
            (Story{"10 ask ok", "20 ask ok"}));
}

// Requests that are made ready at one instant go on in the order in which they were: first come first served.
TEST(Engine, KeepsTheOrderWithinAnInstant) {
  EXPECT_EQ(tell(R"(
[system.row]
kind  = "row_lock"
stock = 1
[request.early]
steps = [{ wait = "10 ms" }, { check = "row" }, { take = "row" }]
[request.late]
steps = [{ wait = "5 ms" }, { check = "row" }, { take = "row" }]
)" + std::string(kEpisode) +
                 burst("late", 1, "5 ms") + burst("early")),
            (Story{"10 early ok", "10 late out_of_stock"}));
}

// A model in which time cannot move is stopped: users without think time and an answer that takes none.
TEST(Engine, StopsWhereTimeStandsStill) {
  Episode episode(R"(
[request.ask]
steps = [{ wait = "0 s" }]
[traffic.crowd]
users = 1
think = "0 s"
)");
  try {
    episode.engine().run(SimTime::seconds(1), UINT64_MAX);
    FAIL() << "time moved";
  } catch (const GuardStop& stop) {
    EXPECT_EQ(std::string(stop.what()).substr(0, 37), "time stands still at 0.000000000 s: m");
  }
}

// More requests than memory allows are a stop with a reason, not a crash.
TEST(Engine, StopsAtItsLimitOfRequests) {
  Episode episode("[request.ask]\nsteps = [{ wait = \"1 h\" }]\n" + std::string(kEpisode) +
                  burst("ask", 101));
  episode.engine().set_request_limit(100);

  EXPECT_THROW(episode.engine().run(SimTime::seconds(1), UINT64_MAX), GuardStop);
}

// The books: what arrived has ended or is there, whenever one looks.
TEST(Engine, KeepsItsBooks) {
  Episode episode(R"(
[system.app]
kind    = "server"
cores   = 1
workers = 3
queue   = 4
[request.ask]
on    = "app"
steps = [{ all_of = [{ work = { dist = "exponential", mean = "9 ms" } }, { wait = "5 ms" }], limit = "25 ms" }]
[traffic.stream]
rate = "120 /s"
[run]
kind     = "episode"
duration = "2 s"
)");
  for (int i = 1; i <= 100; ++i) {
    episode.engine().run(SimTime::ms(i * 20), UINT64_MAX);
    const KindRecord& ask = episode.engine().recorder().kinds().front();
    EXPECT_EQ(ask.arrived,
              ask.completed + ask.failed() + episode.engine().take_census(1).in_flight.front().count);
  }
  EXPECT_GT(episode.engine().recorder().kinds().front().failed(), 10U);
}

// Counting starts afresh after the warm-up, and what is under way then is carried over: 10 regular arrivals
// per second that take 1 s each. Those of the first second are in flight when counting starts.
TEST(Recorder, CarriesOverWhatIsUnderWay) {
  const Results results = run_text(R"(
[request.ask]
steps = [{ wait = "1 s" }]
[traffic.stream]
rate     = "10 /s"
arrivals = "regular"
[run]
warm_up      = "10050 ms"
duration     = "5 s"
replications = 1
)");
  const RequestFigures& ask = results.requests.front();

  EXPECT_EQ(ask.in_flight_start.value, 10);
  EXPECT_EQ(ask.arrived.value, 50);
  EXPECT_EQ(ask.completed.value, 50);
  EXPECT_EQ(ask.in_flight_end.value, 10);
}

// Little's law holds for every part: what is in use and waiting is the rate times the time spent, here over
// an episode from empty to empty, so exactly.
TEST(Recorder, ObeysLittlesLaw) {
  const Results results = run_text(R"(
[system.app]
kind    = "server"
cores   = 2
order   = "fcfs"
workers = 5
queue   = "unlimited"
[request.ask]
on    = "app"
steps = [{ work = { dist = "exponential", mean = "10 ms" } }]
[traffic.stream]
profile = [{ at = "0 s", rate = "250 /s" }, { at = "4 s", rate = "0 /s" }]
between = "steps"
)" + std::string(kEpisode));
  const PartFigures& app = part_of(results, "app");
  const RequestFigures& ask = results.requests.front();
  const double seconds = results.run.duration_seconds;

  EXPECT_NEAR(ask.latency_seconds.mean.value * ask.completed.value / seconds,
              app.in_use.value + app.wait_seconds.mean.value * app.served.value / seconds, 1e-6);
}

// Rounds that take no time and never block are stopped too.
TEST(Engine, StopsWhereALoopStandsStill) {
  Episode episode(R"(
[system.row]
kind  = "row_lock"
stock = 1
[request.ask]
steps = [{ check = "row", times = 1_000_000_000 }]
)" + std::string(kEpisode) +
                  burst("ask"));

  EXPECT_THROW(episode.engine().run(SimTime::seconds(1), UINT64_MAX), GuardStop);
}

// A run until drained may last almost as long as time does: its timeline still holds it all.
TEST(Engine, FitsATimelineToAnyLength) {
  const Results results = run_text("[request.ask]\nsteps = [{ wait = \"2_500_000 h\" }]\n" +
                                   std::string(kEpisode) + burst("ask"));

  double completed = 0;
  for (const TimelinePoint& point : results.timeline) completed += point.completed;
  EXPECT_EQ(completed, 1);
  EXPECT_DOUBLE_EQ(results.run.duration_seconds, 9e9);
}

}  // namespace
}  // namespace plimsoll::test
