#include "models/spec/overlay.hpp"

#include <gtest/gtest.h>

#include "tests/spec/problems.hpp"

namespace plimsoll::spec {
namespace {

const std::string kFile =
    kSmall +
    "[request.card]\non = \"app\"\nsteps = [\n"
    "  { id = \"pay\", wait = { dist = \"lognormal\", mean = \"180 ms\", p99 = \"600 ms\" } },\n"
    "  { work = \"3 ms\" },\n]\n"
    "[case.lean]\nsystem.app.instances = 2\n[case.rich]\nsystem.app.instances = 9\n";

LoadResult load_sets(std::vector<std::string> sets, std::string case_name = {}) {
  std::string text = kFile;
  text.insert(text.find("rate = "), "mix = { home = 1, card = 1 }\n");
  return load_text(text, std::move(sets), std::move(case_name));
}

std::string value_at(const LoadResult& result, const std::string& address) {
  for (const ResolvedSetting& setting : result.resolved) {
    if (setting.address == address) return setting.value + " from " + setting.origin;
  }
  return "";
}

// Later wins: file, further file, case, set; what nobody wrote is the default.
TEST(Overlay, LaterWins) {
  EXPECT_EQ(value_at(load_sets({}), "system.app.instances"), "1 from default");
  EXPECT_EQ(value_at(load_sets({}, "lean"), "system.app.instances"), "2 from case lean");
  EXPECT_EQ(value_at(load_sets({"system.app.instances=5"}, "lean"), "system.app.instances"),
            "5 from --set #1");
  EXPECT_EQ(value_at(load_sets({"system.app.instances=5", "system.app.instances=6"}), "system.app.instances"),
            "6 from --set #2");
  const LoadResult two =
      load({{{"a.toml", kSmall}, {"b.toml", "system.app.workers = 3\n"}}, {}, {}, test_kinds()});
  EXPECT_EQ(value_at(two, "system.app.workers"), "3 from b.toml:1");
  EXPECT_EQ(load_sets({}, "lean").spec->case_name, "lean");
  EXPECT_EQ(load_sets({}).spec->cases, (std::vector<std::string>{"lean", "rich"}));
}

// What only a case names, or a case no longer names, is not called unused; what nobody names is.
TEST(Overlay, CountsTheNamesInCases) {
  std::string text = kSmall;
  text.insert(text.find("kind"), "price = \"small\"\n");
  const std::string tail = "[price]\nsmall = \"0.1 USD/h\"\nlarge = \"0.2 USD/h\"\n";
  const std::string in_case = "[case.big]\nsystem.app.price = \"large\"\n";
  EXPECT_EQ(problems(load_text(text + tail)),
            "price.large: is the price of nothing = use it or leave it out\n");
  EXPECT_EQ(problems(load_text(text + tail + in_case)), "");
  EXPECT_EQ(problems(load_text(text + tail + in_case, {}, "big")), "");
  EXPECT_EQ(problems(load_text(text + tail + in_case, {"system.app.price=large"})), "");
}

// Steps are reached by their ids, written or made.
TEST(Overlay, ReachesStepsById) {
  const LoadResult result =
      load_sets({"request.card.steps.pay.wait.mean=\"200 ms\"", "request.card.steps.work.work=5ms"});
  ASSERT_EQ(problems(result), "");
  EXPECT_EQ(value_at(result, "request.card.steps.pay.wait"),
            "{ dist = \"lognormal\", mean = \"200 ms\", p99 = \"600 ms\" } from test.toml:12 and --set #1");
  EXPECT_EQ(value_at(result, "request.card.steps.work.work"), "\"5 ms\" from --set #2");
  EXPECT_EQ(problems(load_sets({"request.card.steps.pey.wait=\"1 s\""})),
            "request.card.steps.pey: no step has the id 'pey' = did you mean 'pay'?\n");
  EXPECT_EQ(problems(load_sets({"request.card.steps.pay=3"})),
            "request.card.steps.pay: a step is changed setting by setting = write "
            "request.card.steps.pay.SETTING = ...\n");
}

// A fixed time has no mean to set; a distribution that becomes another one is replaced whole.
TEST(Overlay, TreatsTimesAsValues) {
  EXPECT_EQ(problems(load_sets({"request.home.steps.work.work.mean=\"9 ms\""})),
            "request.home.steps.work.work.mean: request.home.steps.work.work is \"8 ms\", which has no "
            "'mean' = replace it "
            "whole: request.home.steps.work.work = { ... }\n");
  const LoadResult result =
      load_sets({"request.card.steps.pay.wait={ dist = \"exponential\", mean = \"1 s\" }",
                 "request.home.steps.work.work={ dist = \"exponential\", mean = \"2 s\" }"});
  ASSERT_EQ(problems(result), "");
  EXPECT_EQ(value_at(result, "request.card.steps.pay.wait"),
            "{ dist = \"exponential\", mean = \"1 s\" } from --set #1");
  EXPECT_EQ(value_at(result, "request.home.steps.work.work"),
            "{ dist = \"exponential\", mean = \"2 s\" } from --set #2");
}

// A value that is no TOML is taken as text, so that quantities and names need no quotes in the shell.
TEST(Overlay, TakesTextWithoutQuotes) {
  EXPECT_EQ(value_at(load_sets({"traffic.visitors.rate=20/s"}), "traffic.visitors.rate"),
            "\"20 /s\" from --set #1");
  EXPECT_EQ(value_at(load_sets({"system.app.order=fcfs"}), "system.app.order"), "\"fcfs\" from --set #1");
  EXPECT_EQ(load_sets({"traffic.visitors.rate=20/s, but not always"}).diagnostics.render(),
            "--set #1:1:23: traffic.visitors.rate: '/s, but not always' is no unit of rate\n"
            "  1 | traffic.visitors.rate=20/s, but not always\n"
            "    |                       ^\n"
            "    = write a rate as \"8 /s\"; units are /s, /min, /h and /day\n");
}

// What is no setting at all says how one is written.
TEST(Overlay, RefusesWhatIsNoSetting) {
  const std::string remedy = " = write one as system.app.instances=2\n";
  EXPECT_EQ(problems(load_sets({"system.app.instances"})), "is no setting" + remedy);
  EXPECT_EQ(problems(load_sets({"[system.app]"})), "is no setting" + remedy);
  EXPECT_EQ(problems(load_sets({"a=1\nb=2"})), "is no setting" + remedy);
  EXPECT_EQ(problems(load_sets({"=2"})),
            "this is neither a setting nor a [table] = a name of other letters needs quotes\n");
  EXPECT_EQ(problems(load_sets({"system.app.instances=\xff"})),
            "found a byte that is no UTF-8 = save the file as UTF-8\n");
  EXPECT_EQ(problems(load_sets({"system.ap.instances=2"})),
            "system.ap: no part has that name = did you mean 'app'?\n");
}

// An unknown case is answered with the nearest and with all.
TEST(Overlay, ListsTheCases) {
  EXPECT_EQ(problems(load_sets({}, "leen")),
            "no case is named 'leen' = did you mean 'lean'? the cases are lean and rich\n");
  EXPECT_EQ(problems(load_text(kSmall, {}, "lean")),
            "no case is named 'lean' = no [case.NAME] stands in the files\n");
  EXPECT_EQ(problems_with("[case.a.sweep]\nsystem.app.instances = [1]\n"),
            "case.a.sweep: stands inside a case\n");
}

// A syntax error in one file is reported alone: half a topology would be full of names that are missing.
TEST(Overlay, ReadsNothingFromHalfATopology) {
  const LoadResult result = load({{{"a.toml", kSmall}, {"b.toml", "x = 5ms\n"}}, {}, {}, test_kinds()});
  EXPECT_EQ(problems(result), "x = 5ms: a time needs quotes = write it as \"5 ms\"\n");
}

}  // namespace
}  // namespace plimsoll::spec
