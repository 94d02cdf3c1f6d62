#pragma once

#include "study/results.hpp"

namespace plimsoll {

/// A figure with a symmetric interval, or without one where `half_width` is negative.
inline Estimate estimate(double value, double half_width = -1) {
  if (half_width < 0) return {value, value, value, false, true};
  return {value, value - half_width, value + half_width, true, true};
}

inline LatencyFigures latency(double mean_seconds) {
  return {.mean = estimate(mean_seconds, mean_seconds / 100),
          .p50 = estimate(mean_seconds * 0.5, mean_seconds / 100),
          .p90 = estimate(mean_seconds * 2, mean_seconds / 50),
          .p95 = estimate(mean_seconds * 3, mean_seconds / 50),
          .p99 = estimate(mean_seconds * 5, mean_seconds / 20),
          .p999 = {},
          .max = estimate(mean_seconds * 9, mean_seconds)};
}

/// A small shop: one request that sometimes times out, a server and an unpriced pool, one objective of each
/// verdict.
inline Results sample_results() {
  Results results;
  results.title = "Shop";
  results.source = "shop.toml";
  results.model_digest = "00000000000000aa";
  results.run = {.seed = 42,
                 .replications = 20,
                 .replications_wanted = 20,
                 .kind = "steady",
                 .warm_up_seconds = 300,
                 .duration_seconds = 3600,
                 .events = 1'234'567,
                 .digest = "00000000000000bb",
                 .wall_seconds = 0.5,
                 .threads = 2,
                 .complete = true};
  results.objectives = {{.name = "quick",
                         .metric = "p99_below",
                         .subject = "checkout",
                         .limit = 0.9,
                         .is_upper = true,
                         .unit = "seconds",
                         .during = "flash_sale",
                         .value = estimate(0.523, 0.012),
                         .verdict = Verdict::pass},
                        {.name = "nothing_breaks",
                         .metric = "errors_below",
                         .subject = "",
                         .limit = 0.001,
                         .is_upper = true,
                         .unit = "share",
                         .during = "",
                         .value = estimate(0.0124, 0.0007),
                         .verdict = Verdict::fail},
                        {.name = "busy_enough",
                         .metric = "throughput_above",
                         .subject = "",
                         .limit = 200,
                         .is_upper = false,
                         .unit = "per_second",
                         .during = "",
                         .value = estimate(201, 3),
                         .verdict = Verdict::inconclusive}};

  RequestFigures checkout;
  checkout.name = "checkout";
  checkout.arrived = estimate(72'013, 260);
  checkout.completed = estimate(71'120, 250);
  checkout.degraded = estimate(0, 0);
  checkout.in_flight_start = estimate(1.5, 0.5);
  checkout.in_flight_end = estimate(2.1, 0.6);
  checkout.throughput_per_second = estimate(19.76, 0.07);
  checkout.success_ratio = estimate(0.9876, 0.0007);
  checkout.latency_seconds = latency(0.1);
  checkout.failures = {
      {.reason = "timed_out", .status = 504, .count = estimate(893, 51), .latency_seconds = latency(2)}};
  checkout.attribution = {{.part = "app",
                           .what = "service",
                           .mean_seconds = estimate(0.06, 0.001),
                           .p95_seconds = estimate(0.09, 0.002),
                           .p99_seconds = estimate(0.1, 0.01),
                           .mean_share = 0.6,
                           .p95_share = 0.3,
                           .p99_share = 0.2},
                          {.part = "app",
                           .what = "cpu_waiting",
                           .mean_seconds = estimate(0.039, 0.001),
                           .p95_seconds = estimate(0.209, 0.002),
                           .p99_seconds = estimate(0.399, 0.01),
                           .mean_share = 0.39,
                           .p95_share = 0.7,
                           .p99_share = 0.798},
                          {.part = "",
                           .what = "retries",
                           .mean_seconds = estimate(0.001, 0.001),
                           .p95_seconds = estimate(0.001, 0.001),
                           .p99_seconds = estimate(0.001, 0.001),
                           .mean_share = 0.01,
                           .p95_share = 0.003,
                           .p99_share = 0.002}};
  results.requests = {checkout};

  PartFigures app;
  app.name = "app";
  app.kind = "server";
  app.instances = 3;
  app.has_utilisation = true;
  app.has_wait = true;
  app.utilisation = estimate(0.913, 0.004);
  app.in_use = estimate(10.96, 0.05);
  app.waiting = estimate(3.2, 0.4);
  app.served = estimate(72'013, 260);
  app.refused = estimate(0, 0);
  app.wait_seconds = latency(0.02);
  PartFigures edge;
  edge.name = "edge";
  edge.kind = "load_balancer";
  edge.in_use = estimate(2, 0.1);
  edge.served = estimate(72'013, 260);
  edge.refused = estimate(0, 0);
  edge.own = {{"choices_per_second", estimate(20, 0.1)}};
  results.parts = {edge, app};

  results.bottleneck = {"app", "app: 91 % of its 12 cores are busy; the next limit is 10 % away."};
  const Estimate month{372.3, 372.3, 372.3, true, true};
  const spec::Price price{.per_hour = 0.17,
                          .currency = "USD",
                          .each = 124.1,
                          .text = "0.17 USD/h",
                          .source = "a list",
                          .date = "2026-11-01"};
  results.cost = {.currency = "USD",
                  .per_month = 372.3,
                  .items = {{"app", "app_4core", 3, 0.17, 372.3, true, price, 3, month}},
                  .unpriced = {"edge"},
                  .month = month,
                  .per_million_requests = {7.1, 7.1, 7.1, true, true}};
  for (int i = 0; i < 6; ++i)
    results.timeline.push_back({600.0 * i, 12'000, i == 3 ? 11'107.0 : 12'000, i == 3 ? 893.0 : 0, 0.1});
  results.warnings = {"p99.9 is left out: too few samples"};
  results.assumptions = {"clients do not retry"};
  return results;
}

}  // namespace plimsoll
