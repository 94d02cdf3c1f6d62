#include <gtest/gtest.h>

#include "models/spec/step_ids.hpp"
#include "tests/spec/problems.hpp"

namespace plimsoll::spec {
namespace {

const std::string kRoutine = "[routine.r]\nsteps = [{ wait = \"1 s\" }]\n";

std::vector<Step> steps_of(const std::string& steps, const std::string& tables = "") {
  std::string text = kSmall;
  text.replace(text.find("[{ work = \"8 ms\" }]"), 19, steps);
  const LoadResult result = load_text(text + tables);
  EXPECT_EQ(problems(result), "");
  return result.spec ? result.spec->requests[0].steps : std::vector<Step>{};
}

// Ids are made from verb and target; the second of its kind gets a number, and a written id is never taken.
TEST(Steps, HaveIds) {
  const std::vector<Step> steps = steps_of(
      "[{ work = \"1 s\" }, { call = \"r\" }, { id = \"work_2\", work = \"1 s\" }, { work = \"1 s\" }, { "
      "call = \"r\" }]",
      kRoutine);
  std::string ids;
  for (const Step& step : steps) ids += step.id + " ";
  EXPECT_EQ(ids, "work call_r work_2 work_3 call_r_2 ");
  EXPECT_EQ(steps[1].address, "request.home.steps.call_r");
  EXPECT_EQ(problems_with_steps("[{ id = \"a\", work = \"1 s\" }, { id = \"a\", work = \"1 s\" }]"),
            "request.home.steps: two steps have the id 'a' = the first is on line 5\n");
}

// What may stand on any step.
TEST(Steps, TakeLimitsAndPolicies) {
  const Step step = steps_of(
      "[{ wait = \"1 s\", chance = \"50 %\", times = 3, limit = \"2 s\", on_limit = \"abandon\", retry = "
      "\"again\", breaker = "
      "\"fuse\", fallback = \"r\" }]",
      kRoutine +
          "[policy.again]\nkind = \"retry\"\nattempts = 5\njitter = \"equal\"\non = \"timed_out\"\n"
          "[policy.fuse]\nkind = \"breaker\"\nfailures = 9\n")[0];
  EXPECT_EQ(step.chance, 0.5);
  EXPECT_EQ(step.times, 3);
  EXPECT_EQ(step.limit, Duration::seconds(2));
  EXPECT_TRUE(step.abandons_on_limit);
  EXPECT_EQ(step.retry, "again");
  EXPECT_EQ(step.breaker, "fuse");
  EXPECT_EQ(step.fallback, "r");
}

// One verb, known names, the right kind of part, settings of that verb only.
TEST(Steps, SayWhatIsWrong) {
  EXPECT_EQ(problems_with_steps("[{ work = \"1 s\", wait = \"1 s\" }]"),
            "request.home.steps.work: a step has one verb, got 'work' and 'wait' = write two steps\n");
  EXPECT_EQ(problems_with_steps("[{ query = \"app\", time = \"1 s\" }]"),
            "request.home.steps: 'app' is a server; `query` needs a database\n");
  EXPECT_EQ(problems_with_steps("[{ take = \"app\" }]"),
            "request.home.steps: 'app' is a server; `take` needs another kind of part\n");
  EXPECT_EQ(problems_with_steps("[{ work = \"1 s\", time = \"1 s\" }]"),
            "request.home.steps.work.time: a work step has no setting 'time' = did you mean 'times'?\n");
  EXPECT_EQ(
      problems_with_steps("[{ work = \"1 s\", on_limit = \"cancel\" }]"),
      "request.home.steps.work.on_limit: stands without a limit = add a limit, such as limit = \"2 s\"\n");
  EXPECT_EQ(problems_with_steps("[{ fail = \"Out of stock\" }]"),
            "request.home.steps.fail.fail: 'Out of stock' is no name = a reason is one word, such as "
            "\"declined\"\n");
  EXPECT_EQ(
      problems_with_steps("[]"),
      "request.home.steps: must be at least one step, got a list = write it as [{ work = \"8 ms\" }]\n");
  EXPECT_EQ(problems_with_steps("[{ wait = \"1 s\", retry = \"r\" }]", "[policy.r]\nkind = \"breaker\"\n"),
            "request.home.steps.wait.retry: 'r' is a breaker; `retry` needs a retry\n");
}

// Branches by chance, by condition on a number, a name, a list or a range, and otherwise.
TEST(Steps, Choose) {
  const std::string attributes =
      "[attribute.sku]\nvalues = 100\n[attribute.tier]\nvalues = [\"free\", \"gold\"]\n";
  const Step choose = steps_of(
      "[{ choose = [{ when = { sku = 3 }, work = \"1 s\" }, { when = { tier = \"gold\" }, work = \"2 s\" }, "
      "{ when = { sku = [1, "
      "2] }, work = \"3 s\" }, { when = { sku = { below = 10, at_least = 5 } }, work = \"4 s\" }, { "
      "otherwise = true, work = "
      "\"5 s\" }] }]",
      attributes)[0];
  ASSERT_EQ(choose.branches.size(), 5U);
  EXPECT_EQ(choose.branches[0].when->any_of, (std::vector<std::int64_t>{3}));
  EXPECT_EQ(choose.branches[1].when->attribute, "tier");
  EXPECT_EQ(choose.branches[1].when->any_of, (std::vector<std::int64_t>{1}));
  EXPECT_EQ(choose.branches[2].when->any_of, (std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ(choose.branches[3].when->below, 10);
  EXPECT_EQ(choose.branches[3].when->at_least, 5);
  EXPECT_TRUE(choose.branches[4].otherwise);
  EXPECT_EQ(choose.branches[4].address, "request.home.steps.choose.choose.work_5");
}

// What a choice must not be.
TEST(Steps, ChooseWithSense) {
  const auto said = [](const std::string& branches) {
    return problems_with_steps("[{ choose = [" + branches + "] }]",
                               "[attribute.sku]\nvalues = 9\n[system.c]\nkind = \"cache\"\nkey = \"sku\"\n");
  };
  const std::string at = "request.home.steps.choose.choose";
  EXPECT_EQ(said("{ chance = 0.7, work = \"1 s\" }, { chance = 0.4, work = \"1 s\" }"),
            at + ": the chances sum to 1.1 = they sum to at most 1; what is left does nothing\n");
  EXPECT_EQ(said("{ work = \"1 s\" }"),
            at + ": a branch of `choose` needs exactly one of chance, when and otherwise\n");
  EXPECT_EQ(said("{ otherwise = true, work = \"1 s\" }, { chance = 1, work = \"1 s\" }"),
            at + ": no branch is reached after `otherwise` = make it the last\n");
  EXPECT_EQ(said("{ when = { sku = 9 }, work = \"1 s\" }"),
            at + ".work.when.sku: 'sku' has the values 0 to 8, got 9\n");
  EXPECT_EQ(
      said("{ when = { skew = 1 }, work = \"1 s\" }"),
      at + ".work.when: asks for 'skew', but no attribute has that name = define it in [attribute.skew]\n");
  EXPECT_EQ(said("{ when = { sku = 1 }, work = \"1 s\" }, { chance = 0.4, work = \"1 s\" }"),
            at + ": chooses by chance and by condition at once = choose by condition, and by chance in a "
                 "routine that a "
                 "branch calls\n");
}

// Fans and repetitions have their counts, by default all of all_of and one of first_of.
TEST(Steps, FansAndRepetitions) {
  const std::vector<Step> steps = steps_of(
      "[{ all_of = [{ wait = \"1 s\" }, { wait = \"2 s\" }] }, { first_of = [{ wait = \"1 s\" }, { call = "
      "\"r\" }], rest = "
      "\"abandon\" }, { repeat = \"r\", times = 3 }, { repeat = [{ wait = \"1 s\" }], again = 0.4 }]",
      kRoutine);
  EXPECT_EQ(steps[0].need, 2);
  EXPECT_TRUE(steps[0].cancels_rest);
  EXPECT_EQ(steps[1].need, 1);
  EXPECT_FALSE(steps[1].cancels_rest);
  EXPECT_EQ(steps[2].id, "repeat_r");
  EXPECT_EQ(steps[2].times, 3);
  EXPECT_EQ(steps[2].branches[0].target, "r");
  EXPECT_EQ(steps[3].again, 0.4);
  EXPECT_EQ(problems_with_steps("[{ repeat = [{ wait = \"1 s\" }], again = 1 }]"),
            "request.home.steps.repeat.again: must be below 1, or it never ends\n");
  EXPECT_EQ(problems_with_steps("[{ all_of = [{ wait = \"1 s\" }], need = 2 }]"),
            "request.home.steps.all_of.need: must be from 1 to the number of branches, 1, got 2\n");
}

// Holds are taken in order and once; routines that call one another in a circle are named.
TEST(Steps, HoldsAndCircles) {
  const std::string pool = "[system.p]\nkind = \"pool\"\nsize = 1\nper = \"all\"\n";
  EXPECT_EQ(problems_with_steps("[{ call = \"a\" }]",
                                pool + "[routine.a]\nholds = [\"p\", \"p\"]\nsteps = [{ wait = \"1 s\" }]\n"),
            "routine.a.holds: holds 'p' twice = once is enough\n");
  EXPECT_EQ(problems_with_steps("[{ call = \"a\" }]",
                                "[routine.a]\nsteps = [{ call = \"b\" }]\n[routine.b]\nsteps = [{ wait = "
                                "\"1 s\", fallback = \"a\" }]\n"),
            "routine.b.steps: goes round in a circle: a calls b calls a = for rounds that end use { repeat = "
            "..., times = 3 }\n");
}

// More rounds than a counter holds are a mistake, not fewer rounds.
TEST(Steps, AreNotRepeatedWithoutNumber) {
  EXPECT_EQ(problems_with_steps("[{ work = \"1 ms\", times = 4_294_967_297 }]"),
            "request.home.steps.work.times: must be at most 1000000000, got 4294967297\n");
}

}  // namespace
}  // namespace plimsoll::spec
