#include "study/demand.hpp"

#include <gtest/gtest.h>

#include "tests/support/model_text.hpp"

namespace plimsoll::test {
namespace {

// Requests whose item is below `bound` work for a second, the others not at all: the mean work is the chance.
double chance_below(const std::string& bound, const std::string& attribute) {
  const spec::Spec spec =
      load_text("[system.app]\nkind = \"server\"\ncores = 4\n[attribute.item]\n" + attribute +
                "\n[request.ask]\non = \"app\"\nsteps = [{ choose = [{ when = { item = { below = " + bound +
                " } }, work = \"1 s\" }, { otherwise = true, work = \"0 s\" }] }]\n" +
                "[traffic.crowd]\nrate = \"1 /s\"\n");
  DemandWalk walk(spec);
  return walk.of(spec.traffic[0], spec.requests[0]).parts.at("app").work_seconds;
}

// A range of values is as likely as its values together, however many they are.
TEST(DemandWalk, AddsUpRangesOfValues) {
  EXPECT_NEAR(chance_below("750_000_000", "values = 1_000_000_000"), 0.75, 1e-9);
  EXPECT_DOUBLE_EQ(chance_below("2", "values = 3\npopularity = { weights = [5, 1, 2] }"), 0.75);
  // Harmonic numbers: H(30,000) / H(60,000), and H(10^8) / H(10^9).
  EXPECT_NEAR(chance_below("30_000", "values = 60_000\npopularity = { dist = \"zipf\", exponent = 1.0 }"),
              10.886184992120 / 11.579323839416, 1e-9);
  EXPECT_NEAR(
      chance_below("100_000_000", "values = 1_000_000_000\npopularity = { dist = \"zipf\", exponent = 1.0 }"),
      18.997896413854 / 21.300481502348, 1e-9);
}

/// The work of requests whose item is in group 1 of 3.
double chance_of_group(const std::string& item, const std::string& traffic = "") {
  const spec::Spec spec =
      load_text("[system.app]\nkind = \"server\"\ncores = 4\n[attribute.item]\n" + item +
                "\n[attribute.group]\nvalues = 3\nof = \"item\"\n"
                "[request.ask]\non = \"app\"\nsteps = [{ choose = [{ when = { group = 1 }, "
                "work = \"1 s\" }, { otherwise = true, work = \"0 s\" }] }]\n"
                "[traffic.crowd]\nrate = \"1 /s\"\n" +
                traffic);
  DemandWalk walk(spec);
  return walk.of(spec.traffic[0], spec.requests[0]).parts.at("app").work_seconds;
}

// Items 1 and 4 of six are in group 1; so is one in three of very many; with weights, theirs count.
TEST(DemandWalk, AddsUpWhatFollowsFromAnotherAttribute) {
  EXPECT_NEAR(chance_of_group("values = 6"), 1.0 / 3, 1e-9);
  EXPECT_NEAR(chance_of_group("values = 900_000_000"), 1.0 / 3, 1e-6);
  EXPECT_NEAR(chance_of_group("values = 4\npopularity = { weights = [1, 5, 2, 2] }"), 0.5, 1e-9);
}

// A traffic of item 4 is all in group 1, and one of the first five items in turn two fifths of the time.
TEST(DemandWalk, KnowsWhatATrafficFixes) {
  EXPECT_DOUBLE_EQ(chance_of_group("values = 6", "attributes = { item = 4 }\n"), 1);
  EXPECT_DOUBLE_EQ(chance_of_group("values = 6", "attributes = { item = { first = 5 } }\n"), 0.4);
}

// A cache told to hit 80 % leaves a fifth of the queries; one that is not told is taken to hit.
TEST(DemandWalk, CountsTheMissesOfAHitRatioThatIsSet) {
  const auto work = [](const std::string& hit_ratio) {
    const spec::Spec spec = load_text(
        "[system.cache]\nkind = \"cache\"\ntime = \"0 s\"\nttl = \"1 min\"\ncapacity = 10\n" + hit_ratio +
        "\n[system.db]\nkind = \"database\"\ncores = 4\nconnections = 9\n"
        "[request.ask]\nsteps = [{ read = \"cache\", miss = \"load\" }]\n"
        "[routine.load]\nsteps = [{ query = \"db\", time = \"10 ms\" }]\n[traffic.crowd]\nrate = \"1 /s\"\n");
    DemandWalk walk(spec);
    return walk.of(spec.traffic[0], spec.requests[0]).parts["db"].work_seconds;
  };
  EXPECT_NEAR(work("hit_ratio = \"80 %\""), 0.002, 1e-12);
  EXPECT_DOUBLE_EQ(work(""), 0);
}

}  // namespace
}  // namespace plimsoll::test
