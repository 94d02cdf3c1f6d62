#include "report/optimize.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace plimsoll::report {
namespace {

/// Two servers for 58.40 are the cheapest; one is too slow, three cost more, none was struck out but the first.
Optimum sample() {
  Optimum optimum;
  optimum.state = OptimumState::found;
  optimum.title = "Shop";
  optimum.currency = "USD";
  optimum.addresses = {"system.app.instances"};
  optimum.chosen = 1;
  optimum.probability = 0.987;
  optimum.wanted = 0.95;
  optimum.replications = 30;
  OptimumPoint one, two, three;
  one.values = {"1"};
  one.state = OptimumPoint::State::ruled_out;
  one.cost = {29.2, 29.2, 29.2, true, true};
  one.binding = "kept";
  one.why = "at most 100 of 300 requests a second can be served";
  two.number = 1;
  two.values = {"2"};
  two.state = OptimumPoint::State::holds;
  two.cost = {58.4, 58.4, 58.4, true, true};
  two.chance = 0.99;
  two.replications = 20;
  two.binding = "quick";
  two.objectives = {{"quick", "p99_below", "page", 0.3, true, "seconds", "", {0.25, 0.24, 0.26, true, true}, Verdict::pass}};
  two.p99 = {0.25, 0.24, 0.26, true, true};
  two.is_pareto = true;
  three = two;
  three.number = 2;
  three.values = {"3"};
  three.state = OptimumPoint::State::not_needed;
  three.cost = {87.6, 87.6, 87.6, true, true};
  three.p99 = {0.12, 0.11, 0.13, true, true};
  optimum.points = {one, two, three};
  return optimum;
}

// The answer is in the first line, with its cost and how sure it is; below are what has the least room, why not the
// others, and what more money buys.
TEST(OptimizeReport, LeadsWithTheAnswer) {
  const std::string text = to_text(sample());
  EXPECT_EQ(text.substr(0, text.find('\n')), "✓ CHEAPEST  Shop: app.instances = 2 for 58.40 USD a month (98.7 % sure)");
  EXPECT_NE(text.find("quick (page p99 < 300 ms) has the least room there: 250 ± 10 ms."), std::string::npos) << text;
  EXPECT_NE(text.find("costs more, seems to hold"), std::string::npos) << text;
  EXPECT_NE(text.find("What more money buys"), std::string::npos) << text;
  EXPECT_NE(text.find("1 struck out by theory, 2 simulated with 30 replications in all, 0 not needed"), std::string::npos) << text;
}

// Each way to end has a line of its own, and what is all but certain is not called certain.
TEST(OptimizeReport, SaysHowItEnded) {
  Optimum optimum = sample();
  optimum.probability = 0.99999;
  EXPECT_EQ(verdict_line(optimum), "✓ CHEAPEST  Shop: app.instances = 2 for 58.40 USD a month (over 99.9 % sure)");
  optimum.state = OptimumState::unsure;
  optimum.probability = 0.6;
  EXPECT_EQ(verdict_line(optimum), "? CHEAPEST  Shop: app.instances = 2 for 58.40 USD a month, but only 60.0 % sure");
  optimum.chosen.reset();
  optimum.state = OptimumState::undecided;
  EXPECT_EQ(verdict_line(optimum), "? INCONCLUSIVE  Shop: it seems that none of 3 points holds, but only 60.0 % sure");
  optimum.state = OptimumState::interrupted;
  EXPECT_EQ(verdict_line(optimum), "… INTERRUPTED  Shop: the cheapest point is not known yet");
  optimum.state = OptimumState::none_holds;
  optimum.probability = 0.99;
  EXPECT_EQ(verdict_line(optimum), "✗ NO POINT HOLDS  Shop: each of 3 points misses an objective (99.0 % sure)");
}

/// Whether every key that an object of the schema requires is there, and no other.
void expect_described(const nlohmann::json& schema, const nlohmann::json& object) {
  for (const auto& key : schema.at("required")) EXPECT_TRUE(object.contains(key)) << key;
  for (const auto& [key, value] : object.items()) EXPECT_TRUE(schema["properties"].contains(key)) << key;
}

// JSON has what its schema requires, at the top, in each point and in each objective.
TEST(OptimizeReport, JsonFollowsItsSchema) {
  const nlohmann::json schema = nlohmann::json::parse(optimize_schema());
  const nlohmann::json json = nlohmann::json::parse(to_json(sample()));
  expect_described(schema, json);
  EXPECT_EQ(json["schema"], schema["properties"]["schema"]["const"]);
  EXPECT_EQ(json["chosen"], 1);
  const nlohmann::json& of_point = schema["properties"]["points"]["items"];
  for (const auto& point : json["points"]) expect_described(of_point, point);
  expect_described(of_point["properties"]["objectives"]["items"], json["points"][1]["objectives"][0]);
  EXPECT_EQ(json["points"][0]["state"], "ruled_out");
  EXPECT_TRUE(json["points"][0]["chance"].is_null());
  EXPECT_EQ(json["points"][1]["cost_per_month"]["value"], 58.4);
}

}  // namespace
}  // namespace plimsoll::report
