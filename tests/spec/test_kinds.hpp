#pragma once

#include <memory>
#include <string>
#include <vector>

#include "models/spec/load.hpp"

/// A catalogue for tests of the language: kinds of parts with settings of every type, and nothing behind
/// them.
namespace plimsoll::spec {

template <typename Settings>
class TestSettings final : public PartSettings {
 public:
  Settings value;
  void describe(Fields& fields) override { value.describe(fields); }
  std::unique_ptr<PartSettings> clone() const override { return std::make_unique<TestSettings>(*this); }
};

struct TestServer {
  std::int64_t instances = 1;
  std::int64_t workers = 16;
  std::int64_t cores = 1;
  Limit queue{64};
  bool is_fcfs = false;
  Ratio overhead{0};

  void describe(Fields& f) {
    f.optional("instances", instances, "How many there are.").at_least(1).live();
    f.optional("workers", workers, "Requests in progress at once, per instance.").at_least(1);
    f.optional("cores", cores, "Per instance.").at_least(1).at_most(1024);
    f.optional("queue", queue, "Requests waiting, per instance; one more is refused.");
    f.choice<bool>("order", is_fcfs, {{"shared", false}, {"fcfs", true}}, "How the CPU is shared.");
    f.optional("overhead", overhead, "Share of the CPU lost.").live();
  }
};

struct TestBalancer {
  Shares spreads_over;
  TimeSpec overhead;

  void describe(Fields& f) {
    f.required("spreads_over", spreads_over, "The servers it chooses from.").names("part");
    f.optional("overhead", overhead, "Time to choose.").live();
  }
};

struct TestPool {
  std::int64_t size = 0;
  std::string per;
  std::optional<Duration> wait_limit;

  void describe(Fields& f) {
    f.required("size", size, "Connections in each pool.").at_least(1).live();
    f.required("per", per, "Whose it is.").names("part").or_words({"all", "request"});
    f.optional("wait_limit", wait_limit, "A request that waits longer fails.").above(0);
  }
};

struct TestDatabase {
  std::int64_t instances = 1;
  std::int64_t connections = 100;

  void describe(Fields& f) {
    f.optional("instances", instances, "How many there are.").at_least(1).live();
    f.optional("connections", connections, "One more is refused.").at_least(1);
  }
};

struct TestCache {
  TimeSpec time;
  Duration ttl = Duration::seconds(60);
  Bytes memory;
  std::string key;

  void describe(Fields& f) {
    f.optional("time", time, "One look-up.");
    f.optional("ttl", ttl, "How long an entry is good.").above(0);
    f.optional("memory", memory, "What it may fill.");
    f.optional("key", key, "What its entries are about.").names("attribute");
  }
};

struct TestLimiter {
  Rate rate;
  void describe(Fields& f) { f.required("rate", rate, "Requests let through.").above(0).live(); }
};

template <typename Settings>
PartKind test_kind(std::string name, std::uint32_t roles) {
  PartKind kind;
  kind.name = std::move(name);
  kind.roles = roles;
  kind.make = []() -> std::unique_ptr<PartSettings> { return std::make_unique<TestSettings<Settings>>(); };
  return kind;
}

inline std::vector<const PartKind*> test_kinds() {
  const auto bit = [](Role role) { return static_cast<std::uint32_t>(role); };
  static const std::vector<PartKind> all{
      test_kind<TestServer>("server", bit(Role::host)),
      test_kind<TestBalancer>("load_balancer", bit(Role::route)),
      test_kind<TestPool>("pool", bit(Role::hold)),
      test_kind<TestDatabase>("database", bit(Role::query)),
      test_kind<TestCache>("cache", bit(Role::read)),
      test_kind<TestLimiter>("rate_limiter", bit(Role::pass)),
  };
  std::vector<const PartKind*> kinds;
  for (const PartKind& kind : all) kinds.push_back(&kind);
  return kinds;
}

/// Loads one file named "test.toml".
inline LoadResult load_text(const std::string& text, std::vector<std::string> sets = {},
                            std::string case_name = {}) {
  return load({{{"test.toml", text}}, std::move(case_name), std::move(sets), test_kinds()});
}

/// A topology of eight lines in which every name is used, to hang one more table on.
inline const std::string kSmall =
    "[system.app]\n"
    "kind = \"server\"\n"
    "[request.home]\n"
    "on = \"app\"\n"
    "steps = [{ work = \"8 ms\" }]\n"
    "[traffic.visitors]\n"
    "rate = \"100 /s\"\n";

}  // namespace plimsoll::spec
