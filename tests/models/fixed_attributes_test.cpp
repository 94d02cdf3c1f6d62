// Attributes that follow from others, and those that a traffic gives its requests.
#include <gtest/gtest.h>

#include "tests/support/story.hpp"

namespace plimsoll::test {
namespace {

/// Items in three groups: a request takes as many ms as the number of its item's group.
const char* const kGroups = R"(
[attribute.item]
values = 9
[attribute.group]
values = 3
of     = "item"
[request.get]
steps = [{ choose = [{ wait = "1 ms", when = { group = 1 } }, { wait = "2 ms", when = { group = 2 } }] }]
)";

// Item 7 of 9 is in group 7 mod 3 = 1.
TEST(FixedAttributes, FollowFromAnother) {
  EXPECT_EQ(tell(std::string(kGroups) + burst("get", 1, "0 s", "attributes = { item = 7 }") + kEpisode),
            Story{"1 get ok"});
}

// The first four items in turn, 0 1 2 3 0 1: groups 0 1 2 0 0 1.
TEST(FixedAttributes, TakeTheFirstValuesInTurn) {
  EXPECT_EQ(
      tell(std::string(kGroups) + burst("get", 6, "0 s", "attributes = { item = { first = 4 } }") + kEpisode),
      (Story{"0 get ok", "0 get ok", "0 get ok", "1 get ok", "1 get ok", "2 get ok"}));
}

// What is not fixed is drawn: groups of evenly drawn items are even, 1 ms on average.
TEST(FixedAttributes, AreDrawnOtherwise) {
  const Results results = run_text(std::string(kGroups) + burst("get", 30'000) + kEpisode);
  EXPECT_NEAR(request_of(results, "get").latency_seconds.mean.value, 0.001, 0.00003);
}

}  // namespace
}  // namespace plimsoll::test
