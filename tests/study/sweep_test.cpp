#include "study/sweep.hpp"

#include <gtest/gtest.h>

#include <map>
#include <thread>

#include "study/work_slots.hpp"
#include "tests/support/model_text.hpp"

namespace plimsoll {
namespace {

constexpr const char* kShop = R"(
  [system.app]
  kind    = "server"
  cores   = 1
  [request.page]
  on    = "app"
  steps = [{ work = { dist = "exponential", mean = "8 ms" } }]
  [traffic.visitors]
  rate = "50 /s"
  [run]
  warm_up      = "1 s"
  duration     = "5 s"
  replications = 3
)";

/// The shop at the rate that the number of a point says [/s].
spec::Spec shop_at(std::uint64_t point) {
  return test::load_text(kShop, {"traffic.visitors.rate=" + std::to_string(point) + " /s"});
}

struct Ended {
  std::map<std::uint64_t, std::string> digests;  // by point
  std::map<std::uint64_t, std::string> stopped;
  std::vector<std::uint64_t> order;
};

SweepRun run_into(Ended& ended, std::vector<std::uint64_t> points) {
  SweepRun run;
  run.points = std::move(points);
  run.load = shop_at;
  run.finished = [&ended](std::uint64_t point, const spec::Spec&, const Observation& observation) {
    ended.digests[point] = observation.results.run.digest;
    ended.order.push_back(point);
  };
  run.stopped = [&ended](std::uint64_t point, const spec::Spec&, const std::string& why) {
    ended.stopped[point] = why;
  };
  return run;
}

// Each point is what `run` finds for it, whatever the number of threads.
TEST(Sweep, EachPointIsWhatRunFinds) {
  for (const int threads : {1, 2, 5}) {
    Ended ended;
    SweepOptions options;
    options.threads = threads;
    ASSERT_TRUE(run_points(run_into(ended, {40, 20, 60}), options));
    ASSERT_EQ(ended.digests.size(), 3U);
    for (const auto& [point, digest] : ended.digests) EXPECT_EQ(digest, run(shop_at(point)).run.digest);
  }
}

// One thread ends points in the order in which they were given.
TEST(Sweep, OneThreadKeepsTheOrder) {
  Ended ended;
  SweepOptions options;
  options.threads = 1;
  ASSERT_TRUE(run_points(run_into(ended, {40, 20, 60, 10}), options));
  EXPECT_EQ(ended.order, (std::vector<std::uint64_t>{40, 20, 60, 10}));
}

// A point that a guard stops is told, and the others are run all the same.
TEST(Sweep, AGuardStopsOnePointOnly) {
  Ended ended;
  SweepRun run = run_into(ended, {40, 7, 60});
  run.load = [](std::uint64_t point) {
    return point == 7
               ? test::load_text(kShop, {"traffic.visitors.rate=1 /s",
                                         "traffic.crowd={ enters = \"app\", users = 9_000_000_000_000, "
                                         "think = \"1 s\" }"})
               : shop_at(point);
  };
  ASSERT_TRUE(run_points(run, {}));
  EXPECT_EQ(ended.digests.size(), 2U);
  ASSERT_EQ(ended.stopped.count(7), 1U);
  EXPECT_NE(ended.stopped[7].find("users: that is more than this simulator can tell apart"),
            std::string::npos)
      << ended.stopped[7];
}

// Whoever says stop after the first point has that one, and none that was cut off.
TEST(Sweep, StopKeepsWhatHasEnded) {
  Ended ended;
  std::atomic<bool> stop{false};
  SweepRun run = run_into(ended, {40, 20, 60, 10, 30});
  const auto note = run.finished;
  run.finished = [&](std::uint64_t point, const spec::Spec& model, const Observation& observation) {
    note(point, model, observation);
    stop = true;
    // The flag is looked at a few times a second; until then this point holds up the others.
    std::this_thread::sleep_for(std::chrono::milliseconds(400));
  };
  SweepOptions options;
  options.threads = 1;
  options.stop = &stop;
  EXPECT_FALSE(run_points(run, options));
  EXPECT_LT(ended.order.size(), 5U);
  EXPECT_EQ(ended.order.front(), 40U);
}

// What a callback throws, such as a disk that is full, ends the sweep and comes out of it.
TEST(Sweep, AFailureComesOut) {
  Ended ended;
  SweepRun run = run_into(ended, {40, 20, 60});
  run.finished = [](std::uint64_t, const spec::Spec&, const Observation&) {
    throw std::runtime_error("full");
  };
  EXPECT_THROW(run_points(run, {}), std::runtime_error);
}

// The only place is held: three in line are let in by rank, not by when they came.
TEST(WorkSlots, ServeTheLowestRankFirst) {
  WorkSlots slots(1);
  std::vector<int> order;
  std::mutex mutex;
  std::vector<std::jthread> threads;
  {
    const WorkSlots::Held held(&slots, 0, 1);
    for (const int rank : {3, 1, 2}) {
      threads.emplace_back([&, rank] {
        const WorkSlots::Held mine(&slots, static_cast<std::uint64_t>(rank), 1);
        const std::lock_guard lock(mutex);
        order.push_back(rank);
      });
      while (slots.waiting() < threads.size()) std::this_thread::yield();
    }
  }
  threads.clear();
  EXPECT_EQ(order, (std::vector<int>{1, 2, 3}));
}

// Never are more places taken than there are, and who asks for more than all gets all.
TEST(WorkSlots, LendNoMoreThanThereAre) {
  WorkSlots slots(3);
  std::atomic<int> held{0}, most{0};
  std::vector<std::jthread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] {
      const int places = i % 4 == 3 ? 9 : 1;
      for (int k = 0; k < 50; ++k) {
        const WorkSlots::Held mine(&slots, static_cast<std::uint64_t>(i), places);
        const int now = held += std::min(places, 3);
        int seen = most;
        while (now > seen && !most.compare_exchange_weak(seen, now)) {
        }
        held -= std::min(places, 3);
      }
    });
  }
  threads.clear();
  EXPECT_EQ(held, 0);
  EXPECT_LE(most, 3);
}

}  // namespace
}  // namespace plimsoll
