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
      " = give exactly one of users (who wait for the answer), rate, profile or burst\n";
  EXPECT_EQ(said_about("users = 1\nthink = \"1 s\"\nrate = \"1 /s\"\n"),
            "traffic.visitors: has both users and rate" + choice);
  EXPECT_EQ(said_about("users = 1\n"),
            "traffic.visitors: users need 'think', the time from an answer to the next request = write think "
            "= \"5 s\", or "
            "\"0 s\" if they never pause\n");
  EXPECT_EQ(said_about("rate = \"1 /s\"\nthink = \"1 s\"\n"), "traffic.visitors.think: belongs to users\n");
  EXPECT_EQ(said_about("burst = 1\narrivals = \"poisson\"\n"),
            "traffic.visitors.arrivals: belongs to rate or profile\n");
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

// Whole nanoseconds cannot keep apart what comes faster than this.
TEST(TrafficTable, HasAHighestRate) {
  EXPECT_EQ(said_about("rate = \"1_000_000_000 /s\"\n"),
            "traffic.visitors.rate: must be at most 100000000 /s, got 1000000000 /s\n");
  EXPECT_EQ(said_about("profile = [{ at = \"0 s\", rate = \"1_000_000_000 /s\" }]\n"),
            "traffic.visitors.profile: must be at most 100000000 /s, got 1000000000 /s\n");
}

}  // namespace
}  // namespace plimsoll::spec
