#include <gtest/gtest.h>

#include "tests/spec/problems.hpp"

namespace plimsoll::spec {
namespace {

std::string with_traffic(const std::string& lines) { return kSmall.substr(0, kSmall.find("rate =")) + lines; }

Traffic traffic(const std::string& lines, const std::string& tables = "") {
  const LoadResult result = load_text(with_traffic(lines) + tables);
  EXPECT_EQ(problems(result), "");
  return result.spec ? result.spec->traffic[0] : Traffic{};
}

std::string said_about(const std::string& lines) { return problems(load_text(with_traffic(lines))); }

// Users ask, wait and think.
TEST(TrafficTable, ReadsUsers) {
  const Traffic read =
      traffic("users = 100\nthink = { dist = \"exponential\", mean = \"5 s\" }\nlimit = \"9 s\"\n");
  EXPECT_EQ(read.kind, Traffic::Kind::closed);
  EXPECT_EQ(read.users, 100);
  EXPECT_EQ(read.think.law.mean(), 5);
  EXPECT_EQ(read.limit, Duration::seconds(9));
}

// Rates, bursts and profiles.
TEST(TrafficTable, ReadsArrivals) {
  EXPECT_EQ(traffic("rate = \"120 /min\"\n").rate.per_second, 2);
  EXPECT_EQ(traffic("rate = \"1 /s\"\narrivals = \"regular\"\n").gaps.variance(), 0);
  EXPECT_NEAR(
      traffic("rate = \"1 /s\"\narrivals = { dist = \"hyperexponential\", scv = 4 }\n").gaps.variance(), 4,
      1e-9);
  const Traffic burst = traffic("burst = 500\nat = \"2 s\"\n");
  EXPECT_EQ(burst.kind, Traffic::Kind::burst);
  EXPECT_EQ(burst.count, 500);
  EXPECT_EQ(burst.at, Duration::seconds(2));
  const Traffic profile = traffic(
      "profile = [{ at = \"0 s\", rate = \"10 /s\" }, { at = \"30 s\", rate = \"50 /s\" }]\nbetween = "
      "\"steps\"\nrepeats = \"60 s\"\n");
  EXPECT_EQ(profile.profile[1].rate.per_second, 50);
  EXPECT_EQ(profile.between, Traffic::Between::steps);
  EXPECT_EQ(profile.profile_repeats, Duration::seconds(60));
}

// Shares of the mix become fractions of one; `request` is short for a mix of one.
TEST(TrafficTable, NormalisesTheMix) {
  const std::string buy = "[request.buy]\non = \"app\"\nsteps = [{ work = \"1 s\" }]\n";
  EXPECT_EQ(traffic("rate = \"1 /s\"\nmix = { home = 3, buy = 1 }\n", buy).mix,
            (Shares{{"home", 0.75}, {"buy", 0.25}}));
  EXPECT_EQ(traffic("rate = \"1 /s\"\nrequest = \"home\"\n").mix, (Shares{{"home", 1.0}}));
  EXPECT_EQ(problems(load_text(with_traffic("rate = \"1 /s\"\n") + buy)),
            "traffic.visitors: does not say which requests come = write mix = { home = 1 } or request = "
            "\"home\"\n");
  EXPECT_EQ(said_about("rate = \"1 /s\"\nmix = { home = 0 }\n"),
            "traffic.visitors.mix.home: a share must be above 0, got 0\n");
  EXPECT_EQ(said_about("rate = \"1 /s\"\nmix = { hom = 1 }\n"),
            "traffic.visitors.mix: names 'hom', but no request has that name = did you mean 'home'?\n");
}

// Exactly one way of coming, and only what belongs to it.
TEST(TrafficTable, SaysWhatDoesNotGoTogether) {
  const std::string choice =
      " = give exactly one of users (who wait for the answer), rate, profile, states or burst\n";
  EXPECT_EQ(said_about("users = 1\nthink = \"1 s\"\nrate = \"1 /s\"\n"),
            "traffic.visitors: has both users and rate" + choice);
  EXPECT_EQ(said_about("users = 1\n"),
            "traffic.visitors: users need 'think', the time from an answer to the next request = write think "
            "= \"5 s\", or "
            "\"0 s\" if they never pause\n");
  EXPECT_EQ(said_about("rate = \"1 /s\"\nthink = \"1 s\"\n"), "traffic.visitors.think: belongs to users\n");
  EXPECT_EQ(said_about("burst = 1\narrivals = \"poisson\"\n"),
            "traffic.visitors.arrivals: belongs to rate, profile or states\n");
  EXPECT_EQ(said_about("users = 1\nthink = \"1 s\"\nbatch = 3\n"),
            "traffic.visitors.batch: belongs to rate, profile or states\n");
  EXPECT_EQ(said_about("rate = \"1 /s\"\nrepeats = \"1 s\"\n"),
            "traffic.visitors.repeats: belongs to profile\n");
  EXPECT_EQ(said_about("rate = \"1 /s\"\nenters = \"app\"\n"), "");
}

// A profile begins at 0 s and goes forward, and its repetition is longer than it.
TEST(TrafficTable, ChecksTheProfile) {
  EXPECT_EQ(said_about("profile = [{ at = \"1 s\", rate = \"1 /s\" }]\n"),
            "traffic.visitors.profile: does not say the rate at 0 s = let the first point be at = \"0 s\"\n");
  EXPECT_EQ(said_about("profile = [{ at = \"0 s\", rate = \"1 /s\" }, { at = \"0 s\", rate = \"2 /s\" }]\n"),
            "traffic.visitors.profile: the points are not in order of time\n");
  EXPECT_EQ(said_about("profile = [{ at = \"0 s\", rat = \"1 /s\" }]\n"),
            "traffic.visitors.profile: a point needs 'rate'\n"
            "traffic.visitors.profile: a point has no setting 'rat' = did you mean 'at'?\n");
  EXPECT_EQ(said_about("profile = [{ at = \"0 s\", rate = \"1 /s\" }, { at = \"9 s\", rate = \"2 /s\" "
                       "}]\nrepeats = \"9 s\"\n"),
            "traffic.visitors.repeats: must be longer than the profile, whose last point is at \"9 s\"\n");
}

constexpr const char* kStates =
    "[traffic.visitors.states.busy]\nrate = \"90 /s\"\nlasts = { dist = \"exponential\", mean = \"2 s\" }\n"
    "[traffic.visitors.states.calm]\nrate = \"10 /s\"\nlasts = \"6 s\"\n";

// A rate that moves by chance: states in the order of the file, with what follows each.
TEST(TrafficTable, ReadsStates) {
  const Traffic read = traffic("batch = 2\n", kStates + std::string("next = { busy = 3, calm = 1 }\n"
                                                                    "on_arrival = { busy = 0.5 }\n"));
  EXPECT_EQ(read.kind, Traffic::Kind::open);
  EXPECT_EQ(read.batch, 2);
  ASSERT_EQ(read.states.size(), 2U);
  EXPECT_EQ(read.states[0].name, "busy");
  EXPECT_EQ(read.states[0].rate.per_second, 90);
  EXPECT_EQ(read.states[0].lasts.law.mean(), 2);
  EXPECT_TRUE(read.states[0].next.empty());
  EXPECT_EQ(read.states[1].next, (Shares{{"busy", 3.0}, {"calm", 1.0}}));
  EXPECT_EQ(read.states[1].on_arrival, (Shares{{"busy", 0.5}}));
}

// Two seconds at 90 and six at 10 make 30 a second. Where half of the arrivals in calm (10 /s) end it as
// well, it holds 1 / (1/6 + 5) s: 90 x 2 and 10 x 6/31 in 2 + 6/31 s.
TEST(TrafficTable, KnowsTheLongRunRateOfStates) {
  EXPECT_DOUBLE_EQ(long_run_rate(traffic("", kStates).states), 30);
  const double calm = 6.0 / 31;
  EXPECT_DOUBLE_EQ(long_run_rate(traffic("", kStates + std::string("on_arrival = { busy = 0.5 }\n")).states),
                   (180 + 10 * calm) / (2 + calm));
}

// Three states, of which the first is followed by either of the others: 1 s, then 2 s or 4 s with equal
// shares.
TEST(TrafficTable, KnowsTheLongRunSharesOfThreeStates) {
  const std::vector<double> shares =
      long_run_shares(traffic("states = { a = { rate = \"1 /s\", lasts = \"1 s\", next = [\"b\", \"c\"] }, "
                              "b = { rate = \"1 /s\", lasts = \"2 s\", next = \"a\" }, "
                              "c = { rate = \"1 /s\", lasts = \"4 s\" } }\n")
                          .states);
  EXPECT_DOUBLE_EQ(shares[0], 0.25);
  EXPECT_DOUBLE_EQ(shares[1], 0.25);
  EXPECT_DOUBLE_EQ(shares[2], 0.5);
}

// What is wrong with states is said where it is wrong.
TEST(TrafficTable, ChecksStates) {
  EXPECT_EQ(said_about("states = { a = { rate = \"1 /s\", lasts = \"1 s\" } }\n"),
            "traffic.visitors.states: needs at least two states = write it as { busy = { rate = \"90 /s\", "
            "lasts = \"2 s\" }, calm = { ... } }\n");
  EXPECT_EQ(said_about("states = { a = { rate = \"1 /s\", last = \"1 s\" }, b = { rate = \"1 /s\" } }\n"),
            "traffic.visitors.states.a: a state needs 'lasts'\n"
            "traffic.visitors.states.a: a state has no setting 'last' = did you mean 'lasts'?\n"
            "traffic.visitors.states.b: a state needs 'lasts'\n");
  EXPECT_EQ(said_about("states = { a = { rate = \"1 /s\", lasts = \"1 s\", next = \"cc\" }, c = { rate = "
                       "\"1 /s\", lasts = \"0 s\" } }\n"),
            "traffic.visitors.states.c.lasts: must last longer than 0 s on average\n");
  EXPECT_EQ(said_about("states = { aa = { rate = \"1 /s\", lasts = \"1 s\", next = \"cb\" }, cc = { rate = "
                       "\"1 /s\", lasts = \"1 s\", on_arrival = { aa = 0.6, cc = 0.6 } } }\n"),
            "traffic.visitors.states.aa.next: names 'cb', but no state has that name = did you mean 'cc'?\n"
            "traffic.visitors.states.cc.on_arrival: the chances add up to 1.2, more than 1\n");
  EXPECT_EQ(said_about("states = { a = { rate = \"0 /s\", lasts = \"1 s\" }, b = { rate = \"0 /s\", lasts = "
                       "\"1 s\" } }\n"),
            "traffic.visitors.states: has no state in which anybody comes\n");
}

// Whole nanoseconds cannot keep apart what comes faster than this.
TEST(TrafficTable, HasAHighestRate) {
  EXPECT_EQ(said_about("rate = \"1_000_000_000 /s\"\n"),
            "traffic.visitors.rate: must be at most 100000000 /s, got 1000000000 /s\n");
  EXPECT_EQ(said_about("profile = [{ at = \"0 s\", rate = \"1_000_000_000 /s\" }]\n"),
            "traffic.visitors.profile: must be at most 100000000 /s, got 1000000000 /s\n");
}

}  // namespace
}  // namespace plimsoll::spec
