#include <gtest/gtest.h>

#include "tests/spec/problems.hpp"

namespace plimsoll::spec {
namespace {

// Every setting with its origin, in the order of the file, defaults included.
TEST(Resolved, ListsEverySettingWithItsOrigin) {
  std::string text;
  for (const ResolvedSetting& setting : load_text(kSmall, {"run.seed=7"}).resolved) {
    text += setting.address + " = " + setting.value + "  # " + setting.origin + "\n";
  }
  EXPECT_EQ(text,
            "system.app.kind = \"server\"  # test.toml:2\n"
            "system.app.instances = 1  # default\n"
            "system.app.workers = 16  # default\n"
            "system.app.cores = 1  # default\n"
            "system.app.queue = 64  # default\n"
            "system.app.order = \"shared\"  # default\n"
            "system.app.overhead = 0  # default\n"
            "request.home.steps.work.work = \"8 ms\"  # test.toml:5\n"
            "request.home.steps.work.chance = 1  # default\n"
            "request.home.steps.work.times = 1  # default\n"
            "request.home.on = \"app\"  # test.toml:4\n"
            "traffic.visitors.rate = \"100 /s\"  # test.toml:7\n"
            "traffic.visitors.arrivals = \"poisson\"  # default\n"
            "run.kind = \"steady\"  # default\n"
            "run.warm_up = \"auto\"  # default\n"
            "run.duration = \"1 min\"  # default\n"
            "run.replications = 10  # default\n"
            "run.seed = 7  # --set #1\n"
            "run.replications_max = 1000  # default\n");
}

// The merged file is TOML that reads back as the same model, and names the origin of each value.
TEST(Resolved, MergedFileReadsBack) {
  const LoadResult first = load_text("title = \"a \\\"quoted\\\" \\u0007 title\"\n" + kSmall +
                                         "[case.big]\nsystem.app.instances = 4\n[event.e]\nstarts = \"5 "
                                         "s\"\nset.system.app.instances = 2\n[run]\n[sweep]\n"
                                         "system.app.workers = [1, 2]\n",
                                     {"request.home.steps.work.work=9ms"}, "big");
  ASSERT_EQ(problems(first), "");
  EXPECT_EQ(first.merged_toml,
            "title = \"a \\\"quoted\\\" \\u0007 title\"  # from test.toml:1\n"
            "\n[system.app]\n"
            "kind = \"server\"  # from test.toml:3\n"
            "instances = 4  # from case big\n"
            "\n[request.home]\n"
            "on = \"app\"  # from test.toml:5\n"
            "steps = [\n"
            "  { work = \"9ms\" },  # from test.toml:6 and --set #1\n"
            "]\n"
            "\n[traffic.visitors]\n"
            "rate = \"100 /s\"  # from test.toml:8\n"
            "\n[event.e]\n"
            "starts = \"5 s\"  # from test.toml:12\n"
            "\n[event.e.set.system.app]\n"
            "instances = 2  # from test.toml:13\n"
            "\n[run]\n");
  const LoadResult again = load_text(first.merged_toml);
  ASSERT_EQ(problems(again), "");
  EXPECT_EQ(again.spec->digest, first.spec->digest);
}

// Equal models have equal digests however they are written; any setting changed changes it.
TEST(Resolved, DigestIsOfTheModel) {
  const std::uint64_t digest = load_text(kSmall).spec->digest;
  std::string other = "title = \"x\"\n# comment\n" + kSmall + "[run]\nduration = \"60 s\"\n";
  other.replace(other.find("8 ms"), 4, "0.008 s");
  EXPECT_EQ(load_text(other).spec->digest, digest);
  EXPECT_NE(load_text(kSmall, {"system.app.workers=17"}).spec->digest, digest);
  EXPECT_NE(load_text(kSmall, {"run.seed=2"}).spec->digest, digest);
  std::string swapped = kSmall;
  swapped.replace(swapped.find("{ work = \"8 ms\" }"), 17, "{ work = \"1 s\" }, { wait = \"1 s\" }");
  std::string back = kSmall;
  back.replace(back.find("{ work = \"8 ms\" }"), 17, "{ wait = \"1 s\" }, { work = \"1 s\" }");
  EXPECT_NE(load_text(swapped).spec->digest, load_text(back).spec->digest);
}

// A sweep is kept aside; its addresses exist, defaults included, and are no lists themselves.
TEST(Resolved, SweepIsCheckedAndKeptAside) {
  const LoadResult result = load_text(
      kSmall + "[sweep]\nsystem.app.instances = [2, 3]\nrequest.home.steps.work.work = [\"1 ms\"]\n");
  ASSERT_EQ(problems(result), "");
  ASSERT_EQ(result.sweep.size(), 2U);
  EXPECT_EQ(result.sweep[0].address, "system.app.instances");
  EXPECT_EQ(result.sweep[0].values, (std::vector<std::string>{"2", "3"}));
  EXPECT_EQ(result.sweep[1].values, (std::vector<std::string>{"\"1 ms\""}));
  EXPECT_EQ(problems_with("[sweep]\nsystem.app.instance = [2]\n"),
            "sweep.system.app.instance: the topology has no setting 'system.app.instance' = did you mean "
            "'instances'?\n");
  EXPECT_EQ(problems_with("[sweep]\nsystem.app.instances = 2\n"),
            "sweep.system.app.instances: must be a list of values, got the number 2 = write it like [10, 25, "
            "50]\n");
  EXPECT_EQ(problems_with("[sweep]\nrequest.home.steps = [1]\n"),
            "sweep.request.home.steps: is a list itself and cannot be swept = use cases: [case.NAME]\n");
}

}  // namespace
}  // namespace plimsoll::spec
