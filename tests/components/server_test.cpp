#include <gtest/gtest.h>

#include "tests/support/story.hpp"

namespace plimsoll::test {
namespace {

// One instance whose settings the tests vary: `work` of 10 ms each.
constexpr const char* kApp = R"(
[system.app]
kind  = "server"
cores = 1

[request.browse]
on    = "app"
steps = [{ work = "10 ms" }]
)";

std::string app() { return std::string(kApp) + kEpisode; }

// Three at once on one core, first come first served: 10, 20, 30 ms.
TEST(Server, ServesInTurn) {
  EXPECT_EQ(tell(app() + burst("browse", 3), {"system.app.order=fcfs"}),
            (Story{"10 browse ok", "20 browse ok", "30 browse ok"}));
}

// Three at once share one core and are done together, after 30 ms.
TEST(Server, SharesItsCores) {
  EXPECT_EQ(tell(app() + burst("browse", 3)), (Story{"30 browse ok", "30 browse ok", "30 browse ok"}));
}

// One joins after 5 ms: both then go at half speed. The first needs 5 ms more and is done at 15; the second
// has had 5 by then and is done at 20.
TEST(Server, SlowsDownWhoIsThereAlready) {
  EXPECT_EQ(tell(app() + burst("browse") + burst("browse", 1, "5 ms")),
            (Story{"15 browse ok", "20 browse ok"}));
}

// Two cores for three jobs of 10 ms: two thirds of a core each, so 15 ms.
TEST(Server, SpreadsJobsEvenlyOverItsCores) {
  EXPECT_EQ(tell(app() + burst("browse", 3), {"system.app.cores=2"}),
            (Story{"15 browse ok", "15 browse ok", "15 browse ok"}));
}

// One worker and room for one: of three at once the second waits and the third is refused on the spot.
TEST(Server, RefusesWhoFindsTheQueueFull) {
  const std::string model = app() + burst("browse", 3);
  const std::vector<std::string> small{"system.app.workers=1", "system.app.queue=1"};

  EXPECT_EQ(tell(model, small), (Story{"0 browse refused", "10 browse ok", "20 browse ok"}));
  const Results results = run_text(model, small);
  const PartFigures& server = part_of(results, "app");
  EXPECT_EQ(server.served.value, 2);
  EXPECT_EQ(server.refused.value, 1);
  EXPECT_DOUBLE_EQ(server.wait_seconds.mean.value, 0.005);  // 0 and 10 ms
  EXPECT_DOUBLE_EQ(server.wait_seconds.max.value, 0.010);
  EXPECT_DOUBLE_EQ(server.utilisation.value, 1);
  EXPECT_DOUBLE_EQ(server.waiting.value, 0.5);
}

// Work of 10 ms, then 90 ms elsewhere: a blocking server keeps its one worker for all of it.
TEST(Server, KeepsTheWorkerWhileItWaits) {
  const std::string model = R"(
[system.app]
kind    = "server"
cores   = 1
workers = 1
[request.pay]
on    = "app"
steps = [{ work = "10 ms" }, { wait = "90 ms" }]
)" + std::string(kEpisode) + burst("pay", 2);

  EXPECT_EQ(tell(model), (Story{"100 pay ok", "200 pay ok"}));
  // An async one lets the second work from 10 to 20 ms.
  EXPECT_EQ(tell(model, {"system.app.style=async"}), (Story{"100 pay ok", "110 pay ok"}));
}

// An async server has its queue in front of every piece of work: whoever finds it full there is refused.
TEST(Server, QueuesInFrontOfEachPieceOfWorkIfAsync) {
  const std::vector<std::string> narrow{"system.app.style=async", "system.app.workers=1",
                                        "system.app.queue=1"};

  EXPECT_EQ(tell(app() + burst("browse", 3), narrow),
            (Story{"0 browse refused", "10 browse ok", "20 browse ok"}));
}

// Round robin over two instances: the first and the third meet on one, the second is alone.
TEST(Server, TakesItsInstancesInTurn) {
  EXPECT_EQ(tell(app() + burst("browse", 3), {"system.app.instances=2"}),
            (Story{"10 browse ok", "20 browse ok", "20 browse ok"}));
}

// From 5 ms on there are two cores: two jobs of 10 ms have had 2.5 each and need 7.5 more.
TEST(Server, FollowsItsLiveCores) {
  const std::string event = "[event.more]\nstarts = \"5 ms\"\nset.system.app.cores = 2\n";

  EXPECT_EQ(tell(app() + event + burst("browse", 2)), (Story{"12.5 browse ok", "12.5 browse ok"}));
  EXPECT_EQ(tell(app() + event + burst("browse", 3), {"system.app.order=fcfs"}),
            (Story{"10 browse ok", "15 browse ok", "20 browse ok"}));
}

// An instance that is taken away finishes what it has, and gets nothing new.
TEST(Server, FinishesWhatAnInstanceHasWhenItIsTakenAway) {
  const std::string model = app() + "[event.fewer]\nstarts = \"5 ms\"\nset.system.app.instances = 1\n" +
                            burst("browse", 2) + burst("browse", 2, "20 ms");

  EXPECT_EQ(tell(model, {"system.app.instances=2"}),
            (Story{"10 browse ok", "10 browse ok", "40 browse ok", "40 browse ok"}));
}

// An instance added at 5 ms gets every second request from then on.
TEST(Server, SendsRequestsToANewInstance) {
  const std::string model =
      app() + "[event.more]\nstarts = \"5 ms\"\nset.system.app.instances = 2\n" + burst("browse", 2, "20 ms");

  EXPECT_EQ(tell(model), (Story{"30 browse ok", "30 browse ok"}));
}

// Ten seconds are measured after ten of warm-up. The second instance comes at 12 s; from 15 s on each works
// at one request: 2 x 5 s busy of 2 s + 2 x 8 s. What came after the warm-up is averaged over the same ten
// seconds.
TEST(Server, MeasuresInstancesThatComeLater) {
  const Results results = run_text(std::string(kApp) + R"(
[event.more]
starts = "12 s"
set.system.app.instances = 2
[run]
warm_up      = "10 s"
duration     = "10 s"
replications = 1
)" + burst("browse", 2, "15 s"),
                                   {"request.browse.steps.work.work=1h"});

  EXPECT_DOUBLE_EQ(part_of(results, "app").in_use.value, 1);
  EXPECT_DOUBLE_EQ(measure(results, "app", "cpu_utilisation").value, 10.0 / 18);
}

// One core until 15 s and three from then on, of which one is busy all the time: half of two on average.
TEST(Server, MeasuresAgainstTheCoresItHadThen) {
  const Results results = run_text(std::string(kApp) + R"(
[event.more]
starts = "15 s"
set.system.app.cores = 3
[run]
warm_up      = "10 s"
duration     = "10 s"
replications = 1
)" + burst("browse"),
                                   {"request.browse.steps.work.work=1h"});

  EXPECT_DOUBLE_EQ(measure(results, "app", "cpu_utilisation").value, 0.5);
}

}  // namespace
}  // namespace plimsoll::test
