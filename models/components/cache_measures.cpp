// The life of a cache outside requests: its nodes, its live settings, what it has measured.
#include "models/compiler.hpp"
#include "models/components/cache.hpp"
#include "models/engine.hpp"
#include "models/stations/readings.hpp"

namespace plimsoll {

Cache::Cache(const spec::Part& part) : Component(part), spec_(settings_of<CacheSpec>(*this)) {}

std::uint64_t Cache::capacity() const {
  return spec_.capacity.is_unlimited() ? ExpiringStore::unlimited
                                       : static_cast<std::uint64_t>(spec_.capacity.count);
}

void Cache::wire(Compiler& compiler) {
  program_ = &compiler.program();
  nodes_.start({.is_per_host = is_per_host(),
                .instances = spec_.instances,
                .capacity = capacity(),
                .evicts = spec_.evicts,
                .cores = spec_.cores,
                .has_replicas = spec_.replicas > 0,
                .promotion = spec_.promotion,
                .chance = compiler.stream(name() + ".evicts")});
}

void Cache::settings_changed(Engine& engine) {
  nodes_.set_capacity(engine.now(), capacity());
  nodes_.set_down(engine.now(), spec_.down);
}

void Cache::end_warm_up(SimTime now) {
  waiting_.reset(now);
  nodes_.end_warm_up(now);
  wait_.clear();
  command_wait_.clear();
  age_.clear();
  counts_ = {};
  gave_up_ns_ = 0;
}

PartReading Cache::read(SimTime now) const {
  PartReading reading;
  const auto count = [](std::uint64_t number) { return static_cast<double>(number); };
  reading.instances = is_per_host() ? 1 : spec_.instances * (1 + spec_.replicas);
  reading.mean_instances = static_cast<double>(reading.instances);
  reading.served = count(counts_.hits + counts_.misses);
  reading.refused = count(counts_.refused);
  const bool refreshes = spec_.refresh_at || spec_.stale_while_revalidate > Duration{};
  const bool is_shared = spec_.singleflight != Singleflight::none;
  if (is_shared) {
    reading.waiting = mean_or_zero(waiting_, now);
    reading.wait = {&wait_};
    reading.books.in_line_ns = waiting_.integral(now);
    reading.books.in_line = waiting_.level();
    reading.books.waited_ns = wait_.sum_nanoseconds();
    reading.books.gave_up_ns = gave_up_ns_;
  }
  const auto add = [&reading](bool is_asked_for, const char* name, double value) {
    if (is_asked_for) reading.own.emplace_back(name, value);
  };
  const auto of = [&](std::uint64_t part, double all) {
    return all > 0 ? count(part) / all : PartReading::kAbsent;
  };
  add(true, "hit_ratio", of(counts_.hits, reading.served));
  add(spec_.hit_ratio.has_value(), "emergent_hit_ratio", of(counts_.emergent_hits, reading.served));
  add(true, "hits", count(counts_.hits));
  add(true, "misses", count(counts_.misses));
  add(true, "expired", count(counts_.expired));
  add(true, "fetches", count(counts_.fetches));
  add(true, "shared_fetches", count(counts_.shared_fetches));
  add(spec_.arms_after > Duration{}, "passed_by", count(counts_.passed_by));
  add(refreshes, "refreshes", count(counts_.refreshes));
  add(spec_.early_expiry > 0, "early_fetches", count(counts_.early));
  add(spec_.stale_while_revalidate > Duration{} || spec_.stale_if_error > Duration{}, "stale_served",
      count(counts_.stale_served));
  add(true, "data_age_seconds_mean", age_.empty() ? PartReading::kAbsent : age_.mean_seconds());
  add(true, "data_age_seconds_p99", age_.empty() ? PartReading::kAbsent : age_.quantile_seconds(0.99));
  add(program_->changes().are_noted(), "outdated_ratio",
      age_.empty() ? PartReading::kAbsent : of(counts_.outdated, count(age_.count())));
  add(true, "evictions", count(nodes_.evictions()));
  add(true, "entries_mean", mean_or_zero(nodes_.entries(), now));
  if (!spec_.cores.is_unlimited()) {
    reading.utilisation = nodes_.utilisation(now);
    add(true, "busiest_utilisation", nodes_.busiest_utilisation(now));
    add(true, "command_wait_seconds_mean", command_wait_.empty() ? 0 : command_wait_.mean_seconds());
    add(true, "command_wait_seconds_p99", command_wait_.empty() ? 0 : command_wait_.quantile_seconds(0.99));
  }
  add(is_written_, "writes", count(counts_.writes));
  add(is_forgetful_, "forgotten", count(counts_.forgotten));
  add(!unsaved_.empty(), "flushes", count(counts_.flushes));
  add(!unsaved_.empty(), "saved_writes", count(counts_.saved));
  add(!unsaved_.empty(), "lost_writes", count(nodes_.lost_writes()));
  return reading;
}

}  // namespace plimsoll
