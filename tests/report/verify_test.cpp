#include "report/verify.hpp"

#include <gtest/gtest.h>

#include "report/json.hpp"
#include "tests/report/sample_results.hpp"

namespace plimsoll::report {
namespace {

const BuildInfo kBuild{"0.1.0", "abc", "GNU"};

std::string printed(const Results& results, const BuildInfo& build = kBuild) {
  return to_json(results, build);
}

Results sample_with_model() {
  Results results = sample_results();
  results.files = {{"shop.toml", "title = \"Shop\"\n"}, {"lean.toml", "# nothing\n"}};
  results.case_name = "busy";
  results.sets = {"run.seed=42"};
  return results;
}

// A result says how it was made, whole: files in order, case, settings.
TEST(Verify, AResultSaysHowItWasMade) {
  std::string problem;
  const auto recorded = read_recorded(printed(sample_with_model()), problem);
  ASSERT_TRUE(recorded.has_value()) << problem;
  ASSERT_EQ(recorded->files.size(), 2u);
  EXPECT_EQ(recorded->files[1].name, "lean.toml");
  EXPECT_EQ(recorded->files[0].text, "title = \"Shop\"\n");
  EXPECT_EQ(recorded->case_name, "busy");
  EXPECT_EQ(recorded->sets, std::vector<std::string>{"run.seed=42"});
  EXPECT_EQ(recorded->version, "0.1.0");
  EXPECT_TRUE(recorded->complete);
}

// What is no result is said in a few words.
TEST(Verify, WhatIsNoResultIsSaidSo) {
  for (const auto& [text, expected] : std::vector<std::pair<std::string, std::string>>{
           {"", "is no JSON"},
           {"[1, 2", "is no JSON"},
           {"[]", "is no result of `plimsoll run --format json`"},
           {R"({"schema": 1})", "is no result of `plimsoll run --format json`"},
           {R"({"schema": "plimsoll/comparison/1"})",
            "has the schema 'plimsoll/comparison/1', and not 'plimsoll/result/1'"},
           {R"({"schema": "plimsoll/result/1", "model": {"files": 1}})",
            "does not say how it was made: model.files, model.sets or run.complete is missing"}}) {
    std::string problem;
    EXPECT_FALSE(read_recorded(text, problem).has_value()) << text;
    EXPECT_EQ(problem, expected);
  }
}

// Time, threads and commit may differ; nothing else may.
TEST(Verify, OnlyThreeFieldsMayDiffer) {
  Results now = sample_with_model();
  now.run.wall_seconds = 9;
  now.run.threads = 7;
  EXPECT_TRUE(verify(printed(sample_with_model()), printed(now, {"0.1.0", "def", "clang"})).is_same());

  now.requests[0].latency_seconds.p99.value += 1e-9;
  const Verification found = verify(printed(sample_with_model()), printed(now));
  ASSERT_EQ(found.differences.size(), 1u);
  EXPECT_EQ(found.differences[0].field, "requests.checkout.latency_seconds.p99.value");
  EXPECT_NE(to_text(found, "r.json").find("the figures were changed after the run"), std::string::npos);
}

// A model or a trajectory that differs is named as the cause, whatever else differs with it.
TEST(Verify, TheCauseIsNamed) {
  Results now = sample_with_model();
  now.run.digest = "00000000000000cc";
  EXPECT_NE(to_text(verify(printed(sample_with_model()), printed(now)), "r")
                .find("the same model, and other events"),
            std::string::npos);
  now.model_digest = "00000000000000dd";
  EXPECT_NE(to_text(verify(printed(sample_with_model()), printed(now)), "r").find("the model is another one"),
            std::string::npos);
}

// Another version with the same figures is the same, and may have fields more; other figures are its doing.
TEST(Verify, AnotherVersionIsSaid) {
  std::string older = printed(sample_with_model());
  const std::string newer = printed(sample_with_model(), {"0.2.0", "def", "GNU"});
  older.erase(older.find("  \"warnings\""), older.find("  \"assumptions\"") - older.find("  \"warnings\""));
  const Verification same = verify(older, newer);
  EXPECT_TRUE(same.is_same());
  EXPECT_NE(to_text(same, "r").find("version 0.1.0 made it and this is 0.2.0"), std::string::npos);
  EXPECT_FALSE(verify(older, printed(sample_with_model())).is_same());
}

}  // namespace
}  // namespace plimsoll::report
