// Requests per second and bytes per user, from a topology file to its figures, on one core.
//
//   requests_bench [FOLDER OF WORKLOADS] [ROUNDS] [json]
//
// The third word prints every round as JSON instead, which is what bench/run.py takes its medians from. Each
// round is told as it goes on the error stream.
//
// Beside each stands the limit: the same work written by hand (bench/limit), in the same turn, so that the
// ratio holds on a noisy machine. All workloads are run in turn, ROUNDS times over (5), so that a slow
// stretch of the machine falls on all of them; medians are printed. Requests count from t = 0, warm-up
// included. Next to it, what booking where latency goes costs: time per request with it over time without it,
// in the same turn. Bytes are what the heap holds at the end of a replication beyond what it held before, per
// user.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <new>
#include <string>
#include <vector>

#include "bench/limit/limit.hpp"
#include "models/build.hpp"
#include "models/catalogue.hpp"
#include "models/engine.hpp"
#include "models/spec/load.hpp"

namespace {

std::atomic<std::size_t> bytes_held{0};

}  // namespace

// Counts what the heap holds: the size asked for is kept in front of each piece.
void* operator new(std::size_t size) {
  constexpr std::size_t kFront = 16;
  void* memory = std::malloc(size + kFront);
  if (memory == nullptr) throw std::bad_alloc();
  *static_cast<std::size_t*>(memory) = size;
  bytes_held += size;
  return static_cast<std::byte*>(memory) + kFront;
}

void operator delete(void* memory) noexcept {
  if (memory == nullptr) return;
  void* start = static_cast<std::byte*>(memory) - 16;
  bytes_held -= *static_cast<std::size_t*>(start);
  std::free(start);
}
void operator delete(void* memory, std::size_t) noexcept { operator delete(memory); }

namespace plimsoll {
namespace {

struct Workload {
  std::string name;
  spec::Spec spec;
  std::function<limit::Outcome()> by_hand;
  std::vector<double> requests_per_second, events_per_second, ratios, attribution_costs;
  double bytes_per_user = 0;
};

double seconds_since(std::chrono::steady_clock::time_point started) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
}

Workload load(const std::string& folder, const std::string& name, std::function<limit::Outcome()> by_hand) {
  std::string problem;
  const auto text = spec::read_file(folder + "/" + name + ".toml", problem);
  if (!text) throw std::runtime_error(problem);
  spec::LoadRequest request;
  request.files = {{name + ".toml", *text}};
  request.kinds = part_kinds();
  spec::LoadResult result = spec::load(request);
  if (!result.spec) throw std::runtime_error(result.diagnostics.render());
  return {name, *result.spec, std::move(by_hand), {}, {}, {}, {}, 0};
}

double seconds_of(const Workload& workload, Model& model) {
  Engine& engine = *model.engine;
  const auto started = std::chrono::steady_clock::now();
  engine.start();
  engine.run(SimTime{} + workload.spec.run.warm_up, UINT64_MAX);
  engine.end_warm_up();
  engine.run(SimTime{} + workload.spec.run.warm_up + workload.spec.run.duration, UINT64_MAX);
  return seconds_since(started);
}

void measure(Workload& workload) {
  Model plain = build(workload.spec, workload.spec.run.seed, 0, {.attribution = false});
  const double plain_seconds = seconds_of(workload, plain);
  plain = {};
  const std::size_t before = bytes_held;
  Model model = build(workload.spec, workload.spec.run.seed, 0);
  const double seconds = seconds_of(workload, model);
  Engine& engine = *model.engine;
  workload.attribution_costs.push_back(seconds / plain_seconds);
  const auto requests = static_cast<double>(engine.recorder().kinds().front().ended_ever);
  workload.requests_per_second.push_back(requests / seconds);
  workload.events_per_second.push_back(static_cast<double>(engine.events()) / seconds);
  const auto started_by_hand = std::chrono::steady_clock::now();
  const limit::Outcome outcome = workload.by_hand();
  const double limit = static_cast<double>(outcome.requests) / seconds_since(started_by_hand);
  workload.ratios.push_back(requests / seconds / limit);
  const auto users = static_cast<double>(workload.spec.traffic.front().users);
  if (users > 0) workload.bytes_per_user = static_cast<double>(bytes_held - before) / users;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void print_table(const std::vector<Workload>& workloads, int rounds) {
  fmt::print("{:<22}{:>14}{:>14}{:>14}{:>13}{:>14}   medians of {}\n", "workload", "requests/s", "of limit",
             "events/s", "bytes/user", "attribution", rounds);
  for (const Workload& workload : workloads) {
    fmt::print("{:<22}{:>12.2f} M{:>14.2f}{:>12.2f} M{:>13.0f}{:>14.2f}\n", workload.name,
               median(workload.requests_per_second) / 1e6, median(workload.ratios),
               median(workload.events_per_second) / 1e6, workload.bytes_per_user,
               median(workload.attribution_costs));
  }
}

void print_json(const std::vector<Workload>& workloads) {
  fmt::print("{{");
  for (const Workload& workload : workloads) {
    fmt::print(
        "{}\n  \"{}\": {{\"requests_per_second\": [{:.6g}], \"of_limit\": [{:.4f}], "
        "\"attribution\": [{:.4f}], \"bytes_per_user\": {:.1f}}}",
        &workload == workloads.data() ? "" : ",", workload.name,
        fmt::join(workload.requests_per_second, ", "), fmt::join(workload.ratios, ", "),
        fmt::join(workload.attribution_costs, ", "), workload.bytes_per_user);
  }
  fmt::print("\n}}\n");
}

}  // namespace
}  // namespace plimsoll

int main(int argc, char** argv) {
  using namespace plimsoll;
  const std::string folder = argc > 1 ? argv[1] : PLIMSOLL_WORKLOADS;
  const int rounds = argc > 2 ? std::atoi(argv[2]) : 5;
  try {
    std::vector<Workload> workloads;
    const auto add = [&](const char* name, std::function<limit::Outcome()> by_hand) {
      workloads.push_back(load(folder, name, std::move(by_hand)));
    };
    add("mm1", [] { return limit::open_station(100, 0.008, 1, 10'000); });
    add("mm25", [] { return limit::open_station(900, 0.025, 25, 1'100); });
    add("closed_1000", [] { return limit::closed_station(1'000, 0.02, 25, 1'000); });
    add("closed_100000", [] { return limit::closed_station(100'000, 0.02, 2'500, 15); });
    add("web_1000", [] { return limit::web({1'000, 64, 8, 16, 300}); });
    // Against the limit with time-outs, so that a ratio here and the one above tell what they cost.
    add("web_1000_no_limits", [] { return limit::web({1'000, 64, 8, 16, 300}); });
    add("web_100000", [] { return limit::web({100'000, 4'000, 400, 1'000, 8}); });
    add("web_100000_no_limits", [] { return limit::web({100'000, 4'000, 400, 1'000, 8}); });
    add("web_1000000", [] { return limit::web({1'000'000, 40'000, 4'000, 10'000, 3}); });
    for (int round = 1; round <= rounds; ++round) {
      fmt::print(stderr, "round {} of {}, of the limit:", round, rounds);
      for (Workload& workload : workloads) {
        measure(workload);
        fmt::print(stderr, " {} {:.2f}", workload.name, workload.ratios.back());
      }
      fmt::print(stderr, "\n");
    }
    if (argc > 3 && argv[3] == std::string("json")) {
      print_json(workloads);
    } else {
      print_table(workloads, rounds);
    }
  } catch (const std::exception& problem) {
    fmt::print(stderr, "{}\n", problem.what());
    return 1;
  }
  return 0;
}
