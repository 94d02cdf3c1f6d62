#include "study/selftest.hpp"

#include <gtest/gtest.h>

#include "sim/check.hpp"

namespace plimsoll {
namespace {

Expectation expect_one(double tolerance) {
  Expectation expected;
  expected.value = 1;
  expected.tolerance = tolerance;
  return expected;
}

Estimate estimate(double value, double half_width) {
  return {value, value - half_width, value + half_width, true, true};
}

// A figure passes within the tolerance and with an interval that is no wider; it fails where it is further
// off, and has not converged where the interval says too little, unless all of it lies too far off.
TEST(Judge, WantsAValueAndAnInterval) {
  EXPECT_EQ(judge(expect_one(0.02), estimate(1.01, 0.015)), Answer::pass);
  EXPECT_EQ(judge(expect_one(0.02), estimate(1.03, 0.015)), Answer::fail);
  EXPECT_EQ(judge(expect_one(0.02), estimate(1.01, 0.03)), Answer::not_converged);
  EXPECT_EQ(judge(expect_one(0.02), estimate(1.04, 0.03)), Answer::not_converged);
  EXPECT_EQ(judge(expect_one(0.02), estimate(1.06, 0.03)), Answer::fail);
  EXPECT_EQ(judge(expect_one(0.02), {1, 1, 1, false, true}), Answer::not_converged);
  EXPECT_EQ(judge(expect_one(0.02), {}), Answer::not_converged);
}

// A case may ask for a narrower interval than its tolerance.
TEST(Judge, MayAskForANarrowerInterval) {
  Expectation expected = expect_one(0.25);
  EXPECT_EQ(judge(expected, estimate(1.1, 0.2)), Answer::pass);
  expected.converged_within = 0.03;
  EXPECT_EQ(judge(expected, estimate(1.1, 0.2)), Answer::not_converged);
}

constexpr const char* kSuite = R"(
[half-busy]
group  = "basic"
says   = "M/M/1 at one half"
source = "Erlang"
model  = "queue"
set    = ["traffic.stream.rate=50 /s"]
quick  = true
expect = [
  { measure = "busy", at = "parts.server.utilisation", value = 0.5, within = "5 %", kind = "exact" },
  { measure = "busy_at_twice", at = "parts.server.utilisation", set = ["traffic.stream.rate=80 /s"], value = 0.8, within_absolute = 0.04, kind = "exact" },
  { measure = "answered_ms", at = "parts.server.in_use", per = "requests.job.throughput_per_second", scale = 1000, offset = 1, value = 21, within = "20 %", kind = "exact" },
  { measure = "mood", value = 1, not_said = "servers have none" },
]

[lifo]
group    = "disciplines"
says     = "Last come, first served"
source   = "Kingman"
not_said = "lines go forward"
expect   = [{ measure = "variance", value = 4, within = "1 %", kind = "exact" }]
)";

std::string_view queue_model(const std::string& name) {
  EXPECT_EQ(name, "queue");
  return R"(
[system.server]
kind    = "server"
cores   = 1
order   = "fcfs"
workers = "unlimited"
[request.job]
on    = "server"
steps = [{ work = { dist = "exponential", mean = "10 ms" } }]
[traffic.stream]
rate = "1 /s"
[run]
warm_up      = "10 s"
duration     = "200 s"
replications = 10
)";
}

// Settings of the case and of a measure, quotients, scales; what cannot be said is listed with its reason.
TEST(Selftest, MeasuresJudgesAndLists) {
  const std::vector<ReferenceCase> suite = read_reference_suite(kSuite);
  const SelftestFigures found = selftest(suite, queue_model, {});
  ASSERT_EQ(found.figures.size(), 5U);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(found.figures[i].answer, Answer::pass) << i;
  EXPECT_NEAR(found.figures[1].got.value, 0.8, 0.04);
  EXPECT_EQ(found.figures[3].because, "servers have none");
  EXPECT_EQ(found.figures[4].because, "lines go forward");
  EXPECT_EQ(found.count(Answer::not_said), 2U);
  EXPECT_EQ(found.cases, 1U);
  EXPECT_EQ(found.cases_not_said, 1U);
  EXPECT_EQ(exit_code(found), 0);
}

// A wrong expectation is found out: exit code 99. One that must not converge, but does, is none to be proud
// of.
TEST(Selftest, FindsOutWhatIsWrong) {
  std::vector<ReferenceCase> suite = read_reference_suite(kSuite);
  suite[0].expectations[0].value = 0.6;
  EXPECT_EQ(exit_code(selftest(suite, queue_model, {})), 99);
  suite[0].expectations[0].value = 0.5;
  suite[0].expectations[0].must_not_converge = true;
  EXPECT_EQ(exit_code(selftest(suite, queue_model, {})), 99);
  suite[0].expectations[0].converged_within = 1e-6;
  EXPECT_EQ(exit_code(selftest(suite, queue_model, {})), 0);
  suite[0].expectations[0].must_not_converge = false;
  EXPECT_EQ(exit_code(selftest(suite, queue_model, {})), 98);
}

// Where the case names a formula, theory must say the same: M/M/1 at one half is busy half of the time, and
// at 0.8 it is not.
TEST(Selftest, AsksTheoryToo) {
  std::vector<ReferenceCase> suite = read_reference_suite(kSuite);
  suite[0].expectations.resize(1);
  suite[0].expectations[0].theory = "utilisation";
  suite[0].theory = Formula{"mm_c", {50, 0.01, 1}};
  const SelftestFigures agreed = selftest(suite, queue_model, {});
  EXPECT_EQ(agreed.figures[0].theory, 0.5);
  EXPECT_EQ(exit_code(agreed), 0);
  suite[0].theory = Formula{"mm_c", {80, 0.01, 1}};
  EXPECT_EQ(exit_code(selftest(suite, queue_model, {})), 99);
}

// A formula is found by its name and takes as many numbers as it needs; what it refuses, it refuses with a
// reason.
TEST(ReferenceTheory, EvaluatesFormulasByName) {
  EXPECT_NEAR(evaluate({"finite_source", {1, 9, 1, 1}}).at("throughput"), 0.1, 1e-12);
  EXPECT_NEAR(evaluate({"closed", {2, 1, 0, 9, 1, 1, 1}}).at("throughput_1"), 0.1, 1e-12);
  EXPECT_NEAR(evaluate({"kth", {2, 10, 1}}).at("mean"), 5, 1e-9);
  for (const Formula& wrong : {Formula{"mm_d", {}}, Formula{"mg_1", {0.5, 1}},
                               Formula{"mg_1", {0.5, 1, 1, 1}}, Formula{"mm_c", {2, 1, 1}}}) {
    EXPECT_THROW(evaluate(wrong), InternalError) << wrong.of;
  }
}

// Cases are chosen by a piece of their name or group, or by taking little time.
TEST(Selftest, RunsWhatIsAskedFor) {
  const std::vector<ReferenceCase> suite = read_reference_suite(kSuite);
  const auto ids = [&](const SelftestOptions& options) {
    std::string text;
    for (const ReferenceCase& one : suite) text += is_wanted(one, options) ? one.id + " " : "";
    return text;
  };
  EXPECT_EQ(ids({}), "half-busy lifo ");
  EXPECT_EQ(ids({.only = {"disc"}}), "lifo ");
  EXPECT_EQ(ids({.only = {"half", "lifo"}}), "half-busy lifo ");
  EXPECT_EQ(ids({.quick = true}), "half-busy ");
}

// What is wrong in our own table stops the run and says where.
TEST(ReferenceSuite, RefusesWhatDoesNotHoldTogether) {
  const auto problem = [](const std::string& text) -> std::string {
    try {
      read_reference_suite(text);
    } catch (const InternalError& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(problem("[a]\nmodel = \"m\"\n"), "expected.toml:1: expects nothing");
  EXPECT_EQ(problem("[a]\nexpect = [{ measure = \"x\", value = 1 }]\n"),
            "expected.toml:1: needs either a model or not_said");
  EXPECT_EQ(problem("[a]\nmodel = \"m\"\nexpect = [{ measure = \"x\" }]\n"),
            "expected.toml:3: needs measure and value");
  EXPECT_EQ(problem("[a]\nmodel = \"m\"\nexpect = [{ measure = \"x\", value = 1, wihtin = 2 }]\n"),
            "expected.toml:3: unknown setting 'wihtin'");
  EXPECT_NE(problem("[a\n"), "");
}

}  // namespace
}  // namespace plimsoll
