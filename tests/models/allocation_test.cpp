#include <gtest/gtest.h>

#include <cstdlib>
#include <new>

#include "models/build.hpp"
#include "tests/support/model_text.hpp"

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

namespace plimsoll::test {
namespace {

// Every kind of part and most verbs, with limits that strike, retries and fans, under a steady load, each
// request's time booked.
constexpr const char* kBusy = R"(
[system.edge]
kind         = "load_balancer"
spreads_over = "app"
policy       = "fewest_in_flight"
overhead     = "1 ms"
[system.app]
kind      = "server"
instances = 2
cores     = 2
workers   = 10
queue     = 10
[system.side]
kind  = "server"
cores = 3
order = "fcfs"
style = "async"
[system.pool]
kind       = "pool"
towards    = "db"
per        = "app"
size       = 4
wait_limit = "10 ms"
[system.once]
kind    = "pool"
towards = "db"
per     = "request"
size    = 1
opening = [{ network = "1 ms" }, { cpu = "1 ms" }]
[system.db]
kind        = "database"
cores       = 2
connections = 60
[system.row]
kind       = "row_lock"
key        = "sku"
wait_limit = "20 ms"
[system.cache]
kind         = "cache"
time         = "1 ms"
ttl          = "100 ms"
capacity     = 10
singleflight = "shared"
[system.limiter]
kind  = "rate_limiter"
rate  = "150 /s"
mode  = "wait"
queue = 5
[system.bucket]
kind       = "leaky_bucket"
drain_rate = "100 /s"
depth      = 5
[system.crowd]
kind = "connection_limit"
size = 30
[policy.again]
kind     = "retry"
attempts = 2
backoff  = "5 ms"
[policy.fuse]
kind     = "breaker"
open_for = "20 ms"
[attribute.sku]
values     = 20
popularity = { dist = "zipf", exponent = 1 }
[request.ask]
on    = "app"
holds = ["crowd"]
steps = [
  { work = { dist = "uniform", low = "1 ms", high = "5 ms" } },
  { read = "cache", key = "sku", miss = "load" },
  { call = "locked", limit = "12 ms", retry = "again", breaker = "fuse", fallback = "other" },
  { first_of = [{ call = "aside" }, { wait = { dist = "uniform", low = "1 ms", high = "9 ms" } }] },
  { repeat = [{ pass = "limiter" }, { call = "aside", limit = "3 ms", on_limit = "abandon" }], again = 0.2 },
  { send = "other" },
]
[routine.load]
steps = [{ wait = { dist = "uniform", low = "1 ms", high = "5 ms" } }]
[routine.locked]
holds = ["pool", "row"]
steps = [{ query = "db", time = { dist = "uniform", low = "1 ms", high = "5 ms" } }]
[routine.aside]
on    = "side"
steps = [{ work = { dist = "uniform", low = "1 ms", high = "5 ms" } }]
[routine.other]
holds = ["once"]
steps = [{ pass = "bucket" }, { query = "db", time = "1 ms" }]
[traffic.shoppers]
enters = "edge"
users  = 30
think  = { dist = "uniform", low = "0 s", high = "200 ms" }
limit  = "150 ms"
retry  = "again"
[traffic.stream]
enters = "edge"
rate   = "20 /s"
[run]
warm_up = "1 s"
)";

// Once it is warm the engine asks for no memory: none at all in ten seconds of hundreds of thousands of
// events.
TEST(Allocation, IsOverOnceTheEngineIsWarm) {
  const spec::Spec spec = load_text(kBusy);
  const Model model = build(spec, 1, 0);
  Engine& engine = *model.engine;
  engine.start();
  ASSERT_EQ(engine.run(SimTime::seconds(500), UINT64_MAX), Engine::Pause::reached);
  const std::size_t allocations_before = allocations;
  const std::uint64_t events_before = engine.events();

  ASSERT_EQ(engine.run(SimTime::seconds(510), UINT64_MAX), Engine::Pause::reached);

  EXPECT_EQ(allocations - allocations_before, 0U);
  EXPECT_GT(engine.events() - events_before, 20'000U);
  const KindRecord& ask = engine.recorder().kinds().front();  // all of it was at work
  EXPECT_GT(ask.completed, 1'000U);
  EXPECT_EQ(ask.attribution.all().requests, ask.completed);
  EXPECT_GT(ask.degraded, 100U);
  EXPECT_GT(ask.failed(), 100U);
}

}  // namespace
}  // namespace plimsoll::test
