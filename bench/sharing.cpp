// Whether two replications side by side ever write to one cache line.
//
//   sharing [WORKLOAD]
//
// Runs two replications on two threads and notes where each thread's memory is. Whatever a replication writes
// while it runs is its own: its model is built, run and read on one thread. So two threads share a line only
// if two of their blocks do (the engine itself is aligned to lines and fills them: it is not looked at).
// Prints the blocks and lines of each thread and the lines of both, and fails if there are any.
#include <fmt/format.h>

#include <cstdint>
#include <cstdlib>
#include <mutex>
#include <new>
#include <string>
#include <thread>
#include <unordered_set>
#include <vector>

#include "models/catalogue.hpp"
#include "models/spec/load.hpp"
#include "study/run.hpp"

namespace {

constexpr std::uintptr_t kLine = 64;  // bytes

/// A piece of memory, and which thread asked for it.
struct Block {
  std::uintptr_t from, to;
  std::thread::id thread;
};

/// Memory for notes, which must not be noted itself.
template <class T>
struct Unnoted {
  using value_type = T;
  Unnoted() = default;
  template <class U>
  explicit Unnoted(const Unnoted<U>&) {}
  T* allocate(std::size_t count) { return static_cast<T*>(std::malloc(count * sizeof(T))); }
  void deallocate(T* memory, std::size_t) { std::free(memory); }
  bool operator==(const Unnoted&) const { return true; }
};

std::mutex mutex;
std::vector<Block, Unnoted<Block>> blocks;

void* noted(void* memory, std::size_t size) {
  if (memory == nullptr) throw std::bad_alloc();
  const auto from = reinterpret_cast<std::uintptr_t>(memory);
  const std::lock_guard lock(mutex);
  blocks.push_back({from, from + size, std::this_thread::get_id()});
  return memory;
}

}  // namespace

void* operator new(std::size_t size) { return noted(std::malloc(size > 0 ? size : 1), size > 0 ? size : 1); }
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace plimsoll {
namespace {

spec::Spec load(const std::string& path) {
  std::string problem;
  const auto text = spec::read_file(path, problem);
  if (!text) throw std::runtime_error(problem);
  spec::LoadRequest request;
  request.files = {{path, *text}};
  request.kinds = part_kinds();
  request.sets = {"run.replications=2", "run.warm_up=1 s", "run.duration=20 s"};
  spec::LoadResult result = spec::load(request);
  if (!result.spec) throw std::runtime_error(result.diagnostics.render());
  return *result.spec;
}

using Lines = std::unordered_set<std::uintptr_t>;

/// Prints what each thread but this one has, and returns how many lines two of them have.
std::size_t lines_of_two() {
  std::vector<std::thread::id> threads;
  std::vector<Lines> lines;
  std::vector<std::size_t> counts;
  const std::vector<Block> noted(blocks.begin(), blocks.end());
  for (const Block& block : noted) {
    if (block.thread == std::this_thread::get_id()) continue;
    std::size_t t = 0;
    while (t < threads.size() && threads[t] != block.thread) ++t;
    if (t == threads.size()) {
      threads.push_back(block.thread);
      lines.emplace_back();
      counts.push_back(0);
    }
    ++counts[t];
    for (std::uintptr_t line = block.from / kLine; line <= (block.to - 1) / kLine; ++line)
      lines[t].insert(line);
  }
  std::size_t shared = 0;
  for (std::size_t t = 0; t < threads.size(); ++t) {
    fmt::print("thread {}: {} blocks, {} lines of {} bytes\n", t + 1, counts[t], lines[t].size(), kLine);
    for (std::size_t other = 0; other < t; ++other) {
      for (const std::uintptr_t line : lines[t]) shared += lines[other].count(line);
    }
  }
  fmt::print("lines of two threads: {}\n", shared);
  return threads.size() < 2 ? 1 : shared;
}

}  // namespace
}  // namespace plimsoll

int main(int argc, char** argv) {
  try {
    const plimsoll::spec::Spec spec =
        plimsoll::load(argc > 1 ? argv[1] : PLIMSOLL_WORKLOADS "/web_1000.toml");
    blocks.clear();
    plimsoll::RunOptions options;
    options.threads = 2;
    plimsoll::run(spec, options);
    return plimsoll::lines_of_two() == 0 ? 0 : 1;
  } catch (const std::exception& problem) {
    fmt::print(stderr, "{}\n", problem.what());
    return 1;
  }
}
