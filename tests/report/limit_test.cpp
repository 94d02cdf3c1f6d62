#include "report/limit.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace plimsoll::report {
namespace {

/// 809 users, between 802 and 815; "quick" binds behind "app"; then, with twice the workers, 1,200.
Ladder sample() {
  Ladder ladder;
  Limit& limit = ladder.first;
  limit.state = LimitState::found;
  limit.title = "Shop";
  limit.source = "shop.toml";
  limit.moved = {{"traffic.shoppers.users", 100, "", true}};
  limit.load = {809, 802, 815, true, true};
  limit.lowest_allowed = 1;
  limit.highest_allowed = 100'000;
  limit.binding = "quick";
  limit.part = "app";
  limit.part_sentence = "app gives way first: it is 91 % in use";
  limit.theory = 812;
  limit.theory_model = "M/M/3//812";
  limit.replications = 25;
  LimitPoint holds;
  holds.load = 800;
  holds.replications = 20;
  holds.holds = true;
  holds.objectives = {{"quick", "p99_below", "checkout", 0.9, true, "seconds", "", {0.85, 0.84, 0.86, true, true}, Verdict::pass}};
  LimitPoint piles_up;
  piles_up.load = 1'000;
  piles_up.replications = 5;
  piles_up.overload = "app: the queue grows";
  limit.points = {holds, piles_up};
  Rung rung;
  rung.lift = {"system.app.workers", "32", "64", 2};
  rung.limit = limit;
  rung.limit.load = {1'200, 1'190, 1'210, true, true};
  rung.limit.part = "db";
  ladder.next = {rung};
  return ladder;
}

// The answer is in the first line, with its interval; the rest says what binds, behind which part, and what
// limits next.
TEST(LimitReport, LeadsWithTheAnswer) {
  const std::string text = to_text(sample());
  EXPECT_EQ(text.substr(0, text.find('\n')), "✓ LIMIT  Shop: 809 users (95 %: 802 to 815)");
  EXPECT_NE(text.find("quick binds (checkout p99 < 900 ms)"), std::string::npos) << text;
  EXPECT_NE(text.find("app gives way first"), std::string::npos);
  EXPECT_NE(text.find("✗ no steady state"), std::string::npos);
  EXPECT_NE(text.find("system.app.workers 32 → 64  1,200 users (95 %: 1,190 to 1,210)  quick  db"),
            std::string::npos)
      << text;
}

// Each way to end has a line of its own, none of which claims a limit that was not found.
TEST(LimitReport, SaysHowItEnded) {
  Limit limit = sample().first;
  limit.load = {};
  const auto line = [&](LimitState state) {
    limit.state = state;
    return verdict_line(limit);
  };
  EXPECT_EQ(line(LimitState::never_fails),
            "? NO LIMIT FOUND  Shop: all objectives hold at the highest load, 100,000 users");
  EXPECT_EQ(line(LimitState::fails_at_lowest),
            "✗ NO LOAD HOLDS  Shop: an objective fails at the lowest load, 1 user");
  EXPECT_EQ(line(LimitState::undecided), "? INCONCLUSIVE  Shop: the limit cannot be told");
  EXPECT_EQ(line(LimitState::interrupted), "… INTERRUPTED  Shop: the limit is not known yet; it seems to lie between 800 users and 1,000 users");
}

/// Whether every key that an object of the schema requires is there.
void expect_required(const nlohmann::json& schema, const nlohmann::json& object) {
  for (const auto& key : schema.at("required")) EXPECT_TRUE(object.contains(key)) << key;
}

// JSON has what its schema requires, at the top, in each point and on each rung.
TEST(LimitReport, JsonFollowsItsSchema) {
  const nlohmann::json schema = nlohmann::json::parse(limit_schema());
  const nlohmann::json json = nlohmann::json::parse(to_json(sample()));
  expect_required(schema, json);
  EXPECT_EQ(json["schema"], schema["properties"]["schema"]["const"]);
  EXPECT_EQ(json["load"]["value"], 809);
  EXPECT_EQ(json["load"]["low"], 802);
  EXPECT_EQ(json["binding"], "quick");
  const nlohmann::json& of_limit = schema["definitions"]["limit"];
  expect_required(of_limit["properties"]["points"]["items"], json["points"][0]);
  EXPECT_EQ(json["points"][1]["overload"], "app: the queue grows");
  ASSERT_EQ(json["next"].size(), 1u);
  EXPECT_EQ(json["next"][0]["lifted"]["to"], "64");
  expect_required(of_limit, json["next"][0]["limit"]);
}

}  // namespace
}  // namespace plimsoll::report
