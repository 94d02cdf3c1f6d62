#include "models/spec/load.hpp"

#include <gtest/gtest.h>

#include "tests/spec/problems.hpp"

namespace plimsoll::spec {
namespace {

// Seven lines are a whole topology; everything else has a default.
TEST(Load, ReadsTheSmallestTopology) {
  const LoadResult result = load_text(kSmall);
  ASSERT_EQ(problems(result), "");
  const Spec& spec = *result.spec;
  ASSERT_EQ(spec.parts.size(), 1U);
  EXPECT_EQ(spec.find_part("app")->kind->name, "server");
  ASSERT_EQ(spec.requests.size(), 1U);
  EXPECT_EQ(spec.requests[0].on, "app");
  EXPECT_EQ(spec.requests[0].steps[0].time.law.mean(), 0.008);
  EXPECT_EQ(spec.traffic[0].rate.per_second, 100);
  EXPECT_EQ(spec.traffic[0].mix, (Shares{{"home", 1.0}}));
  EXPECT_TRUE(spec.run.finds_warm_up);
  EXPECT_EQ(spec.source, "test.toml");
}

// Parts keep the order of the file, their places and their settings.
TEST(Load, ReadsPartsInFileOrder) {
  const LoadResult result = load_text(
      "[system.zeta]\nkind = \"server\"\nworkers = 5\n[system.alpha]\nkind = \"load_balancer\"\n"
      "spreads_over = { zeta = 1 }\n[request.home]\non = \"alpha\"\nsteps = [{ work = \"8 ms\" }]\n"
      "[traffic.visitors]\nrate = \"100 /s\"\n");
  ASSERT_EQ(problems(result), "");
  EXPECT_EQ(result.spec->parts[0].name, "zeta");
  EXPECT_EQ(result.spec->parts[1].name, "alpha");
  EXPECT_EQ(result.spec->parts[1].place.line, 4U);
  const auto& server = static_cast<const TestSettings<TestServer>&>(*result.spec->parts[0].settings).value;
  EXPECT_EQ(server.workers, 5);
  EXPECT_EQ(server.queue, Limit{64});
}

// A slip in a setting, a missing setting, an unknown kind, a reference to nothing: each with its place and
// remedy.
TEST(Load, ReportsWhatIsWrongWithParts) {
  EXPECT_EQ(problems_with("[system.p]\nkind = \"pool\"\nsise = 3\nper = \"aap\"\n"),
            "system.p: a pool needs 'size' = Connections in each pool.\n"
            "system.p.sise: a pool has no setting 'sise' = did you mean 'size'?\n"
            "system.p.per: names 'aap', but no part has that name = did you mean 'app'?\n");
  EXPECT_EQ(problems_with("[system.p]\nkind = \"pol\"\n"),
            "system.p.kind: 'pol' is no kind of part = did you mean 'pool'?\n");
  EXPECT_EQ(problems_with("[system.p]\nsize = 3\n"),
            "system.p: a part needs 'kind' = say what it is, such as kind = \"server\"\n");
  EXPECT_EQ(problems_with("[system.p]\nkind = \"cache\"\nttl = 60\nkey = \"sku\"\n"),
            "system.p.ttl: a time needs its unit, got 60 = write \"60 s\" or \"60 ms\"\n"
            "system.p.key: names 'sku', but no attribute has that name = define it in [attribute.sku]\n");
}

// A word that may stand instead of a name is no reference.
TEST(Load, TakesWordsInsteadOfNames) {
  EXPECT_EQ(problems_with("[system.p]\nkind = \"pool\"\nsize = 3\nper = \"all\"\n"),
            "warning: system.p: is used by no request\n");
}

// What nothing uses is an error where a slip hides behind it, and a warning for parts and requests.
TEST(Load, ReportsWhatIsUnused) {
  EXPECT_EQ(problems_with("[attribute.sku]\nvalues = 3\n[routine.r]\nsteps = [{ wait = \"1 s\" "
                          "}]\n[policy.p]\nkind = \"retry\"\n"
                          "[price]\nserver = \"1 USD/h\"\n"),
            "attribute.sku: is used by no step and no part = use it or leave it out\n"
            "routine.r: is called by no step = use it or leave it out\n"
            "policy.p: is named by no step and no traffic = use it or leave it out\n"
            "price.server: is the price of nothing = use it or leave it out\n");
  EXPECT_EQ(problems_with("[system.spare]\nkind = \"server\"\n"),
            "warning: system.spare: is used by no request\n");
  EXPECT_TRUE(load_text(kSmall + "[system.spare]\nkind = \"server\"\n").spec.has_value());
}

// A slip in a name is one mistake: what was meant is not called unused.
TEST(Load, ReportsOneMistakeOnce) {
  EXPECT_EQ(
      problems_with_steps("[{ call = \"chekout\" }]", "[routine.checkout]\nsteps = [{ wait = \"1 s\" }]\n"),
      "request.home.steps: calls 'chekout', but no routine has that name = did you mean 'checkout'?\n");
  EXPECT_EQ(
      problems_with_steps("[{ cal = \"checkout\" }]", "[routine.checkout]\nsteps = [{ wait = \"1 s\" }]\n"),
      "request.home.steps: a step needs a verb = did you mean 'call'?\n");
}

// Attributes: a count or names, and a popularity that fits them.
TEST(Load, ReadsAttributes) {
  const std::string use = "[system.c]\nkind = \"cache\"\nkey = \"sku\"\n";
  const auto attribute = [&](const std::string& text) {
    return load_text(kSmall + use + "[attribute.sku]\n" + text);
  };
  const auto said = [&](const std::string& text) {
    std::string all = problems(attribute(text));
    const std::string unused = "warning: system.c: is used by no request\n";
    return all == unused ? "" : all;
  };
  const LoadResult zipf = attribute("values = 20_000\npopularity = { dist = \"zipf\", exponent = 0.8 }\n");
  EXPECT_EQ(zipf.spec->attributes[0].values, 20'000);
  EXPECT_EQ(zipf.spec->attributes[0].exponent, 0.8);
  const LoadResult named = attribute("values = [\"free\", \"gold\"]\npopularity = { weights = [9, 1] }\n");
  EXPECT_EQ(named.spec->attributes[0].value_names, (std::vector<std::string>{"free", "gold"}));
  EXPECT_EQ(named.spec->attributes[0].weights, (std::vector<double>{9, 1}));
  EXPECT_EQ(said("values = 5\npopularity = \"uniform\"\n"), "");
  EXPECT_EQ(said("values = 0\n"), "attribute.sku.values: must be from 1 to 1000000000 values, got 0\n");
  EXPECT_EQ(
      said("values = 2\npopularity = { weights = [1] }\n"),
      "attribute.sku.popularity.weights: has 1 weights for 2 values = write one weight for each value\n");
  EXPECT_EQ(said("values = 2\npopularity = { weights = [0, 0] }\n"),
            "attribute.sku.popularity.weights: weights are not negative, and not all of them 0\n");
  EXPECT_EQ(said("values = 2\npopularity = { dist = \"zip\" }\n"),
            "attribute.sku.popularity.dist: 'zip' is not one of uniform and zipf = did you mean 'zipf'?\n");
  EXPECT_EQ(said("values = 2\npopularity = { exponent = 1 }\n"),
            "attribute.sku.popularity: does not say how often each value is drawn = write \"uniform\", { "
            "dist = \"zipf\", "
            "exponent = 1.0 } or { weights = [...] }\n");
  EXPECT_EQ(said("values = [\"a\", \"a\"]\n"), "attribute.sku.values: a value stands twice in the list\n");
}

// Names, sections and the version of the language are checked at the top.
TEST(Load, ChecksTheTopOfTheFile) {
  EXPECT_EQ(problems(load_text("plimsoll = 2\n" + kSmall)),
            "plimsoll: is version 2 of the language; this program reads version 1 = use a newer program\n");
  EXPECT_EQ(problems(load_text("plimsoll = 1\ntitle = \"Shop\"\n" + kSmall)), "");
  EXPECT_EQ(problems_with("[sytem.x]\n"), "sytem: a topology has no 'sytem' = did you mean 'system'?\n");
  EXPECT_EQ(
      problems_with("[system.X]\nkind = \"server\"\n"),
      "system.X: 'X' is no name = a name is of small letters, digits and _, and begins with a letter\n");
}

// All problems come in one run, by place, from several files at once.
TEST(Load, ReportsAllProblemsInFileOrder) {
  const LoadResult result =
      load({{{"a.toml", kSmall + "[run]\nsed = 4\n"}, {"b.toml", "[system.app]\nworkers = 0\n"}},
            {},
            {"system.app.worker=2"},
            test_kinds()});
  EXPECT_EQ(result.diagnostics.render(),
            "a.toml:9:1: run.sed: [run] has no setting 'sed'\n"
            "  9 | sed = 4\n"
            "    | ^\n"
            "    = did you mean 'seed'?\n"
            "b.toml:2:11: system.app.workers: must be at least 1, got 0\n"
            "  2 | workers = 0\n"
            "    |           ^\n"
            "--set #1:1:12: system.app.worker: a server has no setting 'worker'\n"
            "  1 | system.app.worker=2\n"
            "    |            ^\n"
            "    = did you mean 'workers'?\n");
}

// A file that is not there says so, with the system's reason.
TEST(Load, ReadsFiles) {
  std::string problem;
  EXPECT_EQ(read_file("/nowhere/x.toml", problem), std::nullopt);
  EXPECT_EQ(problem, "/nowhere/x.toml: cannot be read: No such file or directory");
  EXPECT_EQ(read_file("/", problem), std::nullopt);
}

// "all" is what the results call the sum of all requests.
TEST(Load, KeepsTheNameOfTheSum) {
  std::string text = kSmall;
  text.replace(text.find("[request.home]"), 14, "[request.all]");
  EXPECT_NE(problems(load_text(text))
                .find("request.all: is what the sum of all requests is called = give it another name"),
            std::string::npos);
}

}  // namespace
}  // namespace plimsoll::spec
