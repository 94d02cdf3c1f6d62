#include "report/read_result.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "report/cases.hpp"
#include "report/json.hpp"
#include "tests/report/sample_results.hpp"

namespace plimsoll::report {
namespace {

const BuildInfo kBuild{"0.1.0", "abc", "any"};

/// What is read of `results` as it was printed, printed again.
std::string again(const Results& results) {
  std::string problem;
  const std::optional<Results> read = read_result(to_json(results, kBuild), problem);
  EXPECT_TRUE(read.has_value()) << problem;
  return read ? to_json(*read, kBuild) : "";
}

/// The sample with everything in it that a result may have.
Results full() {
  Results results = sample_results();
  results.case_name = "lean";
  results.files = {{"shop.toml", "title = \"Shop\"\n"}};
  results.sets = {"run.seed=7"};
  results.run.precision = {
      .is_wanted = true, .wanted = 0.02, .is_reached = true, .measures = {{"checkout.p99", 0.01}}};
  results.run.variance_reduction = {spec::RunSettings::VarianceReduction::both, 10, {"work"}};
  results.run.warm_up = {300, true, true, "waiting at app", 900, ""};
  results.run.superposed = {"shoppers"};
  results.requests[0].latency_distribution.buckets = {{0.05, 3}, {0.1, 7}};
  results.requests[0].latency_seconds.p999.refused = "too few";
  results.refusals = {{Refusal::Kind::few_stretches, "app", "too short"}};
  results.theory.model = "M/M/3";
  results.theory.figures = {{{"checkout", TheoryMeasure::latency_p95, TheoryKind::at_least, 0.2, "somebody"},
                             estimate(0.21, 0.01),
                             TheoryVerdict::agrees}};
  results.theory.notes = {"one"};
  return results;
}

// Printed, read and printed again, a result is the same to the byte.
TEST(ReadResult, ReadsWhatWasPrinted) {
  EXPECT_EQ(again(sample_results()), to_json(sample_results(), kBuild));
  EXPECT_EQ(again(full()), to_json(full(), kBuild));
  EXPECT_EQ(again(Results{}), to_json(Results{}, kBuild));
}

// An interval without an upper end, which JSON cannot write, comes back without one.
TEST(ReadResult, KeepsAnOpenInterval) {
  Results results = sample_results();
  results.requests[0].latency_seconds.p99 = {0.5, 0.4, std::numeric_limits<double>::infinity(), true, true};
  EXPECT_EQ(again(results), to_json(results, kBuild));
  std::string problem;
  const Estimate p99 = read_result(to_json(results, kBuild), problem)->requests[0].latency_seconds.p99;
  EXPECT_TRUE(p99.has_interval);
  EXPECT_EQ(p99.high, std::numeric_limits<double>::infinity());
}

// What is no result says why: no JSON, another schema, a field that is missing.
TEST(ReadResult, SaysWhatIsWrong) {
  std::string problem;
  EXPECT_FALSE(read_result("title = 1", problem).has_value());
  EXPECT_EQ(problem, "is no JSON");
  EXPECT_FALSE(read_result(R"({"schema": "other/1"})", problem).has_value());
  EXPECT_EQ(problem, "has the schema 'other/1', and not 'plimsoll/result/1'");
  std::string text = to_json(sample_results(), kBuild);
  text.replace(text.find("\"objectives\""), 12, "\"objections\"");
  EXPECT_FALSE(read_result(text, problem).has_value());
  EXPECT_EQ(problem, "lacks a field that every result has, or has one of another kind");
}

// Cases come back by name, with their results.
TEST(ReadResult, ReadsCases) {
  std::string problem;
  const std::vector<Outcome> outcomes =
      read_cases(to_json({{"", full(), {}}, {"lean", sample_results(), {}}}), problem);
  EXPECT_EQ(problem, "");
  ASSERT_EQ(outcomes.size(), 2U);
  EXPECT_EQ(outcomes[1].name, "lean");
  EXPECT_EQ(to_json(outcomes[0].results, kBuild), to_json(full(), kBuild));
  EXPECT_TRUE(read_cases("{\"cases\": []}", problem).empty());
  EXPECT_EQ(problem, "has no result in it");
  EXPECT_TRUE(read_cases("[]", problem).empty());
  EXPECT_EQ(problem, "is no list of cases, and no sweep");
}

// Points of a sweep are named by what they set; one that a guard stopped is left out.
TEST(ReadResult, ReadsPoints) {
  const std::string result = to_json(sample_results(), kBuild);
  const std::string text = R"({"schema": "plimsoll/sweep/1", "points": [
      {"point": 1, "settings": {"system.app.instances": 2, "run.case": "lean"}, "result": )" +
                           result +
                           R"(}, {"point": 2, "settings": {"system.app.instances": 3}, "result": null}]})";
  std::string problem;
  const std::vector<Outcome> outcomes = read_cases(text, problem);
  EXPECT_EQ(problem, "");
  ASSERT_EQ(outcomes.size(), 1U);
  EXPECT_EQ(outcomes[0].name, "app.instances = 2, run.case = lean");
  EXPECT_EQ(to_json(outcomes[0].results, kBuild), result);
}

}  // namespace
}  // namespace plimsoll::report
