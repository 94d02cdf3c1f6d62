#include "study/twin_route.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "study/demand.hpp"
#include "study/settings.hpp"

namespace plimsoll {
namespace {

using spec::Verb;

/// Where the walk is: how often it gets here, whether that may be more than once, and whether a success
/// proves that what stands here was done.
struct Here {
  double weight = 1;
  bool is_single = true;
  bool is_certain = true;
};

class RouteWalk {
 public:
  explicit RouteWalk(const spec::Spec& spec) : spec_(spec), chances_(spec) {}

  Route walk(const spec::Traffic& traffic, const spec::Routine& request) {
    chances_.walk_for(traffic);
    if (!spec_.regions.empty()) obstacle("what goes from region to region takes time on the way");
    if (traffic.limit) obstacle("users of " + traffic.name + " give up after a while");
    const double least = door(traffic.enters, 0, request, {.is_certain = !traffic.limit});
    route_.least_seconds = has_planned_failures_ ? 0 : least;
    if (has_planned_failures_) route_.least_work_seconds.clear();
    return std::move(route_);
  }

 private:
  void obstacle(const std::string& sentence) {
    auto& all = route_.obstacles;
    if (std::find(all.begin(), all.end(), sentence) == all.end()) all.push_back(sentence);
  }

  const spec::Part& part(const std::string& name) const { return *spec_.find_part(name); }

  /// Time that nobody else can lengthen. Returns what it adds to the least response.
  double outside(double seconds, const Here& here) {
    route_.outside_seconds += here.weight * seconds;
    return here.is_certain ? seconds : 0;
  }

  double door(const std::vector<std::string>& enters, std::size_t index, const spec::Routine& request,
              const Here& here) {
    if (index == enters.size()) return scope(request, here);
    const spec::Part& entered = part(enters[index]);
    double least = 0;
    if (entered.kind->has(spec::Role::hold)) {
      hold(entered);
    } else if (entered.kind->has(spec::Role::route)) {
      least += route(entered, here);
      routed_ = entered.name;
    } else if (!entered.kind->has(spec::Role::host)) {
      obstacle(entered.name + " lets requests through at its own pace");
    }
    return least + door(enters, index + 1, request, here);
  }

  double route(const spec::Part& balancer, const Here& here) {
    double instances = 0;
    for (const auto& [name, share] : shares_of(balancer, "spreads_over")) {
      instances += number_of(part(name), "instances", 1);
    }
    const std::string policy = text_of(balancer, "policy");
    if (instances > 1 && policy.find("random") == std::string::npos) {
      obstacle(fmt::format("{} looks where it sends requests (policy {})", balancer.name, policy));
    }
    return outside(number_of(balancer, "overhead", 0), here);
  }

  /// The servers that a request of this scope may be on, with the probability of each.
  spec::Shares hosts_of(const std::string& on) {
    const spec::Part& named = part(on);
    if (named.kind->has(spec::Role::host)) {
      if (!routed_.empty() && shares_of(part(routed_), "spreads_over").size() > 1) {
        obstacle(fmt::format("{} spreads over more than {}", routed_, on));
      }
      return {{on, 1.0}};
    }
    spec::Shares shares = shares_of(named, "spreads_over");
    // Without shares one policy chooses among the instances of all.
    const bool is_even = std::all_of(shares.begin(), shares.end(),
                                     [&](const auto& one) { return one.second == shares.front().second; });
    double sum = 0;
    for (auto& [name, share] : shares) {
      if (is_even) share = number_of(part(name), "instances", 1);
      sum += share;
    }
    for (auto& [name, share] : shares) share /= sum;
    return shares;
  }

  double scope(const spec::Routine& routine, const Here& here) {
    if (routine.on.empty()) return holds(routine, here);
    double least = 0;
    if (part(routine.on).kind->has(spec::Role::route)) least += route(part(routine.on), here);
    spec::Shares hosts = hosts_of(routine.on);
    const bool is_routed =
        !std::exchange(routed_, "").empty() || part(routine.on).kind->has(spec::Role::route);
    const std::size_t first_hold = route_.holds.size();
    for (const auto& [name, share] : hosts) enter(part(name), is_routed);
    const std::size_t last_hold = route_.holds.size();
    std::swap(hosts_, hosts);
    is_pure_ = true;
    least += holds(routine, here);
    for (std::size_t i = first_hold; i < last_hold; ++i) {
      if (!is_pure_ && !is_async(part(route_.holds[i].part))) route_.holds[i].holds_only_work = false;
    }
    is_pure_ = false;  // whoever called this scope waits for other things than work of its own
    std::swap(hosts_, hosts);
    return least;
  }

  static bool is_async(const spec::Part& server) { return names(server, "style", "async"); }

  void enter(const spec::Part& server, bool is_routed) {
    if (!is_routed) check_policy(server);
    if (!text_of(server, "memory").empty() || !text_of(server, "collect_after").empty() ||
        number_of(server, "descriptors", 1e300) < 1e15 || number_of(server, "ports", 1e300) < 1e15) {
      obstacle(server.name + " may run out of memory or sockets, or stops to collect garbage");
    }
    const double workers = number_of(server, "workers", 1e300), queue = number_of(server, "queue", 1e300);
    if (workers < 1e15) route_.holds.push_back({server.name, "workers", workers, queue < 1e15, queue, true});
  }

  void check_policy(const spec::Part& several) {
    if (number_of(several, "instances", 1) <= 1) return;
    const std::string policy = text_of(several, "policy");
    if (policy.find("random") != std::string::npos) return;
    obstacle(
        fmt::format("{} spreads over its instances by more than chance (policy {})", several.name, policy));
  }

  double holds(const spec::Routine& routine, const Here& here) {
    for (const std::string& name : routine.holds) hold(part(name));
    return steps(routine.steps, here);
  }

  void hold(const spec::Part& held) {
    is_pure_ = false;
    if (held.kind->has(spec::Role::stock)) {
      if (!names(held, "enforced", "false")) obstacle("one request at a time holds " + held.name);
      return;
    }
    if (held.kind->name == "pool") {
      const bool closes_some = number_of(held, "idle_max", 1e300) < number_of(held, "size", 1) ||
                               !text_of(held, "lifetime").empty() || !text_of(held, "idle_time").empty();
      if (names(held, "per", "request") || !names(held, "opens", "at_start") || closes_some) {
        obstacle(held.name + " opens connections while requests wait");
        return;
      }
      const double queue = number_of(held, "queue", 1e300);
      const double places = number_of(held, "size", 1) * number_of(held, "streams", 1);
      route_.holds.push_back(
          {held.name, "connections", places, queue < 1e15, queue < 1e15 ? queue : 0, false});
      return;
    }
    route_.holds.push_back({held.name, "places", number_of(held, "size", 1), true, 0, false});
  }

  double steps(const std::vector<spec::Step>& all, const Here& here) {
    double least = 0;
    for (const spec::Step& next : all) least += step(next, here);
    return least;
  }

  /// The law of a page is that of its attribute: traffic that says the value has another one.
  void check_page(const spec::Step& step) {
    if (step.plan.empty()) return;
    const std::string& page = spec_.find_plan(step.plan)->page_of;
    for (const spec::Traffic& traffic : spec_.traffic) {
      for (const spec::FixedAttribute& fixed : traffic.attributes) {
        if (fixed.attribute == page)
          obstacle(fmt::format("{} says which {} it asks for", traffic.name, page));
      }
    }
  }

  double step(const spec::Step& step, const Here& here) {
    Here inside = here;
    const double rounds = static_cast<double>(step.times) +
                          (step.again > 0 && step.again < 1 ? step.again / (1 - step.again) : 0);
    inside.weight *= step.chance * rounds;
    inside.is_single = here.is_single && step.times <= 1 && !(step.again > 0);
    if (step.limit) obstacle(fmt::format("{} gives up after a while", step.address));
    // Who gives up early, or is helped out, has not done all of it; and of those who were in time the work
    // was short.
    if (step.limit || !step.fallback.empty()) inside.is_certain = false;
    return step.chance * rounds * verb(step, inside);
  }

  double verb(const spec::Step& step, const Here& here) {
    is_pure_ = is_pure_ && (step.verb == Verb::work || step.verb == Verb::call || step.verb == Verb::choose ||
                            step.verb == Verb::repeat);
    switch (step.verb) {
      case Verb::work:
        for (const auto& [name, share] : hosts_) visit(name, step.time.law, share, here);
        return here.is_certain ? step.time.law.mean() : 0;
      case Verb::query:
        return query(step, here);
      case Verb::wait:
        return outside(step.time.law.mean(), here);
      case Verb::call:
        return scope(*spec_.find_routine(step.target), here);
      case Verb::repeat:
        return steps(step.branches, here);
      case Verb::choose:
        return choose(step, here);
      case Verb::all_of:
      case Verb::first_of:
        return fan(step, here);
      case Verb::send:
        obstacle("what is sent to the background goes on after the answer");
        return 0;
      case Verb::read:
        obstacle("what is found in " + step.target + " depends on who asked before");
        return 0;
      case Verb::write:
      case Verb::forget:
        obstacle("commands for " + step.target + " take turns that no formula of ours knows");
        return 0;
      case Verb::change:
        return 0;
      case Verb::pass:
        obstacle(step.target + " lets requests through at its own pace");
        return 0;
      case Verb::put:
        return 0;
      case Verb::take:
        if (step.takes_if == spec::Step::TakesIf::always) return 0;
        [[fallthrough]];
      case Verb::check:
      case Verb::fail:
        has_planned_failures_ = true;
        obstacle("some requests are meant to fail");
        return 0;
    }
    return 0;
  }

  double query(const spec::Step& step, Here here) {
    const spec::Part& asked = part(step.target);
    if (asked.kind->name != "database") {
      obstacle(asked.name + " asks one instance or all of them, as the key says");
      return 0;
    }
    if (step.terms.is_particular()) {
      obstacle(fmt::format("{} may wait for a replica, or be answered by its primary", step.address));
      here.is_certain = false;
    }
    if (step.terms.writes && number_of(asked, "synchronous", 0) > 0) {
      obstacle("writes to " + asked.name + " wait for its replicas");
    }
    check_policy(asked);
    visit(asked.name, step.time.law, 1, here);
    return here.is_certain ? step.time.law.mean() : 0;
  }

  void visit(const std::string& name, const Distribution& law, double share, const Here& here) {
    if (!(here.weight * share > 0)) return;
    route_.visits.push_back({name, law, here.weight * share, here.is_single});
    // Where few requests make most of the work, what was measured may be far from the mean.
    const bool has_tame_tail = law.variance() < 100 * law.mean() * law.mean();
    if (here.is_certain && has_tame_tail) route_.least_work_seconds[name] += here.weight * share * law.mean();
  }

  double choose(const spec::Step& step, const Here& here) {
    double least = 0, left = 1;
    for (const spec::Step& branch : step.branches) {
      const double share = branch.otherwise ? left
                           : branch.when    ? chances_.probability(*branch.when)
                                            : branch.chance;
      left = std::max(0.0, left - share);
      spec::Step taken = branch;
      taken.chance = 1;
      Here inside = here;
      inside.weight *= share;
      least += share * this->step(taken, inside);
    }
    return least;
  }

  // All branches are done where all are needed, and the slowest is no quicker on average than the one that is
  // slowest on average. Otherwise nothing is certain.
  double fan(const spec::Step& step, const Here& here) {
    obstacle("branches that go on side by side share no product form");
    const bool needs_all = step.need == static_cast<std::int64_t>(step.branches.size());
    Here inside = here;
    inside.is_certain = here.is_certain && needs_all;
    double slowest = 0;
    for (const spec::Step& branch : step.branches) slowest = std::max(slowest, this->step(branch, inside));
    return slowest;
  }

  const spec::Spec& spec_;
  DemandWalk chances_;
  Route route_;
  spec::Shares hosts_;
  std::string routed_;
  bool is_pure_ = true;  // only work so far in this scope
  bool has_planned_failures_ = false;
};

}  // namespace

Route route_of(const spec::Spec& spec, const spec::Traffic& traffic, const spec::Routine& request) {
  return RouteWalk(spec).walk(traffic, request);
}

}  // namespace plimsoll
