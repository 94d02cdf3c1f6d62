/// Nanoseconds to pop the earliest event and to push another one: the hold model of the
/// literature, for every pending count and law of increments that a model may bring, with other designs as
/// yardsticks.
///
///     event_queue_bench --benchmark_filter=/exponential/
///
/// Each queue begins in the equilibrium of its law, so that what is measured is what a long run costs.

#include "sim/event_queue.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <string>
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
  bool is_in_whole_seconds = false;  // everything that happens, happens together with others
};

constexpr Law laws[] = {
    {"exponential", [](Chance& c) { return -std::log(c.uniform()); }},
    {"constant", [](Chance&) { return 1.0; }},
    {"uniform", [](Chance& c) { return 2 * c.uniform(); }},
    // Nine short hops of about 1 ms, then a long one: a request between two thinking times.
    {"bimodal", [](Chance& c) { return (c.uniform() < 0.9 ? 1e-3 : 10.0) * (0.5 + c.uniform()); }},
    {"pareto", [](Chance& c) { return 0.1 * std::pow(c.uniform(), -1 / 1.1); }},
    // Bursts at whole seconds, of half of what is pending.
    {"bursts", [](Chance& c) { return std::ceil(-std::log(c.uniform()) / std::numbers::ln2); }, true},
    {"one_instant", [](Chance&) { return 1.0; }, true},
};

/// Increments drawn beforehand, so that the draw is not what is measured.
std::vector<Duration> increments(const Law& law) {
  Chance chance;
  std::vector<Duration> drawn(std::size_t{1} << 18);
  for (Duration& d : drawn) d = Duration::from_seconds(law.seconds(chance));
  return drawn;
}

/// How long `pending` events have still to wait when they are met in equilibrium, in no particular order:
/// looked at, at evenly spaced moments, along all increments laid end to end.
std::vector<Duration> rests(const std::vector<Duration>& drawn, std::size_t pending, const Law& law) {
  double whole = 0;
  for (const Duration d : drawn) whole += d.to_seconds();
  std::vector<Duration> rest(pending);
  std::size_t current = 0;
  double end = drawn.front().to_seconds();
  // A step that shares no factor with a power of ten comes by every place once.
  constexpr std::size_t kStride = 6'180'339'887;
  for (std::size_t i = 0; i < pending; ++i) {
    const double moment = whole * (static_cast<double>(i) + 0.5) / static_cast<double>(pending);
    while (end < moment && current + 1 < drawn.size()) end += drawn[++current].to_seconds();
    const double left = std::max(end - moment, 0.0);
    rest[i * kStride % pending] = Duration::from_seconds(law.is_in_whole_seconds ? std::ceil(left) : left);
  }
  return rest;
}

template <class Queue>
void hold(benchmark::State& state, const Law& law) {
  const std::vector<Duration> drawn = increments(law);
  const std::size_t mask = drawn.size() - 1;
  const auto pending = static_cast<std::size_t>(state.range(0));
  Queue queue;
  std::uint32_t number = 0;
  for (const Duration rest : rests(drawn, pending, law)) queue.push(SimTime{} + rest, {1, number++});
  std::size_t next = 0;
  const auto step = [&] {
    const auto popped = queue.pop();
    queue.push(popped.when + drawn[next++ & mask], popped.event);
  };
  // Until the queue no longer remembers how it was filled.
  for (std::size_t i = 0; i < std::max<std::size_t>(pending, 100'000); ++i) step();
  for (auto _ : state) step();
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
}

}  // namespace

int main(int argc, char** argv) {
  for (const Law& law : laws) {
    const auto add = [&law](const char* queue, auto run, std::int64_t most) {
      const std::string name = std::string{queue} + "/" + law.name;
      for (const std::int64_t pending : {10, 100, 1'000, 10'000, 100'000, 1'000'000, 10'000'000}) {
        if (pending > most) break;
        // A fixed number: to find one out, all that comes before would be done several times. Every event has
        // its turn, or sorting a burst would be left out.
        benchmark::RegisterBenchmark(name.c_str(), [run, &law](benchmark::State& s) { run(s, law); })
            ->Arg(pending)
            ->Iterations(std::max<std::int64_t>(pending, 1'000'000));
      }
    };
    add("event_queue", hold<plimsoll::EventQueue>, 10'000'000);
    add("standard_heap", hold<designs::StandardHeap>, 1'000'000);
    add("binary_heap_16", hold<designs::Heap<designs::Plain, 2>>, 1'000'000);
    add("four_ary_heap", hold<designs::Heap<designs::Numbered, 4>>, 1'000'000);
    add("four_ary_heap_16", hold<designs::Heap<designs::Plain, 4>>, 1'000'000);
    add("radix_heap", hold<designs::RadixHeap>, 1'000'000);
    // A burst is one day: sorted by insertion, its cost grows with the square of what is pending.
    add("calendar", hold<designs::CalendarQueue>, law.is_in_whole_seconds ? 1'000 : 1'000'000);
  }
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
