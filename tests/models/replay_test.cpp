#include <gtest/gtest.h>

#include <atomic>

#include "report/json.hpp"
#include "tests/support/model_text.hpp"

namespace plimsoll::test {
namespace {

constexpr const char* kShop = R"(
[system.edge]
kind         = "load_balancer"
spreads_over = "app"
policy       = "two_choices"
[system.app]
kind      = "server"
instances = 3
cores     = 2
workers   = 8
[system.pool]
kind       = "pool"
towards    = "primary"
per        = "app"
size       = 4
wait_limit = "200 ms"
[system.primary]
kind        = "database"
cores       = 4
connections = 20
[system.row]
kind = "row_lock"
key  = "sku"
[attribute.sku]
values     = 1000
popularity = { dist = "zipf", exponent = 1.1 }
[request.buy]
on    = "app"
steps = [{ work = { dist = "lognormal", mean = "6 ms", p99 = "20 ms" } }, { call = "store" }]
[routine.store]
holds = ["pool", "row"]
steps = [{ query = "primary", time = { dist = "exponential", mean = "8 ms" } }]
[traffic.shoppers]
enters = "edge"
users  = 200
think  = { dist = "exponential", mean = "500 ms" }
[run]
warm_up      = "1 s"
duration     = "5 s"
replications = 6
)";

std::string bytes(int threads, std::vector<std::string> sets = {}) {
  const spec::Spec spec = load_text(kShop, std::move(sets));
  RunOptions options;
  options.threads = threads;
  Results results = run(spec, options);
  results.run.wall_seconds = 0;
  results.run.threads = 0;
  return report::to_json(results);
}

// Two runs are equal byte for byte, whatever the number of threads.
TEST(Replay, IsExact) {
  const std::string once = bytes(1);

  EXPECT_EQ(bytes(1), once);
  EXPECT_EQ(bytes(2), once);
  EXPECT_EQ(bytes(5), once);
}

// Another seed is another run, and its digest says so.
TEST(Replay, IsOfOneSeed) {
  const Results one = run_text(kShop), other = run_text(kShop, {"run.seed=2"});

  EXPECT_NE(one.run.digest, other.run.digest);
  EXPECT_NE(one.run.events, other.run.events);
}

// Stopped before it began: nothing is finished, nothing is shown, and it says so.
TEST(Replay, KeepsWhatWasFinishedWhenStopped) {
  const std::atomic<bool> stop{true};
  RunOptions options;
  options.stop = &stop;

  const Results results = run(load_text(kShop), options);

  EXPECT_FALSE(results.run.complete);
  EXPECT_EQ(results.run.replications, 0);
  EXPECT_EQ(exit_code(results), 130);
}

}  // namespace
}  // namespace plimsoll::test
