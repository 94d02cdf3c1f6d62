#include "study/warm_up.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "tests/support/model_text.hpp"

namespace plimsoll {
namespace {

using test::load_text;

/// One measure in one pilot, whose value in slice s is level(s).
template <typename Level>
Pilot pilot(const Level& level) {
  PilotSeries series{"waiting at app", {}, std::vector<double>(kPilotSlices, 1.0)};
  for (std::size_t s = 0; s < kPilotSlices; ++s) series.amount.push_back(level(static_cast<double>(s)));
  return {true, {series}};
}

const std::string kModel = R"(
[request.ask]
steps = [{ wait = "1 ms" }]
[traffic.stream]
rate = "10 /s"
[run]
duration     = "640 s"
replications = 10
)";

// A level that is reached after six of 64 slices of the first pilots, which are an eighth of 640 s: 7.5 s.
TEST(WarmUp, EndsWhereTheLevelIsReached) {
  std::vector<Duration> asked;
  const WarmUpFigures found = find_warm_up(load_text(kModel), [&](Duration length) {
    asked.push_back(length);
    return std::vector<Pilot>(kPilots, pilot([](double s) { return s < 6 ? s : 10; }));
  });
  EXPECT_EQ(asked, std::vector<Duration>{Duration::seconds(80)});
  EXPECT_DOUBLE_EQ(found.seconds, 7.5);
  EXPECT_TRUE(found.is_automatic);
  EXPECT_TRUE(found.is_found);
  EXPECT_EQ(found.decided_by, "waiting at app");
  EXPECT_EQ(found.trouble, "");
}

// The same with controls: half of the pilot is left out, 40 s, which no measure asked for.
TEST(WarmUp, IsHalfOfThePilotAtLeastWhereLuckIsTakenOut) {
  const spec::Spec spec = load_text(kModel + "variance_reduction = \"control_variates\"\n");
  const WarmUpFigures found = find_warm_up(spec, [&](Duration) {
    return std::vector<Pilot>(kPilots, pilot([](double s) { return s < 6 ? s : 10; }));
  });
  EXPECT_DOUBLE_EQ(found.seconds, 40);
  EXPECT_EQ(found.decided_by, "");
  EXPECT_EQ(found.trouble, "");
}

// What is level from the start has nothing to be left out.
TEST(WarmUp, IsNoneWhereNothingHasToSettle) {
  const WarmUpFigures found = find_warm_up(load_text(kModel), [](Duration) {
    return std::vector<Pilot>(kPilots, pilot([](double) { return 3; }));
  });
  EXPECT_EQ(found.seconds, 0);
  EXPECT_EQ(found.decided_by, "");
}

// A level that is reached at 100 s is out of sight of pilots of 80 s; those of 160 s see it.
TEST(WarmUp, RunsLongerPilotsUntilItSeesTheEnd) {
  const WarmUpFigures found = find_warm_up(load_text(kModel), [](Duration length) {
    const double slice = length.to_seconds() / static_cast<double>(kPilotSlices);
    std::vector<Pilot> pilots;
    for (int number = 0; number < 5; ++number) {
      pilots.push_back(pilot([&](double s) { return std::min(s * slice, 100.0) + number; }));
    }
    return pilots;
  });
  EXPECT_EQ(found.pilot_seconds, 320);
  EXPECT_NEAR(found.seconds, 100, 10);
  EXPECT_TRUE(found.is_found);
}

// What rises as long as the run lasts never settles, and the sentence says so.
TEST(WarmUp, SaysWhenThereIsNoEnd) {
  const WarmUpFigures found = find_warm_up(load_text(kModel), [](Duration) {
    return std::vector<Pilot>(kPilots, pilot([](double s) { return s; }));
  });
  EXPECT_FALSE(found.is_found);
  EXPECT_EQ(found.seconds, 320);
  EXPECT_EQ(
      found.trouble,
      "no end of the warm-up is in sight after 640 s: waiting at app has not settled. A longer run.duration "
      "gives it time, unless it never does");
}

// Noise whose calmest stretch lies at its end is not taken for a warm-up without end: pilots disagree about
// it. Half of the pilot is left out to be safe.
TEST(WarmUp, IsNotFooledByNoise) {
  const WarmUpFigures found = find_warm_up(load_text(kModel), [](Duration) {
    std::vector<Pilot> pilots;
    for (int number = 0; number < 5; ++number) {
      const double sign = number % 2 == 0 ? 1 : -1;
      pilots.push_back(pilot([&](double s) { return s < 50 ? sign * 9 : 0.0; }));
    }
    return pilots;
  });
  EXPECT_TRUE(found.is_found);
  EXPECT_EQ(found.seconds, 40);
}

// Pilots end before the first event, which is not the start's doing.
TEST(WarmUp, LooksOnlyAtTheTimeBeforeTheFirstEvent) {
  std::vector<Duration> asked;
  const auto rising = [&](Duration length) {
    asked.push_back(length);
    return std::vector<Pilot>(kPilots, pilot([](double s) { return s; }));
  };
  const std::string rush = "[event.rush]\nstarts = \"100 s\"\nset.traffic.stream.rate = \"20 /s\"\n";
  const WarmUpFigures found = find_warm_up(load_text(kModel + rush), rising);
  EXPECT_EQ(asked.back(), Duration::seconds(100));
  EXPECT_TRUE(found.is_found);
  EXPECT_EQ(found.seconds, 50);
  EXPECT_EQ(found.trouble,
            "waiting at app has not settled when event rush starts at 100 s: the first 50 s are left out. "
            "Let it start "
            "later, or say run.warm_up");

  const std::string at_once = "[event.rush]\nstarts = \"0 s\"\nset.traffic.stream.rate = \"20 /s\"\n";
  const WarmUpFigures without = find_warm_up(load_text(kModel + at_once), rising);
  EXPECT_EQ(asked.size(), 2u);
  EXPECT_EQ(without.seconds, 10);
  EXPECT_NE(without.trouble, "");
}

// A core at 90 % load takes a while to fill its line, and a run says how long it took and what took longest;
// given times are taken as they are.
TEST(WarmUp, IsFoundByARun) {
  const std::string station = R"(
[system.core]
kind    = "server"
cores   = 1
order   = "fcfs"
workers = "unlimited"
[request.job]
on    = "core"
steps = [{ work = { dist = "exponential", mean = "9 ms" } }]
[traffic.jobs]
rate = "100 /s"
[run]
duration = "200 s"
)";
  const Results found = test::run_text(station);
  EXPECT_TRUE(found.run.warm_up.is_automatic);
  EXPECT_GT(found.run.warm_up_seconds, 0);
  EXPECT_LT(found.run.warm_up_seconds, 50);
  EXPECT_EQ(found.run.warm_up_seconds, found.run.warm_up.seconds);
  EXPECT_NE(found.run.warm_up.decided_by, "");

  const Results given = test::run_text(station, {"run.warm_up=7s"});
  EXPECT_FALSE(given.run.warm_up.is_automatic);
  EXPECT_EQ(given.run.warm_up_seconds, 7);
  EXPECT_EQ(find_warm_up(load_text(station)).seconds, found.run.warm_up_seconds);
}

}  // namespace
}  // namespace plimsoll
