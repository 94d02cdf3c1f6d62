#include "study/figure.hpp"

#include <gtest/gtest.h>

#include "tests/support/model_text.hpp"

namespace plimsoll::test {
namespace {

Results shop() {
  return run_text(R"(
[system.app]
kind    = "server"
cores   = 1
workers = 1
queue   = 0
price   = "small"
[system.products]
kind     = "cache"
time     = "0 s"
ttl      = "unlimited"
capacity = 10
[request.page]
on    = "app"
steps = [{ read = "products", miss = "load" }, { work = "50 ms" }]
[routine.load]
steps = [{ wait = "0 s" }]
[traffic.visitors]
rate     = "10 /s"
arrivals = { dist = "erlang", stages = 4 }
[price]
small = "1 USD/h"
[run]
warm_up      = "1 s"
duration     = "10 s"
replications = 3
)");
}

// Every figure of a result has an address, spelt as in JSON.
TEST(Figure, IsFoundByItsAddress) {
  const Results results = shop();
  const RequestFigures& page = request_of(results, "page");
  EXPECT_EQ(figure_at(results, "requests.page.throughput_per_second")->value,
            page.throughput_per_second.value);
  EXPECT_EQ(figure_at(results, "requests.page.latency_seconds.p99")->high, page.latency_seconds.p99.high);
  EXPECT_GT(page.failures.size(), 0U);
  EXPECT_EQ(figure_at(results, "requests.page.failed.refused")->value, failures(page, "refused"));
  EXPECT_EQ(figure_at(results, "parts.app.utilisation")->low, part_of(results, "app").utilisation.low);
  EXPECT_EQ(figure_at(results, "parts.app.wait_seconds.mean")->value, 0);
  EXPECT_EQ(figure_at(results, "parts.products.hit_ratio")->value,
            measure(results, "products", "hit_ratio").value);
  EXPECT_EQ(figure_at(results, "run.duration_seconds")->value, 10);
  EXPECT_EQ(figure_at(results, "cost.per_month")->value, 730);
}

// A reason for which nothing failed has failed nothing; what is not there is not there.
TEST(Figure, IsNothingWhereThereIsNone) {
  const Results results = shop();
  EXPECT_EQ(figure_at(results, "requests.page.failed.timed_out")->value, 0);
  for (const char* address :
       {"", "requests", "requests.pag.arrived", "requests.page.arive", "parts.app.hit_ratio",
        "parts.app.wait_seconds", "requests.page.latency_seconds.p98", "run.seed"}) {
    EXPECT_FALSE(figure_at(results, address).has_value()) << address;
  }
}

}  // namespace
}  // namespace plimsoll::test
