#include "study/check.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include <fmt/format.h>

#include "models/build.hpp"
#include "models/model_problem.hpp"
#include "study/check_limits.hpp"
#include "study/demand.hpp"
#include "study/never_happens.hpp"
#include "study/settings.hpp"

namespace plimsoll {
namespace {

/// One resource of a part that can run out, and how much of it one second has.
struct Resource {
  std::string name;
  double capacity;
  double PartDemand::*demand;
};

bool sends_along(const std::vector<spec::Step>& steps, const std::string& part) {
  return std::any_of(steps.begin(), steps.end(), [&](const spec::Step& step) {
    return std::find(step.with.begin(), step.with.end(), part) != step.with.end() ||
           sends_along(step.branches, part);
  });
}

/// Whether a lock is held as long as its scopes last, one after the other: not by readers together, not for
/// each of several rows, not by what is sent, not in every instance of a server. Else how long it is taken is
/// no sum.
bool is_held_by_one_scope_at_a_time(const spec::Spec& spec, const std::string& part) {
  if (text_of(*spec.find_part(part), "per").size() > 2) return false;
  const auto is_plain = [&](const spec::Routine& routine) {
    for (std::size_t k = 0; k < routine.hold_terms.size(); ++k) {
      if (routine.holds[k] != part) continue;
      if (routine.hold_terms[k].is_shared || !routine.hold_terms[k].keys.empty()) return false;
    }
    return !sends_along(routine.steps, part);
  };
  return std::all_of(spec.requests.begin(), spec.requests.end(), is_plain) &&
         std::all_of(spec.routines.begin(), spec.routines.end(), is_plain);
}

std::vector<Resource> resources_of(const spec::Spec& spec, const spec::Part& part) {
  const double instances = number_of(part, "instances", 1);
  std::vector<Resource> resources;
  if (part.kind->has(spec::Role::host)) {
    resources.push_back({"cpu", instances * number_of(part, "cores", 1), &PartDemand::work_seconds});
    const double workers = number_of(part, "workers", 1e300);
    const bool holds_them = !names(part, "style", "async");
    if (holds_them && workers < 1e15)
      resources.push_back({"workers", instances * workers, &PartDemand::held_seconds});
  } else if (part.kind->has(spec::Role::query) && number_of(part, "cores", 0) > 0) {
    resources.push_back({"cpu", instances * number_of(part, "cores", 1), &PartDemand::work_seconds});
  } else if (part.kind->name == "pool" && !is_pool_per_request(part)) {
    resources.push_back({"connections",
                         copies_of(spec, part) * number_of(part, "size", 1) * number_of(part, "streams", 1),
                         &PartDemand::held_seconds});
  } else if (part.kind->has(spec::Role::stock) && text_of(part, "key").size() <= 2 &&
             is_held_by_one_scope_at_a_time(spec, part.name)) {
    resources.push_back({"lock", number_of(part, "places", 1), &PartDemand::held_seconds});
  }
  return resources;
}

/// What a traffic asks of the model: means over its mix, and how many requests a second at the most.
struct TrafficDemand {
  const spec::Traffic* traffic;
  RequestDemand mean;
  double rate = 0;
};

/// At the highest point of a profile; in the long run where the rate moves by chance.
double arrival_rate(const spec::Traffic& traffic) {
  if (!traffic.states.empty()) return spec::long_run_rate(traffic.states);
  if (traffic.profile.empty()) return traffic.rate.per_second;
  double peak = 0;
  for (const spec::ProfilePoint& point : traffic.profile) peak = std::max(peak, point.rate.per_second);
  return peak;
}

TrafficDemand demand_of(const spec::Spec& spec, const spec::Traffic& traffic, DemandWalk& walk) {
  TrafficDemand demand{&traffic, {}, 0};
  for (const auto& [name, share] : traffic.mix) {
    const RequestDemand one = walk.of(traffic, *spec.find_request(name));
    demand.mean.elapsed_seconds += share * one.elapsed_seconds;
    for (const auto& [part, of_part] : one.parts) {
      PartDemand& sum = demand.mean.parts[part];
      sum.visits += share * of_part.visits;
      sum.work_seconds += share * of_part.work_seconds;
      sum.held_seconds += share * of_part.held_seconds;
    }
  }
  if (traffic.kind == spec::Traffic::Kind::open)
    demand.rate = arrival_rate(traffic) * static_cast<double>(traffic.batch);
  if (traffic.kind == spec::Traffic::Kind::closed) {
    // Users who never wait ask this often; with queueing less.
    const double cycle = traffic.think.law.mean() + demand.mean.elapsed_seconds;
    demand.rate =
        cycle > 0 ? static_cast<double>(traffic.users) / cycle : std::numeric_limits<double>::infinity();
  }
  return demand;
}

/// How often parts are visited [1/s], by users who never wait.
std::map<std::string, double> visits_of(const std::vector<TrafficDemand>& demands) {
  std::map<std::string, double> visits;
  for (const TrafficDemand& demand : demands) {
    for (const auto& [part, of_part] : demand.mean.parts) {
      visits[part] += std::min(demand.rate, 1e12) * of_part.visits;
    }
  }
  return visits;
}

void check_order_of_holds(const DemandWalk& walk, CheckReport& report) {
  for (const auto& [pair, place] : walk.nestings()) {
    const auto& [outer, inner] = pair;
    if (outer == inner) {
      report.findings.warning(
          place, "system." + inner,
          "is held for two rows at once, one after the other: two requests may wait for each "
          "other",
          "take them in the order of their values: order = \"sorted\"");
      continue;
    }
    if (outer < inner && walk.nestings().contains({inner, outer})) {
      report.findings.warning(
          place, "system." + inner,
          fmt::format("is taken while {} is held, and elsewhere the other way round: two requests "
                      "may wait for each other",
                      outer),
          "take them in the same order everywhere");
    }
  }
}

/// How much of the present mix the tightest resource lets through, and which that is.
void bound_throughput(const spec::Spec& spec, const std::vector<TrafficDemand>& demands,
                      CheckReport& report) {
  double total = 0;
  for (const TrafficDemand& demand : demands) total += std::min(demand.rate, 1e12);
  if (total <= 0) return;
  double let_through = 1;
  std::string tightest;
  for (const spec::Part& part : spec.parts) {
    for (const Resource& resource : resources_of(spec, part)) {
      double load = 0;
      for (const TrafficDemand& demand : demands) {
        const auto found = demand.mean.parts.find(part.name);
        if (found == demand.mean.parts.end()) continue;
        load += std::min(demand.rate, 1e12) * found->second.*resource.demand;
      }
      if (load * let_through <= resource.capacity) continue;
      let_through = resource.capacity / load;
      tightest = fmt::format("{} ({})", part.name, resource.name);
    }
  }
  report.throughput_bound_per_second = total * let_through;
  report.bound_sentence = tightest.empty() ? "users and rates alone set it: no part stands in the way"
                                           : tightest + " sets it, whatever the queueing";
}

void add_loads(const spec::Spec& spec, const std::vector<TrafficDemand>& demands, CheckReport& report) {
  // Closed users slow down before they overload anything: their rates are scaled to what the tightest part
  // allows.
  double scale = 1;
  const auto offered = [&](const spec::Part& part, const Resource& resource, bool closed) {
    double load = 0;
    for (const TrafficDemand& demand : demands) {
      const auto found = demand.mean.parts.find(part.name);
      const bool is_closed = demand.traffic->kind == spec::Traffic::Kind::closed;
      if (found == demand.mean.parts.end() || is_closed != closed) continue;
      load += std::min(demand.rate, 1e12) * found->second.*resource.demand;
    }
    return load;
  };
  for (const spec::Part& part : spec.parts) {
    for (const Resource& resource : resources_of(spec, part)) {
      const double closed = offered(part, resource, true);
      const double room = std::max(0.0, resource.capacity - offered(part, resource, false));
      if (closed > 0 && room / closed < scale) {
        scale = room / closed;
      }
    }
  }
  bound_throughput(spec, demands, report);
  for (const spec::Part& part : spec.parts) {
    for (const Resource& resource : resources_of(spec, part)) {
      PartLoad load;
      load.part = part.name;
      load.kind = part.kind->name;
      load.resource = resource.name;
      load.capacity = resource.capacity;
      double work = 0;
      for (const TrafficDemand& demand : demands) {
        const auto found = demand.mean.parts.find(part.name);
        if (found == demand.mean.parts.end()) continue;
        const double rate =
            std::min(demand.rate, 1e12) * (demand.traffic->kind == spec::Traffic::Kind::closed ? scale : 1);
        load.visits_per_second += rate * found->second.visits;
        work += rate * found->second.*resource.demand;
      }
      load.demand_seconds = load.visits_per_second > 0 ? work / load.visits_per_second : 0;
      load.utilisation = resource.capacity > 0 ? work / resource.capacity : 0;
      if (std::abs(load.utilisation - 1) < 1e-9)
        load.utilisation = 1;  // what sets the bound is full, not overfull
      if (offered(part, resource, false) > resource.capacity) {
        report.findings.warning(
            part.place, "system." + part.name,
            fmt::format("is asked for {:.0f} % of the {} it has: the queue grows without end",
                        100 * load.utilisation, resource.name),
            "");
      }
      report.loads.push_back(std::move(load));
    }
  }
}

}  // namespace

CheckReport check(const spec::Spec& spec, const spec::Diagnostics& from_loading) {
  CheckReport report;
  report.findings = from_loading;
  try {
    spec::Spec empty = spec;  // wiring does not depend on how many users there are
    for (spec::Traffic& traffic : empty.traffic) traffic.users = std::min<std::int64_t>(traffic.users, 1);
    build(empty, spec.run.seed, 0);
  } catch (const ModelProblem& problem) {
    const spec::Diagnostic& found = problem.diagnostic();
    report.findings.error(found.place, found.address, found.message, found.remedy);
    return report;
  }
  DemandWalk walk(spec);
  std::vector<TrafficDemand> demands;
  for (const spec::Traffic& traffic : spec.traffic) demands.push_back(demand_of(spec, traffic, walk));
  for (const spec::Diagnostic& found : walk.findings()) {
    report.findings.warning(found.place, found.address, found.message, found.remedy);
  }
  check_connections(spec, report.findings);
  check_descriptors(spec, walk, report.findings);
  check_ports(spec, walk, visits_of(demands), report.findings);
  check_memory(spec, report.findings);
  check_order_of_holds(walk, report);
  add_loads(spec, demands, report);
  report.twin = twin_of(spec);
  for (const std::string& cache : walk.caches()) {
    report.assumptions.push_back("every look-up in " + cache +
                                 " is taken to hit: misses add to the load of what is behind it");
  }
  report.assumptions.push_back("nothing fails and nothing is tried again");
  if (!spec.events.empty())
    report.assumptions.push_back("no event is in force: this is the load outside them");
  for (const spec::Event& event : spec.events) {
    if (!never_happens(spec, event)) continue;
    report.findings.warning(event.place, "event." + event.name,
                            "starts after the end of the run: it never happens", "make run.duration longer");
  }
  return report;
}

}  // namespace plimsoll
