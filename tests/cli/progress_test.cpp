#include "cli/progress.hpp"

#include <gtest/gtest.h>

namespace plimsoll::cli {
namespace {

// A quarter done after 4 s leaves 12 s; the replication shown is the one under way.
TEST(Progress, TellsTheTimeLeft) {
  EXPECT_EQ(progress_text({.share = 0.25,
                           .events = 12'300'000,
                           .replications_done = 5,
                           .replications = 20,
                           .elapsed_seconds = 4}),
            "  25 %, replication 6 of 20, 12.3 million events, 3.08 million per second, about 12 s left");
}

// An episode that lasts until it is drained has no share and no time left.
TEST(Progress, LeavesOutWhatCannotBeKnown) {
  EXPECT_EQ(progress_text({.share = -1,
                           .events = 1'000'000,
                           .replications_done = 2,
                           .replications = 2,
                           .elapsed_seconds = 2}),
            "  replication 2 of 2, 1.00 million events, 0.500 million per second");
}

// While pilots run it is not known yet how much there is to do.
TEST(Progress, SaysThatPilotsRun) {
  EXPECT_EQ(progress_text({.events = 2'100'000, .elapsed_seconds = 2, .is_pilot = true}),
            "  finding the end of the warm-up, 2.10 million events");
}

}  // namespace
}  // namespace plimsoll::cli
