#include "study/flows.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "study/demand.hpp"
#include "study/settings.hpp"

namespace plimsoll {
namespace {

/// Walks through what requests do, and notes each time one part asks another.
class FlowWalk {
 public:
  FlowWalk(const spec::Spec& spec, const Results& results) : spec_(spec), results_(results), chances_(spec) {
    for (const spec::Traffic& traffic : spec.traffic) {
      out_.nodes.push_back({FlowNode::Kind::traffic, traffic.name});
    }
    for (const spec::Part& part : spec.parts) out_.nodes.push_back({FlowNode::Kind::part, part.name});
  }

  Flows flows() {
    for (const spec::Traffic& traffic : spec_.traffic) {
      chances_.walk_for(traffic);
      for (const auto& [request, share] : traffic.mix) walk(traffic, request, share);
    }
    for (std::size_t node = 0; node < out_.nodes.size(); ++node) fit(node);
    return std::move(out_);
  }

 private:
  /// How often that traffic asks, if nothing else limits it: only the proportions of several matter.
  double appetite(const spec::Traffic& traffic, double share) const {
    if (traffic.kind == spec::Traffic::Kind::burst) return share * static_cast<double>(traffic.count);
    if (traffic.kind == spec::Traffic::Kind::closed) {
      const Estimate& latency = results_.requests.back().latency_seconds.mean;
      const double cycle = traffic.think.law.mean() + (latency.exists ? latency.value : 0);
      return share * static_cast<double>(traffic.users) / std::max(cycle, 1e-9);
    }
    if (!traffic.states.empty()) return share * spec::long_run_rate(traffic.states);
    if (traffic.profile.empty()) return share * traffic.rate.per_second;
    double sum = 0;
    for (const spec::ProfilePoint& point : traffic.profile) sum += point.rate.per_second;
    return share * sum / static_cast<double>(traffic.profile.size());
  }

  void walk(const spec::Traffic& traffic, const std::string& name, double share) {
    double all = 0;
    for (const spec::Traffic& other : spec_.traffic) {
      for (const auto& [request, part] : other.mix) all += request == name ? appetite(other, part) : 0;
    }
    const auto measured = std::find_if(results_.requests.begin(), results_.requests.end(),
                                       [&](const RequestFigures& one) { return one.name == name; });
    if (measured == results_.requests.end() || !(all > 0)) return;
    const double rate = per_second(measured->arrived) * appetite(traffic, share) / all;
    caller_ = node_of(FlowNode::Kind::traffic, traffic.name);
    for (const std::string& part : traffic.enters) {
      if (!spec_.find_part(part)->kind->has(spec::Role::host)) caller_ = ask(part, rate);
    }
    scope(*spec_.find_request(name), rate);
  }

  double per_second(const Estimate& counted) const {
    return counted.exists && results_.run.duration_seconds > 0 ? counted.value / results_.run.duration_seconds
                                                               : 0;
  }

  std::size_t node_of(FlowNode::Kind kind, const std::string& name) {
    for (std::size_t i = 0; i < out_.nodes.size(); ++i) {
      if (out_.nodes[i].kind == kind && out_.nodes[i].name == name) return i;
    }
    out_.nodes.push_back({kind, name});
    return out_.nodes.size() - 1;
  }

  void note(std::size_t from, std::size_t to, double rate) {
    if (from == to) return;  // a load balancer named twice, a server that calls itself
    for (Flow& flow : out_.flows) {
      if (flow.from == from && flow.to == to) {
        flow.per_second += rate;
        flow.is_awaited = flow.is_awaited || is_awaited_;
        return;
      }
    }
    out_.flows.push_back({from, to, rate, true, is_awaited_});
  }

  std::size_t ask(const std::string& part, double rate) {
    const std::size_t to = node_of(FlowNode::Kind::part, part);
    note(caller_, to, rate);
    return to;
  }

  void scope(const spec::Routine& routine, double rate) {
    const std::size_t caller = caller_;
    if (!routine.on.empty()) go_on(routine.on, rate);
    for (const std::string& held : routine.holds) {
      const spec::Part& part = *spec_.find_part(held);
      const std::string inside = text_of(part, "inside");
      if (const spec::Part* outer = inside.empty() ? nullptr : spec_.find_part(bare(inside))) {
        note(node_of(FlowNode::Kind::part, outer->name), node_of(FlowNode::Kind::part, held), rate);
        continue;
      }
      const std::size_t to = ask(held, rate);
      if (part.kind->name == "pool") caller_ = to;  // what is asked next goes through it
    }
    steps(routine.steps, rate);
    caller_ = caller;
  }

  static std::string bare(const std::string& quoted) {
    const bool is_quoted = quoted.size() >= 2 && quoted.front() == '"';
    return is_quoted ? quoted.substr(1, quoted.size() - 2) : quoted;
  }

  void go_on(const std::string& name, double rate) {
    const spec::Part& named = *spec_.find_part(name);
    if (!named.kind->has(spec::Role::host)) {
      // Who came in by it already does not come in by it again.
      const std::size_t to = node_of(FlowNode::Kind::part, name);
      caller_ = caller_ == to ? to : ask(name, rate);
    }
    const spec::Shares hosts =
        named.kind->has(spec::Role::host) ? spec::Shares{{name, 1.0}} : shares_of(named, "spreads_over");
    const std::size_t front = caller_;
    const spec::Shares reached = hosts.empty() ? by_door(front) : hosts;
    for (const auto& [host, share] : reached) {
      caller_ = front;
      caller_ = ask(host, rate * share);
    }
  }

  /// Where a part at the door leads, if it spreads.
  spec::Shares by_door(std::size_t node) const {
    const spec::Part* part = spec_.find_part(out_.nodes[node].name);
    return part == nullptr ? spec::Shares{} : shares_of(*part, "spreads_over");
  }

  void steps(const std::vector<spec::Step>& steps, double rate) {
    for (const spec::Step& one : steps) step(one, rate);
  }

  void step(const spec::Step& step, double rate) {
    const double rounds = static_cast<double>(step.times) +
                          (step.again > 0 && step.again < 1 ? step.again / (1 - step.again) : 0);
    verb(step, rate * step.chance * rounds);
    if (!step.fallback.empty()) scope(*spec_.find_routine(step.fallback), 0);
  }

  void verb(const spec::Step& step, double rate) {
    using spec::Verb;
    switch (step.verb) {
      case Verb::query:
        return query(step, rate);
      case Verb::read:
        return read(step, rate);
      case Verb::wait:
        note(caller_, node_of(FlowNode::Kind::outside, step.id), rate);
        return;
      case Verb::call:
        return scope(*spec_.find_routine(step.target), rate);
      case Verb::send:
        return later([&] { scope(*spec_.find_routine(step.target), rate); });
      case Verb::choose:
        return choose(step, rate);
      case Verb::all_of:
      case Verb::first_of:
      case Verb::repeat:
        return steps(step.branches, rate);
      case Verb::write:
        ask(step.target, rate);
        if (!step.behind.empty()) later([&] { from(step.target, step.behind, 0); });
        return;
      case Verb::forget:
      case Verb::pass:
      case Verb::check:
      case Verb::take:
      case Verb::put:
        ask_at_its_place(step.target, rate);
        return;
      case Verb::work:
      case Verb::change:
      case Verb::fail:
        return;
    }
  }

  /// What is inside a database is asked by the database.
  void ask_at_its_place(const std::string& part, double rate) {
    const std::string inside = bare(text_of(*spec_.find_part(part), "inside"));
    if (spec_.find_part(inside) == nullptr) {
      ask(part, rate);
      return;
    }
    note(node_of(FlowNode::Kind::part, inside), node_of(FlowNode::Kind::part, part), rate);
  }

  void query(const spec::Step& step, double rate) {
    const std::size_t router = ask(step.target, rate);
    const spec::Part& part = *spec_.find_part(step.target);
    for (const auto& [over, share] : shares_of(part, "over")) {
      const double shards = number_of(part, "count", 0);
      const bool has_key = names(part, "key", step.key);
      const double asked = has_key      ? 1
                           : shards > 0 ? shards
                                        : number_of(*spec_.find_part(over), "instances", 1);
      note(router, node_of(FlowNode::Kind::part, over), rate * asked);
    }
  }

  void read(const spec::Step& step, double rate) {
    ask(step.target, rate);
    const auto cache = std::find_if(results_.parts.begin(), results_.parts.end(),
                                    [&](const PartFigures& one) { return one.name == step.target; });
    double hits = 1;
    for (std::size_t i = 0; cache != results_.parts.end() && i < cache->own.size(); ++i) {
      if (cache->own[i].name == "hit_ratio" && cache->own[i].value.exists) hits = cache->own[i].value.value;
    }
    if (!step.miss.empty()) scope(*spec_.find_routine(step.miss), rate * (1 - hits));
    if (!step.revalidate.empty()) scope(*spec_.find_routine(step.revalidate), 0);
  }

  void choose(const spec::Step& step, double rate) {
    double left = 1;
    for (const spec::Step& branch : step.branches) {
      const double share = branch.otherwise ? left
                           : branch.when    ? chances_.probability(*branch.when)
                                            : branch.chance;
      left = std::max(0.0, left - share);
      spec::Step taken = branch;
      taken.chance = 1;  // its share is in the rate
      this->step(taken, rate * share);
    }
  }

  template <typename Walk>
  void later(const Walk& walk) {
    const bool was_awaited = std::exchange(is_awaited_, false);
    walk();
    is_awaited_ = was_awaited;
  }

  void from(const std::string& part, const std::string& routine, double rate) {
    const std::size_t caller = std::exchange(caller_, node_of(FlowNode::Kind::part, part));
    scope(*spec_.find_routine(routine), rate);
    caller_ = caller;
  }

  /// Makes what is asked of a part in all what was measured.
  void fit(std::size_t node) {
    const auto part = std::find_if(results_.parts.begin(), results_.parts.end(),
                                   [&](const PartFigures& one) { return one.name == out_.nodes[node].name; });
    if (out_.nodes[node].kind != FlowNode::Kind::part || part == results_.parts.end()) return;
    const double measured = per_second(part->served) + per_second(part->refused);
    double reckoned = 0;
    std::vector<Flow*> into, open;
    for (Flow& flow : out_.flows) {
      if (flow.to != node) continue;
      into.push_back(&flow);
      reckoned += flow.per_second;
      if (!(flow.per_second > 0)) open.push_back(&flow);
    }
    if (open.size() == 1) {
      open.front()->per_second = std::max(0.0, measured - reckoned);
    } else if (open.empty() && reckoned > 0) {
      for (Flow* flow : into) flow->per_second *= measured / reckoned;
    } else {
      for (Flow* flow : open) flow->is_known = !(measured > 0);
    }
  }

  const spec::Spec& spec_;
  const Results& results_;
  DemandWalk chances_;  // how often conditions are met
  Flows out_;
  std::size_t caller_ = 0;
  bool is_awaited_ = true;
};

}  // namespace

Flows flows_of(const spec::Spec& spec, const Results& results) {
  return results.requests.empty() ? Flows{} : FlowWalk(spec, results).flows();
}

}  // namespace plimsoll
