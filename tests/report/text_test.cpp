#include "report/text.hpp"

#include <gtest/gtest.h>

#include <string>

#include "report/attribution.hpp"
#include "report/verdict.hpp"
#include "tests/report/sample_results.hpp"

namespace plimsoll::report {
namespace {

// The answer comes first, then what it rests on, in the order in which a planner asks.
TEST(Text, AnswersInTheOrderOfThePlannersQuestions) {
  const std::string text = to_text(sample_results());
  std::size_t last = 0;
  for (const char* section : {"FAILED", "Objectives", "Requests", "Latency of successes [ms]", "Failures",
                              "Over time", "Parts", "Bottleneck", "Cost", "How sure"}) {
    const std::size_t at = text.find(section, last);
    ASSERT_NE(at, std::string::npos) << section;
    last = at;
  }
}

// Each objective says what was measured, what was promised in the same unit, and when.
TEST(Text, ComparesEachObjectiveInTheUnitOfItsLimit) {
  EXPECT_EQ(objectives_text(sample_results()),
            "Objectives        verdict            measured  promised               during\n"
            "  quick           ✓ holds        523 ± 12 ms   checkout p99 < 900 ms  flash_sale\n"
            "  nothing_breaks  ✗ not met     1.24 ± 0.07 %  errors < 0.1 %         the whole run\n"
            "  busy_enough     ? undecided  201.0 ± 3.0 /s  throughput > 200 /s    the whole run\n"
            "  undecided: the 95 % interval holds the limit, or there is too little to measure; more "
            "--replications narrow it\n");
}

// A failed objective outweighs an undecided one, an undecided one outweighs those that hold.
TEST(Text, JudgesByTheWorstObjective) {
  Results results = sample_results();
  EXPECT_EQ(verdict_line(results), "✗ FAILED  Shop: 1 of 3 objectives not met (nothing_breaks)");
  results.objectives[1].verdict = Verdict::pass;
  EXPECT_EQ(verdict_line(results),
            "? INCONCLUSIVE  Shop: 1 of 3 objectives cannot be decided yet (busy_enough)");
  results.objectives[2].verdict = Verdict::pass;
  EXPECT_EQ(verdict_line(results), "✓ HOLDS  Shop: all 3 objectives are met");
  results.case_name = "lean";
  results.objectives.clear();
  EXPECT_EQ(verdict_line(results),
            "· NO VERDICT  Shop (case lean): the model has no [objective] to judge it by");
}

// An interrupted run never claims a verdict, and says how much of it is there.
TEST(Text, SaysThatAnInterruptedRunIsIncomplete) {
  Results results = sample_results();
  results.run.complete = false;
  results.run.replications = 3;
  EXPECT_EQ(verdict_line(results),
            "… INTERRUPTED  Shop: 3 of 20 replications finished; what follows is incomplete");
  EXPECT_NE(to_text(results).find("3 replications of 20 wanted of 60 min"), std::string::npos);
}

// Before the first replication has finished there are no tables, only what was asked for.
TEST(Text, ShowsNoTablesWithoutAReplication) {
  Results results;
  results.run.complete = false;
  results.run.replications_wanted = 10;
  const std::string text = to_text(results);
  EXPECT_EQ(text.find("Requests"), std::string::npos);
  EXPECT_NE(text.find("0 of 10 replications finished"), std::string::npos);
}

// Failures appear only where there were some.
TEST(Text, LeavesOutFailuresThatDidNotHappen) {
  Results results = sample_results();
  EXPECT_NE(to_text(results).find("timed_out"), std::string::npos);
  results.requests[0].failures[0].count = estimate(0, 0);
  EXPECT_EQ(to_text(results).find("timed_out"), std::string::npos);
}

// Where the time goes: largest first, small things in one line without an interval, and that one left out
// where it comes to nothing.
TEST(Text, ShowsWhereTheTimeGoes) {
  Results results = sample_results();
  EXPECT_EQ(
      attribution_text(results, Palette()),
      "\nWhere the time goes [ms]                             mean   %   around p95   %  around p99   %\n"
      "  checkout                app service          60.0 ± 1.0  60   90.0 ± 2.0  30    100 ± 10  20\n"
      "                          app wait for a core  39.0 ± 1.0  39  209.0 ± 2.0  70    399 ± 10  80\n"
      "                          the rest (1)            1         1      1         0      1        0\n");
  results.requests[0].attribution[2].mean_share = 0.001;
  EXPECT_EQ(attribution_text(results, Palette()).find("the rest"), std::string::npos);
  results.requests[0].attribution.clear();
  EXPECT_EQ(attribution_text(results, Palette()), "");
}

// A model of thousands of parts shows the busiest and the bottleneck, and says how many it leaves out.
TEST(Text, ShowsTheBusiestOfManyParts) {
  Results results = sample_results();
  PartFigures idle = results.parts[1];
  idle.utilisation = estimate(0.01, 0.001);
  for (int i = 0; i < 1000; ++i) {
    idle.name = "idle_" + std::to_string(i);
    results.parts.insert(results.parts.begin(), idle);
  }
  const std::string text = to_text(results);
  EXPECT_NE(text.find("◀ gives way first"), std::string::npos);
  EXPECT_NE(text.find("and 962 more with less to do"), std::string::npos);
}

// A kind's own measures are listed where they are there and not zero.
TEST(Text, ListsOwnMeasuresThatSaySomething) {
  Results results = sample_results();
  results.parts[0].own = {{"hit_ratio", estimate(0.5, 0.01)}, {"evictions", estimate(0, 0)}, {"age", {}}};
  const std::string text = to_text(results);
  EXPECT_NE(text.find("hit_ratio  0.500 ± 0.010"), std::string::npos);
  EXPECT_EQ(text.find("evictions"), std::string::npos);
  EXPECT_EQ(text.find("age  "), std::string::npos);
}

// The bars of a run with one bad slice in six: arrivals are level, failures stand in the fourth.
TEST(Text, DrawsWhatChangesOverTime) {
  const std::string text = to_text(sample_results());
  EXPECT_NE(text.find("|██████|"), std::string::npos);
  EXPECT_NE(text.find("|   █  |"), std::string::npos);
  Results results = sample_results();
  results.timeline.resize(3);
  EXPECT_EQ(to_text(results).find("Over time"), std::string::npos);
}

// Without prices the summary says so rather than showing a cost of nothing.
TEST(Text, SaysThatNothingIsPriced) {
  Results results = sample_results();
  results.cost = {};
  EXPECT_NE(to_text(results).find("no part has a price"), std::string::npos);
}

}  // namespace
}  // namespace plimsoll::report
