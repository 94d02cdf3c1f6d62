#pragma once

/// A small shop with every kind of line in it, and more load than it can bear: requests wait, are refused,
/// give up in every line, are interrupted and retried, while events take machines and cores away and bring
/// them back.
namespace plimsoll::test {

inline constexpr const char* kBusyModel = R"(
[system.edge]
kind         = "load_balancer"
spreads_over = ["app", "spare"]
policy       = "random"
[system.app]
kind      = "server"
instances = 2
cores     = 2
order     = "fcfs"
workers   = 6
queue     = 10
[system.spare]
kind    = "server"
cores   = 1
workers = 4
queue   = 5
[system.limiter]
kind  = "rate_limiter"
rate  = "150 /s"
burst = 3
mode  = "wait"
queue = 20
[system.bucket]
kind       = "leaky_bucket"
drain_rate = "160 /s"
depth      = 30
[system.pool]
kind       = "pool"
towards    = "primary"
per        = "all"
size       = 4
wait_limit = "60 ms"
[system.primary]
kind        = "database"
cores       = 1
order       = "fcfs"
connections = 20
[system.row]
kind       = "row_lock"
key        = "sku"
wait_limit = "50 ms"
[system.products]
kind         = "cache"
time         = "1 ms"
ttl          = "50 ms"
capacity     = 20
singleflight = "shared"
[attribute.sku]
values     = 30
popularity = { dist = "zipf", exponent = 1.2 }
[policy.again]
kind     = "retry"
attempts = 2
[request.buy]
steps = [
  { pass = "limiter", limit = "80 ms", retry = "again" },
  { pass = "bucket" },
  { call = "in_the_shop", limit = "150 ms", retry = "again" },
]
[request.look]
on    = "edge"
steps = [{ work = { dist = "exponential", mean = "3 ms" } },
         { read = "products", key = "sku", miss = "fetch", limit = "40 ms" }]
[routine.in_the_shop]
on    = "edge"
steps = [{ work = { dist = "exponential", mean = "8 ms" } },
         { all_of = [{ read = "products", key = "sku", miss = "fetch" }, { call = "store" }] }]
[routine.store]
holds = ["row", "pool"]
steps = [{ query = "primary", time = { dist = "exponential", mean = "9 ms" } }]
[routine.fetch]
holds = ["pool"]
steps = [{ query = "primary", time = { dist = "exponential", mean = "4 ms" } }]
[traffic.buyers]
mix  = { buy = 7, look = 3 }
rate = "190 /s"
[event.fewer]
starts                   = "3 s"
lasts                    = "2 s"
set.system.app.instances = 1
set.system.app.cores     = 1
set.system.pool.size     = 2
set.system.primary.cores = 2
[run]
warm_up      = "1500 ms"
duration     = "6 s"
replications = 2
)";

}  // namespace plimsoll::test
