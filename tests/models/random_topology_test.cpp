#include <gtest/gtest.h>

#include "models/model_problem.hpp"
#include "report/json.hpp"
#include "tests/support/random_topology.hpp"
#include "tests/support/story.hpp"

namespace plimsoll::test {
namespace {

constexpr std::uint64_t kTopologies = 300;

/// Runs a topology in full and looks at what is left; a topology that does not hold together is none of ours.
bool run_and_look(std::uint64_t number) {
  const std::string text = RandomTopology(number).text();
  SCOPED_TRACE("topology " + std::to_string(number));
  try {
    Episode episode(text);
    const Story story = episode.tell();
    episode.expect_nothing_held();
    EXPECT_FALSE(story.empty());
    EXPECT_EQ(Episode(text).tell(), story);
    return true;
  } catch (const ModelProblem&) {
    return false;
  } catch (const std::exception& problem) {
    ADD_FAILURE() << problem.what() << "\n" << text;
    return true;
  }
}

// Three hundred topologies of all verbs and parts, with refusals, time limits, retries, fans and events:
// every request ends, nothing is held in the end, and a second run tells the same story.
TEST(RandomTopologies, LeaveNothingBehind) {
  std::uint64_t whole = 0;
  for (std::uint64_t number = 0; number < kTopologies; ++number) whole += run_and_look(number) ? 1U : 0U;

  EXPECT_GT(whole, kTopologies / 2);
}

// Through the front door, which checks that nothing is lost: with one thread and with two, byte for byte.
TEST(RandomTopologies, AreReplayedByAnyNumberOfThreads) {
  for (std::uint64_t number = 0; number < 40; ++number) {
    SCOPED_TRACE("topology " + std::to_string(number));
    const spec::Spec spec = load_text(RandomTopology(number).text(), {"run.replications=4"});
    const auto bytes = [&spec](int threads) {
      RunOptions options;
      options.threads = threads;
      Results results = run(spec, options);
      results.run.wall_seconds = 0;
      results.run.threads = 0;
      return report::to_json(results);
    };
    try {
      EXPECT_EQ(bytes(1), bytes(2));
    } catch (const ModelProblem&) {
    }
  }
}

}  // namespace
}  // namespace plimsoll::test
