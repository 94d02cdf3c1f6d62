#include "models/stations/processor_sharing.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <new>
#include <vector>

#include "sim/check.hpp"
#include "sim/stream.hpp"
#include "tests/stations/slow_processor_sharing.hpp"

namespace {
std::size_t allocations = 0;
}  // namespace

// Not inlined: g++ would then see malloc() paired with operator delete and warn.
[[gnu::noinline]] void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc{};
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace plimsoll {
namespace {

struct Completion {
  SimTime when;
  std::uint32_t job;
  bool operator==(const Completion&) const = default;
};

void PrintTo(const Completion& c, std::ostream* out) {
  *out << "job " << c.job << " at " << c.when.count() << " ns";
}

/// Takes off every job that is done by `until`, as the one event of a scheduler would.
std::vector<Completion> run(ProcessorSharing& cpu, SimTime until = SimTime::ns(INT64_MAX - 1)) {
  std::vector<Completion> story;
  while (cpu.next_completion() <= until) {
    const SimTime when = cpu.next_completion();
    story.push_back({when, cpu.complete(when)});
  }
  return story;
}

using Story = std::vector<Completion>;

// Two jobs of 10 ms share one core: both are done at 20 ms, the first started first.
TEST(ProcessorSharing, TwoJobsShareACore) {
  ProcessorSharing cpu{1};
  cpu.start(SimTime{}, 7, Duration::ms(10));
  cpu.start(SimTime{}, 3, Duration::ms(10));
  EXPECT_EQ(cpu.busy_cores(), 1);
  EXPECT_EQ(run(cpu), (Story{{SimTime::ms(20), 7}, {SimTime::ms(20), 3}}));
  EXPECT_TRUE(cpu.empty());
  EXPECT_EQ(cpu.next_completion(), SimTime::max());
}

// A second job of 10 ms arrives when the first has 5 ms to go: the first is done at 15 ms, the second,
// alone from then on, at 20 ms.
TEST(ProcessorSharing, AnArrivalInTheMiddleSlowsTheOther) {
  ProcessorSharing cpu{1};
  cpu.start(SimTime{}, 0, Duration::ms(10));
  EXPECT_EQ(cpu.next_completion(), SimTime::ms(10));
  cpu.start(SimTime::ms(5), 1, Duration::ms(10));
  EXPECT_EQ(run(cpu), (Story{{SimTime::ms(15), 0}, {SimTime::ms(20), 1}}));
}

// Three jobs of 10 ms on two cores run at rate 2/3: all are done at 15 ms.
TEST(ProcessorSharing, ThreeJobsOnTwoCores) {
  ProcessorSharing cpu{2};
  for (std::uint32_t job = 0; job < 3; ++job) cpu.start(SimTime{}, job, Duration::ms(10));
  EXPECT_EQ(cpu.busy_cores(), 2);
  EXPECT_EQ(run(cpu), (Story{{SimTime::ms(15), 0}, {SimTime::ms(15), 1}, {SimTime::ms(15), 2}}));
}

// A job uses one core at most: two jobs on four cores take their own time, to the nanosecond.
TEST(ProcessorSharing, AJobAloneOnItsCoreIsExact) {
  ProcessorSharing cpu{4};
  cpu.start(SimTime::ns(3), 0, Duration::ns(1'000'000'007));
  cpu.start(SimTime::ns(5), 1, Duration::ns(11));
  EXPECT_EQ(cpu.busy_cores(), 2);
  EXPECT_EQ(run(cpu), (Story{{SimTime::ns(16), 1}, {SimTime::ns(1'000'000'010), 0}}));
}

// Thirds come out even: three jobs of 10 ms, a fourth after 10 ms (3 1/3 ms into each). The three are
// done 4 * 6 2/3 ms later, rounded up to 36,666,667 ns; the fourth, with 40 ms of work in all, at 40 ms.
TEST(ProcessorSharing, RoundingUpDelaysNobodyElse) {
  ProcessorSharing cpu{1};
  for (std::uint32_t job = 0; job < 3; ++job) cpu.start(SimTime{}, job, Duration::ms(10));
  cpu.start(SimTime::ms(10), 3, Duration::ms(10));
  const SimTime third = SimTime::ns(36'666'667);
  EXPECT_EQ(run(cpu), (Story{{third, 0}, {third, 1}, {third, 2}, {SimTime::ms(40), 3}}));
}

// A thousand jobs of 1, 2, ... 1000 ns on one core hold 500,500 ns of work, and that is when the last is
// done, though nearly every completion before it was rounded up.
TEST(ProcessorSharing, AThousandRoundingsDoNotAddUp) {
  ProcessorSharing cpu{1};
  for (std::uint32_t job = 0; job < 1000; ++job) cpu.start(SimTime{}, job, Duration::ns(job + 1));
  EXPECT_EQ(run(cpu).back(), (Completion{SimTime::ns(500'500), 999}));
}

// Of two jobs of 10 ms one is cancelled at 10 ms with 5 ms left; the other is then done at 15 ms.
TEST(ProcessorSharing, CancellingReturnsWhatIsLeft) {
  ProcessorSharing cpu{1};
  cpu.start(SimTime{}, 0, Duration::ms(10));
  cpu.start(SimTime{}, 1, Duration::ms(10));
  EXPECT_EQ(cpu.cancel(SimTime::ms(10), 0), Duration::ms(5));
  EXPECT_FALSE(cpu.contains(0));
  EXPECT_EQ(run(cpu), (Story{{SimTime::ms(15), 1}}));
}

// A job cancelled at the instant it is done has nothing left, and those done with it stay in order.
TEST(ProcessorSharing, CancellingAJobThatIsDone) {
  ProcessorSharing cpu{3};
  for (std::uint32_t job = 0; job < 3; ++job) cpu.start(SimTime{}, job, Duration::ms(10));
  EXPECT_EQ(cpu.complete(SimTime::ms(10)), 0u);
  EXPECT_EQ(cpu.cancel(SimTime::ms(10), 1), Duration{});
  EXPECT_EQ(cpu.size(), 1u);
  EXPECT_EQ(run(cpu), (Story{{SimTime::ms(10), 2}}));
}

// Two jobs of 10 ms on one core; at 10 ms a second core comes: the 5 ms left of each end at 15 ms.
TEST(ProcessorSharing, CoresMayComeAndGo) {
  ProcessorSharing cpu{1};
  cpu.start(SimTime{}, 0, Duration::ms(10));
  cpu.start(SimTime{}, 1, Duration::ms(10));
  cpu.set_cores(SimTime::ms(10), 2);
  EXPECT_EQ(run(cpu), (Story{{SimTime::ms(15), 0}, {SimTime::ms(15), 1}}));
}

// Without cores nothing moves, except that no demand needs no core; with cores again work goes on.
TEST(ProcessorSharing, WithoutCoresNothingMoves) {
  ProcessorSharing cpu{1};
  cpu.start(SimTime{}, 0, Duration::ms(10));
  cpu.set_cores(SimTime::ms(4), 0);
  EXPECT_EQ(cpu.next_completion(), SimTime::max());
  cpu.start(SimTime::ms(50), 1, Duration{});
  EXPECT_EQ(run(cpu), (Story{{SimTime::ms(50), 1}}));
  cpu.set_cores(SimTime::ms(100), 1);
  EXPECT_EQ(run(cpu), (Story{{SimTime::ms(106), 0}}));
}

// A job without demand is done at once and slows nobody.
TEST(ProcessorSharing, NoDemandIsDoneAtOnce) {
  ProcessorSharing cpu{1};
  cpu.start(SimTime{}, 0, Duration::ms(10));
  cpu.start(SimTime::ms(5), 1, Duration{});
  EXPECT_EQ(run(cpu), (Story{{SimTime::ms(5), 1}, {SimTime::ms(10), 0}}));
}

// The longest demand among many jobs does not overflow: it is never done.
TEST(ProcessorSharing, HoldsTheLongestDemand) {
  ProcessorSharing cpu{1};
  for (std::uint32_t job = 0; job < 1000; ++job) cpu.start(SimTime{}, job, Duration::max());
  EXPECT_EQ(cpu.next_completion(), SimTime::max());
  EXPECT_EQ(cpu.cancel(SimTime::seconds(1), 5), Duration::max() - Duration::ms(1));
}

// A job that is not there cannot leave, one that is cannot start, and nobody is done early.
TEST(ProcessorSharing, MistakesStopTheRun) {
  ProcessorSharing cpu{1};
  cpu.start(SimTime{}, 0, Duration::ms(10));
  EXPECT_THROW(cpu.start(SimTime{}, 0, Duration::ms(10)), InternalError);
  EXPECT_THROW(cpu.cancel(SimTime{}, 1), InternalError);
  EXPECT_THROW(cpu.complete(SimTime::ns(9'999'999)), InternalError);
}

/// A random program of starts, cancellations and changes of cores, carried out by both at once.
struct RandomProgram {
  RandomProgram(std::uint32_t number, std::uint64_t demand_limit)
      : chance(Stream::named(1, number, "processor sharing")), limit(demand_limit) {}

  std::uint64_t draw(std::uint64_t below) { return chance.bits(0, draws++) % below; }

  void wait() {
    const SimTime until = now + Duration::ns(static_cast<std::int64_t>(draw(limit / 4)));
    while (cpu.next_completion() <= until) {
      const SimTime when = cpu.next_completion();
      busy_until(when);
      const std::uint32_t job = cpu.complete(when);
      completed[job] = when;
      served += demands[job];
    }
    busy_until(until);
    slow.advance(static_cast<long double>(until.count()));
  }
  void busy_until(SimTime when) {
    busy += (when - now) * cpu.busy_cores();
    now = when;
  }
  void start() {
    const Duration demand = Duration::ns(static_cast<std::int64_t>(draw(limit)));
    const auto job = static_cast<std::uint32_t>(demands.size());
    demands.push_back(demand);
    cpu.start(now, job, demand);
    slow.start(job, demand);
  }
  void cancel() {
    const auto job = static_cast<std::uint32_t>(draw(demands.size() + 1));
    if (!cpu.contains(job)) return;
    const Duration left = cpu.cancel(now, job);
    EXPECT_NEAR(static_cast<double>(left.count()), static_cast<double>(slow.cancel(job)), 1.001);
    served += demands[job] - left;
    ++cancelled;
  }
  void set_cores() {
    const auto cores = static_cast<std::int64_t>(1 + draw(6));
    cpu.set_cores(now, cores);
    slow.set_cores(cores);
  }
  void run(int steps) {
    for (int i = 0; i < steps; ++i) {
      wait();
      const std::uint64_t kind = draw(20);
      if (kind < 16) start();
      if (kind >= 16 && kind < 19) cancel();
      if (kind == 19) set_cores();
    }
    while (!cpu.empty()) wait();
  }

  Stream chance;
  std::uint64_t limit;
  std::uint64_t draws = 0;
  ProcessorSharing cpu{2};
  SlowProcessorSharing slow{2};
  SimTime now{};
  Duration busy{};    // cores in use, integrated over time
  Duration served{};  // demand of those done, and of others what they have received
  std::int64_t cancelled = 0;
  std::vector<Duration> demands;
  std::map<std::uint32_t, SimTime> completed;
};

// 200 random programs, from nanoseconds to a second: every completion is the slow simulation's, rounded
// up to a whole nanosecond; 0.001 ns covers what either of the two rounds on the way.
TEST(ProcessorSharing, AgreesWithTheSlowSimulation) {
  std::size_t jobs = 0;
  for (std::uint32_t number = 0; number < 200; ++number) {
    RandomProgram program{number, number % 2 == 0 ? 40u : 1'000'000'000u};
    program.run(300);
    ASSERT_EQ(program.completed.size(), program.slow.done_at.size());
    for (const auto& [job, when] : program.completed) {
      const long double late = static_cast<long double>(when.count()) - program.slow.done_at.at(job);
      ASSERT_GT(late, -0.001L) << "program " << number << ", job " << job;
      ASSERT_LT(late, 1.001L) << "program " << number << ", job " << job;
    }
    jobs += program.completed.size();
  }
  EXPECT_GT(jobs, 40'000u);
}

// Cores in use, integrated over time, are the work that jobs received: each completion or cancellation
// rounds by less than a nanosecond of one core.
TEST(ProcessorSharing, ConservesWork) {
  for (std::uint32_t number = 200; number < 300; ++number) {
    RandomProgram program{number, 1'000'000};
    program.run(300);
    const std::int64_t roundings = program.cancelled + static_cast<std::int64_t>(program.completed.size());
    ASSERT_GT(program.served, Duration::ms(50));
    ASSERT_LE(std::abs((program.busy - program.served).count()), roundings) << "program " << number;
  }
}

// Once as many jobs as there will be have been seen, nothing is allocated any more.
TEST(ProcessorSharing, DoesNotAllocateOnceWarm) {
  ProcessorSharing cpu{2};
  SimTime now{};
  const auto round = [&] {
    for (std::uint32_t job = 0; job < 100; ++job) cpu.start(now, job, Duration::us(1 + job % 7));
    cpu.cancel(now, 50);
    while (!cpu.empty()) {
      now = cpu.next_completion();
      cpu.complete(now);
    }
  };
  round();
  const std::size_t before = allocations;
  for (int i = 0; i < 10; ++i) round();
  EXPECT_EQ(allocations, before);
}

}  // namespace
}  // namespace plimsoll
