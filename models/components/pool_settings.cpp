// The settings of a pool, and what must hold between them.
#include <fmt/format.h>

#include "models/compiler.hpp"
#include "models/components/pool.hpp"
#include "models/model_problem.hpp"
#include "models/spec/read_value.hpp"

namespace plimsoll {
namespace {

using spec::Diagnostics;
using spec::Node;

bool read_opening_step(const Node& node, const std::string& address, Diagnostics& diagnostics,
                       std::vector<PoolSpec::OpeningStep>& steps) {
  const char* const remedy = "write { network = \"3 ms\" } or { cpu = \"10 ms\" }";
  if (!node.is_table()) {
    spec::report_not(node, address, diagnostics, "a step of opening", remedy);
    return false;
  }
  if (node.children().size() != 1) {
    diagnostics.error(node.place(), address, "a step of opening is one thing: `network` or `cpu`", remedy);
    return false;
  }
  const Node& only = node.children().front();
  if (only.key() != "network" && only.key() != "cpu") {
    diagnostics.error(only.key_place(), address,
                      fmt::format("a step of opening is `network` or `cpu`, not '{}'", only.key()), remedy);
    return false;
  }
  PoolSpec::OpeningStep step;
  step.is_cpu = only.key() == "cpu";
  if (!read_value(only, address + "." + only.key(), diagnostics, step.time)) return false;
  steps.push_back(std::move(step));
  return true;
}

bool read_opening(const Node& node, const std::string& address, Diagnostics& diagnostics,
                  std::vector<PoolSpec::OpeningStep>& steps) {
  if (!node.is_list()) {
    spec::report_not(node, address, diagnostics, "a list of steps",
                     "write [{ network = \"3 ms\" }, { cpu = \"10 ms\" }]");
    return false;
  }
  steps.clear();
  bool is_good = true;
  for (const Node& step : node.children()) {
    is_good &= read_opening_step(step, address, diagnostics, steps);
  }
  return is_good;
}

std::string write_opening(const std::vector<PoolSpec::OpeningStep>& steps) {
  std::string text;
  for (const PoolSpec::OpeningStep& step : steps) {
    text += fmt::format("{}{{ {} = {} }}", text.empty() ? "" : ", ", step.is_cpu ? "cpu" : "network",
                        spec::write_value(step.time));
  }
  return "[" + text + "]";
}

}  // namespace

void PoolSpec::describe(spec::Fields& f) {
  f.optional(
       "towards", towards,
       "The part or parts that its connections lead to, which may refuse them. Without it they lead out "
       "of the model.")
      .names("far end");
  f.required(
       "per", per,
       "Whose it is: the name of a server (one pool in each of its instances), \"all\" (one shared), or "
       "\"request\" (a new one for every request).")
      .names("server")
      .or_words({"all", "request"});
  f.required("size", size, "Connections of each pool.").at_least(1).at_most(10'000'000).live().capacity();
  f.optional("streams", streams, "Requests that one connection carries at once (HTTP/2).")
      .at_least(1)
      .at_most(1'000'000);
  f.optional("wait_limit", wait_limit,
             "A request that waits longer for an open connection fails (timed_out).")
      .above(0);
  f.optional("queue", queue, "Requests waiting for a connection, per pool; one more is refused.")
      .at_least(0)
      .capacity();
  f.choice("opens", opens,
           {{"at_start", Opens::at_start, "all connections are open before the first request"},
            {"on_demand", Opens::on_demand, "a connection is opened when it is first needed, and kept"}},
           "When connections are opened. A pool per request always opens its own.");
  f.custom(
      "opening", "list of { network = TIME } and { cpu = TIME }",
      "Opening a connection, step by step: time on the network, which burns nothing, and work on the cores "
      "of "
      "the database.",
      false,
      [this](const Node& node, const std::string& address, Diagnostics& diagnostics) {
        return read_opening(node, address, diagnostics, opening);
      },
      [this] { return write_opening(opening); });
  f.optional(
      "idle_min", idle_min,
      "Connections kept open beyond those in use, opened in the background. A pool per request opens so "
      "many at once.");
  f.optional("idle_max", idle_max, "Connections kept open that nobody uses; one more is closed.");
  f.optional("idle_time", idle_time, "A connection that nobody has used for so long is closed.").above(0);
  f.optional("lifetime", lifetime, "A connection is used for so long and then replaced.").above(0);
  f.optional("jitter", jitter,
             "Connections live for lifetime x (1 - jitter) to lifetime x (1 + jitter), at random.");
  f.optional("health_check", health_check,
             "How often idle connections are checked, and idle_min is restored where opening had failed.")
      .above(0);
  f.optional("health_check_cpu", health_check_cpu,
             "Checking a connection: work on the cores of the database.");
}

std::vector<spec::Mismatch> PoolSpec::mismatches() const {
  std::vector<spec::Mismatch> found;
  if (idle_min > size) {
    found.push_back({"idle_min", fmt::format("keeps {} open, but the pool has {}", idle_min, size),
                     "make the pool larger"});
  } else if (idle_min > idle_max.count) {
    found.push_back({"idle_min",
                     fmt::format("keeps {} open, but what is beyond {} is closed", idle_min, idle_max.count),
                     "make idle_max larger"});
  }
  if (jitter.value > 0 && !lifetime) {
    found.push_back({"jitter", "varies a lifetime, but there is none", "say `lifetime`"});
  }
  if (health_check_cpu.law.mean() > 0 && !health_check) {
    found.push_back(
        {"health_check_cpu", "is what a check takes, but none is made", "say how often: `health_check`"});
  }
  if (per != "request") return found;
  const std::pair<const char*, bool> kept[] = {{"streams", streams > 1},
                                               {"idle_max", !idle_max.is_unlimited()},
                                               {"idle_time", idle_time.has_value()},
                                               {"lifetime", lifetime.has_value()},
                                               {"health_check", health_check.has_value()},
                                               {"queue", !queue.is_unlimited()}};
  for (const auto& [setting, is_given] : kept) {
    if (!is_given) continue;
    found.push_back({setting,
                     "means nothing to a connection that is used once and closed (per = \"request\")",
                     "name the server whose pool it is, or \"all\""});
  }
  return found;
}

// What shows only once all parts are known: where `cpu` would be burnt.
void Pool::wire(Compiler& compiler) {
  bool burns_cpu = spec_.health_check_cpu.law.mean() > 0;
  for (const PoolSpec::OpeningStep& step : spec_.opening) burns_cpu = burns_cpu || step.is_cpu;
  for (const std::string& end : spec_.towards) {
    ends_.push_back(&compiler.part(end));
    ends_.back()->add_client(*this);
    if (!burns_cpu || compiler.description(end).kind->has(spec::Role::query)) continue;
    throw ModelProblem({spec::Severity::error, compiler.description(name()).place,
                        "system." + name() + ".opening", "burns cpu of " + end + ", which is no database",
                        "say `network`, or let the routine that uses the connection `work` there"});
  }
  if (burns_cpu && ends_.empty()) {
    throw ModelProblem({spec::Severity::error, compiler.description(name()).place,
                        "system." + name() + ".opening",
                        "burns cpu, but the connections lead out of the model", "say `network`"});
  }
  open_at_.resize(ends_.size());
  lifetimes_ = compiler.stream("system." + name() + ".lifetime");
  if (spec_.idle_min > 0 || spec_.health_check) compile_tasks(compiler);
}

}  // namespace plimsoll
