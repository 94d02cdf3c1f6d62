#include "report/json.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "sim/check.hpp"
#include "tests/report/sample_results.hpp"

namespace plimsoll::report {
namespace {

using Json = nlohmann::ordered_json;

const BuildInfo kBuild{"0.1.0", "abc", "any"};

Json printed(const Results& results) { return Json::parse(to_json(results, kBuild)); }

std::vector<std::string> keys(const Json& object) {
  std::vector<std::string> names;
  for (const auto& [key, value] : object.items()) names.push_back(key);
  return names;
}

// The contract: these keys, in this order.
TEST(Json, HasTheKeysOfTheContractInOrder) {
  const Json json = printed(sample_results());
  EXPECT_EQ(keys(json),
            (std::vector<std::string>{"schema", "plimsoll", "model", "run", "objectives", "requests", "parts",
                                      "queries", "bottleneck", "cost", "timeline", "theory", "refusals",
                                      "warnings", "assumptions"}));
  EXPECT_EQ(json["schema"], "plimsoll/result/1");
  EXPECT_EQ(json["plimsoll"], (Json{{"version", "0.1.0"}, {"commit", "abc"}}));
  EXPECT_EQ(keys(json["requests"]["checkout"]),
            (std::vector<std::string>{"arrived", "completed", "degraded", "failed", "in_flight_start",
                                      "in_flight_end", "throughput_per_second", "success_ratio",
                                      "latency_seconds", "attribution", "failures"}));
  EXPECT_EQ(keys(json["requests"]["checkout"]["latency_seconds"]),
            (std::vector<std::string>{"mean", "p50", "p90", "p95", "p99", "p999", "max"}));
  EXPECT_EQ(keys(json["parts"]), (std::vector<std::string>{"edge", "app"}));
}

// A figure is its value and interval; one replication has no interval; what was not measured is null.
TEST(Json, WritesWhatDoesNotExistAsNull) {
  Results results = sample_results();
  results.requests[0].arrived = estimate(7);
  results.requests[0].completed = estimate(std::numeric_limits<double>::quiet_NaN(), 1);
  const Json request = printed(results)["requests"]["checkout"];
  EXPECT_EQ(request["in_flight_start"], (Json{{"value", 1.5}, {"low", 1.0}, {"high", 2.0}}));
  EXPECT_EQ(request["arrived"], (Json{{"value", 7.0}, {"low", nullptr}, {"high", nullptr}}));
  EXPECT_EQ(request["completed"], (Json{{"value", nullptr}, {"low", nullptr}, {"high", nullptr}}));
  EXPECT_EQ(request["latency_seconds"]["p999"],
            (Json{{"value", nullptr}, {"low", nullptr}, {"high", nullptr}}));
}

// Each failure reason has its number, its status and its own latency.
TEST(Json, GivesEachFailureItsLatency) {
  const Json request = printed(sample_results())["requests"]["checkout"];
  EXPECT_EQ(request["failed"]["timed_out"]["value"], 893.0);
  EXPECT_EQ(request["failures"]["timed_out"]["status"], 504);
  EXPECT_EQ(request["failures"]["timed_out"]["latency_seconds"]["mean"]["value"], 2.0);
}

// Where the latency went is a list of figures and shares; what was in no part has none.
TEST(Json, SaysWhereTheLatencyWent) {
  const Json attribution = printed(sample_results())["requests"]["checkout"]["attribution"];
  ASSERT_EQ(attribution.size(), 3U);
  EXPECT_EQ(keys(attribution[1]), (std::vector<std::string>{"part", "what", "seconds", "share"}));
  EXPECT_EQ(attribution[1]["part"], "app");
  EXPECT_EQ(attribution[1]["what"], "cpu_waiting");
  EXPECT_EQ(attribution[1]["seconds"]["p99"]["value"], 0.399);
  EXPECT_EQ(attribution[1]["share"], (Json{{"mean", 0.39}, {"p95", 0.7}, {"p99", 0.798}}));
  EXPECT_TRUE(attribution[2]["part"].is_null());
}

// A kind's own measures stand beside those of every part; one that would hide another is our mistake.
TEST(Json, PutsOwnMeasuresBesideTheCommonOnes) {
  Results results = sample_results();
  EXPECT_EQ(printed(results)["parts"]["edge"]["choices_per_second"]["value"], 20.0);
  EXPECT_TRUE(printed(results)["parts"]["edge"]["utilisation"]["value"].is_null());
  results.parts[0].own.push_back({"served", estimate(1)});
  EXPECT_THROW(to_json(results, kBuild), InternalError);
}

// Prices are known exactly, so their sum has an interval of no width; without prices there is no sum.
TEST(Json, LeavesTheCostOfAnUnpricedModelOut) {
  Results results = sample_results();
  EXPECT_EQ(printed(results)["cost"]["per_month"], (Json{{"value", 372.3}, {"low", 372.3}, {"high", 372.3}}));
  results.cost = {};
  const Json cost = printed(results)["cost"];
  EXPECT_EQ(cost["currency"], nullptr);
  EXPECT_EQ(cost["per_month"], (Json{{"value", nullptr}, {"low", nullptr}, {"high", nullptr}}));
  EXPECT_EQ(cost["per_million_requests"], cost["per_month"]);
  EXPECT_EQ(cost["items"], Json::array());
  EXPECT_EQ(cost["unpriced"], Json::array());
}

// A line of the bill says what is paid for, how much of it, and where its price is from.
TEST(Json, SaysWhereAPriceIsFrom) {
  const Json item = printed(sample_results())["cost"]["items"][0];
  EXPECT_EQ(item["of"], "part");
  EXPECT_EQ(item["charged_by"], "time");
  EXPECT_EQ(item["quantity"], 3);
  EXPECT_EQ(item["written"], "0.17 USD/h");
  EXPECT_EQ(item["source"], "a list");
  EXPECT_EQ(item["date"], "2026-11-01");
  EXPECT_EQ(item["catalogue"], nullptr);
}

// Two results that differ in wall time, threads and commit only differ in those three lines only.
TEST(Json, NamesWhatMayDifferBetweenEqualRuns) {
  Results results = sample_results();
  Json first = printed(results);
  results.run.wall_seconds = 9;
  results.run.threads = 64;
  Json second = Json::parse(to_json(results, {"0.1.0", "def", "other"}));
  EXPECT_NE(first, second);
  for (Json* json : {&first, &second}) {
    (*json)["run"].erase("wall_seconds");
    (*json)["run"].erase("threads");
    (*json)["plimsoll"].erase("commit");
  }
  EXPECT_EQ(first.dump(), second.dump());
}

// A title with bytes that are not UTF-8 still gives JSON that parses.
TEST(Json, SurvivesATitleThatIsNotText) {
  Results results = sample_results();
  results.title = "Shop \xff\xfe";
  EXPECT_EQ(printed(results)["model"]["title"], "Shop \xef\xbf\xbd\xef\xbf\xbd");
}

// Empty results (interrupted before anything finished) are JSON too.
TEST(Json, WritesEmptyResults) {
  const Json json = printed(Results{});
  EXPECT_EQ(json["requests"], Json::object());
  EXPECT_EQ(json["timeline"]["arrived"], Json::array());
  EXPECT_TRUE(json["bottleneck"]["part"].is_null());
}

// The published schema requires every key at the top of a result and knows no other.
TEST(Json, SchemaNamesTheKeysOfAResult) {
  const Json schema = Json::parse(result_schema());
  const Json json = printed(sample_results());
  EXPECT_EQ(schema["required"].get<std::vector<std::string>>(), keys(json));
  EXPECT_EQ(schema["properties"]["run"]["required"].get<std::vector<std::string>>(), keys(json["run"]));
  EXPECT_EQ(
      schema["properties"]["requests"]["additionalProperties"]["required"].get<std::vector<std::string>>(),
      keys(json["requests"]["checkout"]));
}

}  // namespace
}  // namespace plimsoll::report
