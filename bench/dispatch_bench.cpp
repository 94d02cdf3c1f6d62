// Nanoseconds per step of the web program, by how the engine gets from a step to its code: a switch over a
// verb, a function pointer in the step (what models/request.hpp does), a virtual function of the step, labels
// as values, and functions that call the next step's as their last act.
//
//   dispatch_bench --benchmark_repetitions=5
//
// The steps do what the engine's do to the memory of a request and no more: a place taken or given back, a
// ticket written, a counter. Users come in the order of a simulation, so that a processor cannot learn who is
// where.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <numeric>
#include <vector>

namespace {

struct World;
struct Step;

enum class Verb : std::uint8_t { acquire, arm, wait, disarm, work, release, finish };

struct Request {
  const Step* step = nullptr;
  std::uint64_t since = 0, subject = 0;
  std::uint32_t ticket = 0, iteration = 0;
  std::array<std::uint64_t, 4> accounts{};
};

/// Both lines of thought in one record: a verb for the switch, functions for the others.
struct Step {
  using Run = const Step* (*)(World&, std::uint32_t, const Step&);
  using Chained = void (*)(World&, std::uint32_t, const Step*);
  Verb verb = Verb::wait;
  std::uint32_t part = 0;
  const Step* next = nullptr;
  Run run = nullptr;
  Chained chained = nullptr;
  class VirtualStep* object = nullptr;
  const void* label = nullptr;
};

struct World {
  explicit World(std::uint32_t users) : requests(users) {}
  std::vector<Request> requests;
  std::array<std::uint32_t, 4> in_use{};
  std::uint64_t now = 0, done = 0, steps = 0;
  std::uint32_t next_ticket = 0;
};

// What each verb does; whether the request blocks there is known from the verb.
inline void acquire(World& world, std::uint32_t, const Step& step) { ++world.in_use[step.part]; }
inline void release(World& world, std::uint32_t, const Step& step) { --world.in_use[step.part]; }
inline void arm(World& world, std::uint32_t r, const Step&) {
  world.requests[r].ticket = ++world.next_ticket;
}
inline void disarm(World& world, std::uint32_t r, const Step&) { world.requests[r].ticket = 0; }
inline void wait(World& world, std::uint32_t r, const Step& step) {
  Request& request = world.requests[r];
  request.accounts[step.part] += world.now - request.since;
  request.since = world.now;
}
inline void work(World& world, std::uint32_t r, const Step& step) {
  Request& request = world.requests[r];
  request.subject = request.subject * 0xbf58476d1ce4e5b9 + request.iteration++;
  wait(world, r, step);
}
inline void finish(World& world, std::uint32_t r, const Step& step) {
  ++world.done;
  world.requests[r].iteration = 0;
  wait(world, r, step);
}

template <void (*Act)(World&, std::uint32_t, const Step&), bool kBlocks>
const Step* run(World& world, std::uint32_t r, const Step& step) {
  Act(world, r, step);
  return kBlocks ? nullptr : step.next;
}

template <void (*Act)(World&, std::uint32_t, const Step&), bool kBlocks>
void chained(World& world, std::uint32_t r, const Step* step) {
  ++world.steps;
  world.requests[r].step = step;
  Act(world, r, *step);
  if constexpr (!kBlocks) step->next->chained(world, r, step->next);  // a jump, at -O2 and above
}

class VirtualStep {
 public:
  virtual ~VirtualStep() = default;
  virtual const Step* run(World& world, std::uint32_t r, const Step& step) const = 0;
};
template <void (*Act)(World&, std::uint32_t, const Step&), bool kBlocks>
class VirtualVerb : public VirtualStep {
 public:
  const Step* run(World& world, std::uint32_t r, const Step& step) const override {
    return ::run<Act, kBlocks>(world, r, step);
  }
};

/// A worker, the network, CPU, a query through a pool, CPU, the network, a time-out around each; think.
class WebProgram {
 public:
  WebProgram() {
    add<acquire, false>(Verb::acquire, 0);
    limited<wait>(Verb::wait, 0);
    limited<work>(Verb::work, 1);
    add<arm, false>(Verb::arm, 0);
    add<acquire, false>(Verb::acquire, 2);
    add<work, true>(Verb::work, 2);
    add<release, false>(Verb::release, 2);
    add<disarm, false>(Verb::disarm, 0);
    limited<work>(Verb::work, 1);
    limited<wait>(Verb::wait, 0);
    add<release, false>(Verb::release, 0);
    add<finish, true>(Verb::finish, 3);
    for (std::size_t i = 0; i < steps.size(); ++i) steps[i].next = &steps[(i + 1) % steps.size()];
  }

  std::vector<Step> steps;

 private:
  template <void (*Act)(World&, std::uint32_t, const Step&), bool kBlocks>
  void add(Verb verb, std::uint32_t part) {
    objects_.push_back(std::make_unique<VirtualVerb<Act, kBlocks>>());
    steps.push_back(
        {verb, part, nullptr, run<Act, kBlocks>, chained<Act, kBlocks>, objects_.back().get(), nullptr});
  }
  template <void (*Act)(World&, std::uint32_t, const Step&)>
  void limited(Verb verb, std::uint32_t part) {
    add<arm, false>(Verb::arm, 0);
    add<Act, true>(verb, part);
    add<disarm, false>(Verb::disarm, 0);
  }
  std::vector<std::unique_ptr<VirtualStep>> objects_;
};

// ---- the dispatchers: from where a request was blocked to where it blocks next --------------------------

struct BySwitch {
  static void walk(World& world, std::uint32_t r, const Step* step) {
    for (;; step = step->next) {
      ++world.steps;
      world.requests[r].step = step;
      switch (step->verb) {
        case Verb::acquire:
          acquire(world, r, *step);
          break;
        case Verb::release:
          release(world, r, *step);
          break;
        case Verb::arm:
          arm(world, r, *step);
          break;
        case Verb::disarm:
          disarm(world, r, *step);
          break;
        case Verb::wait:
          return wait(world, r, *step);
        case Verb::work:
          return work(world, r, *step);
        case Verb::finish:
          return finish(world, r, *step);
      }
    }
  }
};

struct ByFunctionPointer {
  static void walk(World& world, std::uint32_t r, const Step* step) {
    while (step != nullptr) {
      ++world.steps;
      world.requests[r].step = step;
      step = step->run(world, r, *step);
    }
  }
};

struct ByVirtualFunction {
  static void walk(World& world, std::uint32_t r, const Step* step) {
    while (step != nullptr) {
      ++world.steps;
      world.requests[r].step = step;
      step = step->object->run(world, r, *step);
    }
  }
};

struct ByTailCall {
  static void walk(World& world, std::uint32_t r, const Step* step) { step->chained(world, r, step); }
};

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"  // labels as values are an extension of g++ and clang++
struct ByLabel {
  /// With no world, writes each verb's label into the steps of a program.
  static void walk(World* world, std::uint32_t r, const Step* step, WebProgram* to_label) {
    static const void* const labels[] = {&&do_acquire, &&do_arm,     &&do_wait,  &&do_disarm,
                                         &&do_work,    &&do_release, &&do_finish};
    if (to_label != nullptr) {
      for (Step& each : to_label->steps) each.label = labels[static_cast<std::size_t>(each.verb)];
      return;
    }
    goto * step->label;
  do_acquire:
    enter(*world, r, step);
    acquire(*world, r, *step);
    step = step->next;
    goto * step->label;
  do_release:
    enter(*world, r, step);
    release(*world, r, *step);
    step = step->next;
    goto * step->label;
  do_arm:
    enter(*world, r, step);
    arm(*world, r, *step);
    step = step->next;
    goto * step->label;
  do_disarm:
    enter(*world, r, step);
    disarm(*world, r, *step);
    step = step->next;
    goto * step->label;
  do_wait:
    enter(*world, r, step);
    return wait(*world, r, *step);
  do_work:
    enter(*world, r, step);
    return work(*world, r, *step);
  do_finish:
    enter(*world, r, step);
    return finish(*world, r, *step);
  }
  static void walk(World& world, std::uint32_t r, const Step* step) { walk(&world, r, step, nullptr); }

 private:
  static void enter(World& world, std::uint32_t r, const Step* step) {
    ++world.steps;
    world.requests[r].step = step;
  }
};
#pragma GCC diagnostic pop

template <class Dispatcher>
void web(benchmark::State& state) {
  WebProgram program;
  ByLabel::walk(nullptr, 0, nullptr, &program);
  const auto users = static_cast<std::uint32_t>(state.range(0));
  World world(users);
  // A fixed shuffle (SplitMix64 picks the partner), visited again and again.
  std::vector<std::uint32_t> order(users);
  std::iota(order.begin(), order.end(), 0U);
  std::uint64_t word = 42;
  const auto chance = [&word] {
    std::uint64_t z = word += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  };
  for (std::uint32_t i = users; i > 1; --i) std::swap(order[i - 1], order[chance() % i]);
  // Everybody starts somewhere else in the program, at a step that blocks.
  for (Request& request : world.requests) {
    request.step = &program.steps[chance() % program.steps.size()];
    while (request.step->verb != Verb::wait && request.step->verb != Verb::work &&
           request.step->verb != Verb::finish) {
      request.step = request.step->next;
    }
  }
  std::size_t at = 0;
  for (auto _ : state) {
    const std::uint32_t r = order[at];
    if (++at == order.size()) at = 0;
    ++world.now;
    Dispatcher::walk(world, r, world.requests[r].step->next);
  }
  benchmark::DoNotOptimize(world.done);
  state.counters["steps"] = benchmark::Counter(static_cast<double>(world.steps), benchmark::Counter::kIsRate);
}

BENCHMARK(web<BySwitch>)->Name("web/switch")->Arg(1'000)->Arg(100'000);
BENCHMARK(web<ByFunctionPointer>)->Name("web/function_pointer")->Arg(1'000)->Arg(100'000);
BENCHMARK(web<ByVirtualFunction>)->Name("web/virtual_function")->Arg(1'000)->Arg(100'000);
BENCHMARK(web<ByTailCall>)->Name("web/tail_call")->Arg(1'000)->Arg(100'000);
BENCHMARK(web<ByLabel>)->Name("web/computed_goto")->Arg(1'000)->Arg(100'000);

}  // namespace

BENCHMARK_MAIN();
