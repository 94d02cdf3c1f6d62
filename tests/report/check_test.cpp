#include "report/check.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace plimsoll::report {
namespace {

CheckReport sample() {
  CheckReport report;
  report.findings.add_source("shop.toml", "a\nb\n");
  report.findings.warning({"shop.toml", 2, 1}, "system.db_pool", "75 connections, but primary takes 50",
                          "lower system.db_pool.size");
  report.loads = {{"app", "server", "cpu", 100, 0.008, 12, 0.0667},
                  {"db", "database", "cpu", 100, 0.1, 8, 1.25}};
  report.throughput_bound_per_second = 80;
  report.bound_sentence = "db has 8 cores and each request takes 100 ms of one";
  report.assumptions = {"cache products: every look-up is taken to hit"};
  return report;
}

// Load stands in one table with its units; a part asked for more than it has is marked.
TEST(CheckReport, ShowsTheArithmeticLoad) {
  EXPECT_EQ(
      to_text(sample()),
      "Arithmetic load  kind      of its  capacity  visits [/s]  demand, mean [ms]  utilisation [%]\n"
      "  app            server    cpu           12          100                  8             6.67\n"
      "  db             database  cpu            8          100                100              125"
      "  ✗ more than it has\n"
      "\n"
      "Bound  no more than 80 requests per second: db has 8 cores and each request takes 100 ms of one\n"
      "\n"
      "assumed: cache products: every look-up is taken to hit\n");
}

// What users who wait keep busy all the time is not asked for more than it has.
TEST(CheckReport, TellsAllFromMore) {
  CheckReport report;
  report.loads = {{"pool", "pool", "connections", 207, 0.0483, 10, 1 - 1e-16}};
  const std::string text = to_text(report);
  EXPECT_NE(text.find("  all it has\n"), std::string::npos) << text;
}

// Findings carry their place, so that an editor can jump to them.
TEST(CheckReport, WritesFindingsWithTheirPlace) {
  const auto json = nlohmann::json::parse(to_json(sample()));
  EXPECT_EQ(json["schema"], "plimsoll/check/1");
  EXPECT_EQ(json["findings"][0]["severity"], "warning");
  EXPECT_EQ(json["findings"][0]["line"], 2);
  EXPECT_EQ(json["findings"][0]["remedy"], "lower system.db_pool.size");
  EXPECT_EQ(json["loads"][1]["utilisation"], 1.25);
  EXPECT_EQ(json["throughput_bound_per_second"], 80.0);
}

// Errors and warnings are counted apart.
TEST(CheckReport, TalliesProblems) {
  spec::Diagnostics problems;
  EXPECT_EQ(tally(problems), "no problems");
  problems.warning({}, "", "a");
  EXPECT_EQ(tally(problems), "1 warning");
  problems.error({}, "", "b");
  problems.error({}, "", "c");
  EXPECT_EQ(tally(problems), "2 errors, 1 warning");
}

}  // namespace
}  // namespace plimsoll::report
