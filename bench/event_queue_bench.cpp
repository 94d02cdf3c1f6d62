/// Nanoseconds to pop the earliest event and to push another one: the hold model of the
/// literature, for every pending count and law of increments that a model may bring, with other designs as
/// yardsticks.
///
///     event_queue_bench --benchmark_filter=/exponential/

#include "sim/event_queue.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bench/queue_designs.hpp"

namespace {

namespace designs = plimsoll::designs;
using plimsoll::Duration;
using plimsoll::Event;
using plimsoll::SimTime;

// ---- laws of increments, all with a mean of about a second of simulated time --------------------

/// A small generator (SplitMix64) so that drawing costs next to nothing.
class Chance {
 public:
  double uniform() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15U;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return (static_cast<double>((z ^ (z >> 31)) >> 11) + 0.5) * 0x1p-53;
  }

 private:
  std::uint64_t state_ = 42;
};

struct Law {
  const char* name;
  double (*seconds)(Chance&);
  bool starts_together = false;  // instead of somewhere within the first increment
};

constexpr Law laws[] = {
    {"exponential", [](Chance& c) { return -std::log(c.uniform()); }},
    {"constant", [](Chance&) { return 1.0; }},
    {"uniform", [](Chance& c) { return 2 * c.uniform(); }},
    // Nine short hops of about 1 ms, then a long one: a request between two thinking times.
    {"bimodal", [](Chance& c) { return (c.uniform() < 0.9 ? 1e-3 : 10.0) * (0.5 + c.uniform()); }},
    {"pareto", [](Chance& c) { return 0.1 * std::pow(c.uniform(), -1 / 1.1); }},
    // Whole seconds only: everything that happens, happens at once.
    {"bursts", [](Chance& c) { return std::ceil(-std::log(c.uniform())); }, true},
};

/// Increments drawn beforehand, so that the draw is not what is measured.
std::vector<Duration> increments(const Law& law) {
  Chance chance;
  std::vector<Duration> drawn(std::size_t{1} << 18);
  for (Duration& d : drawn) d = Duration::from_seconds(law.seconds(chance));
  return drawn;
}

template <class Queue>
void hold(benchmark::State& state, const Law& law) {
  const std::vector<Duration> drawn = increments(law);
  const std::size_t mask = drawn.size() - 1;
  std::size_t next = 0;
  Chance chance;
  Queue queue;
  const auto pending = static_cast<std::size_t>(state.range(0));
  for (std::size_t i = 0; i < pending; ++i) {
    const double elapsed = law.starts_together ? 1 : chance.uniform();
    queue.push(SimTime{} + Duration::from_seconds(elapsed * drawn[next++ & mask].to_seconds()),
               {1, static_cast<std::uint32_t>(i)});
  }
  const auto step = [&] {
    const auto popped = queue.pop();
    queue.push(popped.when + drawn[next++ & mask], popped.event);
  };
  // Until the times no longer remember how they began.
  for (std::size_t i = 0; i < 3 * pending; ++i) step();
  for (auto _ : state) step();
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
}

}  // namespace

int main(int argc, char** argv) {
  for (const Law& law : laws) {
    const auto add = [&law](const char* queue, auto run, std::int64_t most) {
      const std::string name = std::string{queue} + "/" + law.name;
      auto* bench =
          benchmark::RegisterBenchmark(name.c_str(), [run, &law](benchmark::State& s) { run(s, law); });
      for (const std::int64_t pending : {10, 100, 1'000, 10'000, 100'000, 1'000'000, 10'000'000}) {
        if (pending <= most) bench->Arg(pending);
      }
    };
    add("event_queue", hold<plimsoll::EventQueue>, 10'000'000);
    add("standard_heap", hold<designs::StandardHeap>, 1'000'000);
    add("binary_heap_16", hold<designs::Heap<designs::Plain, 2>>, 1'000'000);
    add("four_ary_heap", hold<designs::Heap<designs::Numbered, 4>>, 1'000'000);
    add("four_ary_heap_16", hold<designs::Heap<designs::Plain, 4>>, 1'000'000);
    add("radix_heap", hold<designs::RadixHeap>, 1'000'000);
    // A burst is one day: sorted by insertion, its cost grows with the square of what is pending.
    add("calendar", hold<designs::CalendarQueue>, std::string_view{law.name} == "bursts" ? 1'000 : 1'000'000);
  }
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
