#include <gtest/gtest.h>

#include "models/spec/toml_reader.hpp"
#include "tests/spec/problems.hpp"

namespace plimsoll::spec {
namespace {

// Ten thousand parts, each with a request on it and a share of the traffic, load as they are.
TEST(Hostile, TenThousandPartsLoad) {
  std::string text, mix;
  for (int i = 0; i < 10'000; ++i) {
    const std::string n = std::to_string(i);
    text += "[system.p" + n + "]\nkind = \"server\"\ncores = 2\n";
    text += "[request.r" + n + "]\non = \"p" + n + "\"\nsteps = [{ work = \"1 ms\" }]\n";
    mix += (i == 0 ? "r" : ", r") + n + " = 1";
  }
  const LoadResult result = load_text(text + "[traffic.all]\nrate = \"1 /s\"\nmix = { " + mix + " }\n");
  ASSERT_EQ(problems(result), "");
  EXPECT_EQ(result.spec->parts.size(), 10'000U);
  EXPECT_EQ(result.spec->traffic[0].mix.size(), 10'000U);
  EXPECT_EQ(result.spec->traffic[0].mix[9'999].second, 1e-4);
}

// Ten thousand wrong names are all reported, two hundred are shown, and the search for near names ends in
// time.
TEST(Hostile, TenThousandMistakesAreSummedUp) {
  std::string steps;
  for (int i = 0; i < 10'000; ++i) steps += "{ call = \"nowhere" + std::to_string(i) + "\" },\n";
  std::string text = kSmall;
  text.replace(text.find("{ work"), 17, steps);
  for (int i = 0; i < 5'000; ++i) {
    text += "[routine.elsewhere_" + std::to_string(i) + "]\nsteps = [{ wait = \"1 s\" }]\n";
  }
  const LoadResult result = load_text(text);
  EXPECT_EQ(result.diagnostics.sorted().size(), 15'000U);
  EXPECT_NE(result.diagnostics.render().find("\n... and 14800 more problems\n"), std::string::npos);
}

// A chain of ten thousand routines is walked without recursion; closed to a circle it is one mistake.
TEST(Hostile, LongChainsAndCircles) {
  std::string routines;
  for (int i = 0; i < 10'000; ++i) {
    routines += "[routine.r" + std::to_string(i) + "]\nsteps = [{ call = \"r" +
                std::to_string((i + 1) % 10'000) + "\" }]\n";
  }
  const LoadResult circle = load_text(kSmall + routines);
  ASSERT_EQ(circle.diagnostics.sorted().size(), 1U);
  EXPECT_EQ(circle.diagnostics.sorted()[0].address, "routine.r9999.steps");
  EXPECT_EQ(circle.diagnostics.sorted()[0].message.substr(0, 48),
            "goes round in a circle: r0 calls r1 calls r2 cal");
}

// Names with control characters are shown escaped, and are no names.
TEST(Hostile, ControlCharactersAreEscaped) {
  EXPECT_EQ(problems_with("[routine.\"a\\u001b[31m\"]\nsteps = [{ wait = \"1 s\" }]\n"),
            "routine.a\\x1b[31m: 'a\\x1b[31m' is no name = a name is of small letters, digits and _, and "
            "begins with a "
            "letter\nroutine.a\\x1b[31m: is called by no step = use it or leave it out\n");
}

// Steps inside steps end where the parser ends, long before the stack does.
TEST(Hostile, DeepStepsEnd) {
  std::string steps = "{ wait = \"1 s\" }";
  for (int i = 0; i < 100; ++i) steps = "{ times = 2, repeat = [" + steps + "] }";
  EXPECT_EQ(problems_with_steps("[" + steps + "]"), "");
  for (int i = 0; i < 400; ++i) steps = "{ times = 2, repeat = [" + steps + "] }";
  EXPECT_EQ(problems_with_steps("[" + steps + "]"), "lists and tables lie too deep in one another\n");
}

// An empty file, an empty list of files, and tables where values belong are mistakes, not crashes.
TEST(Hostile, EmptyAndMisshapenFiles) {
  EXPECT_EQ(problems(load_text("")),
            "a topology needs a request = write [request.home] with its steps\n"
            "a topology needs traffic = write [traffic.visitors] with users or a rate\n");
  EXPECT_FALSE(load({}).spec.has_value());
  EXPECT_TRUE(load({}).diagnostics.has_errors());
  for (const char* text : {"system = 1",
                           "system.app = 1",
                           "price = 2",
                           "run = []",
                           "sweep = 1",
                           "case = 1",
                           "case.a = 1",
                           "request.a.steps = 1",
                           "request.a.steps = [1]",
                           "request.a.steps = [[]]",
                           "title = 1",
                           "event.a.set = 1",
                           "event.a.set.system = 1",
                           "traffic.a.mix = 1",
                           "attribute.a.popularity = []",
                           "traffic.a.profile = [1]",
                           "policy.a.kind = 1",
                           "objective.a.during = 1",
                           "request.a.steps = [{ choose = {} }]",
                           "request.a.steps = [{ choose = [{ when = 1 }] }]",
                           "request.a.steps = [{ work = { dist = 1 } }]",
                           "plimsoll = 1e3",
                           "system.a.kind = {}",
                           "routine.a.holds = [1]",
                           "request.a.on = []",
                           "event.a.set.request.b.steps.c.work = \"1 s\""}) {
    EXPECT_TRUE(load_text(text).diagnostics.has_errors()) << text;
    EXPECT_FALSE(load_text(text).spec.has_value()) << text;
  }
}

}  // namespace
}  // namespace plimsoll::spec
