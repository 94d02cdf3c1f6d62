#include <gtest/gtest.h>

#include "models/model_problem.hpp"
#include "tests/support/story.hpp"

namespace plimsoll::test {
namespace {

// Users in Europe, an application and a database in America, 80 ms there and back.
constexpr const char* kRegions = R"(
[region.eu]
[region.us]
rtt = { eu = "80 ms" }

[system.app]
kind   = "server"
cores  = 1
region = "us"

[system.db]
kind        = "database"
cores       = 1
connections = 10
region      = "us"

[request.page]
on    = "app"
steps = [{ work = "10 ms" }, { query = "db", time = "5 ms" }]

[run]
kind         = "episode"
duration     = "until drained"
replications = 1
)";

std::string from(const std::string& region) { return "region = \"" + region + "\""; }

// From Europe 80 ms more than from America; a database in Europe is 80 ms from the application.
TEST(Regions, CostARoundTripWhereTheyDiffer) {
  const std::string model(kRegions);

  EXPECT_EQ(tell(model + burst("page", 1, "0 s", from("us"))), (Story{"15 page ok"}));
  EXPECT_EQ(tell(model + burst("page", 1, "0 s", from("eu"))), (Story{"95 page ok"}));
  EXPECT_EQ(tell(model + burst("page", 1, "0 s", from("us")), {"system.db.region=eu"}),
            (Story{"95 page ok"}));
  EXPECT_EQ(tell(model + burst("page", 1, "0 s", from("eu")), {"system.db.region=eu"}),
            (Story{"175 page ok"}));
}

// What is nowhere in particular is near to everything.
TEST(Regions, CostNothingWhereNothingIsSaid) {
  EXPECT_EQ(tell(std::string(kRegions) + burst("page")), (Story{"15 page ok"}));
}

// Nothing over there is held on the way: of two pages at once from Europe the worker is free for the other.
TEST(Regions, HoldNothingOnTheWay) {
  EXPECT_EQ(tell(std::string(kRegions) + burst("page", 1, "0 s", from("eu")) +
                     burst("page", 1, "20 ms", from("us")),
                 {"system.app.workers=1"}),
            (Story{"35 page ok", "95 page ok"}));
}

// A door is passed once: behind it, what stands in its region is near.
TEST(Regions, AreLeftAtTheDoor) {
  const std::string model = std::string(kRegions) + R"(
[system.gate]
kind   = "connection_limit"
size   = 1
region = "us"
)" + burst("page", 1, "0 s", from("eu") + "\nenters = \"gate\"");

  EXPECT_EQ(tell(model), (Story{"95 page ok"}));
}

// One budget for all, kept in America: whoever asks from Europe pays the way.
TEST(Regions, MakeAGlobalBudgetFar) {
  const std::string model = std::string(kRegions) + R"(
[system.budget]
kind   = "rate_limiter"
rate   = "10 /s"
burst  = 1
region = "us"
[request.spend]
steps = [{ pass = "budget" }]
)" + burst("spend", 1, "0 s", from("eu")) +
                            burst("spend", 1, "50 ms", from("us"));

  EXPECT_EQ(tell(model), (Story{"50 spend ok", "80 spend limited"}));
}

// A replica in another region gets writes half a round trip later, and its answer takes the other half.
TEST(Regions, AreBetweenPrimaryAndReplica) {
  const std::string model = std::string(kRegions) + R"(
[system.eu_db]
kind        = "database"
follows     = "db"
cores       = 1
connections = 10
region      = "eu"
[request.write]
steps = [{ query = "db", time = "5 ms", writes = true }]
)" + burst("write", 1, "0 s", from("us"));

  EXPECT_EQ(tell(model), (Story{"5 write ok"}));
  EXPECT_EQ(tell(model, {"system.db.synchronous=1"}), (Story{"85 write ok"}));
}

// Two regions that talk need to say how far apart they are.
TEST(Regions, SayHowFarApartTheyAre) {
  const std::string model = std::string(kRegions) + "[region.asia]\n" + burst("page", 1, "0 s", from("asia"));
  try {
    tell(model);
    FAIL();
  } catch (const ModelProblem& problem) {
    EXPECT_EQ(problem.diagnostic().address, "region.asia");
    EXPECT_EQ(problem.diagnostic().message,
              "does not say how far it is from 'us', where app is asked from here");
    EXPECT_EQ(problem.diagnostic().remedy, "write rtt = { us = \"80 ms\" }");
  }
}

}  // namespace
}  // namespace plimsoll::test
