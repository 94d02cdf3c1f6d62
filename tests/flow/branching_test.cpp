#include <gtest/gtest.h>

#include "tests/support/story.hpp"

namespace plimsoll::test {
namespace {

std::string request(const std::string& steps) {
  return "[request.ask]\nsteps = [\n" + steps + "\n]\n" + kEpisode;
}

// With chance 0 a step is never done, with chance 1 always.
TEST(Chance, IsCertainAtItsEnds) {
  EXPECT_EQ(tell(request(R"({ wait = "7 ms", chance = 0 }, { wait = "1 ms", chance = 1 })") + burst("ask")),
            (Story{"1 ask ok"}));
}

// Three in ten go the long way: of 20,000 within five standard deviations.
TEST(Chance, IsTakenAsOftenAsItSays) {
  const Results results =
      run_text(request(R"({ fail = "declined", chance = 0.3 }, { wait = "1 ms" })") + burst("ask", 20'000));

  EXPECT_NEAR(failures(request_of(results, "ask"), "declined"), 6'000, 5 * 64.8);
}

// Shares of 0.2 and 0.5; what is left, 0.3, does nothing.
TEST(Choose, DividesByShares) {
  const Results results = run_text(request(R"({ choose = [{ fail = "red", chance = 0.2 },
            { fail = "green", chance = 0.5 }] })") +
                                   burst("ask", 20'000));

  const RequestFigures& ask = request_of(results, "ask");
  EXPECT_NEAR(failures(ask, "red"), 4'000, 5 * 56.6);
  EXPECT_NEAR(failures(ask, "green"), 10'000, 5 * 70.8);
  EXPECT_NEAR(ask.completed.value, 6'000, 5 * 64.9);
}

// The way depends on the attribute and on nothing else: gold is served in 1 ms, silver in 2, the rest in 3.
std::string by_attribute(const std::string& weights) {
  return "[attribute.tier]\nvalues = [\"gold\", \"silver\", \"bronze\", \"none\"]\npopularity = { weights "
         "= " +
         weights + " }\n" + request(R"({ choose = [{ wait = "1 ms", when = { tier = "gold" } },
            { wait = "2 ms", when = { tier = ["silver"] } },
            { wait = "3 ms", otherwise = true }] })") +
         burst("ask");
}
TEST(Choose, FollowsAnAttribute) {
  EXPECT_EQ(tell(by_attribute("[1, 0, 0, 0]")), (Story{"1 ask ok"}));
  EXPECT_EQ(tell(by_attribute("[0, 1, 0, 0]")), (Story{"2 ask ok"}));
  EXPECT_EQ(tell(by_attribute("[0, 0, 0, 1]")), (Story{"3 ask ok"}));
}

// Ranges are tried in order: from 10 on; below 5; what no way takes goes straight on.
TEST(Choose, FollowsRanges) {
  const auto story_of = [](const std::string& value) {
    std::string weights;
    for (int k = 0; k < 12; ++k)
      weights += (k > 0 ? ", " : "") + std::string(std::to_string(k) == value ? "1" : "0");
    return tell("[attribute.size]\nvalues = 12\npopularity = { weights = [" + weights + "] }\n" +
                request(R"({ choose = [{ wait = "1 ms", when = { size = { at_least = 10 } } },
                     { wait = "2 ms", when = { size = { below = 5 } } }] }, { wait = "10 ms" })") +
                burst("ask"));
  };
  EXPECT_EQ(story_of("10"), (Story{"11 ask ok"}));
  EXPECT_EQ(story_of("4"), (Story{"12 ask ok"}));
  EXPECT_EQ(story_of("5"), (Story{"10 ask ok"}));
  EXPECT_EQ(story_of("9"), (Story{"10 ask ok"}));
}

// A reason of one's own ends the request there and then.
TEST(Fail, EndsTheRequestWithItsReason) {
  EXPECT_EQ(tell(request(R"({ wait = "1 ms" }, { fail = "declined" }, { wait = "1 ms" })") + burst("ask")),
            (Story{"1 ask declined"}));
}

}  // namespace
}  // namespace plimsoll::test
