#include "models/stations/processor.hpp"

#include <gtest/gtest.h>

#include "tests/support/story.hpp"

namespace plimsoll::test {
namespace {

/// A server is its processor and little else: work of 30, 20 and 10 ms, all at once.
Story three_jobs(std::vector<std::string> sets, const std::string& more = "") {
  return tell(R"(
[system.app]
kind  = "server"
cores = 1
[request.long]
on    = "app"
steps = [{ work = "30 ms" }]
[request.middle]
on    = "app"
steps = [{ work = "20 ms" }]
[request.short]
on    = "app"
steps = [{ work = "10 ms" }]
)" + std::string(kEpisode) +
                  burst("long") + burst("middle") + burst("short") + more,
              std::move(sets));
}

// Shared, the shortest is done first: 3 x 10 ms, then 2 x 10, then 10.
TEST(Processor, SharesACore) {
  EXPECT_EQ(three_jobs({}), (Story{"30 short ok", "50 middle ok", "60 long ok"}));
}

// First come first served, in order of arrival.
TEST(Processor, ServesInOrder) {
  EXPECT_EQ(three_jobs({"system.app.order=fcfs"}), (Story{"30 long ok", "50 middle ok", "60 short ok"}));
}

// Two cores. Shared: two thirds of a core each until the shortest is done at 15 ms, then a core each. In
// order: the short one follows the middle one.
TEST(Processor, HasSeveralCores) {
  EXPECT_EQ(three_jobs({"system.app.cores=2"}), (Story{"15 short ok", "25 middle ok", "35 long ok"}));
  EXPECT_EQ(three_jobs({"system.app.cores=2", "system.app.order=fcfs"}),
            (Story{"20 middle ok", "30 long ok", "30 short ok"}));
}

// Fewer cores from 5 ms on: in order, the two jobs in service keep their cores until they are done.
TEST(Processor, LosesCores) {
  const std::string event = "[event.fewer]\nstarts = \"5 ms\"\nset.system.app.cores = 1\n";

  EXPECT_EQ(three_jobs({"system.app.cores=2", "system.app.order=fcfs"}, event),
            (Story{"20 middle ok", "30 long ok", "40 short ok"}));
  // Shared: 10/3 ms each by 5 ms, 20/3 of the short one left on a third of a core: 25 ms. Middle: 10 more on
  // a half: 45. Long: 55.
  EXPECT_EQ(three_jobs({"system.app.cores=2"}, event), (Story{"25 short ok", "45 middle ok", "55 long ok"}));
}

}  // namespace
}  // namespace plimsoll::test
