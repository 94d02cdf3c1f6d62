#include "models/components/load_balancer.hpp"

#include <algorithm>

#include "models/compiler.hpp"
#include "models/engine.hpp"
#include "models/model_problem.hpp"

namespace plimsoll {

void LoadBalancerSpec::describe(spec::Fields& f) {
  f.required("spreads_over", spreads_over,
             "The server, the servers, or servers with shares: { app = 0.9, canary = 0.1 }.")
      .names("server");
  describe_policy(f, policy, "How an instance is chosen.");
  f.optional("overhead", overhead, "Time that each request spends in the balancer itself.");
}

ComponentKind kind_load_balancer() {
  return component_kind<LoadBalancerSpec, LoadBalancer>(
      {.name = "load_balancer",
       .summary = "Chooses the server instance that a request goes to.",
       .roles = static_cast<std::uint32_t>(spec::Role::route),
       .measures = {{"served", "requests routed"}, {"refused", "requests that found no instance up"}}});
}

void LoadBalancer::wire(Compiler& compiler) {
  double sum = 0;
  bool has_shares = false;
  for (const auto& [server, share] : spec_.spreads_over) {
    servers_.push_back(&compiler.part(server));
    sum += share;
    has_shares = has_shares || share != 1;
  }
  refuse_mixed_styles();
  if (!has_shares) {
    groups_.push_back({servers_, 1, Spread(spec_.policy)});
    return;
  }
  double cumulative = 0;
  for (std::size_t i = 0; i < servers_.size(); ++i) {
    cumulative += spec_.spreads_over[i].second / sum;
    groups_.push_back({{servers_[i]}, cumulative, Spread(spec_.policy)});
  }
}

// What a request does with its worker while it works is compiled once, whichever server it will be on.
void LoadBalancer::refuse_mixed_styles() const {
  const Component& first = *servers_.front();
  for (const Component* server : servers_) {
    if (server->is_async() == first.is_async()) continue;
    const auto with_style = [](const Component& s) {
      return s.name() + ", which is " + (s.is_async() ? "async" : "blocking");
    };
    spec::Diagnostic problem;
    problem.address = "system." + name() + ".spreads_over";
    problem.message = "spreads over " + with_style(first) + ", and " + with_style(*server);
    problem.remedy = "give both the same style";
    throw ModelProblem(problem);
  }
}

HostInstance* LoadBalancer::pick(const Request& r, const Site& site) {
  Group* group = &groups_.front();
  if (groups_.size() > 1) {
    const double u = site.shares.uniform(r.subject, r.iteration);
    while (group != &groups_.back() && u >= group->cumulative_share) ++group;
  }
  candidates_.clear();
  for (Component* server : group->servers) server->add_instances_to(candidates_);
  const auto chosen = group->spread.choose(candidates_.size(), site.choice, r, [this](std::size_t i) {
    return Spread::Sight{candidates_[i]->in_flight, candidates_[i]->is_up};
  });
  return chosen ? candidates_[*chosen] : nullptr;
}

const Step* LoadBalancer::route(Engine& engine, RequestIndex r, const Step& step) {
  const LoadBalancer& balancer = *static_cast<LoadBalancer*>(step.part);
  if (balancer.spec_.overhead.law.mean() <= 0) return choose(engine, r, step);
  engine.wake_after(r, static_cast<const Site*>(step.data)->overhead.duration(engine.request(r)));
  return nullptr;
}

const Step* LoadBalancer::choose(Engine& engine, RequestIndex r, const Step& step) {
  LoadBalancer& balancer = *static_cast<LoadBalancer*>(step.part);
  HostInstance* chosen = balancer.pick(engine.request(r), *static_cast<const Site*>(step.data));
  if (chosen == nullptr) {
    ++balancer.refused_;
    return engine.failed(r, step, reason::refused);
  }
  ++balancer.routed_;
  engine.request(r).routed = chosen->number;
  return step.next;
}

void LoadBalancer::cancel(Engine& engine, RequestIndex r, const Step&) { engine.cancel_wake(r); }

const Step* LoadBalancer::compile_route(Compiler& compiler, const Context& context, const Step* next) {
  Context own = context;
  own.path += "." + name();
  const Site* site = compiler.program().keep(Site{compiler.draw(own, "overhead", spec_.overhead.law),
                                                  compiler.stream(own.path + ".policy"),
                                                  compiler.stream(own.path + ".shares")});
  return compiler.emit(context, {.run = route,
                                 .wake = choose,
                                 .cancel = cancel,
                                 .next = next,
                                 .part = this,
                                 .data = site,
                                 .account = compiler.account(context, name(), TimeUse::service)});
}

PartReading LoadBalancer::read(SimTime) const {
  PartReading reading;
  reading.served = static_cast<double>(routed_);
  reading.refused = static_cast<double>(refused_);
  return reading;
}

}  // namespace plimsoll
